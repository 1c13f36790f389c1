/* SPDX-License-Identifier: Apache-2.0 */
/* print.c - scalars as text. */
#include "expr/print.h"

#include "base/num.h"
#include "expr/opaque.h"
#include "expr/time.h"

void
value_print(struct buf *out, const struct val *v)
{
	char text[NUM_DOUBLE_MAX];

	switch ((enum val_kind)v->kind) {
	case VAL_NULL:
		buf_str(out, "null");
		return;
	case VAL_BOOL:
		buf_str(out, v->u.b ? "true" : "false");
		return;
	case VAL_INT:
		buf_int(out, v->u.i);
		return;
	case VAL_UINT:
		buf_add(out, num_uint(text, v->u.u));
		return;
	case VAL_DOUBLE:
		buf_add(out, num_double_g(text, v->u.d));
		return;
	case VAL_STRING:
	case VAL_BYTES:
	case VAL_TYPE:
		buf_add(out, v->u.str);
		return;
	case VAL_DURATION:
		duration_print(out, v->u.i);
		return;
	case VAL_TIMESTAMP:
		time_print(out, v->u.time);
		return;
	case VAL_OPAQUE:
		v->u.opaque.type->print(out, v->u.opaque.data);
		return;
	default:
		return;
	}
}
