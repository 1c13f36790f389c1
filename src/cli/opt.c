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

/* What is being parsed, and the words still to come: options take their
 * argument from the same word or the next. */
struct words {
	const struct command *command, *all;
	int argc, at;
	char **argv;
};

/* Names the commands that have an option; false when none has. */
static bool
note_owners(const struct words *w, const char *arg, struct slice name)
{
	bool is_long = arg[1] == '-';
	const char *before = "";

	for (const struct command *c = w->all; c->name; c++) {
		const struct opt *o = is_long ? by_name(c->opts, name) : by_letter(c->opts, name.ptr[0]);

		if (!o)
			continue;
		if (!*before)
			fprintf(stderr, "note: '%s%.*s' is an option of ", is_long ? "--" : "-", SLICE_FMT(name));
		fprintf(stderr, "%s'berth %s'", before, c->name);
		before = " and ";
	}
	if (*before)
		fputs("\n", stderr);
	return *before;
}

/* `at`: the option inside its word, which may be several letters. */
static bool
unknown(const struct words *w, const char *at)
{
	const char *arg = w->argv[w->at];
	struct slice name = { at, arg[1] == '-' ? strcspn(at, "=") : 1 };
	struct nearest n = NEAREST_INIT(name);

	fprintf(stderr, "berth: %s: unknown option '%s'\n", w->command->name, arg);
	if (note_owners(w, arg, name))
		return false;
	for (const struct opt *o = w->command->opts; o->kind != OPT_END; o++)
		nearest_offer(&n, slice_of(o->name));
	if (n.best.ptr && name.len > 1)
		fprintf(stderr, "note: did you mean '--%.*s'?\n", SLICE_FMT(n.best));
	else
		fprintf(stderr, "note: 'berth help %s' lists the options\n", w->command->name);
	return false;
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

static bool
take(const struct opt *o, const char *attached, struct words *w)
{
	const char *command = w->command->name;

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
take_long(struct words *w)
{
	const char *arg = w->argv[w->at] + 2, *eq = strchr(arg, '=');
	struct slice name = { arg, eq ? (size_t)(eq - arg) : strlen(arg) };
	const struct opt *o = by_name(w->command->opts, name);

	return o ? take(o, eq ? eq + 1 : NULL, w) : unknown(w, arg);
}

static bool
take_letters(struct words *w)
{
	for (const char *p = w->argv[w->at] + 1; *p; p++) {
		const struct opt *o = by_letter(w->command->opts, *p);

		if (!o)
			return unknown(w, p);
		if (o->kind != OPT_FLAG)
			return take(o, p[1] ? p + 1 : NULL, w);
		*(bool *)o->to = true;
	}
	return true;
}

int
opt_parse(const struct command *c, const struct command *all, int argc, char **argv)
{
	struct words w = { c, all, argc, 1, argv };
	int kept = 1;
	bool only_words = false;

	for (; w.at < argc; w.at++) {
		const char *arg = argv[w.at];

		if (only_words || arg[0] != '-' || arg[1] == '\0') {
			argv[kept++] = argv[w.at];
		} else if (strcmp(arg, "--") == 0) {
			only_words = true;
		} else if (arg[1] == '-' ? !take_long(&w) : !take_letters(&w)) {
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
