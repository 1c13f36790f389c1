/* SPDX-License-Identifier: Apache-2.0 */
/* against.c - laying out the project as it was. git(1) does it, with an index
 * of its own, so that neither the index nor the files of the user change. */
#include "cli/cmd.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/against.h"

extern char **environ;

enum { OUTPUT_MAX = 3 * PATH_MAX };

/* What is needed to compile a spec; out/ is not. */
#define PARTS "fleet.yaml", "schemas", "bases", "tenants"

/* Runs git. Its output, up to OUTPUT_MAX bytes, goes to `out`, and what it complains of nowhere; without `out` it may
 * complain. */
static bool
run_git(const char *const argv[], char *out)
{
	posix_spawn_file_actions_t actions;
	int ends[2], status = -1, error;
	size_t n = 0;
	ssize_t got;
	pid_t pid;

	if (pipe(ends) != 0)
		return false;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	if (out)
		posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addclose(&actions, ends[0]);
	posix_spawn_file_actions_addclose(&actions, ends[1]);
	error = posix_spawnp(&pid, "git", &actions, NULL, (char *const *)(uintptr_t)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	if (error)
		fprintf(stderr, "berth: cannot run git: %s\n", strerror(error));
	while (!error && out && n < OUTPUT_MAX && (got = read(ends[0], out + n, OUTPUT_MAX - n)) > 0)
		n += (size_t)got;
	close(ends[0]);
	if (out)
		out[n] = '\0';
	while (!error && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return !error && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *walk)
{
	(void)st;
	(void)type;
	(void)walk;
	return remove(path);
}

/* Where the repository is, where the project is in it, and the tree of the revision. */
struct revision {
	char *repository, *prefix, *tree;
	char output[OUTPUT_MAX + 1];
};

static bool
find_revision(struct revision *p, const char *what)
{
	char revision[PATH_MAX];
	const char *argv[] = {
		"git", "-C", common.directory, "rev-parse", "--absolute-git-dir", "--show-prefix", revision, NULL,
	};
	char *end;

	if (snprintf(revision, sizeof(revision), "%s^{tree}", what) >= (int)sizeof(revision) || what[0] == '-' ||
	    !run_git(argv, p->output)) {
		fprintf(stderr, "berth: check: '%s' is neither a folder nor a revision that git knows\n", what);
		return false;
	}
	p->repository = p->output;
	end = strchr(p->repository, '\n');
	p->prefix = end ? end + 1 : NULL;
	if (!end || !(end = strchr(p->prefix, '\n')))
		return false;
	p->tree = end + 1;
	p->prefix[-1] = p->tree[-1] = '\0';
	p->tree[strcspn(p->tree, "\n")] = '\0';
	return true;
}

/* Lays the parts of the tree below the folder `to`. */
static bool
lay_out(const struct revision *p, const char *to)
{
	static const char *const parts[] = { PARTS };
	enum { N = sizeof(parts) / sizeof(parts[0]), FIXED = 11 };
	char directory[PATH_MAX + 16], tree[PATH_MAX + 16], index[PATH_MAX + 16], paths[N][PATH_MAX + 16];
	const char *argv[FIXED + N + 1] = {
		"git", "-C", to, directory, tree, "-c", "core.hooksPath=/dev/null", "checkout", "-q", p->tree, "--",
	};
	bool ok;

	snprintf(directory, sizeof(directory), "--git-dir=%s", p->repository);
	snprintf(tree, sizeof(tree), "--work-tree=%s", to);
	snprintf(index, sizeof(index), "%s/.index", to);
	for (size_t i = 0; i < N; i++) {
		snprintf(paths[i], sizeof(paths[i]), "%s%s", p->prefix, parts[i]);
		argv[FIXED + i] = paths[i];
	}
	setenv("GIT_INDEX_FILE", index, 1);
	ok = run_git(argv, NULL);
	unsetenv("GIT_INDEX_FILE");
	return ok;
}

static bool
open_revision(struct against *a, const char *what)
{
	const char *tmp = getenv("TMPDIR");
	struct revision p;
	char root[2 * PATH_MAX];

	if (!find_revision(&p, what))
		return false;
	snprintf(a->temporary, sizeof(a->temporary), "%s/berth-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(a->temporary)) {
		fprintf(stderr, "berth: cannot make a folder '%s': %s\n", a->temporary, strerror(errno));
		a->temporary[0] = '\0';
		return false;
	}
	if (!lay_out(&p, a->temporary)) {
		fprintf(stderr, "berth: check: git cannot lay out '%s'\n", what);
		return false;
	}
	snprintf(root, sizeof(root), "%s/%s", a->temporary, p.prefix);
	a->fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return a->fd >= 0;
}

bool
against_open(struct against *a, const char *what)
{
	*a = (struct against){ .fd = open(what, O_RDONLY | O_DIRECTORY | O_CLOEXEC) };
	if (a->fd >= 0 || open_revision(a, what))
		return true;
	against_close(a);
	return false;
}

void
against_close(struct against *a)
{
	if (a->fd >= 0)
		close(a->fd);
	if (a->temporary[0])
		nftw(a->temporary, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
