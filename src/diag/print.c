/* SPDX-License-Identifier: Apache-2.0 */
/* print.c - choosing the format, and what all formats share. */
#include "diag/print.h"

#include "diag/print_priv.h"

size_t
print_left_out(const struct diags *ds)
{
	size_t kept = 0;

	for (const struct diag *d = ds->first; d; d = d->next)
		kept++;
	return ds->errors + ds->warnings - kept;
}

void
print_code(struct buf *out, enum diag_code code)
{
	buf_printf(out, "B%04u", (unsigned)code);
}

const char *
print_severity(enum diag_severity severity)
{
	return severity == DIAG_ERROR ? "error" : "warning";
}

void
diag_print(struct buf *out, const struct diags *ds, struct diag_style style)
{
	switch (style.format) {
	case DIAG_TEXT:
		print_text(out, ds, style.color);
		break;
	case DIAG_JSON:
		print_json(out, ds);
		break;
	case DIAG_SARIF:
		print_sarif(out, ds);
		break;
	case DIAG_GITHUB:
		print_github(out, ds);
		break;
	}
}
