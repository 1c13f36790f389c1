/* SPDX-License-Identifier: Apache-2.0 */
/* prove_priv.h - what the files of this folder share.
 *
 * proof.c runs one world after the other: a combination of features, its
 * facts, the types of all names there, and the objects that come out. An
 * abstract object is a tree of values whose holes are VAL_OPAQUE leaves, so
 * that literals keep their places and patches use the merge of tenants. */
#ifndef BERTH_PROVE_PROVE_PRIV_H
#define BERTH_PROVE_PROVE_PRIV_H

#include "expr/infer.h"
#include "expr/node.h"
#include "prove/prove.h"
#include "render/template_node.h"
#include "schema/node.h"

/* --- holes (hole.c) --------------------------------------------------- */

/* What stands behind a VAL_OPAQUE. */
struct hole {
	const struct type *type;        /* with the bit of VAL_OPTIONAL: it may be absent */
	const struct template *from;    /* NULL: a part of something computed */
	const struct scope *scope;      /* of `from` */
};

const struct val *hole_new(struct arena *a, const struct type *t, const struct template *from,
                           const struct scope *scope, struct span at);

/* NULL when the value is no hole. */
const struct hole *hole_of(const struct val *v);

/* Whether it may be absent. */
bool hole_optional(const struct val *v);

/* The type of an abstract value. Deep. */
const struct type *hole_type(struct arena *a, const struct val *v);

/* `lower` with maps in place of holes wherever `upper` has a map. NULL stays. */
const struct val *hole_open(struct arena *a, const struct val *lower, const struct val *upper);

/* --- worlds ----------------------------------------------------------- */

/* An object of one world, before or after its patches. */
struct model {
	const struct val *val;
	struct slice api_version, kind;
	struct slice name, namespace;   /* symbols (symbol.c) */
	const struct infer_fact *facts; /* that hold where it is made */
	const struct base_entry *entry;
	const struct template *doc;
	const struct scope *scope;      /* of the page; for the condition of the entry */
	const struct type *list;        /* of the loop; NULL: none */
	bool twin;                      /* as it is without a patch that may be left out */
	struct span at, patched;        /* its document; the last patch */
};

/* A kind of object that some world makes. */
struct made {
	struct slice api_version, kind;
};

struct world;

/* A mistake, and where it was met. */
struct finding {
	struct diag *diag;
	uint64_t on, off;               /* features that were on (off) wherever it was */
	uint64_t first;                 /* those of the first world, the smallest */
	uint64_t clusters;              /* by index; all when it is about no version */
	size_t worlds;                  /* in which some spec is */
	uint64_t last;                  /* features of the last one */
};

/* The whole proof. */
struct proof {
	const struct prove *p;
	struct arena *arena;
	const struct base *base;
	const struct prove_cluster *clusters;   /* one of each version */
	size_t nclusters;
	const struct type *fixed[SLOT_FIXED];
	const struct base_value **values;       /* by slot; NULL where there is none */
	const struct type **constants;          /* types of values without holes, by slot; NULL: not yet */
	const struct schema *document;          /* of the kind that the base is for; NULL: any */
	struct diags kept;                      /* messages of the findings */
	struct map found;                       /* code, place and text -> struct finding */
	size_t nworlds;                         /* that some spec is in */
	uint64_t always_on, always_off;         /* in all of them */
	VEC(uint64_t) worlds;                   /* those that can be, by their features */
	VEC(struct made) kinds;                 /* that some world makes */
	struct map languages;                   /* of patterns by their text, of numbers by both ends */
	struct map answers;                     /* of lang_within, by the keys of both */
};

/* One combination of features. */
struct world {
	struct proof *proof;
	struct arena *arena;
	struct diags diags, mute;
	uint64_t on;                            /* bit i: page i + 1 */
	uint64_t broken;                        /* features whose condition is a mistake: nothing more is said of them */
	const struct type **vars;               /* by slot */
	const struct val **vals;                /* abstract values of names that are maps or lists; else NULL */
	struct infer in;
	bool dead;                              /* it turned out that it cannot be */
	bool empty;                             /* the rules leave no spec of it */
	bool gaps;                              /* not all that is made could be looked at */
	bool missed;                            /* a patch found nothing, so objects lack what it would bring */
	VEC(struct model) models;
	VEC(const struct val *) maybe;          /* items of parts that a condition guards */
	const struct prove_cluster *cluster;    /* while objects are checked: the version, */
	const struct model *model;              /* the object, */
	const struct api_kind *known;           /* and its kind */
};

