/* SPDX-License-Identifier: Apache-2.0 */
/* lex.h - the words of an expression (cel-spec langdef.md, "Syntax"). Only
 * cuts the text up; literal.h says what a literal means. */
#ifndef BERTH_EXPR_LEX_H
#define BERTH_EXPR_LEX_H

#include "base/slice.h"

enum token_kind {
#define TOKEN(kind, text, power, op) kind,
#include "expr/tokens.def"
#undef TOKEN
};

struct token {
	enum token_kind kind;
	size_t start, end;   /* bytes of the text */
	struct slice text;   /* those bytes; of TOK_QUOTED without the quotes */
};

struct lexer {
	struct slice text;
	size_t start;        /* where the expression begins */
	size_t at;           /* the next byte */
	size_t end;          /* where the text, or what is allowed of it, ends */
	size_t braces;       /* '{' that are open */
	bool hole;           /* a '}' too many closes the hole: TOK_CLOSE */
	const char *error;   /* of the last TOK_BAD: what is wrong */
};

/* The next token. TOK_END and TOK_CLOSE come again and again. A TOK_BAD is
 * stepped over, so that one can go on to look for the end of a hole. */
struct token lex_next(struct lexer *lx);

/* How a message calls a kind of token. */
const char *token_name(enum token_kind kind);

/* Words that cel-spec keeps for other languages: no names of variables, but
 * fields may have them (metadata.namespace). */
bool lex_reserved(struct slice name);

#endif
