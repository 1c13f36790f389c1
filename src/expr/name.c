/* SPDX-License-Identifier: Apache-2.0 */
/* name.c - what names and calls mean: variables become slots, functions
 * rows of the table (langdef.md, "Name Resolution"). */
#include <string.h>

#include "base/buf.h"
#include "diag/nearest.h"
#include "expr/opaque.h"
#include "expr/parse.h"

/* Names of types that are values, as in type(x) == int. */
static const char *const type_names[] = {
	"bool", "bytes", "double", "google.protobuf.Duration", "google.protobuf.Timestamp", "int", "list",
	"map",  "null_type", "optional_type", "string", "type", "uint",
};

struct slice
name_join(struct parser *p, struct path_parts path, size_t n)
{
	struct buf b = BUF_IN(p->arena);
	struct slice s;

	if (n == 1)
		return path.ptr[0].name;
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_char(&b, '.');
		buf_add(&b, path.ptr[i].name);
	}
	s = arena_slice(p->arena, buf_slice(&b));
	return s;
}

static const struct scope *
find_local(const struct parser *p, struct slice name)
{
	const struct scope *s = p->scope;

	while (s && !slice_eq(s->name, name))
		s = s->outer;
	return s;
}

static size_t
find_var(const struct parser *p, struct slice name)
{
	for (size_t i = 0; i < p->env->names.len; i++)
		if (slice_eq(p->env->names.ptr[i], name))
			return i;
	return SIZE_MAX;
}

static const struct val *
find_type(struct parser *p, struct slice name, struct span at)
{
	const char *found = NULL;
	struct val *v;

	for (size_t i = 0; i < sizeof(type_names) / sizeof(type_names[0]); i++)
		if (slice_is(name, type_names[i]))
			found = type_names[i];
	for (size_t i = 0; opaque_types[i]; i++)
		if (slice_is(name, opaque_types[i]->name))
			found = opaque_types[i]->name;
	if (!found)
		return NULL;
	v = arena_new(p->arena, struct val);
	v->kind = VAL_TYPE;
	v->at = at;
	v->u.str = slice_of(found);
	return v;
}

/* Whether some dotted name begins with `first`, as 'values' of values.quorum. */
static bool
is_prefix(const struct parser *p, struct slice first)
{
	for (size_t i = 0; i < p->env->names.len; i++) {
		struct slice name = p->env->names.ptr[i];

		if (name.len > first.len && name.ptr[first.len] == '.' && slice_starts(name, first))
			return true;
	}
	return false;
}

static const struct expr *
unknown_dotted(struct parser *p, struct path_parts path)
{
	struct slice name = name_join(p, path, 2);
	struct nearest near = NEAREST_INIT(name);
	struct span at = parse_span(p, path.ptr[0].start, path.ptr[1].end);
	struct diag *d = parse_wrong(p, DIAG_EXPR_NAME, at, "unknown name '%.*s'", SLICE_FMT(name));

	for (size_t i = 0; i < p->env->names.len; i++)
		nearest_offer(&near, p->env->names.ptr[i]);
	if (near.best.ptr)
		diag_note(p->diags, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(near.best));
	return parse_node(p, EX_BAD, at);
}

static const struct expr *
unknown_name(struct parser *p, struct path_parts path)
{
	const struct path_part *first = &path.ptr[0];
	struct nearest near = NEAREST_INIT(first->name);
	struct span at = parse_span(p, first->start, first->end);
	struct diag *d = parse_wrong(p, DIAG_EXPR_NAME, at, "unknown name '%.*s'", SLICE_FMT(first->name));

	for (const struct scope *s = p->scope; s; s = s->outer)
		nearest_offer(&near, s->name);
	for (size_t i = 0; i < p->env->names.len; i++)
		nearest_offer(&near, p->env->names.ptr[i]);
	if (near.best.ptr)
		diag_note(p->diags, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(near.best));
	return parse_node(p, EX_BAD, at);
}

