/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_build.c - berth build and berth check. */
#include "cli/cmd.h"

#include <unistd.h>

#include "cli/against.h"
#include "driver/check_base.h"

/* Files that --check names, at most. */
enum { NAMED = 20 };

static struct {
	bool check, to_stdout, stats;
} build;

const struct opt build_opts[] = {
	{ OPT_FLAG, 0, "check", &build.check, NULL, "write nothing; exit 1 if out/ is not what the specs say" },
	{ OPT_FLAG, 0, "stdout", &build.to_stdout, NULL, "print the manifests instead of writing out/" },
	MAX_DELETE_OPT,
	NO_CACHE_OPT,
	{ OPT_FLAG, 0, "stats", &build.stats, NULL, "say what was done, in how much time" },
	JOBS_OPT,
	COMMON_OPTS,
};

static const char *base, *against;

const struct opt check_opts[] = {
	{ OPT_STRING, 0, "base", &base, "NAME/VERSION", "check this base alone, whether or not a ring uses it" },
	{ OPT_STRING, 0, "against", &against, "DIR|REVISION", "compare specs with what they were there: rules with oldSelf" },
	/* Scripts that give it to all commands mean no harm. */
	{ OPT_FLAG, 0, "no-cache", &limits.no_cache, NULL, "as always: a check compiles every tenant" },
	{ OPT_FLAG, 0, "stats", &build.stats, NULL, "say what was done, in how much time" },
	JOBS_OPT,
	COMMON_OPTS,
};

static void
print_file(void *ctx, struct slice path, struct slice bytes)
{
	struct telling *t = ctx;

	(void)path;
	if (t->printed)
		fputs("---\n", stdout);
	t->printed = true;
	fwrite(bytes.ptr, 1, bytes.len, stdout);
}

static void
name_file(void *ctx, struct slice path, struct slice old, struct slice new)
{
	struct telling *t = ctx;
	const char *what = !old.len ? "is missing" : !new.len ? "belongs to no tenant" : "differs";

	if (t->named++ < NAMED && common.format == DIAG_TEXT)
		fprintf(stderr, "out/%.*s %s\n", SLICE_FMT(path), what);
}

static void
say_stats(const struct batch_stats *s, double took)
{
	fprintf(stderr, "tenants: %zu (%zu compiled, %zu unchanged)\n", s->tenants, s->compiled, s->cached);
	fprintf(stderr, "objects: %zu compiled, %zu bytes\n", s->objects, s->bytes);
	fprintf(stderr, "files: %zu written, %zu unchanged, %zu deleted\n", s->files.written, s->files.unchanged,
	        s->files.deleted);
	fprintf(stderr, "time: %.3f s\n", took);
}

static void
say_result(const struct batch_options *o, const struct batch_stats *s, enum batch_status status)
{
	const struct telling *t = o->ctx;

	/* A spec in another folder would be passed over in silence. */
	if (s->tenants == 0 && o->nnames == 0 && (status == BATCH_OK || status == BATCH_DIFFERS))
		fputs("note: there is no spec below tenants/\n", stderr);
	if (status == BATCH_OK && o->mode == BATCH_BUILD)
		fprintf(stderr, "out/: %zu file%s written, %zu unchanged, %zu deleted\n", s->files.written,
		        plural(s->files.written), s->files.unchanged, s->files.deleted);
	if (t->named > NAMED)
		fprintf(stderr, "and %zu more\n", t->named - NAMED);
	if (status == BATCH_DIFFERS)
		fprintf(stderr, "out/ is not what the specs say: %zu file%s to write, %zu to delete; run 'berth build'\n",
		        s->files.written, plural(s->files.written), s->files.deleted);
}

static void
say(const struct batch_options *o, const struct batch_stats *s, enum batch_status status)
{
	const struct telling *t = o->ctx;

	if (common.format == DIAG_TEXT)
		say_result(o, s, status);
	if (build.stats)
		say_stats(s, seconds() - t->started);
}

static int
run(enum batch_mode mode, int argc, char **argv, int beforefd)
{
	struct batch_options o = {
		.mode = mode,
		.beforefd = beforefd,
		.max_delete = limits.max_delete,
		.no_cache = limits.no_cache,
		.print = print_file,
		.differs = name_file,
	};

	return run_batch(&o, argc, argv, say);
}

int
cmd_build(int argc, char **argv)
{
	if (build.check && build.to_stdout) {
		fputs("berth: build: '--check' and '--stdout' exclude each other\n", stderr);
		return EXIT_USAGE;
	}
	return run(build.check ? BATCH_COMPARE : build.to_stdout ? BATCH_PRINT : BATCH_BUILD, argc, argv, 0);
}

static int
check_base(void)
{
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	struct alone alone;
	int rootfd = open_root();
	bool ok;

	if (rootfd < 0)
		return EXIT_USAGE;
	ok = driver_check_base(&a, &ds, rootfd, slice_of(base), &alone);
	print_diags(&ds);
	print_count(&ds, "");
	alone_close(&alone);
	close(rootfd);
	arena_free(&a);
	return ok ? EXIT_CLEAN : EXIT_WRONG;
}

static int
check_against(int argc, char **argv)
{
	struct against a;
	int status;

	if (!against_open(&a, against))
		return EXIT_USAGE;
	status = run(BATCH_CHECK, argc, argv, a.fd);
	against_close(&a);
	return status;
}

int
cmd_check(int argc, char **argv)
{
	if (!base)
		return against ? check_against(argc, argv) : run(BATCH_CHECK, argc, argv, 0);
	if (argc == 0 && !against)
		return check_base();
	fprintf(stderr, "berth: check: '--base' and %s exclude each other\n", against ? "'--against'" : "tenants");
	return EXIT_USAGE;
}
