/* SPDX-License-Identifier: Apache-2.0 */
/* pattern.c - PCRE2 behind a small door; re2.c decides what may pass. */
#include "schema/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "schema/re2.h"

enum {
	HEAP_LIMIT = 16 * 1024,    /* KiB of remembered positions */
	GROUPS_MAX = 1000,
};

struct pattern {
	pcre2_code *code;
	pcre2_match_context *limits;
	uint32_t groups;
};

/* PCRE2's memory while it compiles: of the pattern's arena, given back with
 * it. */
static void *
from_arena(size_t size, void *arena)
{
	return arena_alloc(arena, size);
}

static void
keep(void *memory, void *arena)
{
	(void)memory;
	(void)arena;
}

static pcre2_match_context *
limits_of(uint32_t steps, pcre2_general_context *memory)
{
	pcre2_match_context *limits = pcre2_match_context_create(memory);

	pcre2_set_match_limit(limits, steps);
	pcre2_set_heap_limit(limits, HEAP_LIMIT);
	return limits;
}

static const struct pattern *
compile(struct arena *a, struct slice text, struct slice *error)
{
	struct pattern *p = arena_new(a, struct pattern);
	pcre2_general_context *memory = pcre2_general_context_create(from_arena, keep, a);
	pcre2_compile_context *how = pcre2_compile_context_create(memory);
	PCRE2_UCHAR message[128];
	PCRE2_SIZE where;
	int code;

	pcre2_set_newline(how, PCRE2_NEWLINE_LF);
	p->code = pcre2_compile((PCRE2_SPTR)text.ptr, text.len,
	                        PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_ALT_CIRCUMFLEX | PCRE2_NEVER_BACKSLASH_C, &code,
	                        &where, how);
	if (!p->code) {
		pcre2_get_error_message(code, message, sizeof(message));
		*error = arena_printf(a, "%s", (const char *)message);
		return NULL;
	}
	p->limits = limits_of(PATTERN_STEPS_MAX, memory);
	pcre2_pattern_info(p->code, PCRE2_INFO_CAPTURECOUNT, &p->groups);
	p->groups++;
	if (p->groups > GROUPS_MAX) {
		*error = SLICE_LIT("too many groups");
		return NULL;
	}
	return p;
}

const struct pattern *
pattern_new(struct arena *a, struct slice text, struct slice *error, size_t *offset)
{
	struct buf translated = BUF_INIT;
	const struct pattern *p = NULL;
	const char *wrong = re2_translate(&translated, text, offset);

	if (wrong) {
		*error = slice_of(wrong);
	} else {
		*offset = 0;
		buf_reserve(&translated, 1);
		p = compile(a, buf_slice(&translated), error);
	}
	buf_fini(&translated);
	return p;
}

/* Memory of one match: a piece of the stack, which is enough nearly always,
 * then an arena that lives as long as the match. */
struct pool {
	struct arena more;
	size_t used;
	_Alignas(16) char bytes[28 * 1024];
};

static void *
from_pool(size_t size, void *data)
{
	struct pool *pool = data;
	size_t rounded = (size + 15) & ~(size_t)15;
	void *p;

	if (rounded < size || rounded > sizeof(pool->bytes) - pool->used)
		return arena_alloc(&pool->more, size);
	p = pool->bytes + pool->used;
	pool->used += rounded;
	return p;
}

enum pattern_result
pattern_find_within(const struct pattern *p, const struct pattern_search *s)
{
	struct pool pool;
	pcre2_general_context *memory;
	pcre2_match_data *found;
	pcre2_match_context *limits;
	const PCRE2_SIZE *at;
	int rc;

	pool.more = ARENA_INIT;
	pool.used = 0;
	memory = pcre2_general_context_create(from_pool, keep, &pool);
	found = pcre2_match_data_create(s->n ? p->groups : 1, memory);
	limits = s->steps == PATTERN_STEPS_MAX ? p->limits : limits_of(s->steps, memory);
	rc = pcre2_match(p->code, (PCRE2_SPTR)(s->text.ptr ? s->text.ptr : ""), s->text.len, s->from, 0, found, limits);
	at = pcre2_get_ovector_pointer(found);
	for (size_t i = 0; rc >= 0 && i < s->n; i++) {
		s->groups[i] = (struct pattern_group){ SIZE_MAX, SIZE_MAX };
		if (i < p->groups && at[2 * i] != PCRE2_UNSET)
			s->groups[i] = (struct pattern_group){ at[2 * i], at[2 * i + 1] };
	}
	arena_free(&pool.more);
	if (rc >= 0)
		return PATTERN_YES;
	return rc == PCRE2_ERROR_MATCHLIMIT || rc == PCRE2_ERROR_HEAPLIMIT || rc == PCRE2_ERROR_DEPTHLIMIT ? PATTERN_LIMIT
	                                                                                                     : PATTERN_NO;
}

enum pattern_result
pattern_find(const struct pattern *p, struct slice s, size_t from, struct pattern_group *groups, size_t n)
{
	return pattern_find_within(p, &(struct pattern_search){ s, from, PATTERN_STEPS_MAX, groups, n });
}

size_t
pattern_groups(const struct pattern *p)
{
	return p->groups;
}