/* The node of the longest prefix that means something; sets *used. */
static struct expr *
find_prefix(struct parser *p, struct path_parts path, size_t *used)
{
	const struct scope *local = path.absolute ? NULL : find_local(p, path.ptr[0].name);
	struct expr *e;

	if (local) {
		*used = 1;
		e = parse_node(p, EX_LOCAL, parse_span(p, path.start, path.ptr[0].end));
		e->u.slot = local->slot;
		e->from_var = local->from_var;
		return e;
	}
	for (*used = path.len; *used > 0; --*used) {
		struct slice name = name_join(p, path, *used);
		struct span at = parse_span(p, path.start, path.ptr[*used - 1].end);
		size_t slot = find_var(p, name);
		const struct val *type = find_type(p, name, at);

		if (slot == SIZE_MAX && !type)
			continue;
		e = parse_node(p, slot == SIZE_MAX ? EX_CONST : EX_VAR, at);
		e->from_var = slot != SIZE_MAX;
		if (slot == SIZE_MAX)
			e->u.val = type;
		else
			e->u.slot = slot;
		return e;
	}
	return NULL;
}

const struct expr *
name_resolve(struct parser *p, struct path_parts path)
{
	size_t used;
	const struct expr *e;

	if (p->stopped)
		return parse_node(p, EX_BAD, parse_span(p, path.start, path.start));
	e = find_prefix(p, path, &used);
	if (!e && path.len > 1 && is_prefix(p, path.ptr[0].name))
		return unknown_dotted(p, path);
	if (!e)
		return unknown_name(p, path);
	for (size_t i = used; i < path.len; i++)
		e = parse_select(p, EX_SELECT, e, &path.ptr[i]);
	return e;
}

static size_t
find_own(const struct parser *p, struct slice name)
{
	for (size_t i = 0; i < p->env->nfunctions; i++)
		if (slice_eq(p->env->functions[i].name, name))
			return i;
	return SIZE_MAX;
}

bool
name_is_function(const struct parser *p, struct slice dotted)
{
	size_t n;
	const struct builtin *rows = builtin_find(dotted, &n);

	if (slice_is(dotted, "cel.bind") || find_own(p, dotted) != SIZE_MAX)
		return true;
	return n && !sig_read(&rows[0]).method;
}

struct offer {
	struct nearest near;
	bool method;
};

static void
offer_name(void *ctx, struct slice name, bool method)
{
	struct offer *o = ctx;

	if (method == o->method)
		nearest_offer(&o->near, name);
}

static void
unknown_function(struct parser *p, struct slice name, struct span at, bool method)
{
	struct diag *d = parse_wrong(p, DIAG_EXPR_FUNCTION, at, "unknown %s '%.*s'", method ? "method" : "function",
	                             SLICE_FMT(name));
	struct offer o = { .near = NEAREST_INIT(name), .method = method };

	if (!method)
		for (size_t i = 0; i < p->env->nfunctions; i++)
			nearest_offer(&o.near, p->env->functions[i].name);
	builtin_names(offer_name, &o);
	macro_names(offer_name, &o);
	if (o.near.best.ptr)
		diag_note(p->diags, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(o.near.best));
}

/* How a row is called: string.substring(int) string, size(string) int. */
static void
note_use(struct parser *p, struct diag *d, const struct builtin *row)
{
	/* The receiver may have parameters of its own: list(T).(int). */
	const char *dot = sig_read(row).method ? strstr(row->sig, ".(") : NULL;

	if (dot)
		diag_note(p->diags, d, SPAN_NONE, "there is %.*s.%s%s", (int)(dot - row->sig), row->sig, row->name,
		          dot + 1);
	else
		diag_note(p->diags, d, SPAN_NONE, "there is %s%s", row->name, row->sig);
}

/* No row of a known name takes so many arguments, or in this style. */
static void
wrong_arguments(struct parser *p, const struct builtin *rows, size_t n, bool method, struct span at)
{
	struct diag *d;
	bool style = false;

	for (size_t i = 0; i < n; i++)
		style |= sig_read(&rows[i]).method == method;
	if (style)
		d = parse_wrong(p, DIAG_EXPR_ARGS, at, "wrong number of arguments for '%s'", rows->name);
	else
		d = parse_wrong(p, DIAG_EXPR_ARGS, at, "'%s' is a %s, not a %s", rows->name,
		                method ? "function" : "method", method ? "method" : "function");
	for (size_t i = 0; i < n; i++)
		if (sig_read(&rows[i]).method == method || !style)
			note_use(p, d, &rows[i]);
}

