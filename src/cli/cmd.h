/* SPDX-License-Identifier: Apache-2.0 */
/* cmd.h - private to cli: the subcommands and what they share. */
#ifndef BERTH_CLI_CMD_H
#define BERTH_CLI_CMD_H

#include <stdbool.h>

#include "cli/opt.h"
#include "diag/print.h"
#include "driver/batch.h"

/* Exit statuses (design §2.4). */
enum { EXIT_CLEAN = 0, EXIT_WRONG = 1, EXIT_USAGE = 2, EXIT_SYSTEM = 3 };

/* Options that every command has. */
struct common {
	const char *directory;   /* -C */
	int format;              /* enum diag_format */
	size_t jobs;
	bool help;
};
extern struct common common;

#define HELP_OPT { OPT_FLAG, 'h', "help", &common.help, NULL, "show this help" }, { OPT_END, 0, NULL, NULL, NULL, NULL }
#define COMMON_OPTS                                                                                        \
	{ OPT_STRING, 'C', "directory", &common.directory, "DIR", "the project's folder (here by default)" },   \
	{ OPT_CHOICE, 0, "format", &common.format, "text|json|sarif|github", "how messages are printed" },      \
	HELP_OPT
#define JOBS_OPT { OPT_COUNT, 'j', "jobs", &common.jobs, "N", "compile N tenants at a time (one a processor by default)" }

/* Of commands that look at out/. */
struct limits {
	size_t max_delete;
	bool no_cache;
};
extern struct limits limits;

#define MAX_DELETE_OPT { OPT_COUNT, 0, "max-delete", &limits.max_delete, "N", "stop if more than N files would be deleted" }
#define NO_CACHE_OPT { OPT_FLAG, 0, "no-cache", &limits.no_cache, NULL, "compile every tenant again" }

extern const struct command commands[];   /* ended by a name of NULL */
const struct command *command_named(const char *name);

/* Opens the project's root; -1 after a message (exit with EXIT_USAGE). */
int open_root(void);

/* Prints messages to stderr (text, github) or stdout (json, sarif). */
void print_diags(const struct diags *ds);

/* "2 errors, 1 warning" and `rest` to stderr, when there are any and messages are text; on a terminal also how to learn
 * more about an error. */
void print_count(const struct diags *ds, const char *rest);

/* "" or "s" behind a number. */
const char *plural(size_t n);

/* Whether a file descriptor gets colour: a terminal that knows it, and NO_COLOR is unset. */
bool use_color(int fd);

/* What the callbacks of a run share. */
struct telling {
	struct arena *arena;   /* the run's */
	double started;        /* seconds() then */
	bool shown;            /* the progress line is */
	bool printed;          /* a manifest, with --stdout */
	size_t named;          /* files that differ, with --check */
};

/* Of a clock that only goes forward. */
double seconds(void);

/* The line of progress on a terminal, after half a second of work (as in
 * batch_options; ctx is a struct telling), and its end. */
void progress(void *ctx, size_t done, size_t all);
void progress_end(struct telling *t);

/* Runs a batch over the project, narrowed to the tenants that are named:
 * `o` says the mode and what to do with files, all else is filled in here. Prints
 * the messages, then calls `after` (may be NULL) with what came of it. Returns the
 * exit status. */
int run_batch(struct batch_options *o, int argc, char **argv,
              void (*after)(const struct batch_options *o, const struct batch_stats *s, enum batch_status status));

int cmd_build(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_completion(int argc, char **argv);
int cmd_diff(int argc, char **argv);
int cmd_explain(int argc, char **argv);
int cmd_new(int argc, char **argv);
int cmd_schema(int argc, char **argv);
int cmd_test(int argc, char **argv);
int cmd_version(int argc, char **argv);
int cmd_help(int argc, char **argv);
extern const struct opt build_opts[], check_opts[], diff_opts[], explain_opts[], new_opts[], schema_opts[], test_opts[],
	plain_opts[];

#endif
