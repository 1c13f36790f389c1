/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_new.c - berth new tenant NAME; berth new base NAME/VERSION: files to begin
 * with. What is there already is never touched. */
#include "cli/cmd.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "driver/new.h"

static struct {
	const char *kind, *cluster, *tier, *from;
} wanted;

const struct opt new_opts[] = {
	{ OPT_STRING, 0, "kind", &wanted.kind, "KIND", "of the tenant; needed where a project has several" },
	{ OPT_STRING, 0, "cluster", &wanted.cluster, "CLUSTER", "of the tenant; the first of fleet.yaml by default" },
	{ OPT_STRING, 0, "tier", &wanted.tier, "TIER", "of the tenant; the first of fleet.yaml by default" },
	{ OPT_STRING, 0, "from", &wanted.from, "NAME/VERSION", "the version that a new base begins as" },
	COMMON_OPTS,
};

static struct slice
optional(const char *text)
{
	return text ? slice_of(text) : (struct slice){ NULL, 0 };
}

static int
there_already(struct slice path)
{
	fprintf(stderr, "berth: new: %.*s is there already; nothing is changed\n", SLICE_FMT(path));
	return EXIT_WRONG;
}

static int
write_tenant(struct arena *a, int rootfd, struct slice path, struct slice text)
{
	int error = new_file(a, rootfd, path, text, 0666);

	if (!error)
		return EXIT_CLEAN;
	if (error == EEXIST)
		return there_already(path);
	fprintf(stderr, "berth: new: cannot write %.*s: %s\n", SLICE_FMT(path), strerror(error));
	return EXIT_SYSTEM;
}

static void
say_tenant(struct slice path, struct slice name, size_t open)
{
	printf("%.*s is written.\n", SLICE_FMT(path));
	if (open)
		printf("Fill in what stands there in capitals (%zu value%s), then:\n", open, plural(open));
	else
		puts("Look at it, then:");
	printf("  berth check %.*s\n  berth build\n", SLICE_FMT(name));
}

static int
tenant(struct arena *a, struct diags *ds, int rootfd, const char *name)
{
	struct new_tenant t = { slice_of(name), optional(wanted.kind), optional(wanted.cluster), optional(wanted.tier) };
	struct buf text = BUF_INIT;
	struct kinds k;
	struct slice path;
	size_t open;
	int status = EXIT_WRONG;

	if (kinds_open(&k, a, ds, rootfd, true) && new_tenant(&k, &t, &text, &path, &open)) {
		status = write_tenant(a, rootfd, path, buf_slice(&text));
		if (status == EXIT_CLEAN)
			say_tenant(path, path_base(t.name), open);
	}
	buf_fini(&text);
	return status;
}

static int
base(struct arena *a, struct diags *ds, int rootfd, const char *id)
{
	struct slice path = arena_printf(a, "bases/%s", id);

	if (faccessat(rootfd, path.ptr, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
		return there_already(path);
	if (!new_base(a, ds, rootfd, slice_of(wanted.from), slice_of(id)))
		return EXIT_WRONG;
	printf("bases/%s is a copy of bases/%s.\n"
	       "Change it, then:\n"
	       "  berth check --base %s\n"
	       "  berth test %s\n"
	       "and roll it out ring by ring: name it in fleet.yaml under the first of spec.rings, 'berth diff',\n"
	       "merge, watch, then the next ring. A version that a ring uses is not changed any more.\n",
	       id, wanted.from, id, id);
	return EXIT_CLEAN;
}

static int
usage(void)
{
	fputs("usage: berth new tenant NAME [--kind KIND] [--cluster CLUSTER] [--tier TIER]\n"
	      "       berth new base NAME/VERSION --from NAME/VERSION\n", stderr);
	return EXIT_USAGE;
}

int
cmd_new(int argc, char **argv)
{
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	bool of_base = argc == 2 && strcmp(argv[0], "base") == 0;
	int rootfd, status;

	if (argc != 2 || (!of_base && strcmp(argv[0], "tenant") != 0) || of_base != (wanted.from != NULL) ||
	    (of_base && (wanted.kind || wanted.cluster || wanted.tier)))
		return usage();
	rootfd = open_root();
	if (rootfd < 0)
		return EXIT_USAGE;
	status = of_base ? base(&a, &ds, rootfd, argv[1]) : tenant(&a, &ds, rootfd, argv[1]);
	diag_sort(&ds);
	print_diags(&ds);
	close(rootfd);
	arena_free(&a);
	return status;
}
