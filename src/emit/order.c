/* SPDX-License-Identifier: Apache-2.0 */
/* order.c - the order of keys that kubectl prints: letters behind everything
 * else, runs of digits by their value, otherwise by code point. */
#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "emit/emit.h"
#include "emit/emit_priv.h"

#define LETTERS(first, last) { (first), (last) },
#define DIGITS(first, last)
static const struct utf8_range letters[] = {
#include "emit/letters.def"
};
#undef LETTERS
#undef DIGITS
#define LETTERS(first, last)
#define DIGITS(first, last) { (first), (last) },
static const struct utf8_range more_digits[] = {
#include "emit/letters.def"
};
#undef LETTERS
#undef DIGITS

static bool
letter(uint32_t cp)
{
	return cp < 0x80 ? ascii_letter((char)cp) : utf8_within(letters, sizeof(letters) / sizeof(letters[0]), cp);
}

static bool
is_digit(uint32_t cp)
{
	if (cp < 0x80)
		return ascii_digit((char)cp);
	return utf8_within(more_digits, sizeof(more_digits) / sizeof(more_digits[0]), cp);
}

/* Whether the digits right before byte `end` are not all '0': then zeros
 * that follow count, as in 100 and 10. */
static bool
digits_before(struct slice s, size_t end)
{
	while (end > 0) {
		size_t start = end - 1, pos;
		uint32_t cp;

		while (start > 0 && ((unsigned char)s.ptr[start] & 0xC0) == 0x80)
			start--;
		pos = start;
		cp = utf8_next(s, &pos);
		if (!is_digit(cp))
			return false;
		if (cp != '0')
			return true;
		end = start;
	}
	return false;
}

/* The value of the run of digits at *pos behind the digits `before`, and
 * the number of its digits. Wraps around where it is too long, as it does
 * in the original. */
static int64_t
run_of_digits(struct slice s, size_t pos, uint64_t before, size_t *n)
{
	uint64_t value = before;

	for (*n = 0; pos < s.len; (*n)++) {
		uint32_t cp = utf8_next(s, &pos);

		if (!is_digit(cp))
			break;
		value = value * 10 + (uint64_t)((int64_t)cp - '0');
	}
	return (int64_t)value;
}

/* Both keys from the first character that differs, which is no pair of
 * letters. */
static int
cmp_symbols(struct slice a, struct slice b, size_t at, uint32_t x, uint32_t y)
{
	uint64_t before = (x == '0' || y == '0') && digits_before(a, at);
	size_t na, nb;
	int64_t va = run_of_digits(a, at, before, &na), vb = run_of_digits(b, at, before, &nb);

	if (va != vb)
		return va < vb ? -1 : 1;
	if (na != nb)
		return na < nb ? -1 : 1;
	return x < y ? -1 : 1;
}

int
emit_key_cmp(struct slice a, struct slice b)
{
	size_t n = a.len < b.len ? a.len : b.len, i = 0, pos_a, pos_b;
	uint32_t x, y;
	bool letter_a, letter_b;

	while (i < n && a.ptr[i] == b.ptr[i])
		i++;
	if (i < n && ascii_letter(a.ptr[i]) && ascii_letter(b.ptr[i]))
		return a.ptr[i] < b.ptr[i] ? -1 : 1;
	/* Back to the start of a character that differs in a later byte. */
	while (i > 0 && i < n && ((unsigned char)a.ptr[i] & 0xC0) == 0x80)
		i--;
	if (i == n)
		return (a.len > b.len) - (a.len < b.len);
	pos_a = pos_b = i;
	x = utf8_next(a, &pos_a);
	y = utf8_next(b, &pos_b);
	letter_a = letter(x);
	letter_b = letter(y);
	if (letter_a && letter_b)
		return x < y ? -1 : 1;
	if (letter_a || letter_b)
		return letter_b ? -1 : 1;
	return cmp_symbols(a, b, i, x, y);
}

static void
sort(const struct field **f, size_t n, const struct field **room)
{
	size_t half = n / 2, i = 0, j = half, k = 0;

	if (n < 2)
		return;
	sort(f, half, room);
	sort(f + half, n - half, room);
	while (i < half && j < n)
		room[k++] = emit_key_cmp(f[i]->key, f[j]->key) <= 0 ? f[i++] : f[j++];
	while (i < half)
		room[k++] = f[i++];
	memcpy(f, room, k * sizeof(const struct field *));
}

const struct field *const *
order_fields(struct arena *scratch, const struct val *map)
{
	const struct field *fields = map->u.map.fields, **sorted;
	size_t n = map->u.map.len, i = 1;

	while (i < n && emit_key_cmp(fields[i - 1].key, fields[i].key) < 0)
		i++;
	if (i >= n)
		return NULL;
	sorted = arena_new_n(scratch, n, const struct field *);
	for (i = 0; i < n; i++)
		sorted[i] = &fields[i];
	sort(sorted, n, arena_new_n(scratch, n, const struct field *));
	return sorted;
}
