/* SPDX-License-Identifier: Apache-2.0 */
/* fold.c - one mistake of a base or of fleet.yaml is one message, however
 * many tenants run into it, and names the first of them.
 *
 * A place outside the tenants' own files that two units report with the same
 * code is one mistake, even if the texts name the tenants. The first unit (in
 * order of paths) keeps its messages and says how many others there are. A
 * disk that is full is one mistake for all files that do not fit. */
#include "driver/unit.h"

struct fold {
	struct unit *unit;     /* that keeps its messages of the place */
	struct unit *last;     /* that was counted last */
	struct diag *first;
	size_t more;           /* units beside it; files that cannot be staged */
};

static bool
of_stage(const struct diag *d)
{
	return d->code == DIAG_PUBLISH_STAGE;
}

/* What is the same in messages about one mistake; empty when it is the unit's own. */
static struct slice
key_of(struct batch *b, const struct unit *u, const struct diag *d)
{
	if (!d->at.src || slice_eq(d->at.src->path, u->id))
		return SLICE_LIT("");
	if (of_stage(d))
		return arena_printf(b->arena, "%u %.*s", (unsigned)d->code, SLICE_FMT(d->text));
	return arena_printf(b->arena, "%u %u %u %.*s", (unsigned)d->code, (unsigned)d->at.start, (unsigned)d->at.end,
	                    SLICE_FMT(d->at.src->path));
}

/* The fold that a message belongs to, a new one if need be; NULL: it stands alone. */
static struct fold *
fold_of(struct batch *b, struct map *folds, struct unit *u, struct diag *d)
{
	struct slice key = key_of(b, u, d);
	struct fold *f = key.len ? map_get(folds, key) : NULL;

	if (key.len == 0 || f)
		return f;
	f = arena_new(b->arena, struct fold);
	*f = (struct fold){ .unit = u, .last = u, .first = d };
	map_put(folds, key, f);
	return f;
}

/* Takes messages out that an earlier unit has given. */
static void
fold_unit(struct batch *b, struct map *folds, struct unit *u)
{
	struct diag **end = &u->diags.first, *last = NULL;

	for (struct diag *d = u->diags.first; d; d = d->next) {
		struct fold *f = fold_of(b, folds, u, d);

		if (!f || d == f->first || (f->unit == u && !of_stage(d))) {
			*end = d;
			end = &d->next;
			last = d;
			continue;
		}
		f->more += f->last != u || of_stage(d);
		f->last = u;
		u->diags.errors -= d->severity == DIAG_ERROR;
		u->diags.warnings -= d->severity == DIAG_WARNING;
	}
	*end = NULL;
	u->diags.last = last;
}

/* A tenant's stands behind its cluster's in the scope; empty when it has no cluster yet. */
static struct slice
unit_name(const struct unit *u)
{
	size_t slash = slice_rfind_char(u->scope, '/');

	if (u->cluster)
		return u->cluster->place.name;
	return slash == SIZE_MAX ? SLICE_LIT("") : slice_sub(u->scope, slash + 1, u->scope.len);
}

/* Whether the message names the unit already, by a place of it, or is about the machine. */
static bool
names_unit(const struct fold *f)
{
	if (f->first->code >= DIAG_PUBLISH_FIRST && f->first->code <= DIAG_PUBLISH_LAST)
		return true;
	if (f->unit->cluster && slice_is(f->first->at.src->path, "fleet.yaml"))
		return true;
	for (const struct diag_note *n = f->first->notes; n; n = n->next)
		if (n->at.src && slice_eq(n->at.src->path, f->unit->id))
			return true;
	return false;
}

/* Which tenants' specs make the mistake seen. A mistake of the base that one
 * spec only runs into is found by looking at both. */
static void
name_units(struct batch *b, const struct map *folds)
{
	for (size_t i = 0; i < folds->len; i++) {
		struct fold *f = folds->entries[i].value;
		const char *noun = of_stage(f->first) ? "file" : f->unit->cluster ? "cluster" : "tenant";
		struct slice name = unit_name(f->unit);

		if (name.len && !names_unit(f))
			diag_note(&f->unit->diags, f->first, SPAN_NONE, "it counts for %s '%.*s'%s", noun, SLICE_FMT(name),
			          f->more ? arena_printf(b->arena, " and %zu more", f->more).ptr : "");
		else if (f->more)
			diag_note(&f->unit->diags, f->first, SPAN_NONE, "the same for %zu more %s%s", f->more, noun,
			          f->more == 1 ? "" : "s");
	}
}

void
fold_messages(struct batch *b)
{
	struct map folds = MAP_INIT(b->arena);

	for (size_t i = 0; i < b->nunits; i++)
		if (b->units[i].diags.first)
			fold_unit(b, &folds, &b->units[i]);
	name_units(b, &folds);
}
