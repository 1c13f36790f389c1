/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_explain.c - berth explain TENANT [OBJECT] [FIELD]; TENANT --failures; CODE, --codes. */
#include "cli/cmd.h"

#include <unistd.h>

#include "base/num.h"
#include "cli/failures.h"
#include "diag/page.h"
#include "driver/explain.h"
#include "emit/emit.h"

static bool list_codes, failures;

const struct opt explain_opts[] = {
	{ OPT_FLAG, 0, "codes", &list_codes, NULL, "list the codes of all messages" },
	{ OPT_FLAG, 0, "failures", &failures, NULL, "say what happens to the tenant when something breaks" },
	COMMON_OPTS,
};

static void
print(struct buf *b)
{
	/* An empty buffer has no bytes to point at. */
	if (b->len)
		fwrite(b->ptr, 1, b->len, stdout);
	buf_fini(b);
}

/* A line a code; with --format json a page a line. */
static int
print_codes(void)
{
	size_t n;
	const struct diag_info *all = diag_registry(&n);
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < n; i++) {
		if (common.format == DIAG_JSON)
			diag_page_json(&b, &all[i]);
		else
			buf_printf(&b, "B%04u  %-7s  %s\n", (unsigned)all[i].code,
			           all[i].severity == DIAG_ERROR ? "error" : "warning", all[i].summary);
	}
	print(&b);
	return EXIT_CLEAN;
}

/* B0214 -> its page; false when `arg` is no code. */
static bool
explain_code(const char *arg, int *status)
{
	struct slice s = slice_of(arg);
	const struct diag_info *info;
	struct buf b = BUF_INIT;
	uint64_t number;

	if (s.len != 5 || (s.ptr[0] != 'B' && s.ptr[0] != 'b') || !num_parse_uint(slice_sub(s, 1, 5), 10, &number))
		return false;
	info = diag_info((unsigned)number);
	*status = info ? EXIT_CLEAN : EXIT_USAGE;
	if (!info)
		fprintf(stderr, "berth: explain: there is no message '%s'\nnote: 'berth explain --codes' lists them\n", arg);
	else if (common.format == DIAG_JSON)
		diag_page_json(&b, info);
	else
		diag_page_text(&b, info, true);
	print(&b);
	return true;
}

static void
print_chain(const struct explain *e)
{
	struct buf b = BUF_INIT;

	emit_yaml(&b, e->value);
	for (size_t i = 0; i < e->chain.len; i++) {
		const struct explanation *x = &e->chain.ptr[i];

		buf_char(&b, '\n');
		buf_fill(&b, ' ', (size_t)x->depth * 2);
		if (x->at.src) {
			diag_print_place(&b, x->at);
			buf_str(&b, ": ");
		}
		buf_add(&b, x->text);
		buf_char(&b, '\n');
		if (x->at.src)
			diag_print_excerpt(&b, x->at, common.format == DIAG_TEXT && use_color(STDOUT_FILENO));
	}
	print(&b);
}

static void
print_failures(const struct explain *e)
{
	struct buf b = BUF_INIT;

	if (common.format == DIAG_JSON)
		failures_json(&b, e->tenant, &e->failures);
	else
		failures_text(&b, &e->failures);
	print(&b);
}

/* "Kind/name" is an object, anything else a field. */
static bool
is_object(const char *arg)
{
	struct slice s = slice_of(arg);

	return s.len && s.ptr[0] >= 'A' && s.ptr[0] <= 'Z' && slice_find(s, SLICE_LIT("/"), 0) != SIZE_MAX;
}

static int
explain(struct arena *a, struct diags *ds, int rootfd, char **argv, int argc)
{
	struct project p;
	struct explain e = { .project = &p, .arena = a, .diags = ds, .tenant = slice_of(argv[0]) };
	bool ok;

	if (argc > 1 && is_object(argv[1]))
		e.object = slice_of(argv[1]);
	else if (argc > 1)
		e.field = slice_of(argv[1]);
	if (argc > 2)
		e.field = slice_of(argv[2]);
	ok = project_load(&p, a, ds, rootfd) && (failures ? explain_failures(&e) : explain_find(&e));
	diag_sort(ds);
	print_diags(ds);
	if (ok && failures)
		print_failures(&e);
	else if (ok)
		print_chain(&e);
	project_close(&p);
	return ok ? EXIT_CLEAN : EXIT_WRONG;
}

/* Whether the number of arguments, and what they are, makes sense with the options. */
static bool
is_usage(int argc, char **argv)
{
	if (list_codes)
		return false;
	if (failures)
		return argc == 1;
	return argc >= 2 && argc <= 3 && (argc == 2 || is_object(argv[1]));
}

int
cmd_explain(int argc, char **argv)
{
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	int rootfd, status;

	if (list_codes && !failures && argc == 0)
		return print_codes();
	if (!list_codes && !failures && argc == 1 && explain_code(argv[0], &status))
		return status;
	if (!is_usage(argc, argv)) {
		if (failures && argc > 1)
			fprintf(stderr, "berth: explain: --failures is about a whole tenant, '%s' is too much\n", argv[1]);
		fputs("usage: berth explain TENANT [KIND/NAME] FIELD\n       berth explain TENANT --failures\n"
		      "       berth explain CODE | --codes\n", stderr);
		return EXIT_USAGE;
	}
	rootfd = open_root();
	if (rootfd < 0)
		return EXIT_USAGE;
	status = explain(&a, &ds, rootfd, argv, argc);
	close(rootfd);
	arena_free(&a);
	return status;
}
