/* SPDX-License-Identifier: Apache-2.0 */
/* cache_test.c - saving, finding, damage of every kind, stamps too fresh. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cache/cache.h"
#include "cache/format.h"
#include "publish/bench.h"

/* Long ago, so that no stamp is too fresh. */
static const struct cache_file two_files[] = {
	{ SLICE_INIT("c/a/redis.yaml"), { 1, 2, 3, 4, 5 } },
	{ SLICE_INIT("c/a/x"), { UINT64_MAX, UINT64_MAX, UINT64_MAX, INT64_MIN, INT64_MIN } },
};
static const struct cache_fact one_fact[] = { { { 0x0123456789abcdefu, UINT64_MAX } } };

static const struct cache_share two_shares[] = {
	{ { 1, UINT64_MAX }, INT64_MAX, -1 },
	{ { 2, 3 }, 0, INT64_MAX },
};

/* Not in order, as the driver brings them. */
static const struct cache_entry sample[] = {
	{ .tenant = SLICE_INIT("tenants/b.yaml"), .key = { 1, 2, 255 }, .files = two_files, .nfiles = 2,
	  .facts = one_fact, .nfacts = 1, .shares = two_shares, .nshares = 2 },
	{ .tenant = SLICE_INIT("tenants/a.yaml"), .key = { 9 }, .files = two_files, .nfiles = 1, .shares = two_shares,
	  .nshares = 1 },
	{ .tenant = SLICE_INIT("fleet.yaml"), .key = { 7 }, .facts = one_fact, .nfacts = 1 },
	{ .tenant = SLICE_INIT("tenants/a.yaml"), .key = { 8 } },
};
enum { NSAMPLE = sizeof(sample) / sizeof(sample[0]) };

static void
save(struct bench *b, const struct cache_entry *entries, size_t n)
{
	cache_save(cache_open(&b->arena, b->f.fd), b->f.fd, entries, n);
}

static void
assert_entry(const struct cache_entry *got, const struct cache_entry *want)
{
	assert_non_null(got);
	assert_true(slice_eq(got->tenant, want->tenant));
	assert_memory_equal(got->key, want->key, sizeof(got->key));
	assert_int_equal(got->nfiles, want->nfiles);
	assert_int_equal(got->nfacts, want->nfacts);
	assert_int_equal(got->nshares, want->nshares);
	for (size_t i = 0; i < got->nfiles; i++) {
		assert_true(slice_eq(got->files[i].path, want->files[i].path));
		assert_memory_equal(&got->files[i].stat, &want->files[i].stat, sizeof(struct publish_stat));
	}
	if (got->nfacts)
		assert_memory_equal(got->facts, want->facts, got->nfacts * sizeof(*got->facts));
	if (got->nshares)
		assert_memory_equal(got->shares, want->shares, got->nshares * sizeof(*got->shares));
}

static void
saved_and_found(void **state)
{
	struct cache *c;
	struct bench b;

	(void)state;
	bench_open(&b);
	save(&b, sample, NSAMPLE);
	c = cache_open(&b.arena, b.f.fd);
	assert_entry(cache_find(c, SLICE_LIT("tenants/b.yaml")), &sample[0]);
	assert_entry(cache_find(c, SLICE_LIT("tenants/a.yaml")), &sample[1]);
	assert_entry(cache_find(c, SLICE_LIT("fleet.yaml")), &sample[2]);
	assert_null(cache_find(c, SLICE_LIT("")));
	assert_null(cache_find(c, SLICE_LIT("tenants/aa.yaml")));
	assert_null(cache_find(c, SLICE_LIT("tenants/c.yaml")));
	assert_string_equal(fixture_dump(&b.f, ".", &b.got), "");
	assert_int_equal(faccessat(b.f.fd, ".berth/cache.new", F_OK, 0), -1);
	bench_close(&b);
}

static void
kept_out_of_git(void **state)
{
	struct slice text;
	struct bench b;

	(void)state;
	bench_open(&b);
	save(&b, sample, NSAMPLE);
	assert_int_equal(file_read(&b.arena, b.f.fd, SLICE_LIT(".berth/.gitignore"), 100, &text), 0);
	assert_true(slice_is(text, "*\n"));
	bench_close(&b);
}

