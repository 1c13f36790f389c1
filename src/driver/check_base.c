/* SPDX-License-Identifier: Apache-2.0 */
/* check_base.c - what can be said of a base without a tenant. */
#include "driver/check_base.h"

#include "driver/bases.h"
#include "driver/proof.h"

/* The kind that the base is for has a schema. */
static bool
check_for(struct project *p, const struct base *base)
{
	struct diag *d;

	if (slice_is(base->for_kind, "Cluster") || map_get(&p->schemas, base->for_kind))
		return true;
	d = diag_report(p->diags, DIAG_FLEET_SCHEMA, span_file(base->src), "the base is for %.*s, which has no schema",
	                SLICE_FMT(base->for_kind));
	diag_note(p->diags, d, SPAN_NONE, "a file below schemas/ says 'kind: Schema' and below 'spec:' 'kind: %.*s'",
	          SLICE_FMT(base->for_kind));
	return false;
}

/* Whether it is the name of one version. */
static bool
exists(struct project *p, struct slice id)
{
	struct names all = bases_list(p->arena, p->rootfd);

	for (size_t i = 0; i < all.len; i++)
		if (slice_eq(all.ptr[i], id))
			return true;
	bases_unknown(p->diags, DIAG_BASE_MISSING, all, id);
	return false;
}

static bool
check(struct project *p, struct slice id)
{
	struct base_schemas schemas = project_base_schemas(p);
	const struct base *base;
	const struct val *fleet;

	if (!exists(p, id))
		return false;
	base = base_load(p->arena, p->diags, p->rootfd, id, SPAN_NONE, &schemas);
	if (!base || !check_for(p, base))
		return false;
	p->alone->base = base;
	fleet = project_read_fleet(p, SLICE_LIT("fleet.yaml"));
	if (fleet->kind == VAL_BAD || !project_take_fleet(p, fleet) || p->diags->errors)
		return false;
	return proof_of_base(p, base) && p->diags->errors == 0;
}

bool
driver_check_base(struct arena *a, struct diags *ds, int rootfd, struct slice id, struct alone *alone)
{
	struct project p;
	bool ok;

	*alone = (struct alone){ .arena = a };
	ok = project_open(&p, a, ds, rootfd);
	p.alone = alone;
	ok = ok && !ds->errors && check(&p, id);
	diag_sort(ds);
	return ok;
}
