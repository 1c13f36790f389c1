/* SPDX-License-Identifier: Apache-2.0 */
/* base.h - a base, compiled: its contents page and its features as templates.
 *
 * A base is loaded once for the run and shared by all tenants and threads;
 * nothing here changes after base_load. The grammar of the pages is in
 * doc/design/language.md §4; schemas/berth/{base,feature}.yaml check it
 * before this floor looks at it. */
#ifndef BERTH_RENDER_BASE_H
#define BERTH_RENDER_BASE_H

#include "render/template.h"
#include "schema/pattern.h"
#include "schema/schema.h"
#include "value/path.h"

#define NO_SLOT SIZE_MAX

/* The cells of a failure. ORDER failure_cells */
enum base_cell { CELL_TITLE, CELL_PAUSE, CELL_LOST, CELL_WHOLE, CELL_HAPPENS, BASE_CELLS };
extern const struct slice failure_cells[BASE_CELLS];   /* their names in files and in output */

/* What a patch is for; name and namespace NULL: any. */
struct base_target {
	const struct template *kind, *name, *namespace;
};

/* One line of a contents page: files (resources, parts) or a patch, with
 * its conditions. */
struct base_entry {
	const struct scope *scope;
	const struct template *when;   /* includeWhen; NULL: always */
	const struct template *each;   /* the list of forEach; NULL: once */
	size_t loop;                   /* the slot of its variable, or NO_SLOT */
	const struct template *const *docs;
	size_t ndocs;
	const struct template *into;   /* resources only */
	bool cluster_scope;
	struct base_target target;     /* patches only */
	struct span at;
};

struct base_unique {
	struct slice what;
	const struct template *key;
	bool fleet;                    /* else within a cluster */
};

/* Whole numbers that are added up over all tenants. */
struct base_sum {
	struct slice what;
	const struct template *per, *of;
	const struct template *limit;  /* NULL: none */
	struct slice path;             /* fieldPath, literal */
	struct span path_at;
	bool warning;
	struct span at;
};

struct base_external {
	const struct template *kind, *name;
	const struct val *keys;        /* list of strings; NULL: any */
	const struct template *when;   /* NULL: always */
};

struct base_rule {
	struct base_entry entry;       /* forEach alone; `each` NULL: once */
	const struct template *rule, *message;
	const struct template *path;   /* fieldPath; NULL: "spec" */
	struct slice path_text;        /* as written */
	struct span path_at;
	bool at_key;                   /* reported at the name of the field, not at its value */
	bool warning;
	struct span at;
};

/* Text that whoever applies the files would replace (`reserved`). */
struct base_reserved {
	const struct pattern *pattern;
	const struct template *when;   /* NULL: always */
	struct slice message;
	struct slice annotation, value;  /* of the objects that are spared; "" for none */
};

/* What happens to a tenant when something breaks, in words that are computed. */
struct base_failure {
	struct slice name;             /* once in a base */
	const struct template *when;   /* NULL: can always happen */
	const struct template *cells[BASE_CELLS];
	struct slice source;           /* where the figures are from; "" for nowhere */
	struct span at;
};

/* A file of them, under one title. */
struct base_failures {
	struct slice title;
	const struct template *when;   /* NULL: always */
	const struct base_failure *items;
	size_t n;
};

/* The contents page itself (number 0) or a feature. */
struct base_page {
	struct slice dir;
	const struct scope *scope;
	const struct template *when;   /* NULL: always (the contents page) */
	const struct base_entry *resources, *patches;
	size_t nresources, npatches;
	const struct base_unique *uniques;
	size_t nuniques;
	const struct base_sum *sums;
	size_t nsums;
	const struct base_external *externals;
	size_t nexternals;
	const struct base_rule *rules;
	size_t nrules;
	const struct base_reserved *reserved;
	size_t nreserved;
	const struct base_failures *failures;
	size_t nfailures;
};

struct base_value {
	struct slice name;             /* "values.quorum" */
	size_t slot, page;
	const struct template *template;
	struct span at;                /* of the name */
};

/* What one page adds to a named list. */
struct base_part_entry {
	size_t part, page;
	struct base_entry entry;
};

struct base_part {
	struct slice name;             /* "parts.alertGroups" */
	size_t slot;
};

/* The order in which values, parts and conditions are computed, so that each
 * finds what it needs. */
enum base_step_kind { STEP_VALUE, STEP_PART, STEP_WHEN };
struct base_step {
	enum base_step_kind kind;
	size_t index;
};

struct base_seal {
	struct slice kind;
	struct steps path;
	struct span at;
};

struct base {
	struct slice name, version, dir;
	struct slice for_kind;
	const struct source *src;
	const struct val *defaults;    /* NULL: none */
	const struct val *identity;    /* {name, version}, the variable 'base' */
	const struct base_page *pages;
	size_t npages;
	const struct base_value *values;
	size_t nvalues;
	const struct base_part *parts;
	size_t nparts;
	const struct base_part_entry *part_entries;
	size_t npart_entries;
	const struct base_step *steps;
	size_t nsteps;
	size_t nslots;                 /* of the largest scope */
	const struct base_seal *seals;
	size_t nseals;
	/* Parts of objects without a hole that are worth remembering things about: the value
	 * with number n is statics[n - 1]. */
	const struct val *const *statics;
	size_t nstatics;
	bool kustomization;
};

/* The schemas of the pages, from schemas/berth. */
struct base_schemas {
	const struct schema *base, *feature;
	const struct schema *failures; /* NULL: a base that has some cannot be used */
};

/* Loads bases/NAME/VERSION, where `id` is "NAME/VERSION" and `from` the place
 * that asked for it. Reports everything that is wrong; NULL when the base
 * cannot be used. */
const struct base *base_load(struct arena *a, struct diags *ds, int rootfd, struct slice id, struct span from,
                             const struct base_schemas *schemas);

#endif
