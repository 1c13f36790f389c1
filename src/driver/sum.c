/* SPDX-License-Identifier: Apache-2.0 */
/* sum.c - adding up, and what is said of a sum that is too large. */
#include "driver/sum.h"

#include <stdlib.h>
#include <string.h>

struct cache_share
sum_share(const struct render_share *s)
{
	unsigned char digest[SHA256_SIZE];
	struct cache_share out = { .amount = s->amount, .limit = s->limit };
	struct sha256 h;

	sha256_init(&h);
	sha256_add(&h, s->sum->what);
	sha256_add(&h, SLICE_LIT("\0"));
	sha256_add(&h, s->group);
	sha256_end(&h, digest);
	memcpy(out.hash, digest, sizeof(out.hash));
	return out;
}

/* Amounts are never negative, so the order does not matter for where it ends. */
static void
add(struct sum *s, int64_t *to, int64_t n)
{
	if (!__builtin_add_overflow(*to, n, to))
		return;
	*to = INT64_MAX;
	s->more = true;
}

/* By sum, then by unit. */
static int
by_sum(const void *x, const void *y)
{
	const struct summand *a = x, *b = y;

	for (int i = 0; i < 2; i++)
		if (a->share.hash[i] != b->share.hash[i])
			return a->share.hash[i] < b->share.hash[i] ? -1 : 1;
	if (a->unit != b->unit)
		return a->unit < b->unit ? -1 : 1;
	return (a->index > b->index) - (a->index < b->index);
}

/* Keeps the unit among the largest if it is one. */
static void
rank(struct sum *s, const struct summand *unit)
{
	size_t at = s->nlargest;

	while (at > 0 && s->largest[at - 1].share.amount < unit->share.amount)
		at--;
	if (at == SUM_LARGEST)
		return;
	s->nlargest += s->nlargest < SUM_LARGEST;
	memmove(&s->largest[at + 1], &s->largest[at], (s->nlargest - at - 1) * sizeof(*unit));
	s->largest[at] = *unit;
}

static void
take_limit(struct sum *s, const struct summand *one)
{
	if (one->share.limit < 0)
		return;
	if (!s->limited) {
		s->limited = one;
		s->limit = one->share.limit;
	} else if (!s->other && one->share.limit != s->limit) {
		s->other = one;
	}
}

/* The sum of some numbers that belong together. */
static struct sum
sum_of(const struct summand *all, size_t n)
{
	struct sum s = { .total = 0 };

	for (size_t i = 0; i < n;) {
		struct summand unit = all[i];

		take_limit(&s, &all[i]);
		for (i++; i < n && all[i].unit == unit.unit; i++) {
			take_limit(&s, &all[i]);
			add(&s, &unit.share.amount, all[i].share.amount);
		}
		add(&s, &s.total, unit.share.amount);
		s.nunits++;
		rank(&s, &unit);
	}
	return s;
}

/* Two limits, or more than the one. */
static bool
is_wrong(const struct sum *s)
{
	return s->limited && (s->other || s->more || s->total > s->limit);
}

static int
by_unit(const void *x, const void *y)
{
	const struct sum *a = x, *b = y;
	const struct summand *p = a->limited, *q = b->limited;

	if (p->unit != q->unit)
		return p->unit < q->unit ? -1 : 1;
	return (p->index > q->index) - (p->index < q->index);
}

void
sums_find(struct arena *a, struct summand *all, size_t n, void (*fn)(void *ctx, const struct sum *sum), void *ctx)
{
	VEC(struct sum) wrong = { 0 };

	if (n)
		qsort(all, n, sizeof(*all), by_sum);
	for (size_t i = 0, len; i < n; i += len) {
		struct sum s;

		for (len = 1; i + len < n && memcmp(all[i].share.hash, all[i + len].share.hash, sizeof(all[i].share.hash)) == 0;)
			len++;
		s = sum_of(&all[i], len);
		if (is_wrong(&s))
			vec_push(a, &wrong, s);
	}
	if (wrong.len)
		qsort(wrong.ptr, wrong.len, sizeof(*wrong.ptr), by_unit);
	for (size_t i = 0; i < wrong.len; i++)
		fn(ctx, &wrong.ptr[i]);
}

/* What is said of them. */

static const struct render_share *
share_of(const struct sum_tenant *t)
{
	return &t->tenant->rendered.shares.ptr[t->index];
}

/* A cluster's own objects go by the name of the cluster. */
static struct slice
name_of(const struct sum_tenant *t)
{
	return val_text(val_get_cstr(t->tenant->metadata, "name"), t->tenant->name);
}

