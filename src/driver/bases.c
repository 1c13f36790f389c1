/* SPDX-License-Identifier: Apache-2.0 */
/* bases.c - the folders below bases/. */
#include "driver/bases.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/vec.h"
#include "diag/nearest.h"

struct names
bases_list(struct arena *a, int rootfd)
{
	struct names names = sibling_names(a, rootfd, SLICE_LIT("bases"));
	VEC(struct slice) all = { 0 };

	for (size_t i = 0; i < names.len; i++) {
		struct slice dir = arena_join(a, SLICE_LIT("bases/"), names.ptr[i]);
		struct names versions = sibling_names(a, rootfd, dir);

		for (size_t j = 0; j < versions.len; j++) {
			struct slice page = arena_printf(a, "%.*s/%.*s/base.yaml", SLICE_FMT(dir), SLICE_FMT(versions.ptr[j]));

			if (faccessat(rootfd, page.ptr, F_OK, 0) == 0)
				vec_push(a, &all, arena_printf(a, "%.*s/%.*s", SLICE_FMT(names.ptr[i]),
				                               SLICE_FMT(versions.ptr[j])));
		}
	}
	return (struct names){ all.ptr, all.len };
}

/* "web" of "web/1.0.0". */
static struct slice
name_of(struct slice id)
{
	return slice_sub(id, 0, slice_find(id, SLICE_LIT("/"), 0));
}

bool
bases_match(struct slice id, struct slice wanted)
{
	return slice_eq(id, wanted) || slice_eq(name_of(id), wanted);
}

void
bases_unknown(struct diags *ds, enum diag_code code, struct names all, struct slice wanted)
{
	struct diag *d = diag_report(ds, code, SPAN_NONE, "there is no base '%.*s'", SLICE_FMT(wanted));
	struct nearest n = NEAREST_INIT(wanted);
	struct slice known = SLICE_LIT("");

	/* "web", where a version is wanted, is nearest to none of its versions. */
	for (size_t i = 0; i < all.len; i++) {
		bool version = bases_match(all.ptr[i], wanted);

		nearest_offer(&n, version ? all.ptr[i] : name_of(all.ptr[i]));
		nearest_offer(&n, all.ptr[i]);
		known = arena_printf(ds->arena, "%.*s%s'%.*s'", SLICE_FMT(known), known.len ? ", " : "",
		                     SLICE_FMT(all.ptr[i]));
	}
	if (n.best.ptr)
		diag_note(ds, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(n.best));
	else if (known.len)
		diag_note(ds, d, SPAN_NONE, "there are %.*s", SLICE_FMT(known));
	else
		diag_note(ds, d, SPAN_NONE, "a base is a folder bases/NAME/VERSION with a base.yaml");
}
