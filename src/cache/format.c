/* SPDX-License-Identifier: Apache-2.0 */
/* format.c - encoding and decoding. Decoding trusts no length: each is
 * compared with what is left before it is used. */
#include "cache/format.h"

#include <string.h>

static const struct slice magic = SLICE_INIT("berthcch");

enum {
	HEADER = 16,
	CHECKSUM = 8,
	ENTRY = 16 + SHA256_SIZE,  /* the fixed part of an entry */
	FACT = 16,
	SHARE = 32,
	STAT = 40,
	FILE_FIXED = 4 + STAT,
};

static uint32_t
get32(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;

	return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static uint64_t
get64(const char *p)
{
	return get32(p) | (uint64_t)get32(p + 4) << 32;
}

static void
put64(struct buf *b, uint64_t n)
{
	char bytes[8];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(unsigned char)(n >> (8 * i));
	buf_add(b, (struct slice){ bytes, sizeof(bytes) });
}

static void
put32(struct buf *b, size_t n)
{
	char bytes[4];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(unsigned char)(n >> (8 * i));
	buf_add(b, (struct slice){ bytes, sizeof(bytes) });
}

/* Four lanes of multiply and rotate over words, so that megabytes take a
 * millisecond; any flipped bit changes its lane. */
static uint64_t
checksum(struct slice s)
{
	const uint64_t prime = 0x9e3779b97f4a7c15u;
	uint64_t lane[4] = { s.len, 1, 2, 3 }, all = prime;
	char last[32] = { 0 };
	size_t at = 0;

	while (at < s.len) {
		size_t left = s.len - at;
		const char *p = s.ptr + at;

		if (left < sizeof(last))
			p = memcpy(last, p, left);
		for (size_t i = 0; i < 4; i++) {
			lane[i] = (lane[i] ^ get64(p + 8 * i)) * prime;
			lane[i] ^= lane[i] >> 29;
		}
		at += sizeof(last);
	}
	for (size_t i = 0; i < 4; i++) {
		all = (all ^ lane[i]) * prime;
		all ^= all >> 32;
	}
	return all;
}

struct reader {
	const char *p, *end;
	struct arena *arena;
};

static bool
has(const struct reader *r, uint64_t n)
{
	return n <= (uint64_t)(r->end - r->p);
}

static bool
read_text(struct reader *r, uint32_t len, struct slice *out)
{
	if (!has(r, len))
		return false;
	*out = (struct slice){ r->p, len };
	r->p += len;
	return true;
}

static bool
read_file(struct reader *r, struct cache_file *f)
{
	uint32_t len;

	if (!has(r, FILE_FIXED))
		return false;
	len = get32(r->p);
	f->stat.size = get64(r->p + 4);
	f->stat.inode = get64(r->p + 12);
	f->stat.device = get64(r->p + 20);
	f->stat.mtime_ns = (int64_t)get64(r->p + 28);
	f->stat.ctime_ns = (int64_t)get64(r->p + 36);
	r->p += FILE_FIXED;
	return read_text(r, len, &f->path);
}

/* There is room for them. */
static void
read_facts(struct reader *r, struct cache_entry *e)
{
	struct cache_fact *facts = arena_new_n(r->arena, e->nfacts, struct cache_fact);
	struct cache_share *shares = arena_new_n(r->arena, e->nshares, struct cache_share);

	for (size_t i = 0; i < e->nfacts; i++, r->p += FACT)
		facts[i] = (struct cache_fact){ { get64(r->p), get64(r->p + 8) } };
	for (size_t i = 0; i < e->nshares; i++, r->p += SHARE)
		shares[i] = (struct cache_share){ { get64(r->p), get64(r->p + 8) }, (int64_t)get64(r->p + 16),
		                                  (int64_t)get64(r->p + 24) };
	e->facts = facts;
	e->shares = shares;
}

static bool
read_entry(struct reader *r, struct cache_entry *e)
{
	struct cache_file *files;
	uint32_t len;

	if (!has(r, ENTRY))
		return false;
	len = get32(r->p);
	e->nfiles = get32(r->p + 4);
	e->nfacts = get32(r->p + 8);
	e->nshares = get32(r->p + 12);
	memcpy(e->key, r->p + 16, SHA256_SIZE);
	r->p += ENTRY;
	/* so many cannot be there: ask for no memory */
	if (!read_text(r, len, &e->tenant) || !has(r, (uint64_t)e->nfacts * FACT + (uint64_t)e->nshares * SHARE +
	                                              (uint64_t)e->nfiles * FILE_FIXED))
		return false;
	read_facts(r, e);
	files = arena_new_n(r->arena, e->nfiles, struct cache_file);
	for (size_t i = 0; i < e->nfiles; i++)
		if (!read_file(r, &files[i]))
			return false;
	e->files = files;
	return true;
}

bool
cache_parse(struct arena *a, struct slice bytes, struct cache_entry **entries, size_t *n)
{
	struct reader r = { .arena = a };
	struct slice body;

	if (bytes.len < HEADER + CHECKSUM || !slice_starts(bytes, magic) || get32(bytes.ptr + 8) != CACHE_FORMAT)
		return false;
	body = slice_sub(bytes, 0, bytes.len - CHECKSUM);
	if (checksum(body) != get64(bytes.ptr + body.len))
		return false;
	*n = get32(bytes.ptr + 12);
	r.p = bytes.ptr + HEADER;
	r.end = body.ptr + body.len;
	if (!has(&r, (uint64_t)*n * ENTRY))
		return false;
	*entries = arena_new_n(a, *n, struct cache_entry);
	for (size_t i = 0; i < *n; i++) {
		struct cache_entry *e = &(*entries)[i];

		if (!read_entry(&r, e) || (i > 0 && slice_cmp(e[-1].tenant, e->tenant) >= 0))
			return false;
	}
	return r.p == r.end;
}

static bool
is_fresh(const struct publish_stat *st, const struct cache_fresh *fresh)
{
	return st->ctime_ns >= (st->device == fresh->device ? fresh->here : fresh->elsewhere);
}

static void
format_file(struct buf *out, const struct cache_file *f, const struct cache_fresh *fresh)
{
	static const struct publish_stat unknown;
	const struct publish_stat *st = is_fresh(&f->stat, fresh) ? &unknown : &f->stat;

	put32(out, f->path.len);
	put64(out, st->size);
	put64(out, st->inode);
	put64(out, st->device);
	put64(out, (uint64_t)st->mtime_ns);
	put64(out, (uint64_t)st->ctime_ns);
	buf_add(out, f->path);
}

void
cache_seal(struct buf *b)
{
	put64(b, checksum(buf_slice(b)));
}

void
cache_format(struct buf *out, const struct cache_entry *const *entries, size_t n, const struct cache_fresh *fresh)
{
	buf_add(out, magic);
	put32(out, CACHE_FORMAT);
	put32(out, n);
	for (size_t i = 0; i < n; i++) {
		const struct cache_entry *e = entries[i];

		put32(out, e->tenant.len);
		put32(out, e->nfiles);
		put32(out, e->nfacts);
		put32(out, e->nshares);
		buf_add(out, (struct slice){ (const char *)e->key, SHA256_SIZE });
		buf_add(out, e->tenant);
		for (size_t k = 0; k < e->nfacts; k++) {
			put64(out, e->facts[k].hash[0]);
			put64(out, e->facts[k].hash[1]);
		}
		for (size_t k = 0; k < e->nshares; k++) {
			put64(out, e->shares[k].hash[0]);
			put64(out, e->shares[k].hash[1]);
			put64(out, (uint64_t)e->shares[k].amount);
			put64(out, (uint64_t)e->shares[k].limit);
		}
		for (size_t k = 0; k < e->nfiles; k++)
			format_file(out, &e->files[k], fresh);
	}
	cache_seal(out);
}
