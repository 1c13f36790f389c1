/* SPDX-License-Identifier: Apache-2.0 */
/* fold.c - one mistake of a base or of fleet.yaml is one message, however
 * many tenants run into it.
 *
 * A place outside the tenants' own files that two units report with the same
 * code is one mistake, even if the texts name the tenants. The first unit (in
 * order of paths) keeps its messages and says how many others there are. */
#include "driver/unit.h"

struct fold {
	struct unit *unit;     /* that keeps its messages of the place */
	struct unit *last;     /* that was counted last */
	struct diag *first;
	size_t more;           /* units beside it */
};

/* Takes messages out that an earlier unit has given. */
static void
fold_unit(struct batch *b, struct map *folds, struct unit *u)
{
	struct diag **end = &u->diags.first, *last = NULL;

	for (struct diag *d = u->diags.first; d; d = d->next) {
		struct fold *f = NULL;
		struct slice key;

		if (d->at.src && !slice_eq(d->at.src->path, u->id)) {
			key = arena_printf(b->arena, "%u %u %u %.*s", (unsigned)d->code, (unsigned)d->at.start,
			                   (unsigned)d->at.end, SLICE_FMT(d->at.src->path));
			f = map_get(folds, key);
			if (!f) {
				f = arena_new(b->arena, struct fold);
				*f = (struct fold){ .unit = u, .last = u, .first = d };
				map_put(folds, key, f);
			}
		}
		if (!f || f->unit == u) {
			*end = d;
			end = &d->next;
			last = d;
			continue;
		}
		f->more += f->last != u;
		f->last = u;
		u->diags.errors -= d->severity == DIAG_ERROR;
		u->diags.warnings -= d->severity == DIAG_WARNING;
	}
	*end = NULL;
	u->diags.last = last;
}

static void
count_others(const struct map *folds)
{
	for (size_t i = 0; i < folds->len; i++) {
		struct fold *f = folds->entries[i].value;

		if (f->more)
			diag_note(&f->unit->diags, f->first, SPAN_NONE, "the same for %zu more %s%s", f->more,
			          f->unit->cluster ? "cluster" : "tenant", f->more == 1 ? "" : "s");
	}
}

void
fold_messages(struct batch *b)
{
	struct map folds = MAP_INIT(b->arena);

	for (size_t i = 0; i < b->nunits; i++)
		if (b->units[i].diags.first)
			fold_unit(b, &folds, &b->units[i]);
	count_others(&folds);
}