static void
missing_is_empty(void **state)
{
	struct bench b;

	(void)state;
	bench_open(&b);
	assert_null(cache_find(cache_open(&b.arena, b.f.fd), SLICE_LIT("x")));
	save(&b, NULL, 0);
	assert_null(cache_find(cache_open(&b.arena, b.f.fd), SLICE_LIT("x")));
	bench_close(&b);
}

static ino_t
inode_of(struct bench *b)
{
	struct stat st;

	assert_int_equal(fstatat(b->f.fd, ".berth/cache", &st, 0), 0);
	return st.st_ino;
}

static void
same_is_not_rewritten(void **state)
{
	struct bench b;
	ino_t first;

	(void)state;
	bench_open(&b);
	save(&b, sample, NSAMPLE);
	first = inode_of(&b);
	save(&b, sample, NSAMPLE);
	assert_int_equal(inode_of(&b), first);
	save(&b, sample, 1);
	assert_int_not_equal(inode_of(&b), first);
	assert_null(cache_find(cache_open(&b.arena, b.f.fd), SLICE_LIT("fleet.yaml")));
	bench_close(&b);
}

/* The bytes of the sample as saved. */
static struct slice
sample_bytes(struct bench *b)
{
	struct slice bytes;

	save(b, sample, NSAMPLE);
	assert_int_equal(file_read(&b->arena, b->f.fd, SLICE_LIT(".berth/cache"), 1 << 20, &bytes), 0);
	return bytes;
}

static bool
parses(struct arena *a, struct slice bytes)
{
	struct cache_entry *entries;
	size_t n;

	return cache_parse(a, bytes, &entries, &n);
}

static void
every_flipped_bit_is_seen(void **state)
{
	struct slice bytes;
	struct bench b;
	char *copy;

	(void)state;
	bench_open(&b);
	bytes = sample_bytes(&b);
	copy = arena_alloc(&b.arena, bytes.len);
	memcpy(copy, bytes.ptr, bytes.len);
	assert_true(parses(&b.arena, (struct slice){ copy, bytes.len }));
	for (size_t i = 0; i < bytes.len * 8; i++) {
		copy[i / 8] ^= (char)(1 << i % 8);
		assert_false(parses(&b.arena, (struct slice){ copy, bytes.len }));
		copy[i / 8] ^= (char)(1 << i % 8);
	}
	bench_close(&b);
}

static void
every_cut_is_seen(void **state)
{
	struct slice bytes;
	struct bench b;

	(void)state;
	bench_open(&b);
	bytes = sample_bytes(&b);
	for (size_t n = 0; n < bytes.len; n++) {
		/* its own block: reading over the end is seen by the sanitizer */
		char *copy = malloc(n ? n : 1);

		memcpy(copy, bytes.ptr, n);
		assert_false(parses(&b.arena, (struct slice){ copy, n }));
		free(copy);
	}
	bench_close(&b);
}

/* A damaged file on disk is an empty cache, and the next save mends it. */
static void
damage_is_mended(void **state)
{
	struct bench b;
	int fd;

	(void)state;
	bench_open(&b);
	save(&b, sample, NSAMPLE);
	fd = openat(b.f.fd, ".berth/cache", O_WRONLY | O_CLOEXEC);
	assert_int_equal(pwrite(fd, "\xff\xff\xff\xff", 4, 16), 4);
	close(fd);
	assert_null(cache_find(cache_open(&b.arena, b.f.fd), SLICE_LIT("fleet.yaml")));
	save(&b, sample, NSAMPLE);
	assert_entry(cache_find(cache_open(&b.arena, b.f.fd), SLICE_LIT("fleet.yaml")), &sample[2]);
	bench_close(&b);
}

/* Nothing that can stand under the name stops a run. */
static void
cannot_be_saved(void **state)
{
	struct bench b;

	(void)state;
	bench_open(&b);
	fixture_put(&b.f, ".", (struct fixture_file[]){ { ".berth", "a file", true }, FIXTURE_END });
	save(&b, sample, NSAMPLE);
	assert_null(cache_find(cache_open(&b.arena, b.f.fd), SLICE_LIT("fleet.yaml")));
	assert_int_equal(unlinkat(b.f.fd, ".berth", 0), 0);
	/* not through a link */
	mkdirat(b.f.fd, "elsewhere", 0777);
	symlinkat("elsewhere", b.f.fd, ".berth");
	save(&b, sample, NSAMPLE);
	assert_string_equal(fixture_dump(&b.f, "elsewhere", &b.got), "");
	assert_int_equal(unlinkat(b.f.fd, ".berth", 0), 0);
	/* a folder in place of the cache */
	fixture_put(&b.f, ".", (struct fixture_file[]){ { ".berth/cache/x", "mine", true }, FIXTURE_END });
	save(&b, sample, NSAMPLE);
	assert_null(cache_find(cache_open(&b.arena, b.f.fd), SLICE_LIT("fleet.yaml")));
	assert_int_equal(faccessat(b.f.fd, ".berth/cache.new", F_OK, 0), -1);
	bench_close(&b);
}

