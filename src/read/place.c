/* SPDX-License-Identifier: Apache-2.0 */
/* place.c - positions inside scalars. Where the text is not what stands at its
 * place, nothing is said rather than guessed. */
#include "read/place.h"

#include "read/decode.h"

const uint32_t *
place_offsets(struct arena *a, const struct val *v)
{
	uint32_t *places;

	if (!val_is(v, VAL_STRING) || !v->at.src || v->at.end > v->at.src->text.len || v->at.start > v->at.end)
		return NULL;
	places = arena_new_n(a, v->u.str.len + 1, uint32_t);
	return decode_places(v, places) ? places : NULL;
}
