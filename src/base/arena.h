/* SPDX-License-Identifier: Apache-2.0 */
/* arena.h - memory that is given back all at once.
 *
 * One arena lives as long as the run (sources, schemas, bases), one as long
 * as a tenant is compiled. Nothing is freed alone; pointers may lead
 * sideways or to longer-lived arenas, never to shorter-lived ones. An arena
 * belongs to one thread at a time.
 *
 * No function here returns NULL: when memory runs out, arena_oom is called
 * and must not return. Limits on input (bytes, depth, nodes) are not a
 * matter of this file; they are diagnostics of the floors above. */
#ifndef BERTH_BASE_ARENA_H
#define BERTH_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "base/slice.h"

struct arena_block;

struct arena {
	struct arena_block *blocks;  /* newest first */
	char *next, *end;            /* free part of the newest block */
	size_t total;                /* bytes asked from the system */
};

#define ARENA_INIT ((struct arena){ 0 })

/* Called when memory ran out; must not return. The command line reports and
 * exits with status 3, tests longjmp. With arena_malloc the only writable
 * globals below the command line: set once, before any thread starts. */
extern void (*arena_oom)(size_t wanted);

/* How the arena gets memory; tests replace it to fail the n-th call. Like
 * malloc; set before any thread starts. */
extern void *(*arena_malloc)(size_t size);

/* `size` zeroed bytes, aligned for any type. */
void *arena_alloc(struct arena *a, size_t size) __attribute__((malloc, returns_nonnull));

/* `n` zeroed elements of `size` bytes. An overflow is out-of-memory. */
void *arena_array(struct arena *a, size_t n, size_t size) __attribute__((malloc, returns_nonnull));

/* One zeroed T, or n of them. */
#define arena_new(a, T)      ((T *)arena_alloc((a), sizeof(T)))
#define arena_new_n(a, n, T) ((T *)arena_array((a), (n), sizeof(T)))

/* Copies in the arena; the copy of a slice is followed by a NUL that its
 * length does not count. */
struct slice arena_slice(struct arena *a, struct slice s);
const char *arena_cstr(struct arena *a, struct slice s);

/* printf into the arena. Do not print doubles with it (base/num.h does). */
struct slice arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
struct slice arena_vprintf(struct arena *a, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));

/* a followed by b. */
struct slice arena_join(struct arena *a, struct slice x, struct slice y);

/* Forgets everything but keeps one block for reuse. */
void arena_reset(struct arena *a);

/* Gives everything back; the arena is as after ARENA_INIT. */
void arena_free(struct arena *a);

#endif
