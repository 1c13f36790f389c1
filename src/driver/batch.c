/* SPDX-License-Identifier: Apache-2.0 */
/* batch.c - a whole run, in order. */
#include "driver/batch.h"

#include <string.h>

#include "diag/nearest.h"
#include "driver/proof.h"
#include "driver/unit.h"
#include "read/tree.h"

/* Units for all specs. */
static void
find_units(struct batch *b)
{
	bool found;
	struct paths files = tree_files(b->arena, b->diags, b->o->rootfd, SLICE_LIT("tenants"), &found);

	b->units = arena_new_n(b->arena, files.len + 256, struct unit);
	for (size_t i = 0; i < files.len; i++)
		b->units[b->nunits++].id = files.ptr[i];
	b->stats->tenants = files.len;
}

/* A spec's name, by a quick look; "" when it cannot be read. */
static struct slice
name_of(struct batch *b, const struct unit *u, struct arena *a)
{
	struct diags silent = DIAGS_INIT(a);
	bool ok;
	const struct source *src = read_source(a, &silent, b->o->rootfd, u->id, SPAN_NONE, &ok);
	const struct val *doc = ok ? read_yaml(a, &silent, src, READ_ONE).ptr[0] : NULL;

	return val_text(val_walk(doc, "metadata.name"), SLICE_LIT(""));
}

/* A candidate for a name that is not known; its text outlives the reading. */
static void
offer(struct batch *b, struct nearest *n, struct slice path, struct slice name)
{
	const char *before = n->best.ptr;

	nearest_offer(n, path);
	nearest_offer(n, name);
	if (n->best.ptr != before)
		n->best = arena_slice(b->arena, n->best);
}

static void
report_unknown(struct batch *b, struct slice name, const struct nearest *near, size_t broken)
{
	struct diag *d = diag_report(b->diags, DIAG_FLEET_SELECTED, SPAN_NONE, "there is no tenant '%.*s' below tenants/",
	                             SLICE_FMT(name));

	if (near->best.ptr)
		diag_note(b->diags, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(near->best));
	if (broken)
		diag_note(b->diags, d, SPAN_NONE, "%zu %s not parse, so nobody knows the name; what is wrong is said, too", broken,
		          broken == 1 ? "spec does" : "specs do");
}

/* Says why specs cannot be read; how many those are. */
static size_t
report_broken(struct batch *b, struct unit *const *units, size_t n)
{
	size_t broken = 0;

	for (size_t i = 0; i < n; i++) {
		size_t errors = b->diags->errors;
		bool ok;
		const struct source *src = read_source(b->arena, b->diags, b->o->rootfd, units[i]->id, SPAN_NONE, &ok);

		if (ok)
			read_yaml(b->arena, b->diags, src, READ_ONE);
		broken += b->diags->errors != errors;
	}
	return broken;
}

/* Narrows the run to the tenants that were asked for. When one is not found,
 * it may be among those whose name cannot be read; so they say what is wrong. */
static void
select_units(struct batch *b)
{
	bool *used = arena_alloc(b->arena, b->o->nnames * sizeof(bool));
	struct nearest *near = arena_new_n(b->arena, b->o->nnames, struct nearest);
	VEC(struct unit *) nameless = { 0 };
	size_t broken = SIZE_MAX;
	struct arena a = ARENA_INIT;

	for (size_t j = 0; j < b->o->nnames; j++)
		near[j] = NEAREST_INIT(b->o->names[j]);
	for (size_t i = 0; b->o->nnames && i < b->nunits; i++) {
		struct unit *u = &b->units[i];
		struct slice name = name_of(b, u, &a);
		bool wanted = false;

		for (size_t j = 0; j < b->o->nnames; j++) {
			if (tenant_is(u->id, name, b->o->names[j]))
				wanted = used[j] = true;
			else
				offer(b, &near[j], u->id, name);
		}
		if (!wanted)
			u->state = UNIT_SKIPPED;
		if (!wanted && !name.len)
			vec_push(b->arena, &nameless, u);
		arena_reset(&a);
	}
	arena_free(&a);
	for (size_t j = 0; j < b->o->nnames; j++) {
		if (used[j])
			continue;
		if (broken == SIZE_MAX)
			broken = report_broken(b, nameless.ptr, nameless.len);
		report_unknown(b, b->o->names[j], &near[j], broken);
	}
}

static size_t
open_units(struct batch *b)
{
	b->open = arena_new_n(b->arena, b->nunits + 1, size_t);
	b->nopen = 0;
	for (size_t i = 0; i < b->nunits; i++)
		if (b->units[i].state == UNIT_OPEN)
			b->open[b->nopen++] = i;
	return b->nopen;
}