struct fresh_case {
	const char *name;
	int64_t age;     /* ns before the stamp of the new cache file */
	bool elsewhere;  /* on another device */
	bool kept;
};

static const struct fresh_case freshes[] = {
	{ "old", 3000000000, false, true },
	{ "a second old", 1000000000, false, true },
	{ "21 ms old", 21000000, false, true },
	{ "20 ms old", 20000000, false, false },
	{ "just now", 0, false, false },
	{ "in the future", -5000000000, false, false },
	{ "a second old, elsewhere", 1000000000, true, false },
	{ "old, elsewhere", 3000000000, true, true },
};

static void
fresh_row(void **state)
{
	const struct fresh_case *c = *state;
	const int64_t now = 1700000000123456789;
	struct cache_fresh fresh = { .device = 5, .here = now - 20000000, .elsewhere = now - 2000000000 };
	struct cache_file file = { SLICE_INIT("x"), { 10, 20, c->elsewhere ? 6 : 5, now - c->age, now - c->age } };
	struct cache_entry entry = { .tenant = SLICE_INIT("t"), .files = &file, .nfiles = 1 }, *back;
	const struct cache_entry *list[] = { &entry };
	struct arena a = ARENA_INIT;
	struct buf text = BUF_INIT;
	size_t n;

	cache_format(&text, list, 1, &fresh);
	assert_true(cache_parse(&a, buf_slice(&text), &back, &n));
	assert_true(slice_is(back->files[0].path, "x"));
	assert_int_equal(back->files[0].stat.inode, c->kept ? 20 : 0);
	assert_int_equal(back->files[0].stat.ctime_ns, c->kept ? now - c->age : 0);
	buf_fini(&text);
	arena_free(&a);
}

/* Whether a file that was made `wait` microseconds before the save is
 * trusted by the run after. */
static bool
trusted_after(useconds_t wait)
{
	struct cache_file file = { .path = SLICE_INIT("c/x.yaml") };
	struct cache_entry entry = { .tenant = SLICE_INIT("t"), .files = &file, .nfiles = 1 };
	const struct cache_entry *got;
	struct publish *p;
	struct bench b;
	bool kept;

	bench_open(&b);
	fixture_put(&b.f, "out", (struct fixture_file[]){ { "c/x.yaml", "1", false }, FIXTURE_END });
	p = start(&b, false);
	assert_true(publish_stat_of(p, file.path, &file.stat));
	usleep(wait);
	save(&b, &entry, 1);
	got = cache_find(cache_open(&b.arena, b.f.fd), entry.tenant);
	assert_non_null(got);
	kept = publish_keep(p, file.path, &got->files[0].stat);
	publish_close(p);
	bench_close(&b);
	return kept;
}

static void
fresh_file_is_not_trusted(void **state)
{
	bool trusted = true;

	(void)state;
	/* a busy machine may take longer than a tick */
	for (int i = 0; trusted && i < 50; i++)
		trusted = trusted_after(0);
	assert_false(trusted);
	assert_true(trusted_after(60000));
}

int
main(void)
{
	struct suite s = { .name = "cache" };

	ADD_TEST(&s, saved_and_found);
	ADD_TEST(&s, kept_out_of_git);
	ADD_TEST(&s, missing_is_empty);
	ADD_TEST(&s, same_is_not_rewritten);
	ADD_TEST(&s, every_flipped_bit_is_seen);
	ADD_TEST(&s, every_cut_is_seen);
	ADD_TEST(&s, damage_is_mended);
	ADD_TEST(&s, cannot_be_saved);
	ADD_CASES(&s, freshes, fresh_row);
	ADD_TEST(&s, fresh_file_is_not_trusted);
	return suite_run(&s);
}
