/* SPDX-License-Identifier: Apache-2.0 */
/* common.c - what all subcommands do the same way. */
#include "cli/cmd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"

struct common common = { .directory = "." };
struct limits limits = { .max_delete = SIZE_MAX };

const struct command *
command_named(const char *name)
{
	for (const struct command *c = commands; c->name; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

int
open_root(void)
{
	int fd = open(common.directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		fprintf(stderr, "berth: cannot open folder '%s': %s\n", common.directory, strerror(errno));
	return fd;
}

static bool
is_screen(int fd)
{
	const char *term = getenv("TERM");

	return isatty(fd) && !(term && strcmp(term, "dumb") == 0);
}

bool
use_color(int fd)
{
	const char *no = getenv("NO_COLOR");

	return is_screen(fd) && !(no && *no);
}

void
print_diags(const struct diags *ds)
{
	struct diag_style style = { (enum diag_format)common.format, common.format == DIAG_TEXT && use_color(STDERR_FILENO) };
	bool out = style.format == DIAG_JSON || style.format == DIAG_SARIF;
	struct buf b = BUF_INIT;

	diag_print(&b, ds, style);
	fflush(stdout);
	file_write_all(out ? STDOUT_FILENO : STDERR_FILENO, buf_slice(&b));
	buf_fini(&b);
}

/* On a terminal, where somebody reads: once, whatever the number of mistakes. */
static void
print_more(const struct diags *ds)
{
	const struct diag *d = ds->first;

	while (d && d->severity != DIAG_ERROR)
		d = d->next;
	if (d && is_screen(STDERR_FILENO))
		fprintf(stderr, "'berth explain B%04u' says more%s\n", (unsigned)d->code, ds->errors > 1 ? " about the first one" : "");
}

void
print_count(const struct diags *ds, const char *rest)
{
	if (common.format != DIAG_TEXT || ds->errors + ds->warnings == 0)
		return;
	if (ds->errors)
		fprintf(stderr, "%zu error%s", ds->errors, plural(ds->errors));
	if (ds->warnings)
		fprintf(stderr, "%s%zu warning%s", ds->errors ? ", " : "", ds->warnings, plural(ds->warnings));
	fprintf(stderr, "%s\n", rest);
	print_more(ds);
}

const char *
plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static int
exit_status(enum batch_status s)
{
	switch (s) {
	case BATCH_OK:
		return EXIT_CLEAN;
	case BATCH_DIFFERS:
	case BATCH_WRONG:
		return EXIT_WRONG;
	case BATCH_SYSTEM:
		break;
	}
	return EXIT_SYSTEM;
}

double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void
progress(void *ctx, size_t done, size_t all)
{
	struct telling *t = ctx;

	if (seconds() - t->started < 0.5 || !is_screen(STDERR_FILENO))
		return;
	fprintf(stderr, "\r%zu of %zu tenants ", done, all);
	fflush(stderr);
	t->shown = true;
}

void
progress_end(struct telling *t)
{
	if (t->shown)
		fputs("\r\033[K", stderr);
	t->shown = false;
}

/* Names of tenants from the command line. */
static const struct slice *
names_of(struct arena *a, int argc, char **argv)
{
	struct slice *names = arena_new_n(a, (size_t)argc, struct slice);

	for (int i = 0; i < argc; i++)
		names[i] = slice_of(argv[i]);
	return names;
}

int
run_batch(struct batch_options *o, int argc, char **argv,
          void (*after)(const struct batch_options *o, const struct batch_stats *s, enum batch_status status))
{
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	struct telling telling = { .arena = &a, .started = seconds() };
	struct batch_stats stats;
	struct batch *batch;
	enum batch_status status;

	o->rootfd = open_root();
	if (o->rootfd < 0)
		return EXIT_USAGE;
	o->jobs = common.jobs;
	o->out = SLICE_LIT("out");
	o->names = names_of(&a, argc, argv);
	o->nnames = (size_t)argc;
	o->progress = progress;
	o->ctx = &telling;
	status = batch_run(&a, &ds, o, &stats, &batch);
	progress_end(&telling);
	print_diags(&ds);
	print_count(&ds, ds.errors && o->mode == BATCH_BUILD ? "; out/ is as it was" : "");
	if (after)
		after(o, &stats, status);
	batch_end(batch);
	close(o->rootfd);
	arena_free(&a);
	return exit_status(status);
}
