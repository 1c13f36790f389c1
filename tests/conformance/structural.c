/* SPDX-License-Identifier: Apache-2.0 */
/* structural.c - suite "structural": schemas of ours, judged by the API
 * server as CustomResourceDefinitions, and instances of them. */
#include "kube_case.h"

#include "diag/print.h"
#include "expr/rule.h"

static struct slice
first_message(struct conf *c, const struct diags *ds)
{
	struct buf b = BUF_INIT;
	struct slice s;

	diag_print(&b, ds, (struct diag_style){ DIAG_TEXT, false });
	s = arena_slice(c->arena, buf_slice(&b));
	buf_fini(&b);
	return s;
}

static void
schema_line(struct conf *c, const struct val *line)
{
	struct slice id = val_text(val_get_cstr(line, "id"), SLICE_LIT("?"));
	const struct val *schema = val_get_cstr(line, "schema"), *cases = val_get_cstr(line, "cases");
	const struct val *errors = val_get_cstr(line, "schema_errors");
	struct diags ds = DIAGS_INIT(c->arena);
	bool refused = errors && errors->u.list.len;
	const struct schema *s = schema_load(c->arena, &ds, schema, NULL, SCHEMA_STRUCTURAL | SCHEMA_RESOURCE);

	/* What an API server would refuse for its cost is a warning of ours. */
	if (!ds.errors)
		schema_attach(s, rules_compile(c->arena, &ds, s, RULES_JUDGE));
	if (refused)
		conf_case(c, id, ds.errors + ds.warnings > 0, "the API server refuses the schema: %.*s", SLICE_FMT(conf_show(c, errors)));
	else
		conf_case(c, id, ds.errors + ds.warnings == 0, "the API server takes the schema: %.*s", SLICE_FMT(first_message(c, &ds)));
	for (size_t i = 0; cases && i < cases->u.list.len; i++) {
		struct slice name = arena_printf(c->arena, "%.*s#%zu", SLICE_FMT(id), i);

		kube_case(c, name, s, cases->u.list.items[i]);
	}
}

CONF_SUITE(structural)
{
	conf_lines(c, "cases.jsonl", schema_line);
}
