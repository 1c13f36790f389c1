/* SPDX-License-Identifier: Apache-2.0 */
/* format.c - the table of formats, and those that are a matter of a few
 * characters. Addresses are in address.c, mail addresses in mail.c, URLs in
 * url.c, times in moment.c. */
#include "schema/format.h"

#include "base/ascii.h"
#include "base/name.h"

struct row {
	const char *name;
	bool (*fits)(struct slice s);  /* NULL: every text, or only a pattern says */
	const char *example;
};

static bool
hex(char c)
{
	return ascii_hex(c) >= 0;
}

static bool
all(struct slice s, bool (*is)(char c))
{
	for (size_t i = 0; i < s.len; i++)
		if (!is(s.ptr[i]))
			return false;
	return true;
}

static bool
object_id(struct slice s)
{
	return s.len == 24 && all(s, hex);
}

static bool
base64_char(char c)
{
	return ascii_alnum(c) || c == '+' || c == '/';
}

/* Standard base64 with padding, not empty. */
static bool
base64(struct slice s)
{
	size_t body = s.len;

	if (s.len == 0 || s.len % 4)
		return false;
	while (body > s.len - 2 && s.ptr[body - 1] == '=')
		body--;
	return all(slice_sub(s, 0, body), base64_char);
}

static bool
hex_color(struct slice s)
{
	if (slice_starts(s, SLICE_LIT("#")))
		s = slice_sub(s, 1, s.len);
	return (s.len == 3 || s.len == 6) && all(s, hex);
}

size_t
format_skip_space(struct slice s, size_t at)
{
	while (at < s.len && (s.ptr[at] == ' ' || (s.ptr[at] >= '\t' && s.ptr[at] <= '\r' && s.ptr[at] != '\v')))
		at++;
	return at;
}

/* A number of 0 to 255 without leading zeros, then `end`, spaces around. */
static bool
color_part(struct slice s, size_t *at, char end)
{
	size_t start = *at = format_skip_space(s, *at);
	unsigned n = 0;

	while (*at < s.len && ascii_digit(s.ptr[*at]) && *at - start < 3)
		n = n * 10 + (unsigned)(s.ptr[(*at)++] - '0');
	if (*at == start || n > 255 || (s.ptr[start] == '0' && *at - start > 1))
		return false;
	*at = format_skip_space(s, *at);
	return *at < s.len && s.ptr[(*at)++] == end;
}

static bool
rgb_color(struct slice s)
{
	size_t at = 4;

	return slice_starts(s, SLICE_LIT("rgb(")) && color_part(s, &at, ',') && color_part(s, &at, ',') &&
	       color_part(s, &at, ')') && at == s.len;
}

/* Like ###-##-####; the separators may be spaces. */
static bool
ssn(struct slice s)
{
	if (s.len != 11)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		bool separator = i == 3 || i == 6;

		if (separator ? s.ptr[i] != '-' && s.ptr[i] != ' ' : !ascii_digit(s.ptr[i]))
			return false;
	}
	return true;
}

/* Hyphens may be left out; `version` and `variant` ask for their digits. */
static bool
uuid_of(struct slice s, char version, bool variant)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		if (c == '-' && (n == 8 || n == 12 || n == 16 || n == 20) && s.ptr[i - 1] != '-')
			continue;
		if (!hex(c) || (n == 12 && version && c != version))
			return false;
		if (n == 16 && variant && c != '8' && c != '9' && (c | 0x20) != 'a' && (c | 0x20) != 'b')
			return false;
		n++;
	}
	return n == 32;
}

static bool
uuid(struct slice s)
{
	return uuid_of(s, '\0', false);
}

static bool
uuid3(struct slice s)
{
	return uuid_of(s, '3', false);
}

static bool
uuid4(struct slice s)
{
	return uuid_of(s, '4', true);
}

static bool
uuid5(struct slice s)
{
	return uuid_of(s, '5', true);
}

/* The characters of s that count, up to `most`; returns how many there are. */
static size_t
without(struct slice s, bool (*skipped)(char c), char *out, size_t most)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (skipped(s.ptr[i]))
			continue;
		if (n < most)
			out[n] = s.ptr[i];
		n++;
	}
	return n;
}

static bool
isbn_filler(char c)
{
	return c == '-' || c == ' ' || (c >= '\t' && c <= '\r' && c != '\v');
}

static bool
isbn10(struct slice s)
{
	char d[10];
	unsigned sum = 0;

	if (without(s, isbn_filler, d, sizeof(d)) != 10 || !all((struct slice){ d, 9 }, ascii_digit) ||
	    !(ascii_digit(d[9]) || d[9] == 'X'))
		return false;
	for (unsigned i = 0; i < 10; i++)
		sum += (i + 1) * (d[i] == 'X' ? 10 : (unsigned)(d[i] - '0'));
	return sum % 11 == 0;
}

static bool
isbn13(struct slice s)
{
	char d[13];
	unsigned sum = 0;

	if (without(s, isbn_filler, d, sizeof(d)) != 13 || !all((struct slice){ d, 13 }, ascii_digit))
		return false;
	for (unsigned i = 0; i < 13; i++)
		sum += (i % 2 ? 3 : 1) * (unsigned)(d[i] - '0');
	return sum % 10 == 0;
}

