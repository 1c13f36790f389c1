/* SPDX-License-Identifier: Apache-2.0 */
/* opt.c - parsing and describing options. */
#include "cli/opt.h"

#include <stdbool.h>
#include <string.h>

#include "base/num.h"
#include "diag/nearest.h"

static const struct opt *
by_letter(const struct opt *opts, char letter)
{
	for (; opts->kind != OPT_END; opts++)
		if (opts->letter == letter)
			return opts;
	return NULL;
}

static const struct opt *
by_name(const struct opt *opts, struct slice name)
{
	for (; opts->kind != OPT_END; opts++)
		if (slice_is(name, opts->name))
			return opts;
	return NULL;
}

static int
unknown(const struct opt *opts, const char *command, const char *arg)
{
	struct nearest n = NEAREST_INIT(slice_of(arg + strspn(arg, "-")));

	fprintf(stderr, "berth: %s: unknown option '%s'\n", command, arg);
	n.wanted.len = strcspn(n.wanted.ptr, "=");
	for (; opts->kind != OPT_END; opts++)
		nearest_offer(&n, slice_of(opts->name));
	if (n.best.ptr && n.wanted.len > 1)
		fprintf(stderr, "note: did you mean '--%.*s'?\n", SLICE_FMT(n.best));
	return -1;
}

/* Index of `value` in "text|json|sarif", or -1. */
static int
choice(const char *choices, const char *value)
{
	int i = 0;

	for (const char *p = choices; *p; i++) {
		size_t n = strcspn(p, "|");

		if (strlen(value) == n && memcmp(p, value, n) == 0)
			return i;
		p += n + (p[n] == '|');
	}
	return -1;
}

/* Stores an argument; false after a message. */
static bool
store(const struct opt *o, const char *command, const char *value)
{
	int64_t n;
	int i;

	switch (o->kind) {
	case OPT_STRING:
		*(const char **)o->to = value;
		return true;
	case OPT_COUNT:
		if (num_parse_int(slice_of(value), 10, &n) && n >= 0) {
			*(size_t *)o->to = (size_t)n;
			return true;
		}
		fprintf(stderr, "berth: %s: '--%s' wants a number, not '%s'\n", command, o->name, value);
		return false;
	case OPT_CHOICE:
		i = choice(o->argument, value);
		if (i >= 0) {
			*(int *)o->to = i;
			return true;
		}
		fprintf(stderr, "berth: %s: '--%s' wants one of %s, not '%s'\n", command, o->name, o->argument, value);
		return false;
	default:
		return false;
	}
}

/* Options take their argument from the same word or the next. */
struct words {
	int argc, at;
	char **argv;
};

static bool
take(const struct opt *o, const char *command, const char *attached, struct words *w)
{
	if (o->kind == OPT_FLAG) {
		if (attached) {
			fprintf(stderr, "berth: %s: '--%s' takes no argument\n", command, o->name);
			return false;
		}
		*(bool *)o->to = true;
		return true;
	}
	if (!attached) {
		if (w->at + 1 >= w->argc) {
			fprintf(stderr, "berth: %s: '--%s' wants an argument: %s\n", command, o->name, o->argument);
			return false;
		}
		attached = w->argv[++w->at];
	}
	return store(o, command, attached);
}

static bool
take_long(const struct opt *opts, const char *command, struct words *w)
{
	const char *arg = w->argv[w->at] + 2, *eq = strchr(arg, '=');
	struct slice name = { arg, eq ? (size_t)(eq - arg) : strlen(arg) };
	const struct opt *o = by_name(opts, name);

	if (!o)
		return unknown(opts, command, w->argv[w->at]) == 0;
	return take(o, command, eq ? eq + 1 : NULL, w);
}

static bool
take_letters(const struct opt *opts, const char *command, struct words *w)
{
	const char *arg = w->argv[w->at];

	for (const char *p = arg + 1; *p; p++) {
		const struct opt *o = by_letter(opts, *p);

		if (!o)
			return unknown(opts, command, arg) == 0;
		if (o->kind != OPT_FLAG)
			return take(o, command, p[1] ? p + 1 : NULL, w);
		*(bool *)o->to = true;
	}
	return true;
}

int
opt_parse(const struct opt *opts, const char *command, int argc, char **argv)
{
	struct words w = { argc, 1, argv };
	int kept = 1;
	bool only_words = false;

	for (; w.at < argc; w.at++) {
		const char *arg = argv[w.at];

		if (only_words || arg[0] != '-' || arg[1] == '\0') {
			argv[kept++] = argv[w.at];
		} else if (strcmp(arg, "--") == 0) {
			only_words = true;
		} else if (arg[1] == '-' ? !take_long(opts, command, &w) : !take_letters(opts, command, &w)) {
			return -1;
		}
	}
	return kept - 1;
}

void
opt_help(FILE *to, const struct opt *opts)
{
	for (; opts->kind != OPT_END; opts++) {
		char left[64];
		int n = snprintf(left, sizeof(left), "  %c%c%s--%s%s%s", opts->letter ? '-' : ' ',
		                 opts->letter ? opts->letter : ' ', opts->letter ? ", " : "  ", opts->name,
		                 opts->argument ? " " : "", opts->argument ? opts->argument : "");

		fprintf(to, "%-34s%s%s\n", left, n >= 34 ? "\n                                  " : "", opts->help);
	}
}
