/* SPDX-License-Identifier: Apache-2.0 */
/* diag.c - collecting, joining and ordering messages. */
#include "diag/diag.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

#include "base/vec.h"

static const struct diag_info registry[] = {
#define ERROR DIAG_ERROR
#define WARNING DIAG_WARNING
#define CODE(name, number, severity, summary) { name, #name, severity, summary },
#include "diag/codes.def"
#undef CODE
#undef ERROR
#undef WARNING
};

enum { NCODES = sizeof(registry) / sizeof(registry[0]) };

const struct diag_info *
diag_registry(size_t *n)
{
	*n = NCODES;
	return registry;
}

const struct diag_info *
diag_info(unsigned number)
{
	for (size_t i = 0; i < NCODES; i++)
		if ((unsigned)registry[i].code == number)
			return &registry[i];
	return NULL;
}

/* Place, code and text of a message as one key. */
static struct slice
identity(struct arena *a, const struct diag *d)
{
	struct slice path = d->at.src ? d->at.src->path : SLICE_LIT("");

	return arena_printf(a, "%u:%u:%u:%.*s:%.*s", (unsigned)d->code, (unsigned)d->at.start, (unsigned)d->at.end,
	                    SLICE_FMT(path), SLICE_FMT(d->text));
}

static struct diag *
add(struct diags *ds, const struct diag *d)
{
	size_t limit = ds->limit ? ds->limit : DIAG_LIMIT;
	struct slice key = identity(ds->arena, d);
	struct diag *copy;

	if (map_get(&ds->seen, key))
		return &ds->spare;
	map_put(&ds->seen, key, ds);
	ds->errors += d->severity == DIAG_ERROR;
	ds->warnings += d->severity == DIAG_WARNING;
	if (ds->errors + ds->warnings > limit)
		return &ds->spare;
	copy = arena_new(ds->arena, struct diag);
	*copy = *d;
	copy->next = NULL;
	if (ds->last)
		ds->last->next = copy;
	else
		ds->first = copy;
	ds->last = copy;
	return copy;
}

struct diag *
diag_report(struct diags *ds, enum diag_code code, struct span at, const char *fmt, ...)
{
	const struct diag_info *info = diag_info((unsigned)code);
	struct diag d = { .code = code, .at = at };
	va_list ap;

	assert(info);
	d.severity = info->severity;
	va_start(ap, fmt);
	d.text = arena_vprintf(ds->arena, fmt, ap);
	va_end(ap);
	return add(ds, &d);
}

void
diag_note(struct diags *ds, struct diag *d, struct span at, const char *fmt, ...)
{
	struct diag_note **end = &d->notes;
	struct diag_note *note;
	va_list ap;

	if (d == &ds->spare)
		return;
	while (*end)
		end = &(*end)->next;
	note = arena_new(ds->arena, struct diag_note);
	note->at = at;
	va_start(ap, fmt);
	note->text = arena_vprintf(ds->arena, fmt, ap);
	va_end(ap);
	*end = note;
}

void
diag_append(struct diags *to, const struct diags *from)
{
	size_t kept = 0;

	for (const struct diag *d = from->first; d; d = d->next) {
		struct diag copy = *d, *added;

		copy.text = arena_slice(to->arena, d->text);
		copy.notes = NULL;
		added = add(to, &copy);
		for (const struct diag_note *n = d->notes; n; n = n->next)
			diag_note(to, added, n->at, "%.*s", SLICE_FMT(n->text));
		kept++;
	}
	/* What `from` did not keep still counts. */
	if (from->errors + from->warnings > kept)
		to->errors += from->errors + from->warnings - kept;
}

/* Merges the sorted runs [0, half) and [half, n) of `all`; on equal places
 * the left one, which is older, comes first. */
static void
merge_runs(struct diag **all, size_t half, size_t n, struct diag **room)
{
	size_t i = 0, j = half, k = 0;

	while (i < half && j < n)
		room[k++] = span_cmp(all[i]->at, all[j]->at) <= 0 ? all[i++] : all[j++];
	while (i < half)
		room[k++] = all[i++];
	memcpy(all, room, k * sizeof(struct diag *));
}

/* Merge sort: qsort does not keep the order of equals. Depth is log2(n). */
static void
sort(struct diag **all, size_t n, struct diag **room)
{
	if (n < 2)
		return;
	sort(all, n / 2, room);
	sort(all + n / 2, n - n / 2, room);
	merge_runs(all, n / 2, n, room);
}

void
diag_sort(struct diags *ds)
{
	VEC(struct diag *) all = { 0 };

	for (struct diag *d = ds->first; d; d = d->next)
		vec_push(ds->arena, &all, d);
	sort(all.ptr, all.len, arena_new_n(ds->arena, all.len, struct diag *));
	ds->first = ds->last = NULL;
	for (size_t i = 0; i < all.len; i++) {
		all.ptr[i]->next = NULL;
		if (ds->last)
			ds->last->next = all.ptr[i];
		else
			ds->first = all.ptr[i];
		ds->last = all.ptr[i];
	}
}
