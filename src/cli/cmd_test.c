/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_test.c - berth test [BASE[/VERSION] ...]. */
#include "cli/cmd.h"

#include <unistd.h>

#include "driver/test.h"

static struct {
	const char *run;
	bool verbose;
} test;

const struct opt test_opts[] = {
	{ OPT_STRING, 0, "run", &test.run, "TEST", "run only this test, or with TEST/CASE only this case of it" },
	{ OPT_FLAG, 'v', "verbose", &test.verbose, NULL, "name every case" },
	COMMON_OPTS,
};

static void
print_cases(const struct test_base *b)
{
	for (size_t i = 0; i < b->cases.len; i++) {
		const struct test_outcome *o = &b->cases.ptr[i];

		printf("%-6s %.*s %.*s/%.*s\n", o->passed ? "ok" : "FAILED", SLICE_FMT(b->id), SLICE_FMT(o->test),
		       SLICE_FMT(o->name));
	}
}

/* One line a base. With --run, bases without that test are not worth one. */
static void
print_base(const struct test_base *b)
{
	size_t n = b->cases.len;

	if (!b->loaded)
		printf("%.*s: not tested\n", SLICE_FMT(b->id));
	else if (b->failed)
		printf("%.*s: %zu of %zu case%s failed\n", SLICE_FMT(b->id), b->failed, n, plural(n));
	else if (n)
		printf("%.*s: %zu case%s passed\n", SLICE_FMT(b->id), n, plural(n));
	else if (!test.run)
		printf("%.*s: no tests\n", SLICE_FMT(b->id));
}

/* The results are for people; what programs read is the messages. */
static void
print_results(const struct test_run *r)
{
	if (common.format == DIAG_JSON || common.format == DIAG_SARIF)
		return;
	for (size_t i = 0; i < r->bases.len; i++) {
		if (test.verbose)
			print_cases(&r->bases.ptr[i]);
		print_base(&r->bases.ptr[i]);
	}
}

int
cmd_test(int argc, char **argv)
{
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	struct slice *names = arena_new_n(&a, (size_t)argc, struct slice);
	struct test_options o = { .rootfd = open_root(), .bases = names, .nbases = (size_t)argc };
	struct test_run r;

	if (o.rootfd < 0)
		return EXIT_USAGE;
	for (int i = 0; i < argc; i++)
		names[i] = slice_of(argv[i]);
	o.only = slice_of(test.run ? test.run : "");
	test_run(&a, &ds, &o, &r);
	print_diags(&ds);
	print_results(&r);
	test_end(&r);
	close(o.rootfd);
	arena_free(&a);
	return ds.errors ? EXIT_WRONG : EXIT_CLEAN;
}
