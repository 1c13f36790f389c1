/* SPDX-License-Identifier: Apache-2.0 */
/* vec.h - growing arrays in an arena.
 *
 *   VEC(struct token) tokens = { 0 };
 *   vec_push(arena, &tokens, token);
 *   for (size_t i = 0; i < tokens.len; i++) use(tokens.ptr[i]);
 *
 *   struct tokens VEC_OF(struct token);    where the type needs a name
 *
 * Growing leaves the old array in the arena, so pointers to elements stay
 * readable but go stale; take them after the last push. */
#ifndef BERTH_BASE_VEC_H
#define BERTH_BASE_VEC_H

#include <string.h>

#include "base/arena.h"

#define VEC_OF(T)           \
	{                   \
		T *ptr;     \
		size_t len; \
		size_t cap; \
	}
#define VEC(T) struct VEC_OF(T)

/* Appends one element; `v` is evaluated more than once. */
#define vec_push(a, v, ...)                                                                          \
	do {                                                                                         \
		if ((v)->len == (v)->cap)                                                            \
			(v)->ptr = vec_grown((a), (v)->ptr, (v)->len, &(v)->cap, sizeof(*(v)->ptr)); \
		/* Not [len++]: the element may be computed from len. */                             \
		(v)->ptr[(v)->len] = (__VA_ARGS__);                                                  \
		(v)->len++;                                                                          \
	} while (0)

/* A copy of the `len` elements at `old` with room for more; sets *cap. */
static inline void *
vec_grown(struct arena *a, const void *old, size_t len, size_t *cap, size_t size)
{
	void *p;

	*cap = *cap ? *cap * 2 : 8;
	p = arena_array(a, *cap, size);
	if (len)
		memcpy(p, old, len * size);
	return p;
}

#endif
