/* SPDX-License-Identifier: Apache-2.0 */
/* parse.h - shared by the files that build the tree: parse.c (grammar),
 * name.c (what names mean), macro.c (macros). */
#ifndef BERTH_EXPR_PARSE_H
#define BERTH_EXPR_PARSE_H

#include "base/vec.h"
#include "expr/lex.h"
#include "expr/node.h"

/* A variable of a macro, while its body is parsed; on the parser's stack. */
struct scope {
	struct slice name;
	unsigned slot;
	bool from_var;
	const struct scope *outer;
};

struct parser {
	struct arena *arena;
	struct diags *diags;
	const struct expr_env *env;
	const struct expr_text *text;
	struct lexer lx;
	struct token tok;           /* the one to look at */
	const struct scope *scope;  /* innermost first */
	unsigned locals;            /* slots in use */
	unsigned depth;             /* of recursion */
	bool stopped;               /* the grammar was broken: all that follows is silence */
	bool wrong;                 /* something was reported */
};

/* A name of several parts, a.b.c, each with its place. */
struct path_part {
	struct slice name;
	size_t start, end;
	bool quoted;
};
struct path_parts {
	const struct path_part *ptr;
	size_t len;
	size_t start;    /* of the whole, a leading dot included */
	bool absolute;   /* .a.b: no macro's variable */
};
struct arg_list {
	const struct expr *const *ptr;
	size_t len;
};

/* What a call names: target.name(...), or name(...) where target is NULL. */
struct called {
	struct slice name;
	struct span name_at;
	const struct expr *target;
};

/* The source's span of bytes [start, end) of the text. */
struct span parse_span(const struct parser *p, size_t start, size_t end);

/* A node without children yet; parse_over raises its depth above a child's,
 * and turns it into EX_BAD with a message where that is too deep. */
struct expr *parse_node(struct parser *p, enum expr_kind kind, struct span at);
void parse_over(struct parser *p, struct expr *e, const struct expr *child);

/* Reports; the first form is for the grammar and silences everything after. */
const struct expr *parse_stop(struct parser *p, enum diag_code code, size_t start, size_t end, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
struct diag *parse_wrong(struct parser *p, enum diag_code code, struct span at, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* Tokens: whether the next is of a kind; takes it if it is; demands it. */
bool parse_at(const struct parser *p, enum token_kind kind);
bool parse_take(struct parser *p, enum token_kind kind);
bool parse_expect(struct parser *p, enum token_kind kind);
void parse_next(struct parser *p);

/* A whole expression; never NULL. */
const struct expr *parse_expr(struct parser *p);

/* of.key, of.?key */
const struct expr *parse_select(struct parser *p, enum expr_kind kind, const struct expr *of,
                                const struct path_part *key);

/* name.c: what a name or a call means. */
const struct expr *name_resolve(struct parser *p, struct path_parts path);
bool name_is_function(const struct parser *p, struct slice dotted);
const struct expr *name_call(struct parser *p, const struct called *what, struct arg_list args, struct span at);
struct slice name_join(struct parser *p, struct path_parts path, size_t n);

/* macro.c: parses the arguments of a macro, the '(' taken already, up to its
 * ')'. NULL when the name is no macro. `target` NULL: a global one. */
const struct expr *macro_parse(struct parser *p, struct slice name, const struct expr *target, struct span from);

/* Calls fn for the name of every macro, for hints. */
void macro_names(void (*fn)(void *ctx, struct slice name, bool method), void *ctx);

#endif
