/* SPDX-License-Identifier: Apache-2.0 */
/* export_crd.c - a CustomResourceDefinition. What an API server refuses in one
 * is left out: the schema of metadata (but for the name), and what is no
 * keyword of its own. */
#include "base/ascii.h"
#include "schema/export_walk.h"

static const struct val *schema_of(struct export_at at, const struct val *s);

/* --- rules ---------------------------------------------------------------- */

/* Whether a word of the text is `name`. */
static bool
has_word(struct slice text, struct slice name)
{
	for (size_t at = slice_find(text, name, 0); at != SIZE_MAX; at = slice_find(text, name, at + 1)) {
		char before = at ? text.ptr[at - 1] : ' ';
		char after = at + name.len < text.len ? text.ptr[at + name.len] : ' ';

		if (!ascii_alnum(before) && before != '_' && !ascii_alnum(after) && after != '_')
			return true;
	}
	return false;
}

/* Fields whose names are no identifiers of expressions are not selected by a rule. */
static bool
is_word(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!ascii_alnum(s.ptr[i]) && s.ptr[i] != '_')
			return false;
	return s.len && !ascii_digit(s.ptr[0]);
}

static bool
required_still(const struct val *required, struct slice name)
{
	for (size_t i = 0; required && i < required->u.list.len; i++)
		if (slice_eq(required->u.list.items[i]->u.str, name))
			return true;
	return false;
}

/* Appends "!has(self.a.b) || " for each field below that a rule reads and that
 * the schema requires of a whole spec, but not of one without its layers. */
static struct slice
guard(const struct export_at *at, const struct val *s, struct slice path, struct slice rule)
{
	struct arena *a = at->x->arena;
	const struct val *all = val_get_cstr(s, "required"), *required = export_required(at, s);
	const struct val *fields = val_get_cstr(s, "properties");
	struct slice text = SLICE_LIT("");

	for (size_t i = 0; val_is(all, VAL_LIST) && i < all->u.list.len; i++) {
		struct slice name = val_text(all->u.list.items[i], SLICE_LIT(""));

		if (!required_still(required, name) && is_word(name) && has_word(rule, name))
			text = arena_printf(a, "%.*s!has(%.*s.%.*s) || ", SLICE_FMT(text), SLICE_FMT(path), SLICE_FMT(name));
	}
	for (size_t i = 0; val_is(fields, VAL_MAP) && i < fields->u.map.len; i++) {
		const struct field *f = &fields->u.map.fields[i];
		struct export_at below = export_field(at, f->key);
		struct slice more;

		if (!is_word(f->key) || !has_word(rule, f->key))
			continue;
		more = guard(&below, f->val, arena_printf(a, "%.*s.%.*s", SLICE_FMT(path), SLICE_FMT(f->key)), rule);
		if (more.len && !required_still(all, f->key))
			more = arena_printf(a, "!has(%.*s.%.*s) || %.*s", SLICE_FMT(path), SLICE_FMT(f->key), SLICE_FMT(more));
		text = arena_join(a, text, more);
	}
	return text;
}

/* The same for what the object was before; with optionalOldSelf that may be nothing. */
static struct slice
guard_old(const struct export_at *at, const struct val *s, const struct val *v, struct slice rule)
{
	struct slice text;

	if (!has_word(rule, SLICE_LIT("oldSelf")))
		return SLICE_LIT("");
	if (!export_flag(v, "optionalOldSelf"))
		return guard(at, s, SLICE_LIT("oldSelf"), rule);
	text = guard(at, s, SLICE_LIT("oldSelf.value()"), rule);
	if (text.len)
		text = arena_printf(at->x->arena, "oldSelf.hasValue() && (%.*sfalse) || ", SLICE_FMT(text));
	return text;
}

