/* SPDX-License-Identifier: Apache-2.0 */
/* opt_test.c - how command lines are read. Messages of mistakes are golden
 * cases (tests/golden/cases/cli-*). */
#include "cli/opt.h"

#include <string.h>

#include "harness.h"

enum { WORDS = 8 };

static struct {
	bool flag, other;
	const char *text;
	size_t count;
	int choice;
} got;

static const struct opt opts[] = {
	{ OPT_FLAG, 'f', "flag", &got.flag, NULL, "a flag" },
	{ OPT_FLAG, 'o', "other", &got.other, NULL, "another" },
	{ OPT_STRING, 'C', "text", &got.text, "DIR", "a word" },
	{ OPT_COUNT, 'j', "count", &got.count, "N", "a number" },
	{ OPT_CHOICE, 0, "choice", &got.choice, "one|two|three", "one of three" },
	{ OPT_END, 0, NULL, NULL, NULL, NULL },
};

static const struct command all[] = { { "command", "", "", opts, NULL }, { 0 } };

struct parse_case {
	const char *name;
	const char *argv[WORDS];      /* behind the command */
	const char *left;             /* the arguments that stay, joined by ' '; NULL: a mistake */
	const char *text;
	size_t count;
	int choice;
	bool flag, other;
};

static const struct parse_case parse_cases[] = {
	{ "nothing", { NULL }, "", NULL, 0, 0, false, false },
	{ "only words", { "a", "b" }, "a b", NULL, 0, 0, false, false },
	{ "a long flag", { "--flag" }, "", NULL, 0, 0, true, false },
	{ "letters together", { "-fo" }, "", NULL, 0, 0, true, true },
	{ "options between words", { "a", "-f", "b", "--other", "c" }, "a b c", NULL, 0, 0, true, true },
	{ "argument behind '='", { "--text=x" }, "", "x", 0, 0, false, false },
	{ "argument in the next word", { "--text", "x", "y" }, "y", "x", 0, 0, false, false },
	{ "argument behind the letter", { "-Cx" }, "", "x", 0, 0, false, false },
	{ "argument behind letters", { "-fC", "x" }, "", "x", 0, 0, true, false },
	{ "argument that looks like an option", { "-C", "-f" }, "", "-f", 0, 0, false, false },
	{ "empty argument", { "--text=" }, "", "", 0, 0, false, false },
	{ "a number", { "-j12" }, "", NULL, 12, 0, false, false },
	{ "the largest number", { "--count=9223372036854775807" }, "", NULL, 9223372036854775807U, 0, false, false },
	{ "a choice", { "--choice", "three" }, "", NULL, 0, 2, false, false },
	{ "the last one counts", { "-j1", "-j2" }, "", NULL, 2, 0, false, false },
	{ "'--' ends the options", { "-f", "--", "-o", "--" }, "-o --", NULL, 0, 0, true, false },
	{ "'-' is a word", { "-", "-f" }, "-", NULL, 0, 0, true, false },
	{ "unknown long option", { "--flags" }, NULL, NULL, 0, 0, false, false },
	{ "a long option is not cut", { "--fla" }, NULL, NULL, 0, 0, false, false },
	{ "unknown letter", { "-x" }, NULL, NULL, 0, 0, false, false },
	{ "unknown letter behind a known one", { "-fx" }, NULL, NULL, 0, 0, true, false },
	{ "a flag takes no argument", { "--flag=yes" }, NULL, NULL, 0, 0, false, false },
	{ "argument missing", { "--text" }, NULL, NULL, 0, 0, false, false },
	{ "argument of a letter missing", { "-j" }, NULL, NULL, 0, 0, false, false },
	{ "no number", { "-j", "x" }, NULL, NULL, 0, 0, false, false },
	{ "negative number", { "-j", "-1" }, NULL, NULL, 0, 0, false, false },
	{ "number too large", { "-j", "9223372036854775808" }, NULL, NULL, 0, 0, false, false },
	{ "number with more behind it", { "-j", "1x" }, NULL, NULL, 0, 0, false, false },
	{ "beginning of a choice", { "--choice=tw" }, NULL, NULL, 0, 0, false, false },
	{ "two choices", { "--choice=one|two" }, NULL, NULL, 0, 0, false, false },
	{ "empty choice", { "--choice=" }, NULL, NULL, 0, 0, false, false },
};

static void
parses(void **state)
{
	const struct parse_case *c = *state;
	char words[WORDS][32], left[128] = "";
	char *argv[WORDS + 2] = { words[0] };
	int argc = 1, n;

	strcpy(words[0], "command");
	for (; c->argv[argc - 1]; argc++) {
		strcpy(words[argc], c->argv[argc - 1]);
		argv[argc] = words[argc];
	}
	memset(&got, 0, sizeof(got));
	n = opt_parse(&all[0], all, argc, argv);
	if (!c->left) {
		assert_int_equal(n, -1);
		return;
	}
	for (int i = 1; i <= n; i++) {
		strcat(left, i > 1 ? " " : "");
		strcat(left, argv[i]);
	}
	assert_string_equal(left, c->left);
	assert_int_equal(got.flag, c->flag);
	assert_int_equal(got.other, c->other);
	assert_int_equal(got.count, c->count);
	assert_int_equal(got.choice, c->choice);
	if (c->text)
		assert_string_equal(got.text, c->text);
	else
		assert_null(got.text);
}

static void
help_has_one_line_an_option(void **state)
{
	char text[1024] = "";
	FILE *f = fmemopen(text, sizeof(text), "w");

	(void)state;
	opt_help(f, opts);
	fclose(f);
	assert_string_equal(text,
	                    "  -f, --flag                      a flag\n"
	                    "  -o, --other                     another\n"
	                    "  -C, --text DIR                  a word\n"
	                    "  -j, --count N                   a number\n"
	                    "      --choice one|two|three      one of three\n");
}

int
main(void)
{
	struct suite s = { .name = "opt" };

	/* Messages go to stderr, which is no part of TAP. */
	ADD_CASES(&s, parse_cases, parses);
	ADD_TEST(&s, help_has_one_line_an_option);
	return suite_run(&s);
}