/* Marks units whose spec and surroundings did not change since the last run. */
static void
try_cache(struct batch *b)
{
	size_t before = open_units(b);

	workers_run(b, unit_try_cache, NULL);
	b->stats->cached = before - open_units(b);
}

static void
add_cluster(struct batch *b, struct slice id, struct cluster *c)
{
	struct unit *u = &b->units[b->nunits++];

	u->id = id;
	u->cluster = c;
	if (unit_cached(b, u, SLICE_LIT(""), b->arena))
		u->state = UNIT_CACHED;
}

/* Units for the clusters' own objects. When everything else is cached the
 * project was not loaded, and the cache says which there are: `known`. */
static bool
known_clusters(struct batch *b)
{
	const struct cache_entry *e = b->cache ? cache_find(b->cache, SLICE_LIT("fleet.yaml")) : NULL;
	size_t first = b->nunits;

	if (!e || memcmp(e->key, b->key, sizeof(b->key)) != 0)
		return false;
	for (size_t i = 0; i < e->nfiles && b->nunits - first < 256; i++)
		add_cluster(b, e->files[i].path, NULL);
	for (size_t i = first; i < b->nunits; i++) {
		if (b->units[i].state == UNIT_CACHED)
			continue;
		b->nunits = first;
		return false;
	}
	return true;
}

static void
cluster_units(struct batch *b)
{
	/* find_units left room for 256; a fleet of more clusters gets a new list. */
	if (b->project.nclusters > 256) {
		struct unit *more = arena_new_n(b->arena, b->nunits + b->project.nclusters, struct unit);

		memcpy(more, b->units, b->nunits * sizeof(*more));
		b->units = more;
	}
	for (size_t i = 0; i < b->project.nclusters; i++) {
		struct cluster *c = &b->project.clusters[i];

		if (c->base)
			add_cluster(b, arena_printf(b->arena, "fleet.yaml#%.*s", SLICE_FMT(c->place.name)), c);
	}
}

/* Everything that had to be compiled is: messages of all units in their order. */
static void
join(struct batch *b)
{
	fold_messages(b);
	for (size_t i = 0; i < b->nunits; i++) {
		struct unit *u = &b->units[i];

		diag_append(b->diags, &u->diags);
		if (u->state == UNIT_DONE)
			b->stats->compiled += u->cluster == NULL;
		b->stats->objects += u->nobjects;
		b->stats->bytes += u->nbytes;
	}
}

/* The entry of the cache that says that all bases are proven. */
static const struct slice bases_entry = SLICE_INIT("bases");

/* Not again while neither bases nor schemas nor the fleet have changed. */
static void
prove(struct batch *b)
{
	const struct diag *last = b->diags->last;

	if (b->proven)
		return;
	proof_of_bases(&b->project);
	b->proven = b->diags->last == last;
}

static bool
known_proven(struct batch *b)
{
	const struct cache_entry *e = b->cache ? cache_find(b->cache, bases_entry) : NULL;

	return e && memcmp(e->key, b->key, sizeof(b->key)) == 0;
}

static bool
compile_all(struct batch *b)
{
	select_units(b);
	if (b->cache)
		try_cache(b);
	b->proven = known_proven(b);
	/* Then nothing can clash, and no sum can have grown: the units are among those of a run without a message. */
	if (b->o->nnames == 0 && b->proven && !open_units(b) && known_clusters(b))
		return true;
	b->loaded = true;
	if (!project_load(&b->project, b->arena, b->diags, b->o->rootfd))
		return false;
	if (b->o->beforefd && !before_open(&b->before, b->diags, b->o->beforefd))
		return false;
	prove(b);
	if (b->o->nnames == 0)
		cluster_units(b);
	open_units(b);
	workers_run(b, unit_compile, b->o->progress);
	join(b);
	conflicts_report(b);
	if (b->o->nnames == 0)
		sums_report(b);
	return b->diags->errors == 0;
}

static void
print_all(struct batch *b)
{
	for (size_t i = 0; i < b->nunits; i++)
		for (size_t j = 0; j < b->units[i].printed.len; j++)
			b->o->print(b->o->ctx, b->units[i].printed.ptr[j].path, b->units[i].printed.ptr[j].bytes);
}

/* What the next run may take as known. Only units without any message are
 * kept; one that is left out is compiled again and says its piece again. */
