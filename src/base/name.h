/* SPDX-License-Identifier: Apache-2.0 */
/* name.h - what Kubernetes calls names, labels and qualified names
 * ("Object Names and IDs", "Labels and Selectors"; RFC 1123 and RFC 1035;
 * apimachinery, pkg/util/validation). Only answers; messages are the
 * caller's. Texts of any bytes may be asked about. */
#ifndef BERTH_BASE_NAME_H
#define BERTH_BASE_NAME_H

#include "base/slice.h"

enum {
	NAME_LABEL_MAX = 63,       /* bytes of a DNS label, a label's value, the name of a key */
	NAME_SUBDOMAIN_MAX = 253,  /* bytes of a DNS subdomain */
};

/* [a-z0-9]([-a-z0-9]*[a-z0-9])? of any length. */
bool name_is_label(struct slice s);

/* Such labels, each of any length, joined by dots; any length. */
bool name_is_subdomain(struct slice s);

/* [A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])? of any length. */
bool name_is_part(struct slice s);

/* Such a part within NAME_LABEL_MAX, or nothing. */
bool name_is_label_value(struct slice s);

/* [prefix/]name: a subdomain within NAME_SUBDOMAIN_MAX, and a part within
 * NAME_LABEL_MAX. In the prefix of an annotation's key capitals count as
 * small letters. */
bool name_is_label_key(struct slice s);
bool name_is_annotation_key(struct slice s);

#endif
