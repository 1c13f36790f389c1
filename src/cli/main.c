/* SPDX-License-Identifier: Apache-2.0 */
/* main.c - the subcommands, and the only place that ends the program. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/cmd.h"
#include "diag/nearest.h"
#include "read/read.h"

const struct opt plain_opts[] = { HELP_OPT };

const struct command commands[] = {
	{ "build", "[TENANT ...]", "compile the specs and write out/", build_opts, cmd_build },
	{ "check", "[TENANT ...]", "compile everything and write nothing", check_opts, cmd_check },
	{ "diff", "[TENANT ...]", "show what a build would change in out/", diff_opts, cmd_diff },
	{ "explain", "TENANT [KIND/NAME] FIELD | CODE", "show which layers and lines made a value, or what a message means", explain_opts, cmd_explain },
	{ "test", "[BASE[/VERSION] ...]", "run the tests that bases carry", test_opts, cmd_test },
	{ "new", "tenant|base NAME", "write a spec, or the next version of a base, to begin with", new_opts, cmd_new },
	{ "schema", "[KIND]", "print the schemas of specs for editors, clusters and people", schema_opts, cmd_schema },
	{ "completion", "bash|zsh|fish", "print a completion script for a shell", plain_opts, cmd_completion },
	{ "version", "", "show the version", plain_opts, cmd_version },
	{ "help", "[COMMAND]", "show help", plain_opts, cmd_help },
	{ 0 },
};

/* Out of memory: nothing is half done, out/ is as it was. */
static void
out_of_memory(size_t wanted)
{
	(void)wanted;
	file_write_all(STDERR_FILENO, SLICE_LIT("berth: out of memory\n"));
	_exit(EXIT_SYSTEM);
}

static void
usage(FILE *to)
{
	fputs("usage: berth COMMAND [OPTION ...] [ARGUMENT ...]\n\n", to);
	for (const struct command *c = commands; c->name; c++)
		fprintf(to, "  %-12s%s\n", c->name, c->summary);
	fputs("\n'berth help COMMAND' shows a command's options; berth(1) is the manual.\n", to);
}

static void
command_help(const struct command *c)
{
	printf("usage: berth %s [OPTION ...]%s%s\n\n%s\n\n", c->name, *c->arguments ? " " : "", c->arguments, c->summary);
	opt_help(stdout, c->opts);
}

static int
unknown_command(const char *name)
{
	struct nearest n = NEAREST_INIT(slice_of(name));

	fprintf(stderr, "berth: unknown command '%s'\n", name);
	for (const struct command *c = commands; c->name; c++)
		nearest_offer(&n, slice_of(c->name));
	if (n.best.ptr)
		fprintf(stderr, "note: did you mean '%.*s'?\n", SLICE_FMT(n.best));
	else
		fputs("note: 'berth help' lists them\n", stderr);
	return EXIT_USAGE;
}

int
cmd_version(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	puts("berth " PACKAGE_VERSION);
	return EXIT_CLEAN;
}

int
cmd_help(int argc, char **argv)
{
	const struct command *c;

	if (argc == 0) {
		usage(stdout);
		return EXIT_CLEAN;
	}
	c = command_named(argv[0]);
	if (!c)
		return unknown_command(argv[0]);
	command_help(c);
	return EXIT_CLEAN;
}

int
main(int argc, char **argv)
{
	const struct command *c;
	int n, status;

	arena_oom = out_of_memory;
	read_init();
	if (argc < 2) {
		usage(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return cmd_help(0, NULL);
	if (strcmp(argv[1], "--version") == 0)
		return cmd_version(0, NULL);
	/* As git and make have it. */
	if (strcmp(argv[1], "-C") == 0 && argc > 3) {
		common.directory = argv[2];
		argv += 2;
		argc -= 2;
	}
	if (argv[1][0] == '-') {
		fprintf(stderr, "berth: '%s' stands before the command\nnote: write berth COMMAND [OPTION ...]\n", argv[1]);
		return EXIT_USAGE;
	}
	c = command_named(argv[1]);
	if (!c)
		return unknown_command(argv[1]);
	n = opt_parse(c, commands, argc - 1, argv + 1);
	if (n < 0)
		return EXIT_USAGE;
	if (common.help) {
		command_help(c);
		return EXIT_CLEAN;
	}
	if (n > 0 && *c->arguments == '\0') {
		fprintf(stderr, "berth: %s: takes no argument, not '%s'\n", c->name, argv[2]);
		return EXIT_USAGE;
	}
	status = c->run(n, argv + 2);
	/* A full disk behind a pipe or a file must not look like success. */
	if (fflush(stdout) != 0 || ferror(stdout))
		return EXIT_SYSTEM;
	return status;
}
