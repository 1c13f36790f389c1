/* SPDX-License-Identifier: Apache-2.0 */
/* format.h - the values of `format` that Kubernetes knows, with exactly
 * what its own code accepts for each (kube-openapi, pkg/validation/strfmt),
 * which is often more, and sometimes less, than the standards do. Names that
 * it does not know mean nothing. */
#ifndef BERTH_SCHEMA_FORMAT_H
#define BERTH_SCHEMA_FORMAT_H

#include "base/slice.h"

enum format {
	FORMAT_NONE,
	/* Of strings. */
	FORMAT_BSONOBJECTID, FORMAT_BYTE, FORMAT_CIDR, FORMAT_CREDITCARD, FORMAT_DATE, FORMAT_DATE_TIME,
	FORMAT_DURATION, FORMAT_EMAIL, FORMAT_HEXCOLOR, FORMAT_HOSTNAME, FORMAT_IPV4, FORMAT_IPV6, FORMAT_ISBN,
	FORMAT_ISBN10, FORMAT_ISBN13, FORMAT_LONG_NAME, FORMAT_MAC, FORMAT_PASSWORD, FORMAT_QUANTITY,
	FORMAT_RGBCOLOR, FORMAT_SHORT_NAME, FORMAT_SSN, FORMAT_URI, FORMAT_UUID, FORMAT_UUID3, FORMAT_UUID4,
	FORMAT_UUID5,
	/* Of numbers. */
	FORMAT_INT32, FORMAT_INT64, FORMAT_FLOAT, FORMAT_DOUBLE,
	/* Integers too, beside strings (OpenAPI v2 documents of Kubernetes). */
	FORMAT_INT_OR_STRING,
};

/* FORMAT_NONE for a name that is not known. */
enum format format_named(struct slice name);

/* The name, and what such a text looks like, for messages. */
const char *format_name(enum format f);
const char *format_example(enum format f);

/* Whether it says something about strings. */
bool format_of_strings(enum format f);

/* Whether `s` has the format. FORMAT_HOSTNAME is a pattern (letters of all
 * scripts), which the caller matches; here it is only about lengths. */
bool format_fits(enum format f, struct slice s);

/* The pattern (RE2) that a text must also match, or NULL. */
const char *format_pattern(enum format f);

/* All texts of a format as one pattern (RE2), of at most *most characters; NULL
 * where no regular language is known. For those who ask of texts that are not
 * there yet. */
const char *format_language(enum format f, size_t *most);

/* Parts of formats that other files ask for. */
size_t format_skip_space(struct slice s, size_t at);   /* \s of RE2: where the next other byte is */
bool address_ipv4(struct slice s);   /* dotted, leading zeros allowed */
bool address_ipv6(struct slice s);   /* no zone; an embedded IPv4 without leading zeros */
bool address_ip(struct slice s);     /* either, without any leading zeros */
bool address_cidr(struct slice s);
bool address_mac(struct slice s);
bool address_email(struct slice s);
bool address_uri(struct slice s);
bool moment_date(struct slice s);
bool moment_date_time(struct slice s);
bool moment_duration(struct slice s);
bool moment_words(struct slice s, int64_t *ns);  /* "1 hour 5 minutes", which Go's durations are not */

#endif
