/* SPDX-License-Identifier: Apache-2.0 */
/* spec_fuzz.c - any bytes as a tenant's spec, through the whole compiler. */
#include "fuzz.h"

#include "project.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena arena;
	static struct diags diags;
	static struct project project;
	static bool loaded;

	if (!loaded) {
		arena = ARENA_INIT;
		diags = DIAGS_INIT(&arena);
		FUZZ_HOLDS(project_load(&project, &arena, &diags, fuzz_project_open()));
		FUZZ_HOLDS(diags.errors == 0);
		loaded = true;
	}
	fuzz_tenant(&project, (struct slice){ (const char *)data, size });
	return 0;
}
