/* SPDX-License-Identifier: Apache-2.0 */
/* scope.h - which names and files an expression of a base can use.
 *
 * A base and each of its features is a folder; a scope is a folder with the
 * names that hold there: the fixed ones, the values and parts of the base,
 * those of the feature itself, and the variable of a forEach. Scopes are
 * made while a base is compiled and immutable afterwards. */
#ifndef BERTH_RENDER_SCOPE_H
#define BERTH_RENDER_SCOPE_H

#include "base/map.h"
#include "base/vec.h"
#include "expr/expr.h"

/* Slots of the fixed names, in every scope. Values, parts and the loop
 * variable follow. ORDER scope_fixed */
enum scope_slot {
	SLOT_METADATA,
	SLOT_SPEC,
	SLOT_CLUSTER,
	SLOT_TIER,
	SLOT_RING,
	SLOT_FLEET,
	SLOT_BASE,
	SLOT_FIXED,  /* how many */
};
extern const struct slice scope_fixed[SLOT_FIXED];

struct text_file;

struct scope {
	struct expr_env env;   /* first: an expr_run's env leads back to its scope */
	struct slice dir;      /* the folder, relative to the project's root */
	struct map texts;      /* name as written in text('...') -> struct text_file */
	struct map raws;       /* name in raw('...') -> struct val */
};

struct scope_slots VEC_OF(size_t);

/* What compiling a base needs everywhere. */
struct compile {
	struct arena *arena;   /* of the run */
	struct diags *diags;
	int rootfd;            /* the project's root */
	struct scope *scope;   /* where the text being compiled stands */
	struct scope_slots *uses;     /* gets the slots that the text reads; never NULL */
	unsigned nesting;      /* of text() in text() */
	unsigned deepest;      /* text() of the text being compiled */
	VEC(const struct val *) statics;  /* numbered from 1 */
};

/* A new scope over `dir`; `names` is borrowed. */
struct scope *scope_new(struct arena *a, struct slice dir, struct expr_names names);

/* What stands behind text('name') or raw('name'), by the number of the function
 * in the environment: the template of a file, or its bytes; the other is NULL. */
struct template;
void scope_file(const struct scope *s, size_t function, struct slice name, const struct template **text,
                const struct val **raw);

/* The scope whose environment this is, or an evaluation runs in. */
const struct scope *scope_of_env(const struct expr_env *env);
const struct scope *scope_of(const struct expr_run *r);

/* Parses a hole (see expr_parse), loads the files that it names, and records
 * the slots that it reads. */
const struct expr *scope_parse(struct compile *c, const struct expr_text *t, size_t *pos, bool hole);

/* Whether the expression says the same for every tenant: it reads no name, and
 * no file that does. */
bool scope_is_constant(const struct scope *s, const struct expr *e);

/* The path of `name`, which must stay in the scope's folder; ptr NULL after
 * a report at `at`. */
struct slice scope_path(struct compile *c, struct slice name, struct span at);

#endif
