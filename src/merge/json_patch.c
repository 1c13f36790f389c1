/* SPDX-License-Identifier: Apache-2.0 */
/* json_patch.c - RFC 6902: operations on places that JSON Pointers (RFC
 * 6901) name. Values never change, so an operation makes the containers on
 * the way to its place anew and shares everything else. */
#include "base/num.h"
#include "base/vec.h"
#include "merge/merge_priv.h"
#include "value/build.h"
#include "value/cmp.h"

enum {
	POINTER_MAX = VAL_DEPTH_MAX, /* steps */
	COPIED_MAX = 1000000,        /* values that all copies may add */
};

struct pointer {
	const struct val *text;      /* as it was written, for messages */
	const struct slice *tokens;
	size_t len;
};

enum edit { EDIT_ADD, EDIT_REMOVE, EDIT_REPLACE };

/* One operation on its way down. */
struct run {
	struct merge *m;
	const struct val *operation;
	const struct val *root;      /* before the operation */
	size_t copied;               /* over all operations */
};

static struct span
place_of(const struct run *r, const char *member)
{
	const struct val *v = val_get_cstr(r->operation, member);

	return val_place(v && val_place(v).src ? v : r->operation);
}

static void
malformed(const struct run *r, const char *what, struct slice name)
{
	diag_report(r->m->diags, DIAG_PATCH_OPERATION, val_place(r->operation), "a JSON Patch operation with %s '%.*s'",
	            what, SLICE_FMT(name));
}

/* ~1 is '/', ~0 is '~'; another '~' is a mistake. */
static bool
unescape(struct arena *a, struct slice raw, struct slice *out)
{
	char *p = arena_alloc(a, raw.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < raw.len; i++) {
		p[n] = raw.ptr[i];
		if (raw.ptr[i] == '~') {
			if (++i == raw.len || (raw.ptr[i] != '0' && raw.ptr[i] != '1'))
				return false;
			p[n] = raw.ptr[i] == '0' ? '~' : '/';
		}
		n++;
	}
	*out = (struct slice){ p, n };
	return true;
}

static bool
parse_pointer(struct arena *a, const struct val *text, struct pointer *out)
{
	struct slice s = text->u.str;
	VEC(struct slice) tokens = { 0 };

	if (s.len && s.ptr[0] != '/')
		return false;
	for (size_t at = 0; at < s.len;) {
		size_t end = slice_find(s, SLICE_LIT("/"), at + 1);
		struct slice token;

		end = end == SIZE_MAX ? s.len : end;
		if (!unescape(a, slice_sub(s, at + 1, end), &token) || tokens.len == POINTER_MAX)
			return false;
		vec_push(a, &tokens, token);
		at = end;
	}
	*out = (struct pointer){ text, tokens.ptr, tokens.len };
	return true;
}

/* The pointer in a member of the operation; reports when it is none. */
static bool
pointer_of(const struct run *r, const char *member, struct pointer *out)
{
	const struct val *v = val_get_cstr(r->operation, member);

	if (!val_is(v, VAL_STRING)) {
		malformed(r, "no text as", slice_of(member));
		return false;
	}
	if (parse_pointer(r->m->arena, v, out))
		return true;
	diag_report(r->m->diags, DIAG_PATCH_OPERATION, place_of(r, member), "'%.*s' is no JSON Pointer",
	            SLICE_FMT(v->u.str));
	return false;
}

/* An index without sign and leading zeros; below `limit`. */
static bool
parse_index(struct slice token, size_t limit, size_t *out)
{
	uint64_t n;

	if (token.len == 0 || (token.len > 1 && token.ptr[0] == '0') || token.ptr[0] == '+')
		return false;
	if (!num_parse_uint(token, 10, &n) || n >= limit)
		return false;
	*out = (size_t)n;
	return true;
}

static const struct val *
step(const struct val *v, struct slice token)
{
	size_t i;

	if (v->kind == VAL_MAP)
		return val_get(v, token);
	if (v->kind == VAL_LIST && parse_index(token, v->u.list.len, &i))
		return v->u.list.items[i];
	return NULL;
}

static void
nowhere(const struct run *r, const char *member, const struct pointer *p, size_t token)
{
	struct diag *d;

	if (token == p->len) {
		diag_report(r->m->diags, DIAG_PATCH_PATH, place_of(r, member), "the whole document cannot be removed");
		return;
	}
	d = diag_report(r->m->diags, DIAG_PATCH_PATH, place_of(r, member), "'%.*s' leads nowhere",
	                SLICE_FMT(p->text->u.str));
	diag_note(r->m->diags, d, SPAN_NONE, "there is no '%.*s'", SLICE_FMT(p->tokens[token]));
}

