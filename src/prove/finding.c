/* SPDX-License-Identifier: Apache-2.0 */
/* finding.c - mistakes over all worlds and Kubernetes versions: each once,
 * with what is needed to meet it. */
#include "prove/prove_priv.h"

/* What a message says before it comes to what may stand there, which is less
 * in one world and more in another. */
static struct slice
claim(struct slice text)
{
	static const char *const turns[] = { "this may", "this is", "the list has" };
	size_t end = text.len;

	for (size_t i = 0; i < sizeof(turns) / sizeof(turns[0]); i++) {
		size_t at = slice_find(text, slice_of(turns[i]), 0);

		end = at < end ? at : end;
	}
	return slice_sub(text, 0, end);
}

static struct slice
identity(struct arena *a, const struct diag *d)
{
	struct slice what = claim(d->text);

	return arena_printf(a, "%u %p %u %.*s", (unsigned)d->code, (const void *)d->at.src, (unsigned)d->at.start, SLICE_FMT(what));
}

static struct finding *
finding_of(struct world *w, struct diag *d)
{
	struct proof *p = w->proof;
	struct slice id = identity(p->arena, d);
	struct finding *f = map_get(&p->found, id);
	struct diags one = { .arena = w->arena, .first = d, .last = d };

	if (f)
		return f;
	diag_append(&p->kept, &one);
	f = arena_new(p->arena, struct finding);
	*f = (struct finding){ .diag = p->kept.last, .on = UINT64_MAX, .off = UINT64_MAX, .first = w->on };
	map_put(&p->found, id, f);
	return f;
}

void
finding_take(struct world *w, size_t cluster)
{
	for (struct diag *d = w->diags.first, *next; d; d = next) {
		struct finding *f;

		next = d->next;
		d->next = NULL;
		/* Taken back (check.c). */
		if (!d->text.ptr)
			continue;
		f = finding_of(w, d);
		f->on &= w->on;
		f->off &= ~w->on;
		f->worlds += !w->empty && (f->last != w->on || f->worlds == 0);
		f->last = w->on;
		f->clusters |= cluster == SIZE_MAX ? UINT64_MAX : UINT64_C(1) << (cluster < 63 ? cluster : 63);
	}
	w->diags.first = w->diags.last = NULL;
	w->diags.errors = w->diags.warnings = 0;
	w->diags.seen = MAP_INIT(w->arena);
}

/* "a", "a and b": the features of the set. */
static struct slice
names(const struct proof *p, uint64_t set)
{
	struct slice all = { 0 };
	size_t n = 0;

	for (size_t i = p->base->npages - 1; i-- > 0;) {
		struct slice dir = p->base->pages[i + 1].dir;
		struct slice name = slice_sub(dir, slice_rfind_char(dir, '/') + 1, dir.len);

		if (i >= 64 || !(set >> i & 1))
			continue;
		all = n == 0 ? name : arena_printf(p->arena, "%.*s%s%.*s", SLICE_FMT(name), n == 1 ? " and " : ", ", SLICE_FMT(all));
		n++;
	}
	return all;
}

/* Features in whose folder the place is: that one is on goes without saying. */
static uint64_t
own(const struct proof *p, struct span at)
{
	uint64_t set = 0;

	for (size_t i = 1; at.src && i < p->base->npages && i <= 64; i++)
		if (slice_starts(at.src->path, arena_join(p->arena, p->base->pages[i].dir, SLICE_LIT("/"))))
			set |= UINT64_C(1) << (i - 1);
	return set;
}

static void
note_worlds(struct proof *p, const struct finding *f)
{
	uint64_t on = f->on & ~p->always_on, off = f->off & ~p->always_off, mine = own(p, f->diag->at);
	const char *how = "only";
	struct slice set;

	if (f->worlds == p->nworlds)
		return;
	/* No feature that all of them have: one of the ways. */
	if (!on && !off) {
		on = f->first & ~p->always_on;
		how = "for one";
	}
	if (!(on & ~mine) && !off)
		return;
	if (!(on & ~mine))
		on = 0;
	set = names(p, on ? on : off);
	if (set.ptr && (on || !mine))
		diag_note(&p->kept, f->diag, SPAN_NONE, "%s when feature%s %.*s %s %s", how, (on ? on & (on - 1) : off & (off - 1)) ? "s" : "",
		          SLICE_FMT(set), (on ? on & (on - 1) : off & (off - 1)) ? "are" : "is", on ? "on" : "off");
}

static void
note_versions(struct proof *p, const struct finding *f)
{
	bool field = f->diag->code == DIAG_FIELD_UNKNOWN || f->diag->code == DIAG_PROVE_UNKNOWN;

	for (size_t i = 0; i < p->nclusters && i < 63; i++)
		if (!(f->clusters >> i & 1))
			goto some;
	return;
some:
	for (size_t i = 0; i < p->nclusters && i < 63; i++)
		if (f->clusters >> i & 1)
			diag_note(&p->kept, f->diag, SPAN_NONE, field ? "Kubernetes %.*s has no such field" : "Kubernetes %.*s refuses it",
			          SLICE_FMT(p->clusters[i].version));
}

void
finding_report(struct proof *p)
{
	for (size_t i = 0; i < p->found.len; i++) {
		const struct finding *f = p->found.entries[i].value;

		note_versions(p, f);
		note_worlds(p, f);
	}
	diag_append(p->p->diags, &p->kept);
}
