/* SPDX-License-Identifier: Apache-2.0 */
/* format_test.c - what has a format and what has not, as kube-openapi's
 * strfmt said of each text (2026-07, with Go 1.26). */
#include "harness.h"

#include "schema/format.h"
#include "schema/pattern.h"

enum { MOST = 24 };

struct format_case {
	const char *name;
	const char *yes[MOST], *no[MOST];
};

static const struct format_case formats[] = {
	{ "bsonobjectid",
		{ "507f1f77bcf86cd799439011" },
		{ "507f1f77bcf86cd79943901", "507f1f77bcf86cd79943901g" } },
	{ "byte",
		{ "YQ==", "YWJj" },
		{ "YQ", "", "YW=j", "YWI=\012", "Y===", "-_==" } },
	{ "cidr",
		{ "10.0.0.0/8", "::/0", "010.0.0.0/08", "fe80::0001/64" },
		{ "10.0.0.0/33", "::1/129", "10.0.0.0", "10.0.0.0/", "10.0.0.0/-1" } },
	{ "creditcard",
		{ "4111111111111111", "4111-1111-1111-1111", "378282246310005", "30569309025904", "6011111111111117" },
		{ "4111111111111112", "1", "3000" } },
	{ "date",
		{ "2020-02-29", "2000-02-29", "0000-01-01" },
		{ "2021-02-29", "1900-02-29", "2020-13-01", "2020-1-01", "2020-04-31", "2020-02-29 " } },
	{ "date-time",
		{ "2020-01-02T03:04:05Z", "2020-01-02t03:04:05z", "2020-01-02T03:04:05.123+02:00", "2020-01-02T03:04:05,5Z",
		  "2020-01-02T03:04:05+99:99", "2020-01-02T03:04:05ZTx" },
		{ "2020-01-02 03:04:05Z", "2020-01-02T24:00:00Z", "2020-01-02T23:59:60Z", "2020-01-02T03:04:05",
		  "2020-01-02T03:04Z" } },
	{ "duration",
		{ "1h30m", "1.5h", "-5m", "0", "1 hour", "3 Days", "P1D", "2wk", "1h 5x", "-9223372036854775808ns", "2562048h",
		  "1\302\265s", "1.ns", ".5s", "1d12h" },
		{ "5", "", "1x", "9223372036854775808ns", "99999999999999999999h", "\302\265s", ".s" } },
	{ "email",
		{ "a@b.c", "a@b", "A <a@b.c>", "\"x y\"@b.c", "a@[127.0.0.1]", "a@b (comment)", "<a@b>", "A (c) B <a@b>" },
		{ "a", "a@[1]", "a..b@c", ".a@b", "a@b x", "a@b, c@d", "\"\"@b", "(c) a@b" } },
	{ "hexcolor",
		{ "#fff", "FFFFFF" },
		{ "#ffff", "#ggg", "" } },
	{ "hostname",
		{ "a", "www.example.com", "a-b", "host-name.com", "1.2.3.com", "m\303\274nchen.de" },
		{ "a.b", "-a.com", "a-.com", "a.com.", "a_b.com", "", "a.c0m" } },
	{ "ipv4",
		{ "1.2.3.4", "01.2.3.4", "::ffff:1.2.3.4" },
		{ "256.1.1.1", "1.2.3", "1.2.3.4.5", "::1", "1.2.3.4 ", "1..2.3" } },
	{ "ipv6",
		{ "::", "::1", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "1:2:3:4:5:6:1.2.3.4" },
		{ "1::2::3", "12345::", "1:2:3:4:5:6:7:1.2.3.4", "::01.2.3.4", "fe80::1%eth0", "1.2.3.4", ":1:2:3:4:5:6:7",
		  "1:2:3:4:5:6:7:", ":::" } },
	{ "isbn",
		{ "0-306-40615-2", "978-3-16-148410-0" },
		{ "978-3-16-148410-1" } },
	{ "isbn10",
		{ "0306406152", "0-8044-2957-X" },
		{ "0306406153", "X306406152" } },
	{ "isbn13",
		{ "9783161484100", "978 3 16 148410 0" },
		{ "978316148410", "9783161484101" } },
	{ "k8s-long-name",
		{ "a.b", "a.b-c.1" },
		{ "a..b", "A.b", "a-.b", "" } },
	{ "k8s-short-name",
		{ "abc", "1" },
		{ "a.b", "-a", "a-" } },
	{ "mac",
		{ "01:23:45:67:89:ab", "01-23-45-67-89-AB", "0123.4567.89ab", "0123456789ab", "01:23:45:67:89:ab:cd:ef" },
		{ "01:23:45:67:89", "01:23:45-67:89:ab", "0123.4567.89ag" } },
	{ "password",
		{ "", "x" },
		{ NULL } },
	{ "rgbcolor",
		{ "rgb(1,2,3)", "rgb( 1 , 20 , 255 )" },
		{ "rgb(256,0,0)", "rgb(01,0,0)", "rgb(1,2)", "RGB(1,2,3)", "rgb(1,2,3) " } },
	{ "ssn",
		{ "111-11-1111", "111 11 1111" },
		{ "111111111", "111-11-111a" } },
	{ "uri",
		{ "http://a/b", "/a", "//a/b", "mailto:x@y", "http://[::1]:80/", "http://a/b c", "*", "http://u:p@h/", "a:b",
		  "http://\303\251/", "http://a]b/", "urn:x:y" },
		{ "a/b", "http://[::1", "http://a:b/", "http://a b/", ":", "", "http://a/%zz", "http://%41/", "http://u p@h/",
		  "1a:b", "http://a/\177" } },
	{ "uuid",
		{ "123e4567-e89b-12d3-a456-426614174000", "123E4567E89B12D3A456426614174000" },
		{ "123e4567-e89b-12d3-a456-42661417400", "123e4567--e89b-12d3-a456-426614174000",
		  "-123e4567e89b12d3a456426614174000", "123e4567-e89b-12d3-a456-426614174000-" } },
	{ "uuid3",
		{ "a987fbc9-4bed-3078-cf07-9141ba07c9f3" },
		{ "a987fbc9-4bed-4078-8f07-9141ba07c9f3" } },
	{ "uuid4",
		{ "a987fbc9-4bed-4078-8f07-9141ba07c9f3" },
		{ "a987fbc9-4bed-3078-8f07-9141ba07c9f3", "a987fbc9-4bed-4078-cf07-9141ba07c9f3" } },
	{ "uuid5",
		{ "987fbc97-4bed-5078-9f07-9141ba07c9f3" },
		{ "987fbc97-4bed-5078-0f07-9141ba07c9f3" } },
	/* Not Kubernetes' own format, but its own grammar (resource.Quantity). */
	{ "quantity",
		{ "1", "1.5", ".5", "5.", "-1", "+1Gi", "100m", "1k", "1E", "1e3", "1E-3", "2Ki", "0" },
		{ "", "1K", "1GiB", "1 Gi", "Gi", "1e", "1e+", "0x1", ".", "1mi", "1ki", "1.2.3" } },
};

