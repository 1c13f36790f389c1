/* SPDX-License-Identifier: Apache-2.0 */
/* lex.c - cutting an expression into tokens. */
#include "expr/lex.h"

#include "base/ascii.h"
#include "base/utf8.h"

static bool
is_word(char c)
{
	return ascii_alnum(c) || c == '_';
}

/* The byte `ahead` of the next one, or NUL at the end. */
static char
peek(const struct lexer *lx, size_t ahead)
{
	return lx->end - lx->at > ahead ? lx->text.ptr[lx->at + ahead] : '\0';
}

static void
skip_space(struct lexer *lx)
{
	while (lx->at < lx->end) {
		char c = lx->text.ptr[lx->at];

		if (c == '/' && peek(lx, 1) == '/') {
			while (lx->at < lx->end && lx->text.ptr[lx->at] != '\n')
				lx->at++;
		} else if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
			lx->at++;
		} else {
			return;
		}
	}
}

static enum token_kind
bad(struct lexer *lx, const char *error)
{
	lx->error = error;
	return TOK_BAD;
}

static void
digits(struct lexer *lx)
{
	while (ascii_digit(peek(lx, 0)))
		lx->at++;
}

/* Decimal or hexadecimal integer, 'u' behind it, or a floating-point number;
 * a word directly behind a number is no good ("1x"). */
static enum token_kind
number(struct lexer *lx)
{
	enum token_kind kind = TOK_INT;

	if (peek(lx, 0) == '0' && peek(lx, 1) == 'x' && ascii_hex(peek(lx, 2)) >= 0) {
		lx->at += 2;
		while (ascii_hex(peek(lx, 0)) >= 0)
			lx->at++;
	} else {
		digits(lx);
		if (peek(lx, 0) == '.' && ascii_digit(peek(lx, 1))) {
			kind = TOK_DOUBLE;
			lx->at++;
			digits(lx);
		}
		if (peek(lx, 0) == 'e' || peek(lx, 0) == 'E') {
			size_t sign = peek(lx, 1) == '+' || peek(lx, 1) == '-';

			if (ascii_digit(peek(lx, 1 + sign))) {
				kind = TOK_DOUBLE;
				lx->at += 1 + sign;
				digits(lx);
			}
		}
	}
	if (kind == TOK_INT && (peek(lx, 0) == 'u' || peek(lx, 0) == 'U')) {
		kind = TOK_UINT;
		lx->at++;
	}
	if (!is_word(peek(lx, 0)))
		return kind;
	while (is_word(peek(lx, 0)))
		lx->at++;
	return bad(lx, "malformed number");
}

/* A string from its opening quote on, once or three times. */
static enum token_kind
string(struct lexer *lx, bool raw, enum token_kind kind)
{
	char quote = peek(lx, 0);
	size_t n = peek(lx, 1) == quote && peek(lx, 2) == quote ? 3 : 1;

	lx->at += n;
	while (lx->at < lx->end) {
		char c = peek(lx, 0);

		if (c == quote && (n == 1 || (peek(lx, 1) == quote && peek(lx, 2) == quote))) {
			lx->at += n;
			return kind;
		}
		if (n == 1 && (c == '\n' || c == '\r'))
			return bad(lx, "a string ends with its line; '''...''' may have several");
		/* Whatever an escape escapes cannot end the string. */
		lx->at += c == '\\' && !raw && lx->end - lx->at > 1 ? 2 : 1;
	}
	return bad(lx, "unterminated string");
}

/* r"", b"", br"": the length of a prefix that a quote follows. */
static size_t
string_prefix(const struct lexer *lx, bool *raw, bool *bytes)
{
	size_t n = 0;

	*raw = *bytes = false;
	for (;; n++) {
		char c = peek(lx, n);

		if (c == '"' || c == '\'')
			return n;
		if ((c == 'r' || c == 'R') && !*raw)
			*raw = true;
		else if ((c == 'b' || c == 'B') && n == 0)
			*bytes = true;
		else
			return SIZE_MAX;
	}
}

static enum token_kind
word(struct lexer *lx)
{
	size_t start = lx->at;
	struct slice s;

	while (is_word(peek(lx, 0)))
		lx->at++;
	s = slice_sub(lx->text, start, lx->at);
	if (slice_is(s, "true"))
		return TOK_TRUE;
	if (slice_is(s, "false"))
		return TOK_FALSE;
	if (slice_is(s, "null"))
		return TOK_NULL;
	return slice_is(s, "in") ? TOK_IN : TOK_IDENT;
}

