/* SPDX-License-Identifier: Apache-2.0 */
/* replay.c - main of a fuzz target without libFuzzer: calls it once for each
 * file named, or in a folder named. Options are ignored, so that both kinds of
 * program are called alike. */
#include "fuzz.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

static void
fail(const char *what, const char *path)
{
	fprintf(stderr, "replay: cannot %s %s\n", what, path);
	exit(2);
}

static void
replay_file(const char *path, size_t size)
{
	/* As large as the input and no larger: reading beyond it is seen. */
	uint8_t *data = malloc(size ? size : 1);
	FILE *f = fopen(path, "rb");

	if (!data || !f || fread(data, 1, size, f) != size)
		fail("read", path);
	fclose(f);
	LLVMFuzzerTestOneInput(data, size);
	free(data);
}

static size_t
replay(const char *path)
{
	struct stat st;
	struct dirent *e;
	size_t n = 0;
	DIR *d;

	if (stat(path, &st) < 0)
		fail("find", path);
	if (!S_ISDIR(st.st_mode)) {
		replay_file(path, (size_t)st.st_size);
		return 1;
	}
	d = opendir(path);
	if (!d)
		fail("open", path);
	while ((e = readdir(d)) != NULL) {
		char name[4096];

		if (e->d_name[0] == '.')
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, e->d_name);
		n += replay(name);
	}
	closedir(d);
	return n;
}

int
main(int argc, char **argv)
{
	size_t n = 0;

	for (int i = 1; i < argc; i++)
		if (argv[i][0] != '-')
			n += replay(argv[i]);
	fprintf(stderr, "%zu inputs\n", n);
	return 0;
}