static const struct val *
find(const struct run *r, const char *member, const struct pointer *p)
{
	const struct val *v = r->root;

	for (size_t i = 0; i < p->len; i++) {
		v = step(v, p->tokens[i]);
		if (!v) {
			nowhere(r, member, p, i);
			return NULL;
		}
	}
	return v;
}

static const struct val *
list_with(struct arena *a, const struct val *list, size_t at, enum edit edit, const struct val *v)
{
	struct list_build b = LIST_BUILD_INIT(a);

	for (size_t i = 0; i <= list->u.list.len; i++) {
		if (i == at && v)
			list_build_add(&b, v);
		if (i < list->u.list.len && (i != at || edit == EDIT_ADD))
			list_build_add(&b, list->u.list.items[i]);
	}
	return val_with(a, list_build_end(&b, list->at), list->at, list->origin);
}

static const struct val *
map_with(struct arena *a, const struct val *map, struct slice key, const struct val *v)
{
	struct map_build b = MAP_BUILD_INIT(a);
	const struct field *old = val_field(map, key);

	for (size_t i = 0; i < map->u.map.len; i++) {
		const struct field *f = &map->u.map.fields[i];

		if (f != old)
			map_build_add(&b, f->key, f->key_at, f->val);
	}
	if (v)
		map_build_add(&b, key, old ? old->key_at : v->at, v);
	return val_with(a, map_build_end(&b, map->at), map->at, map->origin);
}

/* How deep the walk is, and the way to it for `allowed`. */
struct way {
	const struct pointer *to;
	size_t token;
	const struct doc_path *path;
};

/* The child that `token` names and its index in a list; NULL where there is
 * none, *possible then tells whether an add may put one there. */
static const struct val *
child(const struct val *v, struct slice token, size_t *index, bool *possible)
{
	*possible = v->kind == VAL_MAP;
	if (v->kind == VAL_MAP)
		return val_get(v, token);
	if (v->kind != VAL_LIST)
		return NULL;
	*index = v->u.list.len;
	*possible = slice_is(token, "-") || parse_index(token, v->u.list.len + 1, index);
	return *possible && *index < v->u.list.len ? v->u.list.items[*index] : NULL;
}

/* What the last token names becomes `new` (NULL: goes). */
static const struct val *
edit_here(struct run *r, const struct val *old, struct way way, enum edit edit, const struct val *new)
{
	struct spot s = { NULL, old, new, way.path };

	if (edit == EDIT_REMOVE)
		return merge_remove(r->m, s);
	return merge_succeed(r->m, s, new);
}

/* `v` with the edit done below it; NULL after a message. */
static const struct val *
edit_at(struct run *r, const struct val *v, struct way way, enum edit edit, const struct val *new)
{
	struct slice token = way.to->tokens[way.token];
	bool last = way.token + 1 == way.to->len, possible, insert;
	size_t index = 0;
	const struct val *old = child(v, token, &index, &possible), *now;
	struct doc_path at = v->kind == VAL_MAP ? DOC_KEY(way.path, token) : DOC_INDEX(way.path, index);
	struct way next = { way.to, way.token + 1, &at };

	if (!old && !(last && edit == EDIT_ADD && possible)) {
		nowhere(r, "path", way.to, way.token);
		return NULL;
	}
	/* An add to a list moves the others: it replaces nothing. */
	insert = last && edit == EDIT_ADD && v->kind == VAL_LIST;
	now = last ? edit_here(r, insert ? NULL : old, next, edit, new) : edit_at(r, old, next, edit, new);
	if (!now && !last)
		return NULL;
	/* What was not allowed leaves all as it was. */
	if ((now == old && !insert) || (!now && edit != EDIT_REMOVE))
		return v;
	if (v->kind == VAL_MAP)
		return map_with(r->m->arena, v, token, now);
	return list_with(r->m->arena, v, index, insert ? EDIT_ADD : EDIT_REPLACE, now);
}

static const struct val *
edit(struct run *r, const struct pointer *to, enum edit edit, const struct val *new)
{
	const struct val *v;

	if (to->len == 0 && edit == EDIT_REMOVE) {
		nowhere(r, "path", to, 0);
		return NULL;
	}
	if (to->len == 0)
		v = merge_succeed(r->m, (struct spot){ NULL, r->root, new, NULL }, new);
	else
		v = edit_at(r, r->root, (struct way){ to, 0, NULL }, edit, new);
	if (v && v->depth > VAL_DEPTH_MAX) {
		diag_report(r->m->diags, DIAG_PATCH_LIMIT, val_place(r->operation), "more than %d levels of nesting",
		            VAL_DEPTH_MAX);
		return NULL;
	}
	return v;
}