static void
remember(struct batch *b)
{
	struct cache_entry *entries = arena_new_n(b->arena, b->nunits + 2, struct cache_entry);
	VEC(struct cache_file) clusters = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < b->nunits; i++) {
		struct unit *u = &b->units[i];

		if (u->state == UNIT_DONE)
			for (size_t j = 0; j < u->nfiles; j++)
				publish_stat_of(b->publish, u->files[j].path, &u->files[j].stat);
		if (slice_starts(u->id, SLICE_LIT("fleet.yaml#")))
			vec_push(b->arena, &clusters, (struct cache_file){ .path = u->id });
		if (u->diags.first || (u->state != UNIT_DONE && u->state != UNIT_CACHED))
			continue;
		entries[n] = (struct cache_entry){ .tenant = u->id, .files = u->files, .nfiles = u->nfiles,
		                                   .facts = u->facts, .nfacts = u->nfacts,
		                                   .shares = u->shares, .nshares = u->nshares };
		memcpy(entries[n++].key, u->key, sizeof(u->key));
	}
	/* The fleet itself: which clusters there are, when it had no message. */
	if (!b->project.diags || b->diags->warnings == 0) {
		entries[n] = (struct cache_entry){ .tenant = SLICE_LIT("fleet.yaml"), .files = clusters.ptr,
		                                   .nfiles = clusters.len };
		memcpy(entries[n++].key, b->key, sizeof(b->key));
	}
	if (b->proven) {
		entries[n].tenant = bases_entry;
		memcpy(entries[n++].key, b->key, sizeof(b->key));
	}
	cache_save(b->cache, b->o->rootfd, entries, n);
}

static void
prune(struct batch *b)
{
	VEC(struct slice) scopes = { 0 };

	for (size_t i = 0; b->o->nnames && i < b->nunits; i++)
		if (b->units[i].scope.len)
			vec_push(b->arena, &scopes, b->units[i].scope);
	publish_prune(b->publish, b->o->nnames == 0, scopes.ptr, scopes.len);
}

static enum batch_status
finish(struct batch *b)
{
	if (b->o->mode == BATCH_PRINT)
		print_all(b);
	if (!b->publish)
		return BATCH_OK;
	prune(b);
	if (b->o->mode == BATCH_COMPARE && b->o->differs &&
	    !publish_visit(b->publish, b->diags, b->o->differs, b->o->ctx))
		return BATCH_SYSTEM;
	if (!publish_commit(b->publish, b->diags, &b->stats->files))
		return BATCH_SYSTEM;
	if (b->o->mode == BATCH_COMPARE)
		return b->stats->files.written + b->stats->files.deleted ? BATCH_DIFFERS : BATCH_OK;
	if (b->cache && b->o->nnames == 0)
		remember(b);
	return BATCH_OK;
}

static bool
open_out(struct batch *b)
{
	struct publish_options po = { b->o->out, b->o->max_delete, b->o->mode == BATCH_COMPARE };

	if (b->o->mode != BATCH_BUILD && b->o->mode != BATCH_COMPARE)
		return true;
	b->publish = publish_open(b->diags, b->o->rootfd, &po);
	return b->publish != NULL;
}

/* What stands in out/ is for people to decide about, not the machine's fault. */
static bool
is_input(enum diag_code code)
{
	switch (code) {
	case DIAG_PUBLISH_FOREIGN:
	case DIAG_PUBLISH_WAY:
	case DIAG_PUBLISH_PATH:
	case DIAG_PUBLISH_TWICE:
	case DIAG_PUBLISH_DELETES:
		return true;
	default:
		return code < DIAG_PUBLISH_FIRST || code > DIAG_PUBLISH_LAST;
	}
}

/* Why a run failed: the input, when any message is about it, else the machine. */
static enum batch_status
blame(const struct diags *ds)
{
	for (const struct diag *d = ds->first; d; d = d->next)
		if (d->severity == DIAG_ERROR && is_input(d->code))
			return BATCH_WRONG;
	return BATCH_SYSTEM;
}

enum batch_status
batch_run(struct arena *a, struct diags *ds, const struct batch_options *o, struct batch_stats *stats,
          struct batch **out)
{
	struct batch *b = arena_new(a, struct batch);
	enum batch_status status = BATCH_WRONG;

	*stats = (struct batch_stats){ 0 };
	*out = b;
	b->arena = a;
	b->diags = ds;
	b->o = o;
	b->stats = stats;
	if (!ds->limit)
		ds->limit = 10000;
	if (!open_out(b))
		return blame(ds);
	if (!o->no_cache && b->publish && digest_project(a, o->rootfd, b->key))
		b->cache = cache_open(a, o->rootfd);
	find_units(b);
	if (compile_all(b) && ds->errors == 0)
		status = finish(b);
	if (b->publish)
		publish_close(b->publish);
	diag_sort(ds);
	return status == BATCH_OK || status == BATCH_DIFFERS ? status : blame(ds);
}

void
batch_end(struct batch *b)
{
	for (size_t i = 0; i < b->nworkers; i++)
		arena_free(&b->keep[i]);
	if (b->loaded)
		project_close(&b->project);
	if (b->o->beforefd)
		before_close(&b->before);
}
