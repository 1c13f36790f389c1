/* SPDX-License-Identifier: Apache-2.0 */
/* base_fuzz.c - any bytes as a base: its contents page, a resource, a text
 * file and a feature, parted by lines "%%". A base that loads renders the
 * tenants of the small project. */
#include "fuzz.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "project.h"

static const char *const files[] = {
	"bases/fuzz/1.0.0/base.yaml",
	"bases/fuzz/1.0.0/resource.yaml",
	"bases/fuzz/1.0.0/text",
	"bases/fuzz/1.0.0/feature/feature.yaml",
};

static const char tenant[] =
	"apiVersion: berth.dev/v1alpha1\nkind: WebTenant\nmetadata: {name: blog, labels: {a: b}}\n"
	"spec: {cluster: north, tier: prod, image: 'blog:2.1', host: blog}\n";

static void
write_file(int root, const char *path, struct slice text)
{
	int fd = openat(root, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	FUZZ_HOLDS(fd >= 0);
	FUZZ_HOLDS(file_write_all(fd, text) == 0);
	close(fd);
}

/* Writes the parts of the input; missing ones are empty files. */
static void
write_base(int root, struct slice input)
{
	size_t at = 0;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		size_t end = slice_find(input, SLICE_LIT("%%\n"), at);

		write_file(root, files[i], slice_sub(input, at, end));
		at = end == SIZE_MAX ? input.len : end + 3;
	}
}

static void
set_up(struct project *p, struct arena *a, struct diags *ds)
{
	int root = fuzz_project_open();

	FUZZ_HOLDS(mkdirat(root, "bases/fuzz", 0777) == 0);
	FUZZ_HOLDS(mkdirat(root, "bases/fuzz/1.0.0", 0777) == 0);
	FUZZ_HOLDS(mkdirat(root, "bases/fuzz/1.0.0/feature", 0777) == 0);
	FUZZ_HOLDS(project_load(p, a, ds, root));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena arena;
	static struct diags diags;
	static struct project project;
	static bool loaded;
	struct base_schemas schemas;
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	const struct base *base;

	if (!loaded) {
		arena = ARENA_INIT;
		diags = DIAGS_INIT(&arena);
		set_up(&project, &arena, &diags);
		loaded = true;
	}
	write_base(project.rootfd, (struct slice){ (const char *)data, size });
	schemas.base = map_get(&project.schemas, SLICE_LIT("Base"));
	schemas.feature = map_get(&project.schemas, SLICE_LIT("Feature"));
	schemas.failures = map_get(&project.schemas, SLICE_LIT("Failures"));
	base = base_load(&a, &ds, project.rootfd, SLICE_LIT("fuzz/1.0.0"), SPAN_NONE, &schemas);
	FUZZ_HOLDS((base != NULL) == (ds.errors == 0));
	if (base) {
		struct ring ring = project.rings[project.nrings - 1];
		struct project with = project;

		/* The last ring, which the tenant falls into, with this base. */
		ring.bases = MAP_INIT(&a);
		map_put(&ring.bases, SLICE_LIT("WebTenant"), (void *)(uintptr_t)base);
		with.rings = &ring;
		with.nrings = 1;
		fuzz_tenant(&with, slice_of(tenant));
	}
	arena_free(&a);
	return 0;
}