static bool
fits(struct arena *a, enum format f, const char *text)
{
	const char *pattern = format_pattern(f);
	const struct pattern *p;
	struct slice error;
	size_t offset;

	if (!format_fits(f, slice_of(text)))
		return false;
	if (!pattern)
		return true;
	p = pattern_new(a, slice_of(pattern), &error, &offset);
	assert_non_null(p);
	return pattern_find(p, slice_of(text), 0, NULL, 0) == PATTERN_YES;
}

static void
has_format(void **state)
{
	const struct format_case *c = *state;
	struct arena a = ARENA_INIT;
	enum format f = format_named(slice_of(c->name));

	assert_int_not_equal(f, FORMAT_NONE);
	assert_string_equal(format_name(f), c->name);
	assert_true(format_of_strings(f));
	for (size_t i = 0; i < MOST && c->yes[i]; i++)
		if (!fits(&a, f, c->yes[i]))
			fail_msg("refuses '%s'", c->yes[i]);
	for (size_t i = 0; i < MOST && c->no[i]; i++)
		if (fits(&a, f, c->no[i]))
			fail_msg("accepts '%s'", c->no[i]);
	/* What a message shows as an example is one. */
	if (format_example(f) && f != FORMAT_BYTE && f != FORMAT_QUANTITY)
		assert_true(fits(&a, f, format_example(f)));
	arena_free(&a);
}

static void
names(void **state)
{
	(void)state;
	assert_int_equal(format_named(SLICE_LIT("datetime")), FORMAT_DATE_TIME);
	assert_int_equal(format_named(SLICE_LIT("int-or-string")), FORMAT_INT_OR_STRING);
	assert_int_equal(format_named(SLICE_LIT("date-tim")), FORMAT_NONE);
	assert_int_equal(format_named(SLICE_LIT("date-times")), FORMAT_NONE);
	assert_int_equal(format_named(SLICE_LIT("")), FORMAT_NONE);
	assert_false(format_of_strings(FORMAT_INT32));
	assert_false(format_of_strings(FORMAT_NONE));
}

int
main(void)
{
	struct suite s = { .name = "schema formats" };

	ADD_CASES(&s, formats, has_format);
	ADD_TEST(&s, names);
	return suite_run(&s);
}
