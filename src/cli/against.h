/* SPDX-License-Identifier: Apache-2.0 */
/* against.h - private to cli: the project as it was, from another folder or
 * from Git. */
#ifndef BERTH_CLI_AGAINST_H
#define BERTH_CLI_AGAINST_H

#include <limits.h>
#include <stdbool.h>

struct against {
	int fd;                    /* its root */
	char temporary[PATH_MAX];  /* a folder to remove; "": none */
};

/* Opens `what`: a folder, or else a revision of the Git repository that the
 * project is in ("origin/main", "HEAD~1"), whose files are laid into a temporary
 * folder by git(1). Nothing of the repository changes. False after a message. */
bool against_open(struct against *a, const char *what);
void against_close(struct against *a);

#endif
