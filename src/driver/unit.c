/* SPDX-License-Identifier: Apache-2.0 */
/* unit.c - compiling one unit and handing its files on. */
#include "driver/unit.h"

#include <string.h>

bool
unit_cached(struct batch *b, struct unit *u, struct slice text, struct arena *keep)
{
	const struct cache_entry *e;
	struct sha256 h;

	sha256_init(&h);
	sha256_add(&h, (struct slice){ (const char *)b->key, sizeof(b->key) });
	sha256_add(&h, u->id);
	sha256_add(&h, SLICE_LIT("\0"));
	sha256_add(&h, text);
	sha256_end(&h, u->key);
	e = b->cache && b->publish ? cache_find(b->cache, u->id) : NULL;
	if (!e || memcmp(e->key, u->key, sizeof(u->key)) != 0)
		return false;
	for (size_t i = 0; i < e->nfiles; i++)
		if (!publish_keep(b->publish, e->files[i].path, &e->files[i].stat))
			return false;
	u->files = arena_new_n(keep, e->nfiles, struct cache_file);
	u->facts = arena_new_n(keep, e->nfacts, struct cache_fact);
	u->shares = arena_new_n(keep, e->nshares, struct cache_share);
	if (e->nfiles)
		memcpy(u->files, e->files, e->nfiles * sizeof(*e->files));
	if (e->nfacts)
		memcpy(u->facts, e->facts, e->nfacts * sizeof(*e->facts));
	if (e->nshares)
		memcpy(u->shares, e->shares, e->nshares * sizeof(*e->shares));
	u->nshares = e->nshares;
	u->nfiles = e->nfiles;
	u->nfacts = e->nfacts;
	return true;
}

void
unit_try_cache(struct batch *b, struct unit *u, struct workspace *w)
{
	struct diags silent = DIAGS_INIT(&w->scratch);
	bool ok;
	const struct source *src = read_source(&w->scratch, &silent, b->o->rootfd, u->id, SPAN_NONE, &ok);

	if (ok && unit_cached(b, u, src->text, w->keep))
		u->state = UNIT_CACHED;
	arena_reset(&w->scratch);
}

/* publish_add, without its message about a path that is made twice: the
 * facts of both units say so too, with places. */
static bool
publish(struct batch *b, struct unit *u, const struct output *o)
{
	struct diags ds = DIAGS_INIT(u->diags.arena);
	bool ok = true;

	if (publish_add(b->publish, &ds, o->path, o->bytes, NULL) != PUBLISH_FAILED)
		return true;
	for (struct diag *d = ds.first, *next; d; d = next) {
		struct diags one = { .arena = ds.arena, .first = d };

		next = d->next;
		d->next = NULL;
		if (d->code != DIAG_PUBLISH_TWICE)
			diag_append(&u->diags, &one);
		ok = ok && d->code == DIAG_PUBLISH_TWICE;
	}
	return ok;
}

/* Hands the bytes of a compiled tenant to whoever wants them. */
static bool
hand_on(struct batch *b, struct unit *u, struct tenant *t, struct arena *keep)
{
	bool ok = true;

	u->files = arena_new_n(keep, t->outputs.len, struct cache_file);
	u->nfiles = t->outputs.len;
	for (size_t i = 0; i < t->outputs.len; i++) {
		const struct output *o = &t->outputs.ptr[i];

		u->nbytes += o->bytes.len;
		u->files[i].path = arena_slice(keep, o->path);
		if (b->publish && !publish(b, u, o))
			ok = false;
		if (b->o->mode == BATCH_PRINT)
			vec_push(keep, &u->printed,
			         (struct output){ arena_slice(keep, o->path), arena_slice(keep, o->bytes) });
	}
	return ok;
}

