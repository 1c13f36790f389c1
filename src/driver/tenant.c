/* SPDX-License-Identifier: Apache-2.0 */
/* tenant.c - the contents page: what happens to a tenant, in order. */
#include "driver/tenant.h"

#include "base/path.h"
#include "driver/facts.h"
#include "driver/layer.h"
#include "driver/output.h"
#include "verify/verify.h"

static struct render_input
input_of(const struct tenant *t)
{
	return (struct render_input){
		.base = t->base,
		.api = t->cluster->api,
		.metadata = t->metadata,
		.spec = t->spec,
		.cluster = t->cluster->place.val,
		.tier = t->tier ? t->tier->val : &val_empty_map,
		.ring = t->ring ? t->ring->place.val : &val_empty_map,
		.fleet = t->project->fleet,
	};
}

static bool
render(struct tenant *t)
{
	struct render_input in = input_of(t);

	return render_tenant(t->arena, t->diags, &in, &t->rendered);
}

static bool
verify(struct tenant *t)
{
	struct verify v = {
		.arena = t->arena,
		.diags = t->diags,
		.rendered = &t->rendered,
		.api = t->cluster->api,
		.version = t->cluster->version,
		.metadata = t->metadata,
		.spec = t->spec,
		.known = t->memo ? &t->memo->known : NULL,
	};

	return verify_tenant(&v);
}

bool
tenant_check_spec(struct tenant *t)
{
	size_t errors = t->diags->errors;
	bool ok = layer_read(t) &&   /* the YAML, its kind, its names */
	          layer_find(t) &&   /* its cluster, tier, ring and base */
	          layer_merge(t) &&  /* base < tier < cluster < ring < tenant */
	          layer_check(t);    /* against the schema of its kind; defaults */

	/* What the reader could not read is checked around, but not built with. */
	return ok && t->diags->errors == errors;
}

/* From a complete spec to files. */
static bool
build(struct tenant *t)
{
	t->memo = t->memos ? memo_of(t->memos, t->base, t->cluster->api) : NULL;
	return render(t) &&          /* objects with their patches */
	       verify(t) &&          /* would the cluster take them? */
	       output_emit(t) &&     /* the bytes of each file */
	       facts_collect(t);     /* what no other tenant may have */
}

/* What a base that is wrong would make is no news. */
static bool
is_proven(const struct tenant *t)
{
	for (size_t i = 0; i < t->project->unproven.len; i++)
		if (t->project->unproven.ptr[i] == t->base)
			return false;
	return true;
}

bool
tenant_compile(struct tenant *t)
{
	return tenant_check_spec(t) && is_proven(t) && build(t);
}

bool
tenant_failures(const struct tenant *t, struct diags *ds, struct render_failures *out)
{
	struct render_input in = input_of(t);

	return render_failures(t->arena, ds, &in, out);
}

bool
tenant_compile_cluster(struct tenant *t, const struct cluster *c)
{
	return layer_cluster(t, c) && is_proven(t) && build(t);
}

bool
tenant_is(struct slice path, struct slice name, struct slice wanted)
{
	if (slice_eq(wanted, path))
		return true;
	return name.len ? slice_eq(wanted, name) : path_has_stem(path, wanted);
}
