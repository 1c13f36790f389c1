/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_diff.c - berth diff: what a build would change, as a unified diff. */
#include "cli/cmd.h"

#include <unistd.h>

#include "emit/diff.h"

const struct opt diff_opts[] = { MAX_DELETE_OPT, NO_CACHE_OPT, JOBS_OPT, COMMON_OPTS };

/* Lines of a diff in the colours of git: removed red, added green, places cyan. */
static void
print_colored(struct buf *out, struct slice text)
{
	for (size_t at = 0; at < text.len;) {
		size_t end = slice_find(text, SLICE_LIT("\n"), at);
		struct slice line = slice_sub(text, at, end);
		const char *color = "";

		if (slice_starts(line, SLICE_LIT("+++")) || slice_starts(line, SLICE_LIT("---")))
			color = "\033[1m";
		else if (slice_starts(line, SLICE_LIT("+")))
			color = "\033[32m";
		else if (slice_starts(line, SLICE_LIT("-")))
			color = "\033[31m";
		else if (slice_starts(line, SLICE_LIT("@@")))
			color = "\033[36m";
		buf_str(out, color);
		buf_add(out, line);
		buf_str(out, *color ? "\033[m\n" : "\n");
		at = end == SIZE_MAX ? text.len : end + 1;
	}
}

static void
print_diff(void *ctx, struct slice path, struct slice old, struct slice new)
{
	struct telling *t = ctx;
	struct buf b = BUF_INIT, colored = BUF_INIT;

	progress_end(t);
	diff_unified(&b, arena_join(t->arena, SLICE_LIT("out/"), path), old, new);
	if (use_color(STDOUT_FILENO)) {
		print_colored(&colored, buf_slice(&b));
		fwrite(colored.ptr, 1, colored.len, stdout);
	} else if (b.len) {
		fwrite(b.ptr, 1, b.len, stdout);
	}
	buf_fini(&colored);
	buf_fini(&b);
}

int
cmd_diff(int argc, char **argv)
{
	struct batch_options o = { .mode = BATCH_COMPARE, .max_delete = limits.max_delete, .no_cache = limits.no_cache,
	                           .differs = print_diff };

	return run_batch(&o, argc, argv, NULL);
}
