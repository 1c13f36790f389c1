/* SPDX-License-Identifier: Apache-2.0 */
/* stale.c - files of ours that nobody offered. Only they are opened, for
 * their mark; everything else costs one entry of a directory listing. */
#include "publish/publish_priv.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct search {
	struct publish *p;
	struct slice scope;    /* where the walk started, below out/ */
	struct diags *diags;
	bool failed;
};

void
publish_prune(struct publish *p, bool all, const struct slice *scopes, size_t n)
{
	p->prune_all = all;
	for (size_t i = 0; !all && i < n; i++)
		if (!tree_path_fault(scopes[i]))
			vec_push(&p->arena, &p->scopes, arena_slice(&p->arena, scopes[i]));
}

static void
look_inside(struct search *s, int dirfd, const char *name, struct slice path)
{
	struct publish *p = s->p;
	int fd = tree_open(dirfd, name, O_RDONLY);
	int marked = fd < 0 ? -1 : tree_is_marked(fd);
	struct diag *d;

	if (marked > 0)
		vec_push(&p->arena, &p->stale, arena_slice(&p->arena, path));
	/* gone, or made something else, since it was listed: not ours any more */
	if (marked < 0 && errno != ENOENT && errno != ELOOP && errno != ENXIO) {
		s->failed = true;
		d = publish_complain(p, s->diags, DIAG_PUBLISH_READ, path, "cannot be read", errno);
		diag_note(s->diags, d, SPAN_NONE, "so it is not known whether it is old output that has to go");
	}
	if (fd >= 0)
		close(fd);
}

static int
look_at_entry(struct tree_walk *w, int dirfd, const char *name, enum tree_kind kind)
{
	struct slice below = { w->path, w->len };
	struct search *s = w->ctx;
	char text[2 * TREE_PATH];
	size_t len = s->scope.len;

	if (kind != TREE_FILE)
		return 0;
	if (len) {
		memcpy(text, s->scope.ptr, len);
		text[len++] = '/';
	}
	memcpy(text + len, below.ptr, below.len);
	below = (struct slice){ text, len + below.len };
	/* a name that we would not give is not ours, whatever is in it */
	if (!tree_path_fault(below) && !map_get(&s->p->files, below))
		look_inside(s, dirfd, name, below);
	return 0;
}

static void
search_below(struct search *s, struct slice scope)
{
	struct tree_walk w = { .visit = look_at_entry, .ctx = s, .skip = scope.len ? NULL : BERTH_DIR };
	struct slice at;
	int err;

	s->scope = scope;
	err = tree_each(&w, s->p->outfd, scope.ptr);
	/* a scope that is a file or a link holds nothing of ours */
	if (!err || ((err == ENOTDIR || err == ELOOP) && w.len == 0))
		return;
	at = (struct slice){ w.path, w.len };
	if (scope.len && w.len)
		at = arena_printf(s->diags->arena, "%.*s/%s", SLICE_FMT(scope), w.path);
	else if (scope.len)
		at = scope;
	publish_complain(s->p, s->diags, DIAG_PUBLISH_READ, at, "cannot be searched for old output", err);
	s->failed = true;
}

static int
by_path(const void *a, const void *b)
{
	return slice_cmp(*(const struct slice *)a, *(const struct slice *)b);
}

/* Sorted, and each once: one scope may lie below another. */
static void
sort_stale(struct publish *p)
{
	size_t n = 0;

	if (p->stale.len == 0)
		return;
	qsort(p->stale.ptr, p->stale.len, sizeof(*p->stale.ptr), by_path);
	for (size_t i = 0; i < p->stale.len; i++)
		if (n == 0 || !slice_eq(p->stale.ptr[n - 1], p->stale.ptr[i]))
			p->stale.ptr[n++] = p->stale.ptr[i];
	p->stale.len = n;
}

bool
publish_find_stale(struct publish *p, struct diags *ds)
{
	struct search s = { .p = p, .diags = ds };

	if (p->stale_known || p->absent)
		return true;
	if (p->prune_all)
		search_below(&s, SLICE_LIT(""));
	for (size_t i = 0; i < p->scopes.len; i++)
		search_below(&s, p->scopes.ptr[i]);
	sort_stale(p);
	p->stale_known = !s.failed;
	return !s.failed;
}
