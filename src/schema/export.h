/* SPDX-License-Identifier: Apache-2.0 */
/* export.h - a schema in the forms that others read: JSON Schema for editors
 * and CI, a CustomResourceDefinition for an API server, a page for people.
 *
 * All three are made from the value that the schema was loaded from, so what
 * they say is what berth checks, with one difference: berth checks a spec
 * after the layers of the fleet were laid under it, and a file is looked at
 * alone. So a field that a layer gives is not required of a tenant. */
#ifndef BERTH_SCHEMA_EXPORT_H
#define BERTH_SCHEMA_EXPORT_H

#include "base/buf.h"
#include "schema/schema.h"

struct export_kind {
	struct slice kind;
	const struct val *doc;     /* the Schema document: its spec.schema is the schema */
	bool tenant;               /* its spec is made of layers */
};

/* Names that a field of a tenant's spec may hold ("cluster"). */
struct export_names {
	const char *field;
	const struct val *names;   /* a list of strings; NULL: not known */
};

struct export {
	struct arena *arena;
	const struct export_kind *kinds;
	size_t nkinds;
	const struct export_kind *only;   /* of these the one that is asked for; NULL: all */
	/* The specs of all layers that there are; maps. */
	const struct val *const *layers;
	size_t nlayers;
	const struct export_names *names;
	size_t nnames;
};

/* JSON Schema, draft-07, of all kinds or of `only`: a document's `kind` says which counts.
 * `Fleet` is where the layers stand: those are checked like specs of which
 * nothing is required. What JSON Schema cannot say is left out: rules
 * (x-kubernetes-validations; their messages are added to the description),
 * keys of lists, formats that it means something else by, and patterns that
 * ECMAScript cannot say. */
const struct val *export_json_schema(const struct export *x);

/* A CustomResourceDefinition (apiextensions.k8s.io/v1) of one kind. Group and
 * version are those of the only apiVersion that the schema takes; NULL when
 * it names none or several. metadata is the API server's own business but for the
 * name. Names and scope may be said by the document (spec.names, spec.scope); else
 * the plural is that of an English noun, and the scope is Namespaced when
 * metadata has a namespace. A rule that reads a field which a layer may give counts
 * only where the field is. */
const struct val *export_crd(const struct export *x, const struct export_kind *k);

/* Appends a page in Markdown: one table an object, in the order in which
 * the schema was written. */
void export_markdown(struct buf *b, const struct export *x, const struct export_kind *k);

#endif