static void
keep_facts(struct unit *u, const struct tenant *t, struct arena *keep)
{
	u->facts = arena_new_n(keep, t->facts.len, struct cache_fact);
	u->nfacts = t->facts.len;
	for (size_t i = 0; i < t->facts.len; i++)
		u->facts[i] = fact_hash(&t->facts.ptr[i]);
	u->nshares = t->rendered.shares.len;
	u->shares = arena_new_n(keep, u->nshares, struct cache_share);
	for (size_t i = 0; i < u->nshares; i++)
		u->shares[i] = sum_share(&t->rendered.shares.ptr[i]);
}

bool
unit_again(struct batch *b, const struct unit *u, struct arena *scratch, struct tenant *t)
{
	struct diags *silent = arena_new(scratch, struct diags);
	bool ok;

	*silent = DIAGS_INIT(scratch);
	*t = (struct tenant){ .project = &b->project, .arena = scratch, .diags = silent, .path = u->id };
	if (u->cluster) {
		t->path = SLICE_LIT("fleet.yaml");
		t->src = b->project.fleet_src;
		return tenant_compile_cluster(t, u->cluster);
	}
	t->src = read_source(b->arena, silent, b->o->rootfd, u->id, SPAN_NONE, &ok);
	return ok && tenant_compile(t);
}

static bool
compile(struct batch *b, struct unit *u, struct tenant *t, struct workspace *w)
{
	bool ok;

	t->project = &b->project;
	t->arena = &w->scratch;
	t->memos = &w->memos;
	t->diags = &u->diags;
	t->before = b->o->beforefd ? &b->before : NULL;
	if (u->cluster) {
		t->path = SLICE_LIT("fleet.yaml");
		t->src = b->project.fleet_src;
		return tenant_compile_cluster(t, u->cluster);
	}
	t->path = u->id;
	t->src = read_source(t->arena, &u->diags, b->o->rootfd, u->id, SPAN_NONE, &ok);
	return ok && tenant_compile(t);
}

/* Moves a place out of the scratch arena. The unit's own source is there, and
 * sources without text, which stand for a file of out/; all others live as
 * long as the run already. */
static void
move_place(struct span *at, const struct source *own, const struct source *copy, struct arena *keep)
{
	if (at->src == own)
		at->src = copy;
	else if (at->src && at->src->text.len == 0)
		at->src = source_new(keep, arena_slice(keep, at->src->path), SLICE_LIT(""));
}

/* Moves the unit's messages to where they live as long as the run. */
static void
keep_diags(struct unit *u, const struct source *own, struct arena *keep)
{
	struct diags kept = DIAGS_INIT(keep);
	const struct source *copy = source_new(keep, arena_slice(keep, own->path), arena_slice(keep, own->text));

	diag_append(&kept, &u->diags);
	for (struct diag *d = kept.first; d; d = d->next) {
		move_place(&d->at, own, copy, keep);
		for (struct diag_note *n = d->notes; n; n = n->next)
			move_place(&n->at, own, copy, keep);
	}
	u->diags = kept;
}

void
unit_compile(struct batch *b, struct unit *u, struct workspace *w)
{
	struct arena *keep = w->keep;
	struct tenant t = { 0 };
	bool ok;

	u->diags = DIAGS_INIT(&w->scratch);
	ok = compile(b, u, &t, w);
	if (t.cluster)
		u->scope = arena_printf(keep, "%.*s/%.*s", SLICE_FMT(t.cluster->place.name), SLICE_FMT(t.name));
	if (ok)
		ok = hand_on(b, u, &t, keep);
	if (ok)
		keep_facts(u, &t, keep);
	u->nobjects = t.rendered.objects.len;
	u->state = ok && !u->diags.errors ? UNIT_DONE : UNIT_FAILED;
	/* A step that fails in silence must not look like success. Broken bases were reported
	 * when the fleet was loaded; their tenants have nothing to add. */
	if (!ok && !u->diags.errors && !b->diags->errors)
		diag_report(&u->diags, DIAG_FLEET_OUTPUT, span_file(t.src),
		            "cannot be compiled, and berth does not know why: please report this");
	if (u->diags.first)
		keep_diags(u, t.src, keep);
	arena_reset(&w->scratch);
}
