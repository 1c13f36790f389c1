/* SPDX-License-Identifier: Apache-2.0 */
/* emit_test.c - the bytes of scalars and documents, each deviation from
 * kubectl's, what is refused, and the order of keys. The conformance suite
 * yaml-emitter compares with kubectl's own output. */
#include "harness.h"

#include <math.h>

#include "emit/emit.h"
#include "value/build.h"

static struct arena arena;

static const struct val *
str(const char *s)
{
	return val_string(&arena, slice_of(s), SPAN_NONE);
}

static const struct val *
map1(const char *key, const struct val *v)
{
	struct map_build b = MAP_BUILD_INIT(&arena);

	map_build_cstr(&b, key, v);
	return map_build_end(&b, SPAN_NONE);
}

static const struct val *
list2(const struct val *x, const struct val *y)
{
	struct list_build b = LIST_BUILD_INIT(&arena);

	list_build_add(&b, x);
	if (y)
		list_build_add(&b, y);
	return list_build_end(&b, SPAN_NONE);
}

static void
expect(const struct val *v, const char *want)
{
	struct buf b = BUF_INIT;

	assert_null(emit_yaml(&b, v));
	buf_char(&b, '\0');
	assert_string_equal(b.ptr, want);
	buf_fini(&b);
}

struct string_case {
	const char *name, *text, *want;  /* want: behind "k: ", with the line break */
};

static const struct string_case strings[] = {
	{ "word", "redis", "redis\n" },
	{ "empty", "", "\"\"\n" },
	{ "boolean", "yes", "\"yes\"\n" },
	{ "boolean of one letter", "n", "\"n\"\n" },
	{ "boolean in capitals", "OFF", "\"OFF\"\n" },
	{ "no boolean in mixed case", "oN", "oN\n" },
	{ "begins like a boolean", "nobody", "nobody\n" },
	{ "null", "~", "\"~\"\n" },
	{ "integer", "42", "\"42\"\n" },
	{ "integer with underscores", "1_000", "\"1_000\"\n" },
	{ "octal of YAML 1.2", "0o17", "\"0o17\"\n" },
	{ "no octal", "0o8", "0o8\n" },
	{ "leading zero", "08", "\"08\"\n" },
	{ "hexadecimal", "-0xfF", "\"-0xfF\"\n" },
	{ "binary", "0b101", "\"0b101\"\n" },
	{ "binary with an inner sign", "0b+1", "\"0b+1\"\n" },
	{ "no binary", "0b2", "0b2\n" },
	{ "float", "1e3", "\"1e3\"\n" },
	{ "float that begins with a point", "-.5", "\"-.5\"\n" },
	{ "two points", "1.2.3", "1.2.3\n" },
	{ "address", "10.0.0.1", "10.0.0.1\n" },
	{ "infinity", "-.Inf", "\"-.Inf\"\n" },
	{ "no infinity", "+.iNF", "+.iNF\n" },
	{ "not a number", ".NaN", "\".NaN\"\n" },
	{ "NaN is a word", "NaN", "NaN\n" },
	{ "sexagesimal", "12:30:45", "\"12:30:45\"\n" },
	{ "no sexagesimal", "1:60", "1:60\n" },
	{ "host and port", "redis:6379", "redis:6379\n" },
	{ "date", "2001-1-1", "\"2001-1-1\"\n" },
	{ "no date", "2001-01-01x", "2001-01-01x\n" },
	{ "quantity", "100m", "100m\n" },
	{ "colon at the end", "a:", "'a:'\n" },
	{ "colon and space", "a: b", "'a: b'\n" },
	{ "comment", "a #b", "'a #b'\n" },
	{ "no comment", "a#b", "a#b\n" },
	{ "dash", "-", "'-'\n" },
	{ "option", "--port", "--port\n" },
	{ "document marker", "---a", "'---a'\n" },
	{ "question mark", "? a", "'? a'\n" },
	{ "template", "{{ $x }}", "'{{ $x }}'\n" },
	{ "quotes inside", "it's \"x\"", "it's \"x\"\n" },
	{ "quotes doubled", "'a'", "'''a'''\n" },
	{ "leading space", " a", "' a'\n" },
	{ "trailing space", "a ", "'a '\n" },
	{ "tab", "a\tb", "\"a\\tb\"\n" },
	{ "dash and tab", "-\ta", "\"-\\ta\"\n" },
	{ "escapes", "\a\b\v\f\r\033\x01\"\\", "\"\\a\\b\\v\\f\\r\\e\\x01\\\"\\\\\"\n" },
	{ "emoji", "\xF0\x9F\x98\x80", "\"\\U0001F600\"\n" },
	{ "letters", "\xC3\xA9\xE6\x97\xA5", "\xC3\xA9\xE6\x97\xA5\n" },
	{ "byte order mark inside", "a\xEF\xBB\xBF", "\"a\\uFEFF\"\n" },
	{ "byte order mark first", "\xEF\xBB\xBF" "a", "\"\\uFEFF\\x61\"\n" },
	{ "lines", "a\nb\n", "|\n    a\n    b\n" },
	{ "lines without the last break", "a\nb", "|-\n    a\n    b\n" },
	{ "lines with more breaks", "a\n\n", "|+\n    a\n\n" },
	{ "lines that begin with a space", " a\n", "|2\n     a\n" },
	{ "lines that begin with a break", "\na", "|2-\n\n    a\n" },
	{ "only a break", "\n", "|2+\n\n" },
	{ "space before a break", "a \nb", "\"a \\nb\"\n" },
	{ "space at the end of lines", "a\nb ", "\"a\\nb \"\n" },
	{ "tab in lines", "a\n\tb\n", "\"a\\n\\tb\\n\"\n" },
	{ "CR LF", "a\r\nb", "\"a\\r\\nb\"\n" },

	/* Deviations: never folded. */
	{ "long plain text is not folded",
	  "word word word word word word word word word word word word word word word word word word word word",
	  "word word word word word word word word word word word word word word word word word word word word\n" },
	{ "long quoted text is not folded",
	  "a: word word word word word word word word word word word word word word word word word word word\t",
	  "\"a: word word word word word word word word word word word word word word word word word word word\\t\"\n" },
	/* Deviations: what a reader of YAML 1.1 or 1.2 would change. */
	{ "merge key", "<<", "\"<<\"\n" },
	{ "default value", "=", "\"=\"\n" },
	{ "date and time with a short zone", "2001-12-14 21:59:43.10 -5", "\"2001-12-14 21:59:43.10 -5\"\n" },
	{ "date that does not exist", "2001-13-45", "\"2001-13-45\"\n" },
	{ "time that does not exist", "2001-12-14T25:61:61Z", "\"2001-12-14T25:61:61Z\"\n" },
	{ "number too large for a double", "12e3456", "\"12e3456\"\n" },
	{ "hexadecimal too large", "0xFFFFFFFFFFFFFFFFFF", "\"0xFFFFFFFFFFFFFFFFFF\"\n" },
	{ "prefix and underscore", "0x_", "\"0x_\"\n" },
	{ "point and underscore", ".5_0", "\".5_0\"\n" },
	/* Deviations: line breaks of Unicode. */
	{ "line separator", "a\xE2\x80\xA8" "b", "\"a\\Lb\"\n" },
	{ "paragraph separator in lines", "a\xE2\x80\xA9" "b\n", "\"a\\Pb\\n\"\n" },
	{ "next line", "a\xC2\x85" "b", "\"a\\Nb\"\n" },
};