static bool
isbn(struct slice s)
{
	return isbn10(s) || isbn13(s);
}

static bool
no_digit(char c)
{
	return !ascii_digit(c);
}

/* Lengths and first digits that issuers use. */
static bool
card_issuer(struct slice s)
{
	unsigned two, four;

	if (s.len < 13 || s.len > 16)
		return false;
	two = (unsigned)(s.ptr[0] - '0') * 10 + (unsigned)(s.ptr[1] - '0');
	four = two * 100 + (unsigned)(s.ptr[2] - '0') * 10 + (unsigned)(s.ptr[3] - '0');
	switch (s.len) {
	case 13:
		return two / 10 == 4;
	case 14:
		return two == 36 || two == 38 || (four >= 3000 && four <= 3059);
	case 15:
		return two == 34 || two == 37 || four == 2131 || four == 1800;
	default:
		return two / 10 == 4 || (two >= 51 && two <= 55) || two == 65 || four == 6011 || two == 35;
	}
}

/* The digits of the text, with the checksum of Luhn. */
static bool
credit_card(struct slice s)
{
	char d[16];
	size_t n = without(s, no_digit, d, sizeof(d));
	unsigned sum = 0;

	if (n > sizeof(d) || !card_issuer((struct slice){ d, n }))
		return false;
	for (size_t i = 0; i < n; i++) {
		unsigned x = (unsigned)(d[n - 1 - i] - '0') * (i % 2 ? 2 : 1);

		sum += x / 10 + x % 10;
	}
	return sum % 10 == 0;
}

static bool
short_name(struct slice s)
{
	return s.len <= NAME_LABEL_MAX && name_is_label(s);
}

static bool
long_name(struct slice s)
{
	return s.len <= NAME_SUBDOMAIN_MAX && name_is_subdomain(s);
}

/* What the pattern does not say: lengths of the whole and of the parts. */
static bool
host_lengths(struct slice s)
{
	size_t start = 0;

	if (s.len > 255)
		return false;
	for (size_t i = 0; i <= s.len; i++) {
		if (i < s.len && s.ptr[i] != '.')
			continue;
		if (i - start > 63)
			return false;
		start = i + 1;
	}
	return true;
}

static size_t
skip_digits(struct slice s, size_t at)
{
	while (at < s.len && ascii_digit(s.ptr[at]))
		at++;
	return at;
}

static bool
exponent(struct slice s)
{
	size_t at = 1;

	if (s.len < 2 || (s.ptr[0] | 0x20) != 'e')
		return false;
	if (s.ptr[1] == '+' || s.ptr[1] == '-')
		at++;
	return at < s.len && skip_digits(s, at) == s.len;
}

/* A quantity of Kubernetes: a number with a suffix of size. */
static bool
quantity(struct slice s)
{
	static const char one[] = "numkMGTPE", binary[] = "KMGTPE";
	size_t at = s.len && (s.ptr[0] == '+' || s.ptr[0] == '-');
	size_t digits = skip_digits(s, at) - at;
	struct slice rest;

	at += digits;
	if (at < s.len && s.ptr[at] == '.') {
		digits += skip_digits(s, at + 1) - (at + 1);
		at = skip_digits(s, at + 1);
	}
	rest = slice_sub(s, at, s.len);
	if (digits == 0)
		return false;
	if (rest.len == 0 || exponent(rest))
		return true;
	if (rest.len == 1)
		return slice_find(slice_of(one), rest, 0) != SIZE_MAX;
	return rest.len == 2 && rest.ptr[1] == 'i' && slice_find(slice_of(binary), slice_sub(rest, 0, 1), 0) != SIZE_MAX;
}