static const struct val *
rule_of(const struct export_at *at, const struct val *s, const struct val *v)
{
	struct arena *a = at->x->arena;
	struct slice rule = slice_trim(val_text(val_get_cstr(v, "rule"), SLICE_LIT("")));
	struct slice before = arena_join(a, guard(at, s, SLICE_LIT("self"), rule), guard_old(at, s, v, rule));
	struct map_build b = MAP_BUILD_INIT(a);

	if (!before.len)
		return v;
	for (size_t i = 0; i < v->u.map.len; i++)
		if (!slice_is(v->u.map.fields[i].key, "rule"))
			map_build_add(&b, v->u.map.fields[i].key, SPAN_NONE, v->u.map.fields[i].val);
	rule = arena_printf(a, "%.*s(%.*s)", SLICE_FMT(before), SLICE_FMT(rule));
	export_add(&b, "rule", val_string(a, rule, SPAN_NONE));
	return map_build_end(&b, SPAN_NONE);
}

static const struct val *
rules_of(const struct export_at *at, const struct val *s, const struct val *rules)
{
	struct list_build b = LIST_BUILD_INIT(at->x->arena);

	for (size_t i = 0; val_is(rules, VAL_LIST) && i < rules->u.list.len; i++)
		list_build_add(&b, rule_of(at, s, rules->u.list.items[i]));
	return list_build_end(&b, SPAN_NONE);
}

/* --- the schema ----------------------------------------------------------- */

static const struct val *
properties_of(const struct export_at *at, const struct val *v)
{
	struct map_build b = MAP_BUILD_INIT(at->x->arena);

	for (size_t i = 0; i < v->u.map.len; i++) {
		const struct field *f = &v->u.map.fields[i];

		map_build_add(&b, f->key, f->key_at, schema_of(export_field(at, f->key), f->val));
	}
	return map_build_end(&b, SPAN_NONE);
}

static const struct val *
branches_of(const struct export_at *at, const struct val *v)
{
	struct list_build b = LIST_BUILD_INIT(at->x->arena);

	for (size_t i = 0; i < v->u.list.len; i++)
		list_build_add(&b, schema_of(export_branch(at), v->u.list.items[i]));
	return list_build_end(&b, SPAN_NONE);
}

/* Alternatives and least sizes hold only where the whole object is seen. */
static bool
needs_all(struct slice key)
{
	return slice_is(key, "allOf") || slice_is(key, "anyOf") || slice_is(key, "oneOf") || slice_is(key, "not") ||
	       slice_is(key, "minProperties");
}

/* A keyword's value for the CRD; NULL: it is left out. */
static const struct val *
keyword(const struct export_at *at, const struct val *s, const struct field *f)
{
	const struct val *v = f->val;
	struct slice key = f->key;

	if (needs_all(key) && at->nlayers)
		return NULL;
	if (slice_is(key, "required"))
		return export_required(at, s);
	if (slice_is(key, "properties") && v->kind == VAL_MAP)
		return properties_of(at, v);
	if (slice_is(key, "additionalProperties") && v->kind == VAL_MAP)
		return schema_of(export_below(at), v);
	if (slice_is(key, "items"))
		return schema_of(export_items(at, s), v);
	if (slice_is(key, "not"))
		return schema_of(export_branch(at), v);
	if (slice_is(key, "x-kubernetes-validations"))
		return rules_of(at, s, v);
	if (v->kind == VAL_LIST && (slice_is(key, "allOf") || slice_is(key, "anyOf") || slice_is(key, "oneOf")))
		return branches_of(at, v);
	if (slice_starts(key, SLICE_LIT("x-")) && !slice_starts(key, SLICE_LIT("x-kubernetes-")))
		return NULL;
	return v;
}

static const struct val *
schema_of(struct export_at at, const struct val *s)
{
	struct map_build b = MAP_BUILD_INIT(at.x->arena);

	if (s->kind != VAL_MAP)
		return s;
	for (size_t i = 0; i < s->u.map.len; i++) {
		const struct val *v = keyword(&at, s, &s->u.map.fields[i]);

		if (v)
			map_build_add(&b, s->u.map.fields[i].key, SPAN_NONE, v);
	}
	return map_build_end(&b, SPAN_NONE);
}

static const struct val *
typed(struct arena *a, const char *type, const struct val *properties)
{
	struct map_build b = MAP_BUILD_INIT(a);

	export_add(&b, "type", export_text(a, type));
	export_add(&b, "properties", properties);
	return map_build_end(&b, SPAN_NONE);
}

