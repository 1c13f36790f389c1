/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs commands and says what they cost: wall time of all, CPU seconds, the largest peak memory of a single process.
 *
 *	runstat [-j N] LIST
 *
 * Each line of LIST is one command: the file for its standard output, then its arguments, parted by tabs. N of them run at
 * a time (1 by default). Prints one line of JSON. Exit status: 0; 1 when a command failed (its own message stands on standard
 * error); 2 for a usage error. A small program in C, because the peak memory that the kernel reports for a child is never
 * below what its parent held when it was started.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ARGS_MAX 64

struct total {
	double user, system;
	long peak_kb;
	int failed;
};

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

/* Splits line at tabs, in place: words[0] is the output file, the command follows and ends with NULL. */
static int
split(char *line, char **words)
{
	int n;

	line[strcspn(line, "\n")] = '\0';
	for (n = 0; n < ARGS_MAX - 1; n++) {
		words[n] = line;
		line = strchr(line, '\t');
		if (!line)
			break;
		*line++ = '\0';
	}
	words[n + 1] = NULL;
	return n + 1 < ARGS_MAX ? n + 1 : -1;
}

static void
run(char **words)
{
	int fd;

	fd = open(words[0], O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0) {
		perror(words[0]);
		_exit(127);
	}
	close(fd);
	execv(words[1], words + 1);
	perror(words[1]);
	_exit(127);
}

static void
reap(struct total *total)
{
	struct rusage usage;
	int status;

	while (wait4(-1, &status, 0, &usage) < 0) {
		if (errno != EINTR) {
			perror("runstat: wait4");
			exit(1);
		}
	}
	total->user += seconds(usage.ru_utime);
	total->system += seconds(usage.ru_stime);
	if (usage.ru_maxrss > total->peak_kb)
		total->peak_kb = usage.ru_maxrss;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		total->failed++;
}

static void
start(char *line)
{
	char *words[ARGS_MAX + 1];
	pid_t pid;

	if (split(line, words) < 2) {
		fprintf(stderr, "runstat: not a command: %s\n", line);
		exit(2);
	}
	pid = fork();
	if (pid < 0) {
		perror("runstat: fork");
		exit(1);
	}
	if (pid == 0)
		run(words);
}

int
main(int argc, char **argv)
{
	struct total total = {0};
	int opt, jobs = 1, running = 0, count = 0;
	char *line = NULL;
	size_t size = 0;
	double begin;
	FILE *list;

	while ((opt = getopt(argc, argv, "j:")) != -1) {
		if (opt != 'j' || (jobs = atoi(optarg)) < 1)
			return 2;
	}
	list = optind + 1 == argc ? fopen(argv[optind], "re") : NULL;
	if (!list) {
		fprintf(stderr, "usage: runstat [-j N] LIST\n");
		return 2;
	}
	begin = now();
	while (getline(&line, &size, list) > 0) {
		if (running == jobs) {
			reap(&total);
			running--;
		}
		start(line);
		running++;
		count++;
	}
	while (running-- > 0)
		reap(&total);
	printf("{\"wall\": %.6f, \"user\": %.6f, \"system\": %.6f, \"peak_kb\": %ld, \"commands\": %d, \"failed\": %d}\n",
	       now() - begin, total.user, total.system, total.peak_kb, count, total.failed);
	free(line);
	fclose(list);
	return total.failed != 0;
}
