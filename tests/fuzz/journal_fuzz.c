/* SPDX-License-Identifier: Apache-2.0 */
/* journal_fuzz.c - any bytes as the journal of a run that died. The first
 * byte says whether they are given as they are, or closed by a right last
 * line, so that the checksum is no hiding place; and whether the way is full
 * of links. What is not ours, and everything outside out/, must stay. */
#include "fuzz.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/sha256.h"
#include "publish/fixture.h"
#include "publish/journal.h"
#include "publish/publish.h"

enum { SEALED = 1, LINKS = 2 };

static const struct fixture_file victim[] = {
	{ "v/x.yaml", "1", false }, { "x.yaml", "1", false }, FIXTURE_END
};
static const struct fixture_file foreign[] = { { "README", "mine", true }, { "c/notes", "mine", true }, FIXTURE_END };
static const struct fixture_file ours[] = {
	{ "c/x.yaml", "1", false }, { "c/y.yaml", "1", false }, { "d/x.yaml", "1", false }, FIXTURE_END
};
static const struct fixture_file staged[] = {
	{ "c/x.yaml", "2", false }, { "c/n.yaml", "2", false }, { "e/x.yaml", "2", false }, { "README", "2", false },
	{ "l.yaml", "2", false }, { "k/x.yaml", "2", false }, FIXTURE_END
};

/* The bytes, after the first line and closed by the last one if asked. */
static struct slice
journal_text(struct arena *a, struct slice body, bool sealed)
{
	struct slice text = body;
	char hex[SHA256_HEX];
	size_t n = 0;

	if (!sealed)
		return text;
	text = arena_join(a, SLICE_LIT("berth-journal 1\n"), body);
	for (size_t i = 0; i < body.len; i++)
		n += body.ptr[i] == '\n';
	sha256_hex(text, hex);
	return arena_join(a, text, arena_printf(a, "end %zu %.*s\n", n, SHA256_HEX, hex));
}

/* What is read is written back as the same text. */
static bool
round_trip(struct arena *a, struct slice text)
{
	struct buf again = BUF_INIT;
	struct journal j;
	bool whole = journal_parse(a, text, &j);

	if (whole) {
		journal_format(&again, &j);
		FUZZ_HOLDS(slice_eq(text, buf_slice(&again)));
	}
	buf_fini(&again);
	return whole;
}

static void
lay_out(const struct fixture *f, struct slice text, bool links)
{
	int fd;

	fixture_put(f, "victim", victim);
	fixture_put(f, "out", foreign);
	fixture_put(f, "out", ours);
	fixture_put(f, "out/.berth/stage", staged);
	if (links) {
		FUZZ_HOLDS(symlinkat("../victim/x.yaml", f->fd, "out/l.yaml") == 0);
		FUZZ_HOLDS(symlinkat("../victim/v", f->fd, "out/k") == 0);
		FUZZ_HOLDS(symlinkat("../../../victim", f->fd, "out/.berth/stage/m") == 0);
	}
	fd = openat(f->fd, "out/.berth/journal", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	FUZZ_HOLDS(fd >= 0 && file_write_all(fd, text) == 0);
	close(fd);
}

static void
expect_harmless(const struct fixture *f, bool whole, bool links)
{
	struct buf got = BUF_INIT, want = BUF_INIT;
	const char *out;

	fixture_dump(f, "victim", &got);
	FUZZ_HOLDS(slice_is(slice_of(got.ptr), fixture_want(victim, NULL, &want)));
	out = fixture_dump(f, "out", &got);
	FUZZ_HOLDS(slice_find(slice_of(out), SLICE_LIT("README = mine\n"), 0) != SIZE_MAX);
	FUZZ_HOLDS(slice_find(slice_of(out), SLICE_LIT("c/notes = mine\n"), 0) != SIZE_MAX);
	FUZZ_HOLDS(!links || slice_find(slice_of(out), SLICE_LIT("l.yaml -> ../victim/x.yaml\n"), 0) != SIZE_MAX);
	FUZZ_HOLDS(!links || slice_find(slice_of(out), SLICE_LIT("k -> ../victim/v\n"), 0) != SIZE_MAX);
	/* one that is not whole changes nothing at all */
	if (!whole && !links)
		FUZZ_HOLDS(slice_is(slice_of(out), fixture_want(ours, foreign, &want)));
	buf_fini(&got);
	buf_fini(&want);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct publish_options o = { .out = SLICE_LIT("out"), .max_delete = SIZE_MAX };
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	uint8_t how = size ? data[0] : 0;
	struct slice text = { size ? (const char *)data + 1 : "", size ? size - 1 : 0 };
	struct fixture f;
	struct publish *p;
	bool whole;

	text = journal_text(&a, text, how & SEALED);
	whole = round_trip(&a, text);
	fixture_open(&f);
	lay_out(&f, text, how & LINKS);
	p = publish_open(&ds, f.fd, &o);
	FUZZ_HOLDS(p || ds.errors);
	if (p)
		publish_close(p);
	expect_harmless(&f, whole, how & LINKS);
	fixture_close(&f);
	arena_free(&a);
	return 0;
}
