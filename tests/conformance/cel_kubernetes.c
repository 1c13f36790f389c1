/* SPDX-License-Identifier: Apache-2.0 */
/* cel_kubernetes.c - CEL as the API server of Kubernetes runs it. */
#include "base/vec.h"
#include "cel_value.h"

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
	cel_case(c, line, (struct cel_vars){ names.ptr, values.ptr, names.len });
}

CONF_SUITE(cel_kubernetes)
{
	conf_lines(c, "cases.jsonl", run_line);
}
