/* SPDX-License-Identifier: Apache-2.0 */
/* opt.h - command line options as tables: one table parses, prints the help,
 * and is dumped for shell completions and the check of the manual. */
#ifndef BERTH_CLI_OPT_H
#define BERTH_CLI_OPT_H

#include <stdio.h>

#include "base/slice.h"

enum opt_kind {
	OPT_END,      /* of a table */
	OPT_FLAG,     /* bool: given or not */
	OPT_STRING,   /* const char * */
	OPT_COUNT,    /* size_t */
	OPT_CHOICE,   /* int: index into `choices`, separated by '|' */
};

struct opt {
	enum opt_kind kind;
	char letter;            /* 0: none */
	const char *name;       /* long name, without "--" */
	void *to;
	const char *argument;   /* as help calls it, or the choices */
	const char *help;
};

/* A subcommand. */
struct command {
	const char *name;
	const char *arguments;  /* as usage shows them: "[TENANT ...]" */
	const char *summary;
	const struct opt *opts;
	int (*run)(int argc, char **argv);   /* arguments left after the options */
};

/* Parses the command's options out of argv[1..argc), in any place before
 * "--"; the other arguments are moved to the front. Returns their number, or
 * -1 after a message to stderr that names the option, with what was meant:
 * `all` commands, ended by a name of NULL, are looked through for it. */
int opt_parse(const struct command *c, const struct command *all, int argc, char **argv);

/* "  -C, --directory DIR   help" lines. */
void opt_help(FILE *to, const struct opt *opts);

#endif
