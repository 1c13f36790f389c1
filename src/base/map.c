/* SPDX-License-Identifier: Apache-2.0 */
/* map.c - open addressing with linear probing over an ordered array. */
#include "base/map.h"

#include <assert.h>

#include "base/vec.h"

/* The slot that holds `key`, or the empty one where it belongs. */
static uint32_t *
find_slot(const struct map *m, struct slice key, uint64_t hash)
{
	size_t mask = m->nslots - 1;

	for (size_t i = (size_t)hash & mask;; i = (i + 1) & mask) {
		const struct map_entry *e;

		if (m->slots[i] == 0)
			return &m->slots[i];
		e = &m->entries[m->slots[i] - 1];
		if (e->hash == hash && slice_eq(e->key, key))
			return &m->slots[i];
	}
}

static void
rehash(struct map *m)
{
	m->nslots = m->nslots ? m->nslots * 2 : 16;
	m->slots = arena_new_n(m->arena, m->nslots, uint32_t);
	for (size_t i = 0; i < m->len; i++)
		*find_slot(m, m->entries[i].key, m->entries[i].hash) = (uint32_t)(i + 1);
}

void *
map_get(const struct map *m, struct slice key)
{
	uint32_t slot;

	if (m->len == 0)
		return NULL;
	slot = *find_slot(m, key, slice_hash(key));
	return slot ? m->entries[slot - 1].value : NULL;
}

static struct map_entry *
entry(struct map *m, struct slice key, void *value)
{
	uint64_t hash = slice_hash(key);
	uint32_t *slot;

	assert(value);
	if ((m->len + 1) * 4 > m->nslots * 3)
		rehash(m);
	slot = find_slot(m, key, hash);
	if (*slot)
		return &m->entries[*slot - 1];
	if (m->len == m->cap)
		m->entries = vec_grown(m->arena, m->entries, m->len, &m->cap, sizeof(*m->entries));
	assert(m->len < UINT32_MAX);
	m->entries[m->len] = (struct map_entry){ key, value, hash };
	*slot = (uint32_t)++m->len;
	return &m->entries[m->len - 1];
}

void *
map_add(struct map *m, struct slice key, void *value)
{
	return entry(m, key, value)->value;
}

void
map_put(struct map *m, struct slice key, void *value)
{
	entry(m, key, value)->value = value;
}
