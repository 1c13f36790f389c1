/* SPDX-License-Identifier: Apache-2.0 */
/* yaml_fuzz.c - any bytes as YAML and as JSON. Whatever they are: values only
 * hold what was reported or can be found in the text again, at places that
 * make sense. */
#include "fuzz.h"

#include "base/utf8.h"
#include "read/place.h"
#include "read/read.h"

struct walk {
	struct arena *arena;
	const struct source *src;
	bool broken;  /* something was reported */
	size_t bad;
};

static void
check_span(const struct walk *w, struct span at)
{
	FUZZ_HOLDS(at.src == w->src);
	FUZZ_HOLDS(at.start <= at.end && at.end <= w->src->text.len);
}

static void
check_string(const struct walk *w, const struct val *v)
{
	const uint32_t *at = place_offsets(w->arena, v);

	FUZZ_HOLDS(utf8_invalid(v->u.str) == SIZE_MAX);
	/* The library says what block text is before it sees that it is none. */
	FUZZ_HOLDS(at || w->broken);
	if (!at)
		return;
	for (size_t i = 0; i < v->u.str.len; i++)
		FUZZ_HOLDS(v->at.start <= at[i] && at[i] <= at[i + 1]);
	FUZZ_HOLDS(at[v->u.str.len] <= w->src->text.len);
}

static void check(struct walk *w, const struct val *v);

static void
check_map(struct walk *w, const struct val *v)
{
	for (size_t i = 0; i < v->u.map.len; i++) {
		const struct field *f = &v->u.map.fields[i];

		check_span(w, f->key_at);
		FUZZ_HOLDS(v->at.start <= f->key_at.start && f->key_at.end <= v->at.end);
		FUZZ_HOLDS(i == 0 || slice_cmp(f[-1].key, f->key) < 0);
		check(w, f->val);
	}
}

/* Bounded by the reader's limit on depth. */
static void
check(struct walk *w, const struct val *v)
{
	if (v == &val_bad) {
		w->bad++;
		return;
	}
	FUZZ_HOLDS(v->depth <= read_limits_default.depth);
	check_span(w, v->at);
	if (v->kind == VAL_STRING)
		check_string(w, v);
	for (size_t i = 0; v->kind == VAL_LIST && i < v->u.list.len; i++)
		check(w, v->u.list.items[i]);
	if (v->kind == VAL_MAP)
		check_map(w, v);
}

static void
check_places(const struct diags *ds, const struct source *src)
{
	for (const struct diag *d = ds->first; d; d = d->next) {
		FUZZ_HOLDS(d->at.src == src);
		FUZZ_HOLDS(d->at.start == UINT32_MAX || (d->at.start <= d->at.end && d->at.end <= src->text.len));
	}
}

static void
read_as_yaml(struct slice text, unsigned flags)
{
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	const struct source *src = source_new(&a, SLICE_LIT("fuzz"), text);
	struct documents docs = read_yaml(&a, &ds, src, flags);
	struct walk w = { &a, src, ds.errors > 0, 0 };

	for (size_t i = 0; i < docs.len; i++)
		check(&w, docs.ptr[i]);
	FUZZ_HOLDS(w.bad == 0 || ds.errors > 0);
	FUZZ_HOLDS(!(flags & READ_ONE) || docs.len == 1);
	check_places(&ds, src);
	arena_free(&a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = { (const char *)data, size };
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);

	read_as_yaml(text, READ_WARN_11);
	read_as_yaml(text, READ_ONE);
	read_json(&a, &ds, source_new(&a, SLICE_LIT("fuzz"), text));
	arena_free(&a);
	return 0;
}
