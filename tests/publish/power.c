/* SPDX-License-Identifier: Apache-2.0 */
/* power.c - power goes: what was not made durable is lost or cut, and of the
 * steps of a switch any may have reached the disk. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.h"
#include "publish/stand.h"

/* Bytes that were not durable are gone, in one way of several. */
enum loss { LOSS_EMPTY, LOSS_HALF, LOSS_NAMES, LOSS_WAYS };

static void
lose(struct stand *t, const char *path, enum loss loss, off_t size)
{
	int fd = loss == LOSS_NAMES ? -1 : openat(t->f.fd, path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || ftruncate(fd, loss == LOSS_EMPTY ? 0 : size / 2) < 0)
		unlinkat(t->f.fd, path, 0);
	if (fd >= 0)
		close(fd);
}

/* Power goes while nothing of the stage is durable. */
static void
lose_stage(struct stand *t, enum loss loss)
{
	for (const struct fixture_file *f = t->s->new; f->path; f++) {
		char path[128];
		struct stat st;

		snprintf(path, sizeof(path), "out/.berth/stage/%s", f->path);
		if (fstatat(t->f.fd, path, &st, AT_SYMLINK_NOFOLLOW) == 0)
			lose(t, path, loss, st.st_size);
	}
}

static void
expect_old(struct stand *t, size_t i)
{
	if (stand_has(t, "out"))
		stand_recover(t);
	if (strcmp(stand_dump(t), t->old.ptr) != 0) {
		stand_complain(t, "power went at %zu: not the old tree", i);
		stand_print("got", t->got.ptr);
	}
	stand_expect_next_run(t, "power went at", i);
}

/* At each call up to the one that made something durable. */
static void
power_cut_before(struct stand *t, const struct inject_outcome *calls, bool journal)
{
	size_t from = journal ? stand_nth_call(calls, SYS_syncfs, 1) + 1 : 0;
	size_t to = journal ? stand_switch_start(calls) : stand_nth_call(calls, SYS_syncfs, 1) + 1;
	size_t tried = 0;

	for (size_t i = from; i < to && i < calls->calls; i++) {
		for (int loss = LOSS_EMPTY; inject_changes(calls->call[i]) && loss < LOSS_WAYS; loss++, tried++) {
			struct inject what = { .kind = INJECT_KILL, .at = i };
			struct inject_outcome out;
			struct stat st;

			stand_set_up(t);
			inject_run(stand_publish, t, &what, &out);
			if (!journal)
				lose_stage(t, (enum loss)loss);
			else if (fstatat(t->f.fd, "out/.berth/journal", &st, 0) == 0)
				lose(t, "out/.berth/journal", (enum loss)loss, st.st_size);
			expect_old(t, i);
			fixture_close(&t->f);
		}
	}
	stand_finish_test(t, journal ? "power goes before the journal is durable" : "power goes before the stage is durable",
	            tried);
}

/* One line of the journal, carried out by hand. */
static void
carry_out(struct stand *t, const char *line, int n)
{
	char from[160], to[160];
	const char *path = strchr(line, ' ') + 1;

	n -= (int)(path - line);
	snprintf(from, sizeof(from), "out/.berth/stage/%.*s", n, path);
	snprintf(to, sizeof(to), "out/%.*s", n, path);
	if (line[0] == 'd' && line[1] == 'e' ? unlinkat(t->f.fd, to, 0) < 0
	                                     : renameat(t->f.fd, from, t->f.fd, to) < 0)
		stand_complain(t, "cannot carry out '%.*s'", n, path);
}

/* Power goes during the switch: any of its steps may have reached the disk,
 * in any order. */
static void
power_cut_in_switch(struct stand *t, const struct inject_outcome *calls)
{
	struct inject what = { .kind = INJECT_KILL, .at = stand_switch_start(calls) };
	unsigned masks = t->thorough ? 400 : 60, bits = 12345;

	for (unsigned i = 0; what.at < calls->calls && i < masks; i++) {
		struct inject_outcome out;
		struct arena a = ARENA_INIT;
		struct slice text;
		unsigned at = 0;

		stand_set_up(t);
		inject_run(stand_publish, t, &what, &out);
		if (file_read(&a, t->f.fd, SLICE_LIT("out/.berth/journal"), 1 << 20, &text) != 0) {
			stand_complain(t, "no journal where one should be");
			text = SLICE_LIT("\n");
		}
		bits = bits * 1103515245u + 12345u;
		for (const char *p = strchr(text.ptr, '\n') + 1; *p && strncmp(p, "end ", 4) != 0; at++) {
			const char *end = strchr(p, '\n');

			if (i == 1 || (i > 1 && bits >> (8 + at % 20) & 1))
				carry_out(t, p, (int)(end - p));
			p = end + 1;
		}
		arena_free(&a);
		if (stand_recover(t) && strcmp(stand_dump(t), t->new.ptr) != 0) {
			stand_complain(t, "steps %x durable: not the new tree", bits);
			stand_print("got", t->got.ptr);
		}
		stand_expect_next_run(t, "steps durable", i);
		fixture_close(&t->f);
	}
	stand_finish_test(t, "power goes during the switch", masks);
}

void
power_cut(struct stand *t, const struct inject_outcome *calls)
{
	power_cut_before(t, calls, false);
	power_cut_before(t, calls, true);
	power_cut_in_switch(t, calls);
}