/* Under a key that is one level down, and alone. */
static void
writes_string(void **state)
{
	const struct string_case *c = *state;
	struct buf b = BUF_INIT;

	expect(map1("j", map1("k", str(c->text))), arena_printf(&arena, "j:\n  k: %s", c->want).ptr);
	emit_string(&b, slice_of(c->text), 2);
	buf_str(&b, "\n");
	buf_char(&b, '\0');
	assert_string_equal(b.ptr, c->want);
	buf_fini(&b);
}

struct key_case {
	const char *name, *key, *want;
};

static const struct key_case keys[] = {
	{ "word", "app.kubernetes.io/name", "app.kubernetes.io/name: 1\n" },
	{ "boolean", "on", "\"on\": 1\n" },
	{ "empty", "", "\"\": 1\n" },
	{ "several lines", "a\nb", "? |-\n  a\n  b\n: 1\n" },
	{ "carriage return", "a\r", "? \"a\\r\"\n: 1\n" },
	{ "128 bytes",
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: 1\n" },
	{ "129 bytes",
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	  "? aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n: 1\n" },
};

static void
writes_key(void **state)
{
	const struct key_case *c = *state;

	expect(map1(c->key, val_int(&arena, 1, SPAN_NONE)), c->want);
}

struct double_case {
	const char *name;
	double value;
	const char *want;
};

static const struct double_case doubles[] = {
	{ "whole", 1.0, "1\n" },
	{ "fraction", 0.25, "0.25\n" },
	{ "large with a fraction", 123456789.5, "1.234567895e+08\n" },
	{ "large, a number for YAML 1.1 too", 1e6, "1.0e+06\n" },
	{ "small, a number for YAML 1.1 too", -1e-7, "-1.0e-07\n" },
	{ "infinite", INFINITY, ".inf\n" },
	{ "negative infinite", -INFINITY, "-.inf\n" },
	{ "not a number", NAN, ".nan\n" },
};

static void
writes_double(void **state)
{
	const struct double_case *c = *state;

	expect(val_double(&arena, c->value, SPAN_NONE), c->want);
}

static void
writes_scalars(void **state)
{
	(void)state;
	expect(&val_null, "null\n");
	expect(&val_true, "true\n");
	expect(&val_false, "false\n");
	expect(val_int(&arena, INT64_MIN, SPAN_NONE), "-9223372036854775808\n");
	expect(str("a\nb"), "|-\n  a\n  b\n");
	expect(&val_empty_list, "[]\n");
	expect(&val_empty_map, "{}\n");
}

static void
nests(void **state)
{
	const struct val *one = val_int(&arena, 1, SPAN_NONE), *m = map1("k", one);

	(void)state;
	expect(map1("a", list2(m, list2(one, list2(m, NULL)))), "a:\n- k: 1\n- - 1\n  - - k: 1\n");
	expect(list2(map1("a", map1("b", list2(one, &val_empty_list))), one), "- a:\n    b:\n    - 1\n    - []\n- 1\n");
	expect(map1("x\n", m), "? |\n  x\n: k: 1\n");
	expect(map1("x\n", list2(one, str("p\nq"))), "? |\n  x\n: - 1\n  - |-\n    p\n    q\n");
	expect(map1("x\n", &val_empty_map), "? |\n  x\n: {}\n");
	expect(list2(str("p\nq\n"), list2(str(" r\ns"), NULL)), "- |\n  p\n  q\n- - |2-\n     r\n    s\n");
}

/* A value that cannot be written is given back, wherever it stands. */
static void
refuses(void **state)
{
	struct val bytes = { .kind = VAL_BYTES };
	const struct val *bad[] = { &val_bad, &bytes, str("a\x7F"), str("\xC2\x80"), str("\xEF\xBF\xBE"),
	                            str("\xEF\xBF\xBF"), str("a\xFF"), str("\xED\xA0\x80"), str("a\n\xC3") };
	struct buf b = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		buf_clear(&b);
		assert_ptr_equal(emit_yaml(&b, bad[i]), bad[i]);
		assert_ptr_equal(emit_yaml(&b, map1("k", list2(str("x"), bad[i]))), bad[i]);
	}
	bad[0] = map1("a\x7F", str("x"));
	assert_ptr_equal(emit_yaml(&b, list2(bad[0], NULL)), bad[0]);
	buf_fini(&b);
}

