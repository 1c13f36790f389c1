/* SPDX-License-Identifier: Apache-2.0 */
/* ascii.h - kinds of ASCII characters, whatever the locale. Bytes from 0x80
 * on are of no kind. */
#ifndef BERTH_BASE_ASCII_H
#define BERTH_BASE_ASCII_H

#include <stdbool.h>

static inline bool
ascii_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool
ascii_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static inline bool
ascii_letter(char c)
{
	return ascii_lower(c) || (c >= 'A' && c <= 'Z');
}

static inline bool
ascii_alnum(char c)
{
	return ascii_digit(c) || ascii_letter(c);
}

/* The value of a hexadecimal digit, or -1. */
static inline int
ascii_hex(char c)
{
	if (ascii_digit(c))
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

#endif
