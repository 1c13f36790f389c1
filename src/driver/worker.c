/* SPDX-License-Identifier: Apache-2.0 */
/* worker.c - threads that take one unit after the other. A thread has an
 * arena for the unit at hand and one for what is kept of all its units;
 * nothing else is shared but the number of the next unit. */
#include "driver/unit.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>

struct worker {
	struct batch *b;
	void (*job)(struct batch *b, struct unit *u, struct workspace *w);
	struct workspace space;
	pthread_t thread;
};

static void *
work(void *arg)
{
	struct worker *w = arg;
	struct batch *b = w->b;

	for (;;) {
		size_t i = atomic_fetch_add(&b->next, 1);

		if (i >= b->nopen)
			break;
		w->job(b, &b->units[b->open[i]], &w->space);
		atomic_fetch_add(&b->done, 1);
	}
	arena_free(&w->space.scratch);
	arena_free(&w->space.memos.arena);
	pthread_mutex_lock(&b->lock);
	if (--b->running == 0)
		pthread_cond_signal(&b->finished);
	pthread_mutex_unlock(&b->lock);
	return NULL;
}

static size_t
most_threads(const struct batch *b)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	size_t n = b->o->jobs ? b->o->jobs : processors > 0 ? (size_t)processors : 1;

	return n < 64 ? n : 64;
}

/* Waits for the threads, reporting progress ten times a second. */
static void
wait_for_all(struct batch *b, void (*progress)(void *ctx, size_t done, size_t all))
{
	pthread_mutex_lock(&b->lock);
	while (b->running) {
		struct timespec until;

		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += 100000000;
		if (until.tv_nsec >= 1000000000) {
			until.tv_nsec -= 1000000000;
			until.tv_sec++;
		}
		if (pthread_cond_timedwait(&b->finished, &b->lock, &until) == ETIMEDOUT && progress)
			progress(b->o->ctx, atomic_load(&b->done), b->nopen);
	}
	pthread_mutex_unlock(&b->lock);
}

void
workers_run(struct batch *b, void (*job)(struct batch *b, struct unit *u, struct workspace *w),
            void (*progress)(void *ctx, size_t done, size_t all))
{
	size_t most = most_threads(b), n = most < b->nopen ? most : b->nopen, started = 0;
	struct worker *workers = arena_new_n(b->arena, n, struct worker);

	if (!b->keep)
		b->keep = arena_new_n(b->arena, b->nworkers = most + 1, struct arena);
	atomic_store(&b->next, 0);
	atomic_store(&b->done, 0);
	pthread_mutex_init(&b->lock, NULL);
	pthread_cond_init(&b->finished, NULL);
	b->running = n;
	for (size_t i = 0; i < n; i++) {
		workers[i] = (struct worker){ .b = b, .job = job, .space.keep = &b->keep[i] };
		if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0)
			break;
		started++;
	}
	if (started < n) {
		/* No more threads to be had: the calling one does the rest. */
		struct worker self = { .b = b, .job = job, .space.keep = &b->keep[n] };

		pthread_mutex_lock(&b->lock);
		b->running -= n - started - 1;
		pthread_mutex_unlock(&b->lock);
		work(&self);
	}
	wait_for_all(b, progress);
	for (size_t i = 0; i < started; i++)
		pthread_join(workers[i].thread, NULL);
	pthread_cond_destroy(&b->finished);
	pthread_mutex_destroy(&b->lock);
}