static void
leaves_what_stands_before(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	buf_str(&b, "# head\n");
	assert_null(emit_yaml(&b, map1("a", &val_null)));
	assert_true(slice_is(buf_slice(&b), "# head\na: null\n"));
	buf_fini(&b);
}

struct order_case {
	const char *name, *lower, *higher;
};

static const struct order_case orders[] = {
	{ "prefix", "app", "app-x" },
	{ "bytes of letters", "B", "a" },
	{ "letters behind digits", "a1", "ab" },
	{ "letters behind signs", "a.b", "aB" },
	{ "digits by value", "redis-2", "redis-10" },
	{ "digits in the middle", "a2b", "a10a" },
	{ "fewer digits of the same value", "a1", "a01" },
	{ "zeros in the middle of a number", "a10", "a100" },
	{ "zero behind no number", "a0", "a00" },
	{ "sign before digit", "a-", "a0" },
	{ "signs by code point", "a-b", "a_b" },
	{ "letters beyond ASCII", "z", "\xC3\xA9" },
	{ "beyond ASCII by code point, not by their last byte", "\xC3\xBF", "\xC4\x80" },
	{ "digits beyond ASCII", "a\xD9\xA1", "ab" },
	{ "letters behind marks beyond ASCII", "a\xE2\x82\xAC", "aa" },
};

static void
orders_keys(void **state)
{
	const struct order_case *c = *state;
	struct slice a = slice_of(c->lower), b = slice_of(c->higher);

	assert_true(emit_key_cmp(a, b) < 0);
	assert_true(emit_key_cmp(b, a) > 0);
	assert_int_equal(emit_key_cmp(a, a), 0);
}

static uint32_t
next_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static const char *
random_key(uint32_t *seed)
{
	static const char *const parts[] = { "a", "b", "Z", "0", "1", "9", "00", "10", "-", ".", "/", "_",
	                                     "\xC3\xA9", "\xD9\xA1", "\xE2\x82\xAC", "\xF0\x9F\x98\x80" };
	struct slice s = { "", 0 };

	for (uint32_t n = next_random(seed) % 6; n > 0; n--)
		s = arena_join(&arena, s, slice_of(parts[next_random(seed) % (sizeof(parts) / sizeof(parts[0]))]));
	return arena_cstr(&arena, s);
}

