/* SPDX-License-Identifier: Apache-2.0 */
/* json_patch.c - RFC 6902 by the cases of json-patch-tests. */
#include "conf.h"

#include "merge/merge.h"
#include "value/cmp.h"

static void
run_case(struct conf *c, const struct val *line)
{
	struct slice id = val_text(val_get_cstr(line, "id"), (struct slice){ 0 });
	const struct val *want = val_get_cstr(line, "expected"), *error = val_get_cstr(line, "error"), *got = NULL;
	struct diags ds = DIAGS_INIT(c->arena);
	struct merge m = { .arena = c->arena, .diags = &ds, .kind = ORIGIN_PATCHED };
	bool applied;

	if (val_get_cstr(line, "disabled")) {
		conf_skip(c, id, "disabled upstream");
		return;
	}
	applied = merge_json_patch(&m, val_get_cstr(line, "doc"), val_get_cstr(line, "patch"), &got);
	if (applied != (ds.errors == 0))
		conf_case(c, id, false, "%zu messages, but it %s", ds.errors, applied ? "applied" : "failed");
	else if (error)
		conf_case(c, id, !applied, "is applied, though: %.*s", SLICE_FMT(val_text(error, SLICE_LIT("no text"))));
	else
		conf_case(c, id, applied && (!want || val_equal(got, want)), "%.*s instead of %.*s",
		          SLICE_FMT(conf_show(c, got)), SLICE_FMT(conf_show(c, want)));
}

void
conf_run_json_patch(struct conf *c)
{
	conf_lines(c, "cases.jsonl", run_case);
}
