/* SPDX-License-Identifier: Apache-2.0 */
/* json_schema.c - suite "json-schema": the JSON-Schema-Test-Suite's cases of
 * keywords that a structural schema may use. The answer of the API server
 * decides where the two differ. Unknown fields are open, as there. */
#include "conf.h"

#include "schema/schema.h"

static void
one_test(struct conf *c, const struct val *line, const struct schema *s, size_t i, bool broken)
{
	const struct val *test = val_get_cstr(line, "tests")->u.list.items[i];
	const struct val *data = val_get_cstr(test, "data");
	struct slice id = arena_printf(c->arena, "%.*s#%zu", SLICE_FMT(val_text(val_get_cstr(line, "id"), SLICE_LIT("?"))), i);
	struct diags ds = DIAGS_INIT(c->arena);
	struct schema_check check = { .arena = c->arena, .diags = &ds, .open = true };
	bool want = val_get_cstr(test, "k8s_valid")->u.b, got = schema_check(&check, s, data, NULL);
	bool same = got == (ds.errors == 0);
	struct slice why = ds.first ? ds.first->text : SLICE_LIT("nothing said");

	/* A broken pattern is said once, of the schema; the API server says it of every string. */
	if (broken && data->kind == VAL_STRING)
		got = false;
	conf_case(c, id, got == want && same, "%.*s is %s against %.*s (%.*s)",
	          SLICE_FMT(conf_show(c, data)), got ? "valid" : "invalid",
	          SLICE_FMT(conf_show(c, val_get_cstr(line, "schema"))), SLICE_FMT(why));
}

static void
schema_line(struct conf *c, const struct val *line)
{
	struct diags ds = DIAGS_INIT(c->arena);
	const struct schema *s = schema_load(c->arena, &ds, val_get_cstr(line, "schema"), NULL, 0);

	for (size_t i = 0; i < val_get_cstr(line, "tests")->u.list.len; i++)
		one_test(c, line, s, i, ds.errors > 0);
}

CONF_SUITE(json_schema)
{
	conf_lines(c, "cases.jsonl", schema_line);
}
