/* SPDX-License-Identifier: Apache-2.0 */
/* spelling.c - a value that misses its pattern by its spelling: '4 GB' for
 * 4Gi, 5 for 5s, 1.5Gi for 1536Mi, My_Shop for my-shop. */
#include "base/ascii.h"
#include "base/buf.h"
#include "schema/schema_priv.h"

/* What may be tried with a text, one by one and then together. */
enum {
	DROP_BLANKS = 1,
	DROP_BYTE = 2,     /* the B of GB and GiB */
	UNIT_CASE = 4,     /* letters behind a number: the first upper, the others lower */
	BINARY = 8,        /* an 'i' behind the unit */
	LOWER = 16,
	DASHES = 32,       /* for '_', '.' and blanks */
};

static bool
blank(char c)
{
	return c == ' ' || c == '\t';
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static char
upper(char c)
{
	return ascii_lower(c) ? (char)(c - ('a' - 'A')) : c;
}

/* Appends `text` changed as `how` says. */
static void
respell(struct buf *b, struct slice text, unsigned how)
{
	size_t end = text.len;
	bool unit = false;

	if ((how & DROP_BYTE) && end > 1 && lower(text.ptr[end - 1]) == 'b')
		end--;
	for (size_t i = 0; i < end; i++) {
		char c = text.ptr[i];

		if ((how & DROP_BLANKS) && blank(c))
			continue;
		if ((how & UNIT_CASE) && ascii_letter(c))
			c = unit ? lower(c) : upper(c);
		if (how & LOWER)
			c = lower(c);
		if ((how & DASHES) && (c == '_' || c == '.' || blank(c)))
			c = '-';
		unit = ascii_letter(c);
		buf_char(b, c);
	}
	if ((how & BINARY) && b->len && b->ptr[b->len - 1] != 'i')
		buf_char(b, 'i');
}

static bool
fits(const struct schema *s, struct slice text)
{
	return text.len >= s->min_length && text.len <= s->max_length &&
	       pattern_find(s->pattern, text, 0, NULL, 0) == PATTERN_YES;
}

/* The text as the pattern has it, in the arena; ptr NULL when no change that we know is enough. */
static struct slice
respelt(struct arena *a, const struct schema *s, struct slice text)
{
	/* Of quantities, then of names; the fewest changes first. */
	static const unsigned char tries[] = {
		DROP_BLANKS, LOWER, UNIT_CASE, BINARY, DROP_BYTE, DROP_BYTE | BINARY,
		DROP_BLANKS | UNIT_CASE, DROP_BLANKS | BINARY, UNIT_CASE | BINARY, DROP_BLANKS | DROP_BYTE,
		DROP_BLANKS | DROP_BYTE | BINARY, DROP_BYTE | UNIT_CASE | BINARY,
		DROP_BLANKS | DROP_BYTE | UNIT_CASE | BINARY,
		LOWER, DASHES, LOWER | DASHES, DROP_BLANKS,
	};
	enum { NAMES = sizeof(tries) - 4 };
	struct buf b = BUF_INIT;
	struct slice found = { NULL, 0 };
	size_t first = text.len && ascii_digit(text.ptr[0]) ? 0 : NAMES;

	for (size_t i = first; i < sizeof(tries) && !found.ptr; i++) {
		b.len = 0;
		respell(&b, text, tries[i]);
		if (b.len && fits(s, buf_slice(&b)))
			found = arena_slice(a, buf_slice(&b));
	}
	buf_fini(&b);
	return found;
}

/* "5s or 5m": a number with each unit that the pattern takes. */
static struct slice
with_units(struct arena *a, const struct schema *s, struct slice number)
{
	static const char *const units[] = { "ms", "s", "m", "h", "d", "Mi", "Gi", "Ti", "%" };
	struct slice all = { NULL, 0 };

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		struct slice one = arena_join(a, number, slice_of(units[i]));

		if (fits(s, one))
			all = arena_printf(a, "%.*s%s%.*s", SLICE_FMT(all), all.ptr ? " or " : "", SLICE_FMT(one));
	}
	return all;
}

/* Units of one kind, the largest first, and how many of the smallest each is. */
struct unit {
	const char *name;
	uint64_t size;
};
static const struct unit sizes[] = { { "Ti", 1 << 30 }, { "Gi", 1 << 20 }, { "Mi", 1 << 10 }, { "Ki", 1 }, { NULL, 0 } };
static const struct unit times[] = {
	{ "d", 86400000 }, { "h", 3600000 }, { "m", 60000 }, { "s", 1000 }, { "ms", 1 }, { NULL, 0 },
};
static const struct unit cores[] = { { "", 1000 }, { "m", 1 }, { NULL, 0 } };
static const struct unit *const kinds[] = { sizes, times, cores };

/* "1.5Gi" as 1500 thousandths and "Gi"; false unless it is a number of at most 6 digits and 3 behind the point, then letters. */
static bool
split(struct slice text, uint64_t *thousandths, struct slice *unit)
{
	size_t at = 0, places = 0;
	uint64_t n = 0;

	while (at < text.len && at < 6 && ascii_digit(text.ptr[at]))
		n = n * 10 + (uint64_t)(text.ptr[at++] - '0');
	if (at == 0)
		return false;
	if (at < text.len && text.ptr[at] == '.')
		for (at++; at < text.len && places < 3 && ascii_digit(text.ptr[at]); places++)
			n = n * 10 + (uint64_t)(text.ptr[at++] - '0');
	for (; places < 3; places++)
		n *= 10;
	*thousandths = n;
	*unit = slice_sub(text, at, text.len);
	return unit->len == 0 || ascii_letter(unit->ptr[0]);
}

/* As much in the largest unit that the pattern takes: 1536Mi for 1.5Gi, 500m for 0.5, 60m for 1h. */
static struct slice
converted(struct arena *a, const struct schema *s, struct slice text)
{
	uint64_t thousandths;
	struct slice unit;

	if (!split(text, &thousandths, &unit))
		return (struct slice){ NULL, 0 };
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const struct unit *from = kinds[i];

		while (from->name && !slice_is(unit, from->name))
			from++;
		for (const struct unit *to = kinds[i]; from->name && to->name; to++) {
			uint64_t amount = thousandths * from->size, one = 1000 * to->size;
			struct slice as;

			if (amount % one)
				continue;
			as = arena_printf(a, "%llu%s", (unsigned long long)(amount / one), to->name);
			if (fits(s, as))
				return as;
		}
	}
	return (struct slice){ NULL, 0 };
}

static bool
is_number(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!ascii_digit(s.ptr[i]))
			return false;
	return s.len > 0;
}

bool
hint_spelling(struct schema_check *c, const struct spot *at, struct diag *d)
{
	enum { LONGEST = 64 };
	const struct schema *s = at->schema;
	struct slice text = at->val->kind == VAL_STRING ? at->val->u.str : spot_show(c->arena, at->val), meant;

	if (c->quiet || !s->pattern || text.len > LONGEST)
		return false;
	meant = respelt(c->arena, s, text);
	if (meant.ptr) {
		diag_note(c->diags, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(meant));
		return true;
	}
	meant = is_number(text) ? with_units(c->arena, s, text) : meant;
	if (meant.ptr) {
		diag_note(c->diags, d, SPAN_NONE, "a unit is missing: %.*s", SLICE_FMT(meant));
		return true;
	}
	meant = converted(c->arena, s, text);
	if (meant.ptr)
		diag_note(c->diags, d, SPAN_NONE, "write %.*s, which is as much", SLICE_FMT(meant));
	return meant.ptr != NULL;
}
