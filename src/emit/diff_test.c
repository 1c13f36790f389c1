/* SPDX-License-Identifier: Apache-2.0 */
/* diff_test.c - unified diffs; tests/golden holds them against patch(1). */
#include "harness.h"

#include "emit/diff.h"

struct diff_case {
	const char *name, *old, *new, *want;
};

static const struct diff_case cases[] = {
	{ "equal", "a\nb\n", "a\nb\n", "" },
	{ "new file", "", "a\n", "--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+a\n" },
	{ "deleted file", "a\nb\n", "", "--- a/f\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a\n-b\n" },
	{ "one line", "1\n2\n3\n4\n5\n6\n7\n8\n", "1\n2\n3\n4\nx\n6\n7\n8\n",
	  "--- a/f\n+++ b/f\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n" },
	{ "two hunks", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n", "x\n2\n3\n4\n5\n6\n7\n8\n9\ny\n",
	  "--- a/f\n+++ b/f\n@@ -1,4 +1,4 @@\n-1\n+x\n 2\n 3\n 4\n@@ -7,4 +7,4 @@\n 7\n 8\n 9\n-10\n+y\n" },
	{ "near changes are one hunk", "1\n2\n3\n4\n5\n", "x\n2\n3\n4\ny\n",
	  "--- a/f\n+++ b/f\n@@ -1,5 +1,5 @@\n-1\n+x\n 2\n 3\n 4\n-5\n+y\n" },
	{ "insertion", "a\nc\n", "a\nb\nc\n", "--- a/f\n+++ b/f\n@@ -1,2 +1,3 @@\n a\n+b\n c\n" },
	{ "no newline at the end", "a\nb", "a\nc", "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n"
	  "+c\n\\ No newline at end of file\n" },
};

static void
prints_diff(void **state)
{
	const struct diff_case *c = *state;
	struct buf b = BUF_INIT;

	diff_unified(&b, SLICE_LIT("f"), slice_of(c->old), slice_of(c->new));
	buf_char(&b, '\0');
	assert_string_equal(b.ptr, c->want);
	buf_fini(&b);
}

int
main(void)
{
	struct suite s = { .name = "diff" };

	ADD_CASES(&s, cases, prints_diff);
	return suite_run(&s);
}
