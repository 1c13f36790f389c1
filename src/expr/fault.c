/* SPDX-License-Identifier: Apache-2.0 */
/* fault.c - mistakes as values, until one is the result. */
#include <stdarg.h>

#include "base/buf.h"
#include "diag/nearest.h"
#include "expr/eval.h"
#include "expr/opaque.h"

struct fault {
	struct val val;        /* VAL_BAD; what everybody else sees */
	enum diag_code code;
	struct span at;
	struct slice text, nearest;
};

static const struct val_opaque mark = { .name = "fault" };

static struct fault *
fault_of(const struct val *v)
{
	union { const void *in; void *out; } data = { v->u.opaque.data };

	return v->kind == VAL_BAD && v->u.opaque.type == &mark ? data.out : NULL;
}

const struct val *
fault(struct eval *ev, enum diag_code code, struct span at, const char *fmt, ...)
{
	struct fault *f = arena_new(ev->arena, struct fault);
	va_list ap;

	f->val.kind = VAL_BAD;
	f->val.u.opaque.type = &mark;
	f->val.u.opaque.data = f;
	f->code = code;
	f->at = at;
	va_start(ap, fmt);
	f->text = arena_vprintf(ev->arena, fmt, ap);
	va_end(ap);
	return &f->val;
}

const struct val *
fault_hint(struct eval *ev, const struct val *v, struct slice nearest)
{
	struct fault *f = fault_of(v);

	(void)ev;
	if (f)
		f->nearest = nearest;
	return v;
}

/* As a message calls the kind of a value. */
static const char *
kind_text(const struct val *v)
{
	switch ((enum val_kind)v->kind) {
	case VAL_BOOL:
		return "bool";
	case VAL_DURATION:
		return "duration";
	case VAL_TIMESTAMP:
		return "timestamp";
	case VAL_NULL:
		return "null";
	case VAL_OPTIONAL:
		return "optional";
	case VAL_OPAQUE:
		return v->u.opaque.type->sig;
	default:
		return expr_type_name(v);
	}
}

const struct val *
fault_kinds(struct eval *ev, struct span at, const char *what, const struct val *const *args, size_t n)
{
	struct buf b = BUF_IN(ev->arena);
	const struct val *f;

	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_str(&b, i + 1 == n ? " and " : ", ");
		buf_str(&b, kind_text(args[i]));
	}
	f = fault(ev, DIAG_EXPR_TYPE, at, "'%s' cannot take %.*s", what, SLICE_FMT(buf_slice(&b)));
	return f;
}

const struct val *
eval_stop(struct eval *ev, struct span at)
{
	return fault(ev, DIAG_EXPR_COST, at, "this takes more than %llu steps", (unsigned long long)ev->limit);
}

void
fault_report(struct eval *ev, const struct val *v)
{
	const struct fault *f = fault_of(v);
	struct diag *d;

	if (!f)
		return;
	d = diag_report(ev->run->diags, f->code, f->at, "%.*s", SLICE_FMT(f->text));
	if (f->nearest.ptr)
		diag_note(ev->run->diags, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(f->nearest));
	else if (f->code == DIAG_EXPR_KEY)
		diag_note(ev->run->diags, d, SPAN_NONE, "what may be missing is asked for with has(), or read with '.?'");
}