static enum token_kind
quoted_name(struct lexer *lx)
{
	size_t start = ++lx->at;

	while (is_word(peek(lx, 0)) || peek(lx, 0) == '-' || peek(lx, 0) == '.' || peek(lx, 0) == '/' ||
	       peek(lx, 0) == ' ')
		lx->at++;
	if (lx->at == start || peek(lx, 0) != '`')
		return bad(lx, "a quoted name is `letters, digits, '_', '-', '.', '/' and spaces`");
	lx->at++;
	return TOK_QUOTED;
}

/* '}' closes a brace of the expression, or the hole that it stands in. */
static enum token_kind
right_brace(struct lexer *lx)
{
	if (lx->braces == 0 && lx->hole) {
		lx->at--;
		return TOK_CLOSE;
	}
	lx->braces -= lx->braces > 0;
	return TOK_RBRACE;
}

static enum token_kind
two(struct lexer *lx, char second, enum token_kind both, enum token_kind alone)
{
	if (peek(lx, 0) == second) {
		lx->at++;
		return both;
	}
	return alone == TOK_BAD ? bad(lx, NULL) : alone;
}

static enum token_kind
punctuation(struct lexer *lx)
{
	char c = lx->text.ptr[lx->at++];

	switch (c) {
	case '(': return TOK_LPAREN;
	case ')': return TOK_RPAREN;
	case '[': return TOK_LBRACKET;
	case ']': return TOK_RBRACKET;
	case '{':
		lx->braces++;
		return TOK_LBRACE;
	case '}': return right_brace(lx);
	case '.': return TOK_DOT;
	case ',': return TOK_COMMA;
	case ':': return TOK_COLON;
	case '?': return TOK_QUESTION;
	case '+': return TOK_PLUS;
	case '-': return TOK_MINUS;
	case '*': return TOK_STAR;
	case '/': return TOK_SLASH;
	case '%': return TOK_PERCENT;
	case '!': return two(lx, '=', TOK_NE, TOK_NOT);
	case '<': return two(lx, '=', TOK_LE, TOK_LT);
	case '>': return two(lx, '=', TOK_GE, TOK_GT);
	case '=': return two(lx, '=', TOK_EQ, TOK_BAD);
	case '&': return two(lx, '&', TOK_AND, TOK_BAD);
	case '|': return two(lx, '|', TOK_OR, TOK_BAD);
	default:
		/* Step over a whole character. */
		lx->at--;
		(void)utf8_next(slice_sub(lx->text, 0, lx->end), &lx->at);
		return bad(lx, NULL);
	}
}

struct token
lex_next(struct lexer *lx)
{
	struct token t;
	bool raw, bytes;
	size_t prefix;
	char c;

	skip_space(lx);
	t.start = lx->at;
	c = peek(lx, 0);
	prefix = string_prefix(lx, &raw, &bytes);
	if (lx->at >= lx->end) {
		t.kind = TOK_END;
	} else if (prefix != SIZE_MAX) {
		lx->at += prefix;
		t.kind = string(lx, raw, bytes ? TOK_BYTES : TOK_STRING);
	} else if (ascii_digit(c) || (c == '.' && ascii_digit(peek(lx, 1)))) {
		t.kind = number(lx);
	} else if (is_word(c)) {
		t.kind = word(lx);
	} else if (c == '`') {
		t.kind = quoted_name(lx);
	} else {
		t.kind = punctuation(lx);
	}
	t.end = lx->at;
	t.text = slice_sub(lx->text, t.start, t.end);
	if (t.kind == TOK_QUOTED)
		t.text = slice_sub(t.text, 1, t.text.len - 1);
	return t;
}

const char *
token_name(enum token_kind kind)
{
	static const char *const names[] = {
#define TOKEN(name, text, power, op) [name] = (text),
#include "expr/tokens.def"
#undef TOKEN
	};

	return names[kind];
}

bool
lex_reserved(struct slice name)
{
	static const char *const words[] = {
		"as", "break", "const", "continue", "else", "for", "function", "if", "import",
		"let", "loop", "namespace", "package", "return", "var", "void", "while",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (slice_is(name, words[i]))
			return true;
	return false;
}