/* Any two different keys have an order, and only one. */
static void
order_decides_always(void **state)
{
	uint32_t seed = 1;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct slice a = slice_of(random_key(&seed)), b = slice_of(random_key(&seed));
		int ab = emit_key_cmp(a, b), ba = emit_key_cmp(b, a);

		assert_int_equal((ab > 0) - (ab < 0), (ba < 0) - (ba > 0));
		assert_int_equal(ab == 0, slice_eq(a, b));
	}
}

/* The same keys give the same text, however they were put in; every pair of
 * neighbours is in order when the keys have one (digits only at the end). */
static void
output_depends_on_the_set_alone(void **state)
{
	static const char *const cycle[] = { "1m", "5m", "10m", "15m", "1h", "30s", "2", "a", "10" };
	enum { N = sizeof(cycle) / sizeof(cycle[0]) };
	struct buf first = BUF_INIT, other = BUF_INIT;

	(void)state;
	for (size_t shift = 0; shift < N; shift++) {
		struct map_build m = MAP_BUILD_INIT(&arena);

		for (size_t i = 0; i < N; i++)
			map_build_cstr(&m, cycle[(i * 2 + shift) % N], &val_null);
		buf_clear(&other);
		assert_null(emit_yaml(shift ? &other : &first, map_build_end(&m, SPAN_NONE)));
		assert_true(shift == 0 || slice_eq(buf_slice(&first), buf_slice(&other)));
	}
	buf_fini(&first);
	buf_fini(&other);
}

static void
sorts_many(void **state)
{
	struct map_build m = MAP_BUILD_INIT(&arena);
	struct buf b = BUF_INIT, want = BUF_INIT;

	(void)state;
	for (int i = 0; i < 300; i++) {
		map_build_cstr(&m, arena_printf(&arena, "redis-%d", i).ptr, &val_null);
		buf_printf(&want, "redis-%d: null\n", i);
	}
	assert_null(emit_yaml(&b, map_build_end(&m, SPAN_NONE)));
	assert_true(slice_eq(buf_slice(&b), buf_slice(&want)));
	buf_fini(&b);
	buf_fini(&want);
}

static void
expect_again(const struct val *v, struct emit_memo *memo, const char *want)
{
	struct buf b = BUF_INIT;

	assert_null(emit_yaml_again(&b, v, memo));
	buf_char(&b, '\0');
	assert_string_equal(b.ptr, want);
	buf_fini(&b);
}

/* The text of a numbered value is copied where it stands in the same column
 * again; that the value changes, which none does but here, shows it. */
static void
copies_what_is_known(void **state)
{
	struct val v = { .kind = VAL_STRING, .number = 1, .u.str = SLICE_INIT("x\ny\n") }, other;
	const struct val *kept[] = { &v };
	struct emit_memo memo = emit_memo_new(&arena, kept, 1);

	(void)state;
	expect_again(map1("a", &v), &memo, "a: |\n  x\n  y\n");
	other = v;
	other.u.str = v.u.str = SLICE_LIT("z");
	expect_again(map1("b", &v), &memo, "b: |\n  x\n  y\n");
	expect_again(map1("b", map1("c", &v)), &memo, "b:\n  c: z\n");
	expect_again(map1("b", &other), &memo, "b: z\n");
	other.number = 7;
	expect_again(map1("b", &other), &memo, "b: z\n");
	expect(map1("b", &v), "b: z\n");
}

/* What cannot be written is found each time. */
static void
keeps_nothing_refused(void **state)
{
	struct val v = { .kind = VAL_STRING, .number = 1, .u.str = SLICE_INIT("\x7f") };
	const struct val *kept[] = { &v };
	struct emit_memo memo = emit_memo_new(&arena, kept, 1);
	struct buf b = BUF_INIT;

	(void)state;
	for (int i = 0; i < 2; i++)
		assert_ptr_equal(emit_yaml_again(&b, list2(&v, NULL), &memo), &v);
	buf_fini(&b);
}

int
main(void)
{
	struct suite s = { .name = "emit" };
	int failed;

	arena = ARENA_INIT;
	ADD_CASES(&s, strings, writes_string);
	ADD_CASES(&s, keys, writes_key);
	ADD_CASES(&s, doubles, writes_double);
	ADD_TEST(&s, writes_scalars);
	ADD_TEST(&s, nests);
	ADD_TEST(&s, refuses);
	ADD_TEST(&s, leaves_what_stands_before);
	ADD_CASES(&s, orders, orders_keys);
	ADD_TEST(&s, order_decides_always);
	ADD_TEST(&s, output_depends_on_the_set_alone);
	ADD_TEST(&s, sorts_many);
	ADD_TEST(&s, copies_what_is_known);
	ADD_TEST(&s, keeps_nothing_refused);
	failed = suite_run(&s);
	arena_free(&arena);
	return failed;
}