/* Values in v, at most `limit`. */
static size_t
count(const struct val *v, size_t limit)
{
	size_t n = 1;

	if (v->kind == VAL_LIST)
		for (size_t i = 0; i < v->u.list.len && n < limit; i++)
			n += count(v->u.list.items[i], limit - n);
	if (v->kind == VAL_MAP)
		for (size_t i = 0; i < v->u.map.len && n < limit; i++)
			n += count(v->u.map.fields[i].val, limit - n);
	return n;
}

/* A copy shares, but what is emitted grows: so it is counted. */
static const struct val *
copy(struct run *r, const struct pointer *from, const struct pointer *to)
{
	const struct val *v = find(r, "from", from);

	if (!v)
		return NULL;
	r->copied += count(v, COPIED_MAX);
	if (r->copied >= COPIED_MAX) {
		diag_report(r->m->diags, DIAG_PATCH_LIMIT, val_place(r->operation), "copies of more than %d values",
		            COPIED_MAX);
		return NULL;
	}
	return edit(r, to, EDIT_ADD, v);
}

static bool
inside(const struct pointer *outer, const struct pointer *inner)
{
	if (inner->len <= outer->len)
		return false;
	for (size_t i = 0; i < outer->len; i++)
		if (!slice_eq(outer->tokens[i], inner->tokens[i]))
			return false;
	return true;
}

static const struct val *
move(struct run *r, const struct pointer *from, const struct pointer *to)
{
	const struct val *v = find(r, "from", from), *without;

	if (!v)
		return NULL;
	if (slice_eq(from->text->u.str, to->text->u.str))
		return r->root;
	if (inside(from, to)) {
		diag_report(r->m->diags, DIAG_PATCH_PATH, place_of(r, "path"), "'%.*s' cannot be moved into itself",
		            SLICE_FMT(from->text->u.str));
		return NULL;
	}
	without = edit(r, from, EDIT_REMOVE, NULL);
	if (!without)
		return NULL;
	r->root = without;
	return edit(r, to, EDIT_ADD, v);
}

static const struct val *
test(const struct run *r, const struct pointer *at, const struct val *want)
{
	const struct val *v = find(r, "path", at);
	struct diag *d;

	if (!v || val_equal(v, want))
		return v ? r->root : NULL;
	d = diag_report(r->m->diags, DIAG_PATCH_TEST, place_of(r, "value"), "the value at '%.*s' is another one",
	                SLICE_FMT(at->text->u.str));
	if (val_place(v).src)
		diag_note(r->m->diags, d, val_place(v), "it stands here");
	return NULL;
}

/* One operation on r->root: the document behind it, or NULL. */
static const struct val *
operate(struct run *r)
{
	struct slice op = val_text(val_get_cstr(r->operation, "op"), SLICE_LIT(""));
	const struct val *value = val_get_cstr(r->operation, "value");
	bool moves = slice_is(op, "move"), copies = slice_is(op, "copy");
	struct pointer path, from;

	if (!val_is(r->operation, VAL_MAP)) {
		diag_report(r->m->diags, DIAG_PATCH_OPERATION, val_place(r->operation),
		            "expected a JSON Patch operation, found %s", val_kind_name(r->operation));
		return NULL;
	}
	if (!pointer_of(r, "path", &path))
		return NULL;
	if (moves || copies) {
		if (!pointer_of(r, "from", &from))
			return NULL;
		return moves ? move(r, &from, &path) : copy(r, &from, &path);
	}
	if (slice_is(op, "remove"))
		return edit(r, &path, EDIT_REMOVE, NULL);
	if (!slice_is(op, "add") && !slice_is(op, "replace") && !slice_is(op, "test")) {
		malformed(r, "an unknown 'op'", op);
		return NULL;
	}
	if (!value) {
		malformed(r, "no", SLICE_LIT("value"));
		return NULL;
	}
	if (slice_is(op, "test"))
		return test(r, &path, value);
	return edit(r, &path, slice_is(op, "add") ? EDIT_ADD : EDIT_REPLACE, value);
}

bool
merge_json_patch(struct merge *m, const struct val *doc, const struct val *operations, const struct val **out)
{
	struct run r = { .m = m, .root = doc };

	if (operations->kind == VAL_BAD || doc->kind == VAL_BAD)
		return false;
	if (operations->kind != VAL_LIST) {
		diag_report(m->diags, DIAG_PATCH_OPERATION, val_place(operations),
		            "expected a list of JSON Patch operations, found %s", val_kind_name(operations));
		return false;
	}
	for (size_t i = 0; i < operations->u.list.len; i++) {
		const struct val *next;

		r.operation = operations->u.list.items[i];
		next = operate(&r);
		if (!next)
			return false;
		r.root = next;
	}
	*out = r.root;
	return true;
}
