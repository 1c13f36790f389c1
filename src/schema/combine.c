/* SPDX-License-Identifier: Apache-2.0 */
/* combine.c - allOf, anyOf, oneOf and not. Branches are tried without a
 * word; only when none fits, they are tried again to say why. */
#include "schema/schema_priv.h"

/* A branch that asks for fields, and for nothing else. */
static bool
only_required(const struct schema *s)
{
	const struct val *v = s->source;

	return val_is(v, VAL_MAP) && v->u.map.len == 1 && slice_is(v->u.map.fields[0].key, "required") &&
	       val_is(v->u.map.fields[0].val, VAL_LIST) && v->u.map.fields[0].val->u.list.len;
}

static bool
all_only_required(struct schemas branches)
{
	for (size_t i = 0; i < branches.len; i++)
		if (!only_required(branches.ptr[i]))
			return false;
	return branches.len > 0;
}

/* 'a' and 'b': the names that a branch asks for. */
static struct slice
required_names(struct arena *a, const struct schema *s)
{
	const struct val *names = val_get_cstr(s->source, "required");
	struct slice all = { 0 };

	for (size_t i = 0; i < names->u.list.len; i++) {
		struct slice name = val_text(names->u.list.items[i], SLICE_LIT("?"));

		all = arena_printf(a, "%.*s%s'%.*s'", SLICE_FMT(all), i == 0 ? "" : i + 1 == names->u.list.len ? " and " : ", ",
		                   SLICE_FMT(name));
	}
	return all;
}

static struct slice
required_lists(struct schema_check *c, const struct spot *at, struct schemas branches, bool met_only, const char *last)
{
	struct slice all = { 0 };
	size_t n = 0;

	for (size_t i = branches.len; i-- > 0;) {
		struct slice one;

		if (met_only && !check_quietly(c, at, branches.ptr[i], false))
			continue;
		one = required_names(c->arena, branches.ptr[i]);
		all = n == 0 ? one
		             : arena_printf(c->arena, "%.*s%s%.*s", SLICE_FMT(one), n == 1 ? last : ", ", SLICE_FMT(all));
		n++;
	}
	return all;
}

/* The types that the branches allow, when each says one and none has the
 * value's; else 0. */
static unsigned
other_types(const struct spot *at, struct schemas branches)
{
	unsigned all = 0;

	for (size_t i = 0; i < branches.len; i++) {
		const struct schema *b = schema_deref(branches.ptr[i]);

		if (!b->types || type_fits(b->types, type_of(at->val)))
			return 0;
		all |= b->types;
	}
	return all;
}

/* What is wrong with the value as the branch sees it. */
static struct diags
explain(struct schema_check *c, const struct spot *at, const struct schema *branch)
{
	struct diags found = DIAGS_INIT(c->arena), *kept = c->diags;
	unsigned before = c->quiet;

	c->diags = &found;
	c->quiet = 1;
	check_in_place(c, at, branch);
	c->diags = kept;
	c->quiet = before;
	return found;
}

/* Notes on the branch with the fewest mistakes. */
static void
note_closest(struct schema_check *c, const struct spot *at, struct diag *d, struct schemas branches)
{
	enum { MOST = 3 };
	struct diags best = { 0 };
	size_t which = 0, shown = 0;

	for (size_t i = 0; i < branches.len; i++) {
		struct diags found = explain(c, at, branches.ptr[i]);

		if (i == 0 || found.errors < best.errors) {
			best = found;
			which = i;
		}
	}
	for (const struct diag *e = best.first; e && shown < MOST; e = e->next, shown++)
		diag_note(c->diags, d, e->at, "alternative %zu of %zu comes closest: %.*s", which + 1, branches.len,
		          SLICE_FMT(e->text));
}

static bool
none_fits(struct schema_check *c, const struct spot *at, struct schemas branches, const char *rule)
{
	unsigned types = other_types(at, branches);
	struct diag *d;

	if (c->quiet > 1)
		return false;
	if (types)
		return keyword_type(c, at, types);
	if (all_only_required(branches)) {
		struct slice names = required_lists(c, at, branches, false, " or ");

		d = spot_report(c, DIAG_FIELD_ALTERNATIVE, at->key_at.src ? at->key_at : spot_place(at),
		                "one of %.*s is needed", SLICE_FMT(names));
		return spot_done(c, at, d, rule);
	}
	d = spot_report(c, DIAG_FIELD_ALTERNATIVE, spot_place(at), "this %s fits none of %zu alternatives",
	                val_kind_name(at->val), branches.len);
	if (!c->quiet)
		note_closest(c, at, d, branches);
	return spot_done(c, at, d, rule);
}

static bool
several_fit(struct schema_check *c, const struct spot *at, size_t n)
{
	struct schemas branches = at->schema->one_of;
	struct diag *d;

	if (c->quiet > 1)
		return false;
	if (all_only_required(branches))
		d = spot_report(c, DIAG_FIELD_ALTERNATIVE, at->key_at.src ? at->key_at : spot_place(at),
		                "%.*s exclude each other", SLICE_FMT(required_lists(c, at, branches, true, " and ")));
	else
		d = spot_report(c, DIAG_FIELD_ALTERNATIVE, spot_place(at), "this %s fits %zu of %zu alternatives, not exactly one",
		                val_kind_name(at->val), n, branches.len);
	return spot_done(c, at, d, "oneOf");
}

static bool
excluded(struct schema_check *c, const struct spot *at)
{
	const struct schema *negated = at->schema->negated;
	struct diag *d;

	if (c->quiet > 1)
		return false;
	if (only_required(negated)) {
		struct slice names = required_names(c->arena, negated);
		bool one = val_get_cstr(negated->source, "required")->u.list.len == 1;

		d = spot_report(c, DIAG_FIELD_EXCLUDED, at->key_at.src ? at->key_at : spot_place(at), "%.*s may not stand here%s",
		                SLICE_FMT(names), one ? "" : " together");
	} else {
		d = spot_report(c, DIAG_FIELD_EXCLUDED, spot_place(at), "%.*s is not allowed here",
		                SLICE_FMT(spot_show(c->arena, at->val)));
	}
	return spot_done(c, at, d, "not");
}

static size_t
count_fitting(struct schema_check *c, const struct spot *at, struct schemas branches, size_t enough, bool some)
{
	size_t n = 0;

	for (size_t i = 0; i < branches.len && n < enough; i++)
		n += check_quietly(c, at, branches.ptr[i], some);
	return n;
}

/* Where a value has holes, a mistake is what is wrong however they are
 * filled; inside of a branch that must fit for certain, what may be wrong. */

bool
combine_check(struct schema_check *c, const struct spot *at)
{
	const struct schema *s = at->schema;
	bool some = c->quiet < 2 || c->some, ok = true;

	for (size_t i = 0; i < s->all_of.len; i++)
		ok &= check_in_place(c, at, s->all_of.ptr[i]);
	if (s->any_of.len && count_fitting(c, at, s->any_of, 1, some) == 0)
		ok &= none_fits(c, at, s->any_of, "anyOf");
	if (s->one_of.len) {
		size_t n = count_fitting(c, at, s->one_of, SIZE_MAX, some);
		size_t several = c->hole ? count_fitting(c, at, s->one_of, SIZE_MAX, !some) : n;

		if (n == 0)
			ok &= none_fits(c, at, s->one_of, "oneOf");
		else if (several > 1)
			ok &= several_fit(c, at, several);
	}
	if (s->negated && check_quietly(c, at, s->negated, !some))
		ok &= excluded(c, at);
	return ok;
}
