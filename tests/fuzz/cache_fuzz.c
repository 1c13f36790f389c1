/* SPDX-License-Identifier: Apache-2.0 */
/* cache_fuzz.c - any bytes as a cache file, as they are and with a right
 * checksum. What can be read is in order and written again in the same size. */
#include "fuzz.h"

#include "cache/format.h"

static void
use(struct arena *a, struct slice bytes)
{
	static const struct cache_fresh old = { 0, INT64_MAX, INT64_MAX };
	struct cache_entry *entries;
	const struct cache_entry **list;
	struct buf again = BUF_INIT;
	size_t n;

	if (!cache_parse(a, bytes, &entries, &n))
		return;
	list = arena_new_n(a, n, const struct cache_entry *);
	for (size_t i = 0; i < n; i++) {
		list[i] = &entries[i];
		/* copies, so that the sanitizer sees bad pointers */
		arena_slice(a, entries[i].tenant);
		for (size_t k = 0; k < entries[i].nfiles; k++)
			arena_slice(a, entries[i].files[k].path);
		FUZZ_HOLDS(i == 0 || slice_cmp(entries[i - 1].tenant, entries[i].tenant) < 0);
	}
	cache_format(&again, list, n, &old);
	/* equal but for stamps at the end of time, which count as fresh */
	FUZZ_HOLDS(again.len == bytes.len);
	buf_fini(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = ARENA_INIT;
	struct buf sealed = BUF_INIT;
	struct slice bytes = { (const char *)data, size };

	use(&a, bytes);
	buf_add(&sealed, bytes);
	cache_seal(&sealed);
	use(&a, buf_slice(&sealed));
	buf_fini(&sealed);
	arena_free(&a);
	return 0;
}