/* "blog (200), shop (100)" */
static struct slice
listed(struct arena *a, const struct sum_tenant *all, size_t n)
{
	struct slice text = SLICE_LIT("");

	for (size_t i = 0; i < n; i++) {
		struct slice name = name_of(&all[i]);

		text = arena_printf(a, "%.*s%s%.*s (%lld)", SLICE_FMT(text), i ? ", " : "", SLICE_FMT(name),
		                    (long long)all[i].amount);
	}
	return text;
}

static struct slice
who(struct arena *a, const struct sum *sum, const struct sum_tenant *largest, size_t n)
{
	struct slice list = listed(a, largest, n);

	if (sum->nunits == n)
		return arena_printf(a, "all from %.*s", SLICE_FMT(list));
	return arena_printf(a, "the largest of %zu are %.*s", sum->nunits, SLICE_FMT(list));
}

/* The field of the largest, when its own file says it; else its name, with a note. */
static struct diag *
say_at(struct diags *ds, const struct sum_tenant *largest, struct slice text)
{
	const struct base_sum *s = share_of(largest)->sum;
	const struct tenant *t = largest->tenant;
	struct render_input in = { .metadata = t->metadata, .spec = t->spec };
	struct span field = render_place(t->arena, &in, s->path, false), at = field;
	const struct val *name = val_get_cstr(t->metadata, "name");
	struct diag *d;

	if (name && val_place(name).src && val_place(name).src != field.src)
		at = val_place(name);
	d = diag_report(ds, s->warning ? DIAG_FLEET_SUM_WARN : DIAG_FLEET_SUM, at, "%.*s", SLICE_FMT(text));
	if (field.src && field.src != at.src)
		diag_note(ds, d, field, "its number comes from this");
	return d;
}

void
sum_say(struct diags *ds, const struct sum *sum, const struct sum_tenant *largest, size_t n)
{
	const struct render_share *s = share_of(largest);
	struct arena *a = largest->tenant->arena;
	struct slice from = who(a, sum, largest, n);
	struct diag *d = say_at(ds, largest, arena_printf(a, "%.*s of %.*s: %s%lld in all, and the limit is %lld; %.*s",
	                                                  SLICE_FMT(s->sum->what), SLICE_FMT(s->group),
	                                                  sum->more ? "more than " : "", (long long)sum->total,
	                                                  (long long)sum->limit, SLICE_FMT(from)));

	if (s->limit_at.src)
		diag_note(ds, d, s->limit_at, "the limit comes from this");
	diag_note(ds, d, s->sum->at, "it is added up here");
}

void
sum_say_limits(struct diags *ds, const struct sum_tenant *limited, const struct sum_tenant *other)
{
	const struct render_share *s = share_of(other), *first = share_of(limited);
	struct diag *d;

	d = diag_report(ds, DIAG_FLEET_LIMIT, s->sum->at,
	                "%.*s of %.*s: the limit is %lld for %.*s, and %lld for %.*s", SLICE_FMT(s->sum->what),
	                SLICE_FMT(s->group), (long long)first->limit, SLICE_FMT(name_of(limited)), (long long)s->limit,
	                SLICE_FMT(name_of(other)));
	if (first->limit_at.src)
		diag_note(ds, d, first->limit_at, "%lld comes from this", (long long)first->limit);
	if (s->limit_at.src)
		diag_note(ds, d, s->limit_at, "%lld comes from this", (long long)s->limit);
	if (first->sum->at.src != s->sum->at.src || first->sum->at.start != s->sum->at.start)
		diag_note(ds, d, first->sum->at, "the other one is added up here");
}

static void
say_alone(void *ctx, const struct sum *sum)
{
	struct tenant *t = ctx;
	struct sum_tenant one = { t, sum->largest[0].index, sum->total };
	struct sum_tenant limited = { t, sum->limited->index, 0 };
	struct sum_tenant other = { t, sum->other ? sum->other->index : 0, 0 };

	if (sum->other)
		sum_say_limits(t->diags, &limited, &other);
	else
		sum_say(t->diags, sum, &one, 1);
}

bool
sums_alone(struct tenant *t)
{
	size_t n = t->rendered.shares.len, errors = t->diags->errors;
	struct summand *all = arena_new_n(t->arena, n, struct summand);

	for (size_t i = 0; i < n; i++)
		all[i] = (struct summand){ sum_share(&t->rendered.shares.ptr[i]), 0, (uint32_t)i };
	sums_find(t->arena, all, n, say_alone, t);
	return t->diags->errors == errors;
}
