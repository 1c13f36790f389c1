/* SPDX-License-Identifier: Apache-2.0 */
/* num.h - numbers as text, exactly and always the same way.
 *
 * The program never calls setlocale(3), so it stays in the "C" locale
 * whatever the environment says; num.c is still the only file that calls
 * strtod(3) and prints a double. Doubles are printed with the fewest digits
 * that read back as the same double (as Go's strconv with precision -1). */
#ifndef BERTH_BASE_NUM_H
#define BERTH_BASE_NUM_H

#include "base/slice.h"

enum {
	NUM_INT_MAX = 24,     /* room for any 64-bit integer */
	NUM_DOUBLE_MAX = 352, /* room for any double, also in plain notation */
};

/* Decimal text of n, in `text`. */
struct slice num_int(char text[NUM_INT_MAX], int64_t n);
struct slice num_uint(char text[NUM_INT_MAX], uint64_t n);

/* The shortest decimal digits of a finite |d|: 0.DIGITS * 10^point; zero
 * has one digit '0' and point 1. */
struct num_digits {
	bool negative;
	char digits[24];
	int ndigits;
	int point;
};
void num_shortest(struct num_digits *out, double d);

/* As Go's 'g' with shortest precision, which kubectl's YAML and CEL's
 * string() use: 1, 0.5, 1e+06, 1e-05, +Inf, -Inf, NaN. */
struct slice num_double_g(char text[NUM_DOUBLE_MAX], double d);

/* As Go's encoding/json: plain from 1e-6 up to 1e21, else 1e+21, 1e-07. The
 * value must be finite. */
struct slice num_double_json(char text[NUM_DOUBLE_MAX], double d);

/* Plain notation with exactly `places` digits (0 to 100) after the point. */
struct slice num_double_f(char text[NUM_DOUBLE_MAX + 101], double d, int places);

/* Scientific notation (1.5e+06) with exactly `places` digits. */
struct slice num_double_e(char text[NUM_DOUBLE_MAX + 101], double d, int places);

/* All of s as an integer: optional sign, then digits of `base` (2 to 16; no
 * prefix, no space, no underscore). False when it is not one, or too large. */
bool num_parse_int(struct slice s, unsigned base, int64_t *out);
bool num_parse_uint(struct slice s, unsigned base, uint64_t *out);

/* All of s as a decimal floating-point number: [sign] digits [. digits]
 * [e [sign] digits] with at least one digit before or after the point. The
 * result may be infinite when the text is too large for a double. */
bool num_parse_double(struct slice s, double *out);

/* Checked arithmetic on int64: false on overflow. */
bool num_add(int64_t a, int64_t b, int64_t *out);
bool num_sub(int64_t a, int64_t b, int64_t *out);
bool num_mul(int64_t a, int64_t b, int64_t *out);

#endif