static inline bool
world_has(const struct world *w, size_t page)
{
	return page == 0 || page > 64 || ((w->on & ~w->broken) >> (page - 1) & 1);
}

void world_init(struct world *w, struct proof *p, struct arena *a, uint64_t on);

/* Where messages go: nowhere while types are found again. */
static inline struct diags *
world_diags(struct world *w)
{
	return w->in.diags ? w->in.diags : &w->mute;
}

/* The inference of expressions of a scope. */
struct infer *world_in(struct world *w, const struct scope *scope);

/* Narrows the facts to those where the template is true (or false); false when
 * it cannot be. NULL is true. The caller saves w->in.facts. */
bool world_assume(struct world *w, const struct scope *scope, const struct template *t, bool truth);

/* Whether the template holds in all of the world under the facts. */
bool world_certain(struct world *w, const struct scope *scope, const struct template *t);

/* --- templates (fill.c) ----------------------------------------------- */

/* The abstract value; NULL when it is always absent. Reports. */
const struct val *fill(struct world *w, const struct scope *scope, const struct template *t);

/* The same where one kind makes sense; the type of it, never NULL. */
const struct type *fill_text(struct world *w, const struct scope *scope, const struct template *t);
void fill_bool(struct world *w, const struct scope *scope, const struct template *t);
const struct type *fill_list(struct world *w, const struct scope *scope, const struct template *t);

/* The type of a call of text() or raw(). */
const struct type *fill_own(void *ctx, const struct infer *in, size_t function, const struct expr *const *args, size_t n);

/* --- names of things that are not known (symbol.c) --------------------- */

/* A text in which what is computed stands as ${expression}, names of values
 * expanded: "${metadata.name}-web". Equal symbols are equal texts. */
struct slice symbol_of(struct world *w, const struct scope *scope, const struct template *t);

/* That of an abstract value: a literal or a hole; ptr NULL when it has none. */
struct slice symbol_of_val(struct world *w, const struct val *v);

/* --- inputs of expressions (input.c) ----------------------------------- */

/* Adds notes to d that say which fields of the spec a hole is computed from,
 * and what these may be. */
void input_note(struct world *w, struct diag *d, const struct val *hole);

/* --- types against schemas (fit.c) ------------------------------------- */

/* The hook of schema_check; c->ctx is the world. */
bool fit_hole(struct schema_check *c, const struct schema_hole *h);

/* The language of a pattern, and whether all of x are in y: kept for all worlds. */
const struct lang *fit_language(struct proof *p, struct slice re2);
const struct lang *fit_number(struct proof *p, int64_t lo, int64_t hi);
enum lang_answer fit_within(struct world *w, const struct lang *x, const struct lang *y, struct slice *witness);

/* --- steps -------------------------------------------------------------- */

/* Types of the fixed names (env.c). */
void env_find(struct proof *p);

/* Combinations that can be (worlds.c). */
void worlds_find(struct proof *p);

/* Values, parts, conditions, rules (steps.c). */
void world_steps(struct world *w);

/* A part's or resource's copies: `fn` under the condition and for the items of
 * the loop (steps.c). */
void world_each(struct world *w, const struct base_page *page, const struct base_entry *e,
                void (*fn)(struct world *w, const struct base_entry *e, void *ctx), void *ctx);

/* Resources and patches (objects.c, patches.c). */
void world_objects(struct world *w);
void world_patches(struct world *w);

/* Objects against their kinds (check.c), and what no schema says (names.c, workload.c). */
void world_check(struct world *w, const struct prove_cluster *cluster);
void names_check(struct world *w, const struct model *m);
void workload_check(struct world *w, const struct model *m);

/* Seals and places of rules (seal.c). */
void seals_check(struct proof *p);

/* Says which object the mistake is in. */
void check_note(struct world *w, struct diag *d);

/* "StatefulSet/${metadata.name}-web" */
struct slice model_label(struct arena *a, const struct model *m);

/* --- findings (finding.c) ----------------------------------------------- */

/* Takes the messages of the world and empties them. */
void finding_take(struct world *w, size_t cluster);   /* SIZE_MAX: of no cluster in particular */

/* Reports all into p->diags. */
void finding_report(struct proof *p);

#endif
