/* SPDX-License-Identifier: Apache-2.0 */
/* bench.h - what the unit tests of src/publish share: a fixture, a place for
 * messages, and short forms of the calls. */
#ifndef BERTH_TEST_PUBLISH_BENCH_H
#define BERTH_TEST_PUBLISH_BENCH_H

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "harness.h"
#include "publish/fixture.h"

/* What a test needs, on its stack. */
struct bench {
	struct fixture f;
	struct arena arena;
	struct diags diags;
	struct buf got, want;
};

static inline void
bench_open(struct bench *b)
{
	*b = (struct bench){ .arena = ARENA_INIT };
	fixture_open(&b->f);
	b->diags = DIAGS_INIT(&b->arena);
}

static inline void
bench_close(struct bench *b)
{
	fixture_close(&b->f);
	buf_fini(&b->got);
	buf_fini(&b->want);
	arena_free(&b->arena);
}

static inline struct publish *
start(struct bench *b, bool dry)
{
	struct publish_options o = { .out = SLICE_LIT("out"), .max_delete = SIZE_MAX, .dry = dry };

	return publish_open(&b->diags, b->f.fd, &o);
}

static inline enum publish_state
add(struct bench *b, struct publish *p, const char *path, const char *text)
{
	return publish_add(p, &b->diags, slice_of(path), fixture_bytes(&b->arena, text), NULL);
}

static inline void
assert_out(struct bench *b, const struct fixture_file *files, const struct fixture_file *more)
{
	assert_string_equal(fixture_dump(&b->f, "out", &b->got), fixture_want(files, more, &b->want));
	assert_int_equal(faccessat(b->f.fd, "out/.berth", F_OK, AT_SYMLINK_NOFOLLOW), -1);
}

#endif
