/* SPDX-License-Identifier: Apache-2.0 */
/* project.c - a project to fuzz in. */
#include "project.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"
#include "value/cmp.h"

static char folder[1024];

/* Copies what is at `from`, in the source tree, to `to` in the folder. */
static void
copy(const char *source, const char *from, const char *to)
{
	char command[4096];

	snprintf(command, sizeof(command), "cp -R '%s/%s' '%s/%s'", source, from, folder, to);
	FUZZ_HOLDS(system(command) == 0);
}

static void
clean_up(void)
{
	char command[2048];

	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	if (system(command) != 0)
		fprintf(stderr, "left behind: %s\n", folder);
}

int
fuzz_project_open(void)
{
	const char *source = getenv("BERTH_SRC"), *temp = getenv("TMPDIR");
	char command[2048];
	int fd;

	FUZZ_HOLDS(source != NULL);
	snprintf(folder, sizeof(folder), "%s/berth-fuzz-XXXXXX", temp ? temp : "/tmp");
	FUZZ_HOLDS(mkdtemp(folder) != NULL);
	atexit(clean_up);
	copy(source, "tests/golden/projects/small/.", "");
	/* A read-only source tree gives copies that are. */
	snprintf(command, sizeof(command), "chmod -R u+w '%s'", folder);
	FUZZ_HOLDS(system(command) == 0);
	copy(source, "schemas/berth", "schemas/");
	copy(source, "schemas/kubernetes", "schemas/");
	FUZZ_HOLDS(system(command) == 0);
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	FUZZ_HOLDS(fd >= 0);
	return fd;
}

/* Reads an output file back; each document is the object that it was made of. */
static void
read_back(struct arena *a, const struct tenant *t, const struct output *o)
{
	struct diags ds = DIAGS_INIT(a);
	const struct source *src = source_new(a, o->path, o->bytes);
	struct documents docs = read_yaml(a, &ds, src, 0);
	size_t at = 0;

	FUZZ_HOLDS(ds.errors == 0);
	if (slice_ends(o->path, SLICE_LIT("kustomization.yaml")))
		return;
	for (size_t i = 0; i < t->rendered.objects.len; i++) {
		const struct object *object = &t->rendered.objects.ptr[i];

		if (!slice_ends(o->path, object->file))
			continue;
		FUZZ_HOLDS(at < docs.len);
		FUZZ_HOLDS(val_equal(docs.ptr[at], object->val));
		at++;
	}
	FUZZ_HOLDS(at == docs.len);
}

void
fuzz_tenant(const struct project *p, struct slice text)
{
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	struct tenant t = { .project = p, .arena = &a, .diags = &ds, .path = SLICE_LIT("fuzz") };
	bool ok;

	t.src = source_new(&a, t.path, text);
	ok = tenant_compile(&t);
	FUZZ_HOLDS(ok == (ds.errors == 0));
	for (size_t i = 0; ok && i < t.outputs.len; i++)
		read_back(&a, &t, &t.outputs.ptr[i]);
	arena_free(&a);
}
