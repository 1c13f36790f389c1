/* SPDX-License-Identifier: Apache-2.0 */
/* foreign.h - what people bring from other tools and nothing here replaces:
 * holes of chart templates, of shells and of makefiles, JSON patches.
 *
 * Only what cannot mean anything else is recognised: '{{ $labels.pod }}' and
 * '$(POD_NAME)' belong to those who read the manifests. */
#ifndef BERTH_SCHEMA_FOREIGN_H
#define BERTH_SCHEMA_FOREIGN_H

#include "diag/diag.h"
#include "value/val.h"

/* A hole of another tool inside a text. */
struct foreign {
	struct slice text;   /* the hole as written, cut where it becomes long; len 0: there is none */
	struct slice cure;   /* the same for a base, "${spec.host}"; len 0: not known */
};

/* The first foreign hole of a text: '{{ .Values.x }}', '{{ spec.x }}',
 * '$(spec.x)', '$spec.x'; with `ours` also '${spec.x}', which a spec cannot
 * use either. */
struct foreign foreign_find(struct arena *a, struct slice text, bool ours);

/* Whether `v` is a JSON patch (RFC 6902): a list of maps with op and path. */
bool foreign_is_json_patch(const struct val *v);

/* Notes on the patch to write instead of one; NULL: it was written as text. */
void foreign_note_json_patch(struct diags *ds, struct diag *d, const struct val *v);

/* What to write instead of what another language has at the start of
 * `from`, where an expression goes wrong; NULL when nothing is known of it. */
const char *foreign_in_expression(struct slice from);

#endif