/* A regular expression that is a constant is compiled once, here. */
static const struct pattern *
constant_pattern(struct parser *p, struct slice name, struct arg_list args)
{
	static const char *const names[] = { "matches", "find", "findAll", "regex.extract", "regex.extractAll",
		                             "regex.replace" };
	const struct pattern *pattern;
	struct slice error;
	size_t offset;

	if (args.len < 2 || args.ptr[1]->kind != EX_CONST || !val_is(args.ptr[1]->u.val, VAL_STRING))
		return NULL;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!slice_is(name, names[i]))
			continue;
		pattern = pattern_new(p->arena, args.ptr[1]->u.val->u.str, &error, &offset);
		if (!pattern)
			parse_wrong(p, DIAG_EXPR_PATTERN, args.ptr[1]->at, "malformed regular expression: %.*s",
			            SLICE_FMT(error));
		return pattern;
	}
	return NULL;
}

static const struct expr *
own_call(struct parser *p, size_t function, struct arg_list args, struct span at)
{
	const struct expr_function *f = &p->env->functions[function];
	struct expr *e = parse_node(p, EX_OWN, at);

	if (args.len < f->min_args || args.len > f->max_args) {
		parse_wrong(p, DIAG_EXPR_ARGS, at, "wrong number of arguments for '%.*s'", SLICE_FMT(f->name));
		return e;
	}
	e->u.own.function = function;
	e->u.own.args = args.ptr;
	e->u.own.nargs = args.len;
	for (size_t i = 0; i < args.len; i++)
		parse_over(p, e, args.ptr[i]);
	return e;
}

/* left.or(right), left.orValue(right): right is evaluated only when needed. */
static const struct expr *
optional_or(struct parser *p, enum expr_kind kind, struct arg_list args, struct span at)
{
	struct expr *e = parse_node(p, kind, at);

	e->u.binary.left = args.ptr[0];
	e->u.binary.right = args.ptr[1];
	parse_over(p, e, args.ptr[0]);
	parse_over(p, e, args.ptr[1]);
	return e;
}

/* The rows that take so many arguments in this style. */
static void
choose(struct parser *p, struct expr *e, const struct builtin *rows, size_t n, bool method)
{
	VEC(struct overload) list = { 0 };

	for (size_t i = 0; i < n; i++) {
		struct overload o = sig_read(&rows[i]);

		if (o.method == method && sig_takes(&o, e->u.call.nargs))
			vec_push(p->arena, &list, o);
	}
	e->u.call.overloads = list.ptr;
	e->u.call.noverloads = list.len;
}

static struct arg_list
with_target(struct parser *p, const struct expr *target, struct arg_list args)
{
	const struct expr **all;

	if (!target)
		return args;
	all = arena_new_n(p->arena, args.len + 1, const struct expr *);
	all[0] = target;
	if (args.len)
		memcpy(all + 1, args.ptr, args.len * sizeof(*all));
	return (struct arg_list){ all, args.len + 1 };
}

const struct expr *
name_call(struct parser *p, const struct called *what, struct arg_list args, struct span at)
{
	struct slice name = what->name;
	const struct expr *target = what->target;
	size_t n, function = target ? SIZE_MAX : find_own(p, name);
	const struct builtin *rows = builtin_find(name, &n);
	struct arg_list all = with_target(p, target, args);
	struct expr *e;

	if (p->stopped)
		return parse_node(p, EX_BAD, at);
	if (function != SIZE_MAX)
		return own_call(p, function, args, at);
	if (target && args.len == 1 && slice_is(name, "or"))
		return optional_or(p, EX_OPT_OR, all, at);
	if (target && args.len == 1 && slice_is(name, "orValue"))
		return optional_or(p, EX_OPT_OR_VALUE, all, at);
	e = parse_node(p, EX_CALL, at);
	if (!n) {
		unknown_function(p, name, what->name_at, target != NULL);
		return e;
	}
	e->u.call.args = all.ptr;
	e->u.call.nargs = all.len;
	choose(p, e, rows, n, target != NULL);
	if (!e->u.call.noverloads)
		wrong_arguments(p, rows, n, target != NULL, at);
	e->u.call.pattern = constant_pattern(p, name, all);
	for (size_t i = 0; i < all.len; i++)
		parse_over(p, e, all.ptr[i]);
	return e;
}
