/* SPDX-License-Identifier: Apache-2.0 */
/* cel_spec.c - google/cel-spec's tests without protobuf messages, and those of
 * them in which cel-go, which is Kubernetes' CEL, disagrees: where Kubernetes
 * decides for us too, the case stands among the deviations. */
#include "base/vec.h"
#include "cel_value.h"

struct names {
	VEC(struct slice) names;
	VEC(const struct val *) values;
};

static void
add(struct conf *c, struct names *n, struct slice name, const struct val *v)
{
	vec_push(c->arena, &n->names, name);
	vec_push(c->arena, &n->values, v);
}

/* A name inside the container a.b is known without "a.b." and without "a."
 * too; the shortest form comes first, so it wins over an outer one. */
static void
add_short_forms(struct conf *c, struct names *n, struct slice container, const struct field *f)
{
	for (size_t end = container.len; end > 0; end = slice_rfind_char(slice_sub(container, 0, end), '.')) {
		struct slice prefix;

		if (end == SIZE_MAX)
			return;
		prefix = arena_join(c->arena, slice_sub(container, 0, end), SLICE_LIT("."));
		if (slice_starts(f->key, prefix))
			add(c, n, slice_sub(f->key, prefix.len, f->key.len), cel_decode(c->arena, f->val));
	}
}

static void
run_line(struct conf *c, const struct val *line)
{
	const struct val *bindings = val_get_cstr(line, "bindings");
	struct slice container = val_text(val_get_cstr(line, "container"), SLICE_LIT(""));
	struct names n = { 0 };

	for (size_t i = 0; bindings && i < bindings->u.map.len; i++)
		add_short_forms(c, &n, container, &bindings->u.map.fields[i]);
	for (size_t i = 0; bindings && i < bindings->u.map.len; i++)
		add(c, &n, bindings->u.map.fields[i].key, cel_decode(c->arena, bindings->u.map.fields[i].val));
	cel_case(c, line, (struct cel_vars){ n.names.ptr, n.values.ptr, n.names.len });
}

CONF_SUITE(cel_spec)
{
	conf_lines(c, "cases.jsonl", run_line);
}

CONF_SUITE(cel_spec_disagreements)
{
	conf_lines(c, "disagreements.jsonl", run_line);
}
