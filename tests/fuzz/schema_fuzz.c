/* SPDX-License-Identifier: Apache-2.0 */
/* schema_fuzz.c - documents of YAML: the first is a schema (its field
 * `definitions`, if any, is what $refs point to), the others are values.
 * Whatever they are: a check says false exactly when it says why, quiet and
 * loud checks agree, and filling in defaults twice is filling them in once. */
#include "fuzz.h"

#include "read/read.h"
#include "schema/schema.h"
#include "value/cmp.h"

/* Inputs are cut so that a schema with branches in branches stays quick. */
enum { LARGEST = 4096 };

static void
check_places(const struct diags *ds, const struct source *src)
{
	for (const struct diag *d = ds->first; d; d = d->next) {
		FUZZ_HOLDS(d->at.src == src);
		FUZZ_HOLDS(d->at.start == UINT32_MAX || d->at.end <= src->text.len);
		FUZZ_HOLDS(d->text.len > 0);
	}
}

static void
check_value(const struct schema *s, const struct val *v, const struct source *src, bool open)
{
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a), none = DIAGS_INIT(&a);
	struct schema_check loud = { .arena = &a, .diags = &ds, .open = open };
	struct schema_check quiet = { .arena = &a, .diags = &none, .open = open, .quiet = 2 };
	const struct val *once = schema_default(&a, s, v, false);
	bool ok = schema_check(&loud, s, v, NULL);

	FUZZ_HOLDS(ok == (ds.errors == 0));
	FUZZ_HOLDS(ok == schema_check(&quiet, s, v, NULL));
	FUZZ_HOLDS(none.errors == 0);
	FUZZ_HOLDS(loud.depth == 0 && loud.quiet == 0);
	check_places(&ds, src);
	if (v->kind != VAL_BAD && once->depth < VAL_DEPTH_MAX / 2)
		FUZZ_HOLDS(once == v || val_same(schema_default(&a, s, once, false), once) || once->depth > 20);
	schema_default(&a, s, v, true);
	arena_free(&a);
}

static void
try_schema(struct documents docs, const struct source *src, unsigned flags)
{
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	const struct val *definitions = val_get_cstr(docs.ptr[0], "definitions");
	struct schema_defs *defs = definitions && !flags ? schema_defs_new(&a, definitions) : NULL;
	const struct schema *s = schema_load(&a, &ds, docs.ptr[0], defs, flags);

	for (size_t i = 0; defs && val_is(definitions, VAL_MAP) && i < definitions->u.map.len; i++)
		schema_defs_get(defs, &ds, definitions->u.map.fields[i].key);
	check_places(&ds, src);
	for (size_t i = 1; i < docs.len; i++)
		check_value(s, docs.ptr[i], src, i % 2 == 0);
	arena_free(&a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	const struct source *src = source_new(&a, SLICE_LIT("fuzz"), (struct slice){ (const char *)data, size });
	struct documents docs;

	if (size <= LARGEST) {
		docs = read_yaml(&a, &ds, src, 0);
		for (unsigned flags = 0; docs.len && flags < 4; flags++)
			try_schema(docs, src, flags);
	}
	arena_free(&a);
	return 0;
}
