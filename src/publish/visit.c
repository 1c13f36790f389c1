/* SPDX-License-Identifier: Apache-2.0 */
/* visit.c - what would change, file by file, for people who want to see. */
#include "publish/publish_priv.h"

#include <errno.h>
#include <unistd.h>

struct showing {
	struct publish *p;
	struct diags *diags;
	void (*fn)(void *ctx, struct slice path, struct slice old, struct slice new);
	void *ctx;
	struct buf old, new;  /* of the file at hand */
};

static int
read_spilled(const struct publish *p, const struct out_file *f, struct buf *out)
{
	size_t got = 0;

	if (p->spill_err)
		return p->spill_err;
	buf_reserve(out, f->size);
	while (got < f->size) {
		ssize_t n = pread(p->spillfd, out->ptr + got, f->size - got, (off_t)(f->spilled + got));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? errno : EIO;
		got += (size_t)n;
	}
	out->len = got;
	return 0;
}

/* One path: f is NULL for a file that goes. */
static bool
show(struct showing *s, struct slice path, const struct out_file *f)
{
	struct publish *p = s->p;
	int err = 0;

	buf_clear(&s->old);
	buf_clear(&s->new);
	if (!f || f->state == FILE_CHANGED)
		err = tree_read(p->outfd, path.ptr, &s->old);
	if (!err && f)
		err = p->dry ? read_spilled(p, f, &s->new) : tree_read(p->stagefd, path.ptr, &s->new);
	if (err) {
		publish_complain(p, s->diags, DIAG_PUBLISH_READ, path, "cannot be read", err);
		return false;
	}
	s->fn(s->ctx, path, buf_slice(&s->old), buf_slice(&s->new));
	return true;
}

bool
publish_visit(struct publish *p, struct diags *ds,
              void (*fn)(void *ctx, struct slice path, struct slice old, struct slice new), void *ctx)
{
	struct showing s = { .p = p, .diags = ds, .fn = fn, .ctx = ctx };
	struct arena a = ARENA_INIT;
	struct out_file **files;
	size_t n, i = 0, k = 0;
	bool ok = publish_find_stale(p, ds);

	files = publish_differing(p, &a, &n);
	/* two sorted lists, one walk */
	while (ok && (i < n || k < p->stale.len)) {
		bool stale = i == n || (k < p->stale.len && slice_cmp(p->stale.ptr[k], files[i]->path) < 0);

		ok = stale ? show(&s, p->stale.ptr[k], NULL) : show(&s, files[i]->path, files[i]);
		k += stale;
		i += !stale;
	}
	buf_fini(&s.old);
	buf_fini(&s.new);
	arena_free(&a);
	return ok;
}
