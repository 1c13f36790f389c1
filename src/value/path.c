/* SPDX-License-Identifier: Apache-2.0 */
/* path.c - printing, parsing and following places in documents. */
#include "value/path.h"

#include "base/buf.h"
#include "base/num.h"
#include "base/vec.h"

static bool
word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
	       c == '/' || c == '$';
}

static bool
is_word(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!word_char(s.ptr[i]))
			return false;
	return s.len > 0;
}

static void
print(struct buf *b, const struct doc_path *p)
{
	/* Bounded: one step a level of a value. */
	if (p->parent)
		print(b, p->parent);
	if (!p->key.ptr) {
		buf_printf(b, "[%zu]", p->index);
	} else if (is_word(p->key)) {
		if (p->parent)
			buf_char(b, '.');
		buf_add(b, p->key);
	} else {
		buf_str(b, "['");
		buf_add(b, p->key);
		buf_str(b, "']");
	}
}

struct slice
doc_path_text(struct arena *a, const struct doc_path *p)
{
	struct buf b = BUF_INIT;
	struct slice s;

	if (p)
		print(&b, p);
	s = arena_slice(a, buf_slice(&b));
	buf_fini(&b);
	return s;
}

/* Parses what stands in brackets, `inside` without them. */
static bool
bracket(struct slice inside, struct step *out)
{
	size_t eq = slice_find(inside, SLICE_LIT("="), 0);
	int64_t n;

	if (slice_is(inside, "*")) {
		*out = (struct step){ .kind = STEP_ALL };
		return true;
	}
	if (inside.len >= 2 && inside.ptr[0] == '\'' && inside.ptr[inside.len - 1] == '\'') {
		*out = (struct step){ .kind = STEP_KEY, .key = slice_sub(inside, 1, inside.len - 1) };
		return true;
	}
	if (eq != SIZE_MAX) {
		*out = (struct step){ .kind = STEP_MATCH, .key = slice_sub(inside, 0, eq),
		                      .value = slice_sub(inside, eq + 1, inside.len) };
		return is_word(out->key);
	}
	if (!num_parse_int(inside, 10, &n) || n < 0)
		return false;
	*out = (struct step){ .kind = STEP_INDEX, .index = (size_t)n };
	return true;
}

/* Where the bracket that opens at `at` closes; a quoted key may hold ']'. */
static size_t
closing(struct slice text, size_t at)
{
	if (at + 1 < text.len && text.ptr[at + 1] == '\'') {
		size_t end = slice_find(text, SLICE_LIT("']"), at + 2);

		return end == SIZE_MAX ? SIZE_MAX : end + 1;
	}
	return slice_find(text, SLICE_LIT("]"), at);
}

bool
steps_parse(struct arena *a, struct slice text, struct steps *out, size_t *bad_at)
{
	VEC(struct step) steps = { 0 };
	size_t at = 0;

	while (at < text.len) {
		struct step s;
		size_t end = at;

		*bad_at = at;
		if (text.ptr[at] == '[') {
			end = closing(text, at);
			if (end == SIZE_MAX || !bracket(slice_sub(text, at + 1, end), &s))
				return false;
			end++;
		} else {
			if (text.ptr[at] == '.')
				end = ++at;
			else if (at > 0)
				return false;
			while (end < text.len && word_char(text.ptr[end]))
				end++;
			if (end == at)
				return false;
			s = (struct step){ .kind = STEP_KEY, .key = slice_sub(text, at, end) };
		}
		vec_push(a, &steps, s);
		at = end;
	}
	*bad_at = 0;
	*out = (struct steps){ steps.ptr, steps.len };
	return steps.len > 0;
}

static bool
matches(const struct val *item, const struct step *s)
{
	const struct val *v = val_get(item, s->key);
	char text[NUM_INT_MAX];

	if (val_is(v, VAL_INT))
		return slice_eq(num_int(text, v->u.i), s->value);
	return val_is(v, VAL_STRING) && slice_eq(v->u.str, s->value);
}

static const struct val *
step_into(const struct val *v, const struct step *s)
{
	if (s->kind == STEP_KEY)
		return val_get(v, s->key);
	if (!val_is(v, VAL_LIST))
		return NULL;
	for (size_t i = 0; i < v->u.list.len; i++) {
		if (s->kind == STEP_ALL || (s->kind == STEP_INDEX && i == s->index) ||
		    (s->kind == STEP_MATCH && matches(v->u.list.items[i], s)))
			return v->u.list.items[i];
	}
	return NULL;
}

const struct val *
steps_find(const struct val *v, struct steps s)
{
	for (size_t i = 0; v && i < s.len; i++)
		v = step_into(v, &s.ptr[i]);
	return v;
}

/* Whether one walked step is what the written step names; `v` is the value
 * that both step into. */
static bool
same_step(const struct step *s, const struct doc_path *p, const struct val *v)
{
	if (s->kind == STEP_KEY)
		return p->key.ptr && slice_eq(p->key, s->key);
	if (p->key.ptr)
		return false;
	if (s->kind == STEP_ALL)
		return true;
	if (s->kind == STEP_INDEX)
		return p->index == s->index;
	return val_is(v, VAL_LIST) && p->index < v->u.list.len && matches(v->u.list.items[p->index], s);
}

bool
steps_touch(struct steps s, const struct val *root, const struct doc_path *p)
{
	const struct doc_path *walked[VAL_DEPTH_MAX + 1];
	size_t n = 0;

	for (const struct doc_path *q = p; q && n <= VAL_DEPTH_MAX; q = q->parent)
		walked[n++] = q;
	for (size_t i = 0; i < s.len && i < n; i++) {
		const struct doc_path *q = walked[n - 1 - i];

		if (!same_step(&s.ptr[i], q, root))
			return false;
		if (q->key.ptr)
			root = val_get(root, q->key);
		else if (val_is(root, VAL_LIST) && q->index < root->u.list.len)
			root = root->u.list.items[q->index];
		else
			root = NULL;
	}
	return true;
}
