/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The floor that a build is measured against: writes a tree that it holds in memory, and says how long that took.
 *
 *	plainwrite [-s] [-j N] FROM TO
 *
 * Reads every file below FROM (untimed), then, timed, makes TO, its directories and files with the same bytes: open, write,
 * close, in N threads (1 by default). -s adds one syncfs(), as a build that must survive a power cut does. TO must not exist.
 * Prints one line of JSON. Exit status: 0, or 1 with a message.
 */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define JOBS_MAX 64

struct entry {
	char *path;                     /* below TO */
	char *bytes;                    /* NULL for a directory */
	size_t len;
};

struct tree {
	struct entry *entries;          /* a directory stands before what is in it */
	size_t count, room;
	size_t files, bytes;
};

struct share {
	const struct tree *tree;
	size_t from, to;
};

/* nftw() hands nothing through to its callback, so the tree being read and the two roots stand here. */
static struct tree tree;
static const char *source, *target;

static void
fail(const char *what)
{
	fprintf(stderr, "plainwrite: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void *
grab(size_t size)
{
	void *p = malloc(size ? size : 1);

	if (!p)
		fail("memory");
	return p;
}

static char *
slurp(const char *path, size_t len)
{
	char *bytes = grab(len);
	size_t have = 0;
	ssize_t n;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		fail(path);
	while (have < len && (n = read(fd, bytes + have, len - have)) > 0)
		have += (size_t)n;
	if (have < len)
		fail(path);
	close(fd);
	return bytes;
}

static int
add(const char *path, const struct stat *st, int type, struct FTW *walk)
{
	const char *below = path + strlen(source);
	struct entry *e;
	size_t size;

	(void)walk;
	if (type != FTW_F && type != FTW_D)
		return 0;
	if (tree.count == tree.room) {
		tree.room = tree.room ? tree.room * 2 : 1024;
		tree.entries = realloc(tree.entries, tree.room * sizeof(*tree.entries));
		if (!tree.entries)
			fail("memory");
	}
	e = &tree.entries[tree.count++];
	size = strlen(target) + strlen(below) + 1;
	e->path = grab(size);
	snprintf(e->path, size, "%s%s", target, below);
	e->bytes = NULL;
	e->len = 0;
	if (type == FTW_F) {
		e->len = (size_t)st->st_size;
		e->bytes = slurp(path, e->len);
		tree.files++;
		tree.bytes += e->len;
	}
	return 0;
}

static void
write_file(const struct entry *e)
{
	size_t done = 0;
	ssize_t n;
	int fd;

	fd = open(e->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0)
		fail(e->path);
	while (done < e->len) {
		n = write(fd, e->bytes + done, e->len - done);
		if (n < 0)
			fail(e->path);
		done += (size_t)n;
	}
	if (close(fd) < 0)
		fail(e->path);
}

static void *
write_share(void *arg)
{
	const struct share *s = arg;

	for (size_t i = s->from; i < s->to; i++) {
		if (s->tree->entries[i].bytes)
			write_file(&s->tree->entries[i]);
	}
	return NULL;
}

static void
write_tree(size_t jobs)
{
	struct share shares[JOBS_MAX];
	pthread_t threads[JOBS_MAX];

	for (size_t i = 0; i < tree.count; i++) {
		if (!tree.entries[i].bytes && mkdir(tree.entries[i].path, 0777) < 0)
			fail(tree.entries[i].path);
	}
	for (size_t j = 0; j < jobs; j++) {
		shares[j] = (struct share){&tree, tree.count * j / jobs, tree.count * (j + 1) / jobs};
		if (j > 0 && pthread_create(&threads[j], NULL, write_share, &shares[j]) != 0)
			fail("thread");
	}
	write_share(&shares[0]);
	for (size_t j = 1; j < jobs; j++)
		pthread_join(threads[j], NULL);
}

static void
sync_target(void)
{
	int fd = open(target, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || syncfs(fd) < 0)
		fail(target);
	close(fd);
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int
main(int argc, char **argv)
{
	int opt, jobs = 1, durable = 0;
	double begin;

	while ((opt = getopt(argc, argv, "sj:")) != -1) {
		if (opt == 's')
			durable = 1;
		else if (opt != 'j' || (jobs = atoi(optarg)) < 1 || jobs > JOBS_MAX)
			return 2;
	}
	if (optind + 2 != argc) {
		fprintf(stderr, "usage: plainwrite [-s] [-j N] FROM TO\n");
		return 2;
	}
	source = argv[optind];
	target = argv[optind + 1];
	if (nftw(source, add, 64, FTW_PHYS) != 0)
		fail(source);
	begin = now();
	write_tree((size_t)jobs);
	if (durable)
		sync_target();
	printf("{\"wall\": %.6f, \"files\": %zu, \"bytes\": %zu}\n", now() - begin, tree.files, tree.bytes);
	return 0;
}