/* ORDER enum format. The dash in a name does not count. */
static const struct row rows[] = {
	[FORMAT_NONE] = { "", NULL, NULL },
	[FORMAT_BSONOBJECTID] = { "bsonobjectid", object_id, "507f1f77bcf86cd799439011" },
	[FORMAT_BYTE] = { "byte", base64, "aGVsbG8= (base64)" },
	[FORMAT_CIDR] = { "cidr", address_cidr, "10.0.0.0/8" },
	[FORMAT_CREDITCARD] = { "creditcard", credit_card, "4111111111111111" },
	[FORMAT_DATE] = { "date", moment_date, "2006-01-02" },
	[FORMAT_DATE_TIME] = { "date-time", moment_date_time, "2006-01-02T15:04:05Z" },
	[FORMAT_DURATION] = { "duration", moment_duration, "1h30m" },
	[FORMAT_EMAIL] = { "email", address_email, "someone@example.com" },
	[FORMAT_HEXCOLOR] = { "hexcolor", hex_color, "#1a2b3c" },
	[FORMAT_HOSTNAME] = { "hostname", host_lengths, "www.example.com" },
	[FORMAT_IPV4] = { "ipv4", address_ipv4, "192.0.2.1" },
	[FORMAT_IPV6] = { "ipv6", address_ipv6, "2001:db8::1" },
	[FORMAT_ISBN] = { "isbn", isbn, "978-3-16-148410-0" },
	[FORMAT_ISBN10] = { "isbn10", isbn10, "0-306-40615-2" },
	[FORMAT_ISBN13] = { "isbn13", isbn13, "978-3-16-148410-0" },
	[FORMAT_LONG_NAME] = { "k8s-long-name", long_name, "web.example.com" },
	[FORMAT_MAC] = { "mac", address_mac, "01:23:45:67:89:ab" },
	[FORMAT_PASSWORD] = { "password", NULL, NULL },
	[FORMAT_QUANTITY] = { "quantity", quantity, "500m or 2Gi" },
	[FORMAT_RGBCOLOR] = { "rgbcolor", rgb_color, "rgb(1, 2, 3)" },
	[FORMAT_SHORT_NAME] = { "k8s-short-name", short_name, "web-1" },
	[FORMAT_SSN] = { "ssn", ssn, "111-11-1111" },
	[FORMAT_URI] = { "uri", address_uri, "https://example.com/path" },
	[FORMAT_UUID] = { "uuid", uuid, "123e4567-e89b-12d3-a456-426614174000" },
	[FORMAT_UUID3] = { "uuid3", uuid3, "123e4567-e89b-32d3-a456-426614174000" },
	[FORMAT_UUID4] = { "uuid4", uuid4, "123e4567-e89b-42d3-a456-426614174000" },
	[FORMAT_UUID5] = { "uuid5", uuid5, "123e4567-e89b-52d3-a456-426614174000" },
	[FORMAT_INT32] = { "int32", NULL, NULL },
	[FORMAT_INT64] = { "int64", NULL, NULL },
	[FORMAT_FLOAT] = { "float", NULL, NULL },
	[FORMAT_DOUBLE] = { "double", NULL, NULL },
	[FORMAT_INT_OR_STRING] = { "int-or-string", NULL, NULL },
};

/* Equal but for dashes. */
static bool
named(struct slice name, const char *row)
{
	for (size_t i = 0; i < name.len; i++) {
		if (name.ptr[i] == '-')
			continue;
		while (*row == '-')
			row++;
		if (*row++ != name.ptr[i])
			return false;
	}
	return *row == '\0';
}

enum format
format_named(struct slice name)
{
	for (unsigned i = FORMAT_NONE + 1; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (named(name, rows[i].name))
			return (enum format)i;
	return FORMAT_NONE;
}

const char *
format_name(enum format f)
{
	return rows[f].name;
}

const char *
format_example(enum format f)
{
	return rows[f].example;
}

bool
format_of_strings(enum format f)
{
	return f != FORMAT_NONE && f < FORMAT_INT32;
}

bool
format_fits(enum format f, struct slice s)
{
	return !rows[f].fits || rows[f].fits(s);
}

/* Letters and symbols of every script. */
#define HOST_CHAR "[0-9\\p{L}\\p{S}]"

const char *
format_pattern(enum format f)
{
	if (f != FORMAT_HOSTNAME)
		return NULL;
	return "^(?:" HOST_CHAR "(?:-?" HOST_CHAR "{0,62})?|"
	       "(?:" HOST_CHAR "(?:[-0-9\\p{L}\\p{S}]{0,61}" HOST_CHAR ")?\\.)+\\p{L}{2,63})$";
}

#define LABEL "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
#define BYTE_NUMBER "0*(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
#define UUID(third, fourth) "^[0-9A-Fa-f]{8}-?[0-9A-Fa-f]{4}-?" third "[0-9A-Fa-f]{3}-?" fourth "[0-9A-Fa-f]{3}-?[0-9A-Fa-f]{12}$"

const char *
format_language(enum format f, size_t *most)
{
	*most = f == FORMAT_SHORT_NAME ? NAME_LABEL_MAX : f == FORMAT_LONG_NAME ? NAME_SUBDOMAIN_MAX : SIZE_MAX;
	switch (f) {
	case FORMAT_BSONOBJECTID:
		return "^[0-9A-Fa-f]{24}$";
	case FORMAT_BYTE:
		return "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)$";
	case FORMAT_HEXCOLOR:
		return "^#?(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$";
	case FORMAT_IPV4:
		return "^(?:" BYTE_NUMBER "\\.){3}" BYTE_NUMBER "$";
	case FORMAT_LONG_NAME:
		return "^" LABEL "(?:\\." LABEL ")*$";
	case FORMAT_QUANTITY:
		return "^[-+]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[numkMGTPE]|[KMGTPE]i|[eE][-+]?[0-9]+)?$";
	case FORMAT_SHORT_NAME:
		return "^" LABEL "$";
	case FORMAT_SSN:
		return "^[0-9]{3}[- ][0-9]{2}[- ][0-9]{4}$";
	case FORMAT_UUID:
		return UUID("[0-9A-Fa-f]", "[0-9A-Fa-f]");
	case FORMAT_UUID3:
		return UUID("3", "[0-9A-Fa-f]");
	case FORMAT_UUID4:
		return UUID("4", "[89abAB]");
	case FORMAT_UUID5:
		return UUID("5", "[89abAB]");
	default:
		return NULL;
	}
}
