/* SPDX-License-Identifier: Apache-2.0 */
/* sig.c - reading the signatures of builtin functions. */
#include "expr/sig.h"

#include <string.h>

#include "expr/opaque.h"

static const struct {
	const char *name;
	uint32_t kinds;
} types[] = {
	{ "dyn", UINT32_MAX },
	{ "null", 1u << VAL_NULL },
	{ "bool", 1u << VAL_BOOL },
	{ "int", 1u << VAL_INT },
	{ "uint", 1u << VAL_UINT },
	{ "double", 1u << VAL_DOUBLE },
	{ "string", 1u << VAL_STRING },
	{ "bytes", 1u << VAL_BYTES },
	{ "list", 1u << VAL_LIST },
	{ "map", 1u << VAL_MAP | 1u << VAL_DICT },
	{ "duration", 1u << VAL_DURATION },
	{ "timestamp", 1u << VAL_TIMESTAMP },
	{ "type", 1u << VAL_TYPE },
	{ "optional", 1u << VAL_OPTIONAL },
};

uint32_t
sig_named(struct slice name)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (slice_is(name, types[i].name))
			return types[i].kinds;
	for (size_t i = 0; opaque_types[i]; i++)
		if (slice_is(name, opaque_types[i]->sig))
			return opaque_types[i]->bit;
	return UINT32_MAX;  /* a type parameter */
}

/* One type at *p, its parameters stepped over. */
static uint32_t
read_type(const char **p)
{
	struct slice name = { *p, strcspn(*p, "(),. ") };
	unsigned open = 0;

	*p += name.len;
	if (name.len && **p == '(') {
		do {
			open += **p == '(';
			open -= **p == ')';
			(*p)++;
		} while (open);
	}
	return sig_named(name);
}

struct overload
sig_read(const struct builtin *fn)
{
	struct overload o = { .fn = fn };
	const char *p = fn->sig;

	if (*p != '(') {
		o.method = true;
		o.args[o.nargs++] = read_type(&p);
		p++;
	}
	for (p++; *p != ')';) {
		o.args[o.nargs++] = read_type(&p);
		if (strncmp(p, "...", 3) == 0) {
			o.variadic = true;
			p += 3;
		}
		p += strspn(p, ", ");
	}
	return o;
}

uint32_t
sig_kind(const struct val *v)
{
	return v->kind == VAL_OPAQUE ? v->u.opaque.type->bit : 1u << v->kind;
}

bool
sig_takes(const struct overload *o, size_t n)
{
	return n == o->nargs || (o->variadic && n > o->nargs);
}

bool
sig_fits(const struct overload *o, const struct val *const *args, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!(o->args[i < o->nargs ? i : o->nargs - 1u] & sig_kind(args[i])))
			return false;
	return true;
}