/* Only the name may be restricted. */
static const struct val *
metadata_of(struct arena *a, const struct val *metadata)
{
	struct map_build name = MAP_BUILD_INIT(a), fields = MAP_BUILD_INIT(a);
	const struct val *from = val_walk(metadata, "properties.name");
	static const char *const kept[] = { "type", "minLength", "maxLength", "pattern" };

	if (!from)
		return typed(a, "object", NULL);
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		export_add(&name, kept[i], val_get_cstr(from, kept[i]));
	export_add(&fields, "name", map_build_end(&name, SPAN_NONE));
	return typed(a, "object", map_build_end(&fields, SPAN_NONE));
}

/* The root without what is the server's: apiVersion, kind, metadata. */
static const struct val *
root_of(const struct export *x, const struct export_kind *k)
{
	struct arena *a = x->arena;
	const struct val *s = val_walk(k->doc, "spec.schema"), *written = schema_of(export_root(x, k->tenant), s);
	const struct val *fields = val_get_cstr(written, "properties");
	struct map_build b = MAP_BUILD_INIT(a), properties = MAP_BUILD_INIT(a);

	export_add(&properties, "apiVersion", typed(a, "string", NULL));
	export_add(&properties, "kind", typed(a, "string", NULL));
	export_add(&properties, "metadata", metadata_of(a, val_walk(s, "properties.metadata")));
	/* What was added first counts. */
	for (size_t i = 0; fields && i < fields->u.map.len; i++)
		map_build_add(&properties, fields->u.map.fields[i].key, SPAN_NONE, fields->u.map.fields[i].val);
	for (size_t i = 0; i < written->u.map.len; i++)
		if (!slice_is(written->u.map.fields[i].key, "properties"))
			map_build_add(&b, written->u.map.fields[i].key, SPAN_NONE, written->u.map.fields[i].val);
	export_add(&b, "properties", map_build_end(&properties, SPAN_NONE));
	return map_build_end(&b, SPAN_NONE);
}

/* --- the definition ------------------------------------------------------- */

static bool
ends_in_sibilant(struct slice s)
{
	static const char *const ends[] = { "s", "x", "z", "ch", "sh" };

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (slice_ends(s, slice_of(ends[i])))
			return true;
	return false;
}

/* "policies" of "policy", "proxies", "fleets", "indexes". */
static struct slice
plural_of(struct arena *a, struct slice s)
{
	bool y = s.len > 1 && s.ptr[s.len - 1] == 'y' && !strchr("aeiou", s.ptr[s.len - 2]);

	if (y)
		return arena_join(a, slice_sub(s, 0, s.len - 1), SLICE_LIT("ies"));
	return arena_join(a, s, ends_in_sibilant(s) ? SLICE_LIT("es") : SLICE_LIT("s"));
}

static struct slice
lower(struct arena *a, struct slice s)
{
	char *p = arena_alloc(a, s.len + 1);

	for (size_t i = 0; i < s.len; i++)
		p[i] = s.ptr[i] >= 'A' && s.ptr[i] <= 'Z' ? (char)(s.ptr[i] - 'A' + 'a') : s.ptr[i];
	return (struct slice){ p, s.len };
}

struct names {
	struct slice group, version, singular, plural;
};

/* From the only apiVersion, "group/version". */
static bool
names_of(struct arena *a, const struct export_kind *k, struct names *n)
{
	const struct val *all = val_walk(k->doc, "spec.schema.properties.apiVersion.enum");
	struct slice text = val_is(all, VAL_LIST) && all->u.list.len == 1
	                            ? val_text(all->u.list.items[0], SLICE_LIT(""))
	                            : SLICE_LIT("");
	size_t slash = slice_find(text, SLICE_LIT("/"), 0);

	if (slash == SIZE_MAX)
		return false;
	n->group = slice_sub(text, 0, slash);
	n->version = slice_sub(text, slash + 1, text.len);
	n->singular = lower(a, k->kind);
	n->plural = val_text(val_walk(k->doc, "spec.names.plural"), plural_of(a, n->singular));
	return true;
}

