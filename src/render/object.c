/* SPDX-License-Identifier: Apache-2.0 */
/* object.c - what an object says it is. */
#include "render/object.h"

struct slice
object_label(struct arena *a, const struct object *o)
{
	return arena_printf(a, "%.*s/%.*s", SLICE_FMT(o->kind), SLICE_FMT(o->name));
}

bool
object_identify(struct object *o, const char **missing)
{
	const struct val *metadata = val_get_cstr(o->val, "metadata");
	struct { const char *name; const struct val *val; struct slice *to; } needed[] = {
		{ "apiVersion", val_get_cstr(o->val, "apiVersion"), &o->api_version },
		{ "kind", val_get_cstr(o->val, "kind"), &o->kind },
		{ "metadata.name", val_get_cstr(metadata, "name"), &o->name },
	};

	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		*missing = needed[i].name;
		if (!val_is(needed[i].val, VAL_STRING) || needed[i].val->u.str.len == 0)
			return false;
		*needed[i].to = needed[i].val->u.str;
	}
	o->namespace = val_text(val_get_cstr(metadata, "namespace"), SLICE_LIT(""));
	return true;
}
