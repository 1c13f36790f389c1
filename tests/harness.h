/* SPDX-License-Identifier: Apache-2.0 */
/* harness.h - unit tests as tables: one named cmocka test a row.
 *
 *   static const struct lex_case cases[] = { { "name", ... }, ... };
 *   static void lexes(void **state) { const struct lex_case *c = *state; ... }
 *
 *   int main(void)
 *   {
 *           struct suite s = { "expr" };
 *           ADD_CASES(&s, cases, lexes);
 *           ADD_TEST(&s, plain_cmocka_test);
 *           return suite_run(&s);
 *   }
 *
 * The first member of a row is its name. One program is one suite, so that
 * its output is one TAP stream (CMOCKA_MESSAGE_OUTPUT=TAP). */
#ifndef BERTH_TEST_HARNESS_H
#define BERTH_TEST_HARNESS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

struct suite {
	const char *name;
	struct CMUnitTest *tests;
	size_t len, cap;
};

static inline void
suite_add(struct suite *s, struct CMUnitTest test)
{
	if (s->len == s->cap) {
		s->cap = s->cap ? s->cap * 2 : 64;
		s->tests = realloc(s->tests, s->cap * sizeof(*s->tests));
		if (!s->tests)
			abort();
	}
	s->tests[s->len++] = test;
}

/* One cmocka test per row; the row is what the test finds in *state. */
static inline void
suite_add_cases(struct suite *s, const void *rows, size_t n, size_t size, CMUnitTestFunction fn)
{
	for (size_t i = 0; i < n; i++) {
		const char *row = (const char *)rows + i * size;

		suite_add(s, (struct CMUnitTest){
			.name = *(const char *const *)(const void *)row,
			.test_func = fn,
			.initial_state = (void *)(uintptr_t)row,
		});
	}
}

#define ADD_CASES(s, rows, fn) suite_add_cases(s, rows, sizeof(rows) / sizeof((rows)[0]), sizeof((rows)[0]), fn)
#define ADD_TEST(s, fn) suite_add(s, (struct CMUnitTest)cmocka_unit_test(fn))

/* Runs everything; returns the exit status of the program. */
static inline int
suite_run(struct suite *s)
{
	int failed = _cmocka_run_group_tests(s->name, s->tests, s->len, NULL, NULL);

	free(s->tests);
	return failed != 0;
}

#endif