static const struct val *
names_val(struct arena *a, const struct export_kind *k, const struct names *n)
{
	struct map_build b = MAP_BUILD_INIT(a);

	export_add(&b, "kind", val_string(a, k->kind, SPAN_NONE));
	export_add(&b, "listKind", val_string(a, arena_join(a, k->kind, SLICE_LIT("List")), SPAN_NONE));
	export_add(&b, "plural", val_string(a, n->plural, SPAN_NONE));
	export_add(&b, "singular", val_string(a, n->singular, SPAN_NONE));
	export_add(&b, "shortNames", val_walk(k->doc, "spec.names.shortNames"));
	export_add(&b, "categories", val_walk(k->doc, "spec.names.categories"));
	return map_build_end(&b, SPAN_NONE);
}

/* What `kubectl get` shows of a tenant: where it is. */
static const struct val *
columns_of(struct arena *a, const struct val *s)
{
	static const struct { const char *name, *field; } columns[] = {
		{ "Cluster", "cluster" }, { "Tier", "tier" }, { "Ring", "ring" },
	};
	struct list_build b = LIST_BUILD_INIT(a);

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		struct map_build c = MAP_BUILD_INIT(a);
		const struct val *fields = val_walk(s, "properties.spec.properties");

		if (!val_get_cstr(fields, columns[i].field))
			continue;
		export_add(&c, "name", export_text(a, columns[i].name));
		export_add(&c, "type", export_text(a, "string"));
		export_add(&c, "jsonPath", export_text(a, arena_printf(a, ".spec.%s", columns[i].field).ptr));
		list_build_add(&b, map_build_end(&c, SPAN_NONE));
	}
	return b.items.len ? list_build_end(&b, SPAN_NONE) : NULL;
}

static const struct val *
version_val(const struct export *x, const struct export_kind *k, const struct names *n)
{
	struct arena *a = x->arena;
	struct map_build v = MAP_BUILD_INIT(a), schema = MAP_BUILD_INIT(a);
	struct list_build all = LIST_BUILD_INIT(a);

	export_add(&schema, "openAPIV3Schema", root_of(x, k));
	export_add(&v, "name", val_string(a, n->version, SPAN_NONE));
	export_add(&v, "served", &val_true);
	export_add(&v, "storage", &val_true);
	export_add(&v, "schema", map_build_end(&schema, SPAN_NONE));
	export_add(&v, "additionalPrinterColumns", k->tenant ? columns_of(a, val_walk(k->doc, "spec.schema")) : NULL);
	list_build_add(&all, map_build_end(&v, SPAN_NONE));
	return list_build_end(&all, SPAN_NONE);
}

const struct val *
export_crd(const struct export *x, const struct export_kind *k)
{
	struct arena *a = x->arena;
	struct map_build crd = MAP_BUILD_INIT(a), metadata = MAP_BUILD_INIT(a), spec = MAP_BUILD_INIT(a);
	const struct val *namespace = val_walk(k->doc, "spec.schema.properties.metadata.properties.namespace");
	const struct val *scope = val_walk(k->doc, "spec.scope");
	struct names n;

	if (!names_of(a, k, &n))
		return NULL;
	export_add(&metadata, "name",
	           val_string(a, arena_printf(a, "%.*s.%.*s", SLICE_FMT(n.plural), SLICE_FMT(n.group)), SPAN_NONE));
	export_add(&spec, "group", val_string(a, n.group, SPAN_NONE));
	export_add(&spec, "names", names_val(a, k, &n));
	export_add(&spec, "scope", scope ? scope : export_text(a, namespace ? "Namespaced" : "Cluster"));
	export_add(&spec, "versions", version_val(x, k, &n));
	export_add(&crd, "apiVersion", export_text(a, "apiextensions.k8s.io/v1"));
	export_add(&crd, "kind", export_text(a, "CustomResourceDefinition"));
	export_add(&crd, "metadata", map_build_end(&metadata, SPAN_NONE));
	export_add(&crd, "spec", map_build_end(&spec, SPAN_NONE));
	return map_build_end(&crd, SPAN_NONE);
}
