/* SPDX-License-Identifier: Apache-2.0 */
/* cel_kubernetes.c - CEL as the API server of Kubernetes runs it. */
#include "base/vec.h"
#include "cel_value.h"

/* format.x().validate(s): as many complaints about the same text, in words of
 * our own. False when the case is another. */
static bool
complaints(struct conf *c, const struct val *line, struct cel_vars vars)
{
	const struct val *want = val_walk(line, "expect.value.v");
	struct slice id = val_text(val_get_cstr(line, "id"), SLICE_LIT("?")), error;
	struct slice text = val_text(val_get_cstr(line, "expr"), SLICE_LIT(""));
	const struct val *v;
	bool same;

	if (!want || !slice_starts(id, SLICE_LIT("format.")) || !slice_ends(text, SLICE_LIT(")")) ||
	    slice_find(text, SLICE_LIT(".validate('"), 0) == SIZE_MAX ||
	    !slice_is(val_text(val_get_cstr(want, "t"), SLICE_LIT("")), "list"))
		return false;
	want = val_get_cstr(want, "v");
	v = cel_run(c->arena, text, vars, &error);
	same = v && v->kind == VAL_OPTIONAL && val_is(v->u.opt, VAL_LIST) && v->u.opt->u.list.len == want->u.list.len;
	conf_case(c, id, same, "%.*s: wants %zu complaints", SLICE_FMT(text), want->u.list.len);
	return true;
}

static void
run_line(struct conf *c, const struct val *line)
{
	const struct val *vars = conf_json(c, "variables.json");
	VEC(struct slice) names = { 0 };
	VEC(const struct val *) values = { 0 };

	for (size_t i = 0; i < vars->u.map.len; i++) {
		vec_push(c->arena, &names, vars->u.map.fields[i].key);
		vec_push(c->arena, &values, vars->u.map.fields[i].val);
	}
	if (!complaints(c, line, (struct cel_vars){ names.ptr, values.ptr, names.len }))
		cel_case(c, line, (struct cel_vars){ names.ptr, values.ptr, names.len });
}

CONF_SUITE(cel_kubernetes)
{
	conf_lines(c, "cases.jsonl", run_line);
}
