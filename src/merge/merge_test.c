/* SPDX-License-Identifier: Apache-2.0 */
/* merge_test.c - layers over layers: what comes out, what is refused and
 * where, what is shared, and where values say they come from. The suite
 * merge compares with other implementations. */
#include "harness.h"

#include <string.h>

#include "diag/print.h"
#include "merge/merge.h"
#include "read/read.h"
#include "value/json.h"

static struct arena arena;

static const char schema_text[] =
	"type: object\n"
	"properties:\n"
	"  replicas: {type: integer}\n"
	"  name: {type: string}\n"
	"  labels: {type: object, additionalProperties: {type: string}}\n"
	"  selector: {type: object, x-kubernetes-map-type: atomic, additionalProperties: {type: string}}\n"
	"  args: {type: array, items: {type: string}}\n"
	"  tolerations: {type: array, items: {type: object, additionalProperties: {type: string}}}\n"
	"  finalizers: {type: array, x-kubernetes-list-type: set, items: {type: string}}\n"
	"  ports:\n"
	"    type: array\n"
	"    x-kubernetes-list-type: map\n"
	"    x-kubernetes-list-map-keys: [port, protocol]\n"
	"    items:\n"
	"      type: object\n"
	"      properties: {port: {type: integer}, protocol: {type: string, default: TCP}, name: {type: string}}\n"
	"  owners:\n"
	"    type: array\n"
	"    x-kubernetes-list-type: map\n"
	"    x-kubernetes-list-map-keys: [uid]\n"
	"    items: {type: object, x-kubernetes-map-type: atomic, additionalProperties: {type: string}}\n"
	"  containers:\n"
	"    type: array\n"
	"    x-kubernetes-list-type: map\n"
	"    x-kubernetes-list-map-keys: [name]\n"
	"    items:\n"
	"      type: object\n"
	"      properties:\n"
	"        name: {type: string}\n"
	"        image: {type: string}\n"
	"        env:\n"
	"          type: array\n"
	"          x-kubernetes-list-type: map\n"
	"          x-kubernetes-list-map-keys: [name]\n"
	"          items: {type: object, properties: {name: {type: string}, value: {type: string}}}\n"
	"  free: {type: object, x-kubernetes-preserve-unknown-fields: true}\n";

static const struct schema *schema;

static const struct val *
read_named(struct diags *ds, const char *name, const char *text)
{
	const struct source *src = source_new(&arena, slice_of(name), slice_of(text));

	return read_yaml(&arena, ds, src, READ_ONE).ptr[0];
}

static const char *
json(const struct val *v)
{
	struct buf b = BUF_INIT;
	const char *s;

	if (!v)
		return "(nothing)";
	if (val_json(&b, v, 0)) {
		buf_clear(&b);
		buf_str(&b, "(bad)");
	}
	s = arena_cstr(&arena, buf_slice(&b));
	buf_fini(&b);
	return s;
}

/* "upper:1:5 text; lower:1:3 note; note" a line a message. */
static const char *
messages(const struct diags *ds)
{
	struct buf b = BUF_INIT;
	const char *s;

	for (const struct diag *d = ds->first; d; d = d->next) {
		buf_str(&b, d == ds->first ? "" : "\n");
		diag_print_place(&b, d->at);
		buf_str(&b, " ");
		buf_add(&b, d->text);
		for (const struct diag_note *n = d->notes; n; n = n->next) {
			buf_str(&b, "; ");
			diag_print_place(&b, n->at);
			buf_str(&b, n->at.src ? " " : "");
			buf_add(&b, n->text);
		}
	}
	s = arena_cstr(&arena, buf_slice(&b));
	buf_fini(&b);
	return s;
}

struct merge_case {
	const char *name, *lower, *upper;  /* lower NULL: nothing there */
	const char *want, *messages;
};

static const struct merge_case merges[] = {
	{ "scalar replaces", "{replicas: 1}", "{replicas: 2}", "{\"replicas\":2}", "" },
	{ "null is a value", "{replicas: 1}", "{replicas: null}", "{\"replicas\":null}", "" },
	{ "field is added", "{replicas: 1}", "{name: a}", "{\"name\":\"a\",\"replicas\":1}", "" },
	{ "empty map changes nothing", "{labels: {a: b}}", "{labels: {}}", "{\"labels\":{\"a\":\"b\"}}", "" },
	{ "maps merge deep", "{labels: {a: b, c: d}}", "{labels: {c: e, f: g}}",
	  "{\"labels\":{\"a\":\"b\",\"c\":\"e\",\"f\":\"g\"}}", "" },
	{ "atomic map replaces", "{selector: {a: b}}", "{selector: {c: d}}", "{\"selector\":{\"c\":\"d\"}}", "" },
	{ "list replaces", "{args: [a, b]}", "{args: [c]}", "{\"args\":[\"c\"]}", "" },
	{ "empty list replaces", "{args: [a, b]}", "{args: []}", "{\"args\":[]}", "" },
	{ "list of maps that has a schema replaces", "{tolerations: [{key: a}]}", "{tolerations: [{key: b}]}",
	  "{\"tolerations\":[{\"key\":\"b\"}]}", "" },
	{ "map over scalar replaces", "{free: {a: 1}}", "{free: {a: {b: 1}}}", "{\"free\":{\"a\":{\"b\":1}}}", "" },
	{ "over nothing", NULL, "{labels: {a: b}}", "{\"labels\":{\"a\":\"b\"}}", "" },
	{ "over null", "{labels: null}", "{labels: {a: b}}", "{\"labels\":{\"a\":\"b\"}}", "" },

	{ "set is a union", "{finalizers: [a, b]}", "{finalizers: [b, c]}", "{\"finalizers\":[\"a\",\"b\",\"c\"]}", "" },
	{ "set takes the upper order of what both have", "{finalizers: [c, a, g, f]}", "{finalizers: [c, f, a, g]}",
	  "{\"finalizers\":[\"c\",\"f\",\"a\",\"g\"]}", "" },
	{ "keyed item merges", "{containers: [{name: a, image: x}, {name: b}]}", "{containers: [{name: b, image: y}]}",
	  "{\"containers\":[{\"image\":\"x\",\"name\":\"a\"},{\"image\":\"y\",\"name\":\"b\"}]}", "" },
	{ "keyed item is added where it stands", "{containers: [{name: b}]}",
	  "{containers: [{name: a}, {name: b}, {name: c}]}",
	  "{\"containers\":[{\"name\":\"a\"},{\"name\":\"b\"},{\"name\":\"c\"}]}", "" },
	{ "keyed items deep down", "{containers: [{name: a, env: [{name: X, value: '1'}]}]}",
	  "{containers: [{name: a, env: [{name: X, value: '2'}, {name: Y}]}]}",
	  "{\"containers\":[{\"env\":[{\"name\":\"X\",\"value\":\"2\"},{\"name\":\"Y\"}],\"name\":\"a\"}]}", "" },
	{ "two keys", "{ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]}",
	  "{ports: [{port: 53, protocol: TCP, name: dns}]}",
	  "{\"ports\":[{\"port\":53,\"protocol\":\"UDP\"},{\"name\":\"dns\",\"port\":53,\"protocol\":\"TCP\"}]}", "" },
	{ "default of a key", "{ports: [{port: 53}]}", "{ports: [{port: 53, protocol: TCP, name: dns}]}",
	  "{\"ports\":[{\"name\":\"dns\",\"port\":53,\"protocol\":\"TCP\"}]}", "" },
	{ "default of a key above", "{ports: [{port: 53, protocol: TCP}, {port: 53, protocol: UDP}]}",
	  "{ports: [{port: 53, name: dns}]}",
	  "{\"ports\":[{\"name\":\"dns\",\"port\":53,\"protocol\":\"TCP\"},{\"port\":53,\"protocol\":\"UDP\"}]}", "" },
	{ "atomic item replaces", "{owners: [{uid: a, kind: x}]}", "{owners: [{uid: a, name: y}]}",
	  "{\"owners\":[{\"name\":\"y\",\"uid\":\"a\"}]}", "" },
	{ "repeated items below", "{finalizers: [a, b, b]}", "{finalizers: [b]}", "{\"finalizers\":[\"a\",\"b\"]}", "" },

	{ "field is removed", "{labels: {a: b}, name: n}", "{labels: {$patch: delete}}", "{\"name\":\"n\"}", "" },
	{ "scalar is removed", "{labels: {a: b, c: d}}", "{labels: {a: {$patch: delete}}}",
	  "{\"labels\":{\"c\":\"d\"}}", "" },
	{ "item is removed", "{containers: [{name: a}, {name: b}]}", "{containers: [{name: a, $patch: delete}]}",
	  "{\"containers\":[{\"name\":\"b\"}]}", "" },
	{ "all is removed", "{name: a}", "{$patch: delete}", "(nothing)", "" },
	{ "map is replaced", "{labels: {a: b}}", "{labels: {$patch: replace, c: d}}", "{\"labels\":{\"c\":\"d\"}}", "" },
	{ "map is emptied", "{labels: {a: b}}", "{labels: {$patch: replace}}", "{\"labels\":{}}", "" },
	{ "map is replaced where nothing is", "{}", "{labels: {$patch: replace, c: d}}",
	  "{\"labels\":{\"c\":\"d\"}}", "" },
	{ "item is replaced", "{containers: [{name: a, image: x}]}",
	  "{containers: [{name: a, $patch: replace, env: [{name: X}]}]}",
	  "{\"containers\":[{\"env\":[{\"name\":\"X\"}],\"name\":\"a\"}]}", "" },
	{ "keyed list is replaced", "{containers: [{name: a}]}", "{containers: [{$patch: replace}, {name: b}]}",
	  "{\"containers\":[{\"name\":\"b\"}]}", "" },
	{ "unknown list of maps is replaced when told", "{free: {x: [{a: 1}]}}",
	  "{free: {x: [{$patch: replace}, {b: 1}]}}", "{\"free\":{\"x\":[{\"b\":1}]}}", "" },
	{ "unknown list of scalars replaces", "{free: {x: [1, 2]}}", "{free: {x: [3]}}", "{\"free\":{\"x\":[3]}}", "" },
	{ "unknown list of maps over nothing", "{free: {}}", "{free: {x: [{a: 1}]}}",
	  "{\"free\":{\"x\":[{\"a\":1}]}}", "" },
	{ "dollar in a key is no directive", "{free: {}}", "{free: {$x: 1}}", "{\"free\":{\"$x\":1}}", "" },

	{ "removes what is not there", "{labels: {team: a}}", "{labels: {tema: {$patch: delete}}}",
	  "{\"labels\":{\"team\":\"a\"}}",
	  "upper:1:26 nothing to remove: there is no 'tema' below; lower:1:10 it would have to stand here; "
	  "did you mean 'team'?" },
	{ "removes an item that is not there", "{containers: [{name: a}]}",
	  "{containers: [{name: b, $patch: delete}]}", "{\"containers\":[{\"name\":\"a\"}]}",
	  "upper:1:33 nothing to remove: there is no 'name=b' below; lower:1:14 it would have to stand here" },
	{ "removes from nothing", NULL, "{labels: {$patch: delete}, containers: [{name: a, $patch: delete}]}",
	  "{\"containers\":[]}",
	  "upper:1:59 nothing to remove: there is no 'name=a' below\n"
	  "upper:1:19 nothing to remove: there is no 'labels' below" },
	{ "fields beside a removal", "{labels: {a: b}}", "{labels: {$patch: delete, c: d}}", "{}",
	  "upper:1:27 'c' beside '$patch: delete' would be dropped; upper:1:19 the whole value is removed here; "
	  "'replace' puts another one in its place" },
	{ "removal in a list without keys", "{tolerations: [{key: a}]}", "{tolerations: [{key: a, $patch: delete}]}",
	  "(bad)",
	  "upper:1:33 '$patch: delete' in a list without keys; the list replaces the one below: leave out what "
	  "shall not be there" },
	{ "unknown directive", "{labels: {a: b}}", "{labels: {$patch: merge}}", "(bad)",
	  "upper:1:19 '$patch' is neither 'delete' nor 'replace'; without '$patch' a map is merged" },
	{ "foreign directive", "{containers: [{name: a}]}",
	  "{$setElementOrder/containers: [{name: a}], containers: [{name: a}]}", "(bad)",
	  "upper:1:2 directive '$setElementOrder/containers' is not supported; the order of items is that of the "
	  "layers: leave it out" },
	{ "foreign directive where nothing is", "{}", "{labels: {$retainKeys: [a]}}", "(bad)",
	  "upper:1:11 directive '$retainKeys' is not supported; write '$patch: replace' beside the fields that "
	  "shall stay" },
	{ "item without its key", "{containers: [{name: a}]}", "{containers: [{image: x}]}", "(bad)",
	  "upper:1:15 an item of 'containers' lacks its key 'name'; items are merged by 'name': name the one that is "
	  "meant" },
	{ "item without its key over nothing", NULL, "{ports: [{protocol: TCP}]}", "(bad)",
	  "upper:1:10 an item of 'ports' lacks its key 'port'; items are merged by 'port': name the one that is "
	  "meant" },
	{ "item that is no map", "{containers: [{name: a}]}", "{containers: [a]}", "(bad)",
	  "upper:1:15 an item of 'containers' has no key 'name': expected map, found string" },
	{ "key twice", "{containers: [{name: a}]}", "{containers: [{name: b}, {name: b}]}", "(bad)",
	  "upper:1:26 'name=b' stands twice in 'containers'; upper:1:15 here first" },
	{ "keys twice by their default", NULL, "{ports: [{port: 1}, {port: 1, protocol: TCP}]}", "(bad)",
	  "upper:1:21 'port=1,protocol=TCP' stands twice in 'ports'; upper:1:10 here first" },
	{ "value twice in a set", "{}", "{finalizers: [a, a]}", "(bad)",
	  "upper:1:18 'a' stands twice in 'finalizers'; upper:1:15 here first" },
	{ "unknown list of maps", "{free: {x: [{a: 1}]}}", "{free: {x: [{b: 1}]}}", "(bad)",
	  "upper:1:12 no schema says by which keys the items of 'free.x' are merged; lower:1:12 this list would be "
	  "replaced; if that is meant, write '- $patch: replace' as the first item" },
};

static void
merges_two(void **state)
{
	const struct merge_case *c = *state;
	struct diags ds = DIAGS_INIT(&arena);
	struct merge m = { .arena = &arena, .diags = &ds, .kind = ORIGIN_REPLACED };
	const struct val *lower = c->lower ? read_named(&ds, "lower", c->lower) : NULL;
	const struct val *upper = read_named(&ds, "upper", c->upper);

	assert_string_equal(json(merge_over(&m, schema, lower, upper, NULL)), c->want);
	assert_string_equal(messages(&ds), c->messages);
}

static void
poison_is_silent(void **state)
{
	struct diags ds = DIAGS_INIT(&arena);
	struct merge m = { .arena = &arena, .diags = &ds, .kind = ORIGIN_REPLACED };
	const struct val *map = read_named(&ds, "t", "{labels: {a: b}}");

	(void)state;
	assert_int_equal(merge_over(&m, schema, &val_bad, map, NULL)->kind, VAL_BAD);
	assert_int_equal(merge_over(&m, schema, map, &val_bad, NULL)->kind, VAL_BAD);
	assert_ptr_equal(merge_over(&m, schema, map, NULL, NULL), map);
	assert_int_equal(ds.errors, 0);
}

static void
shares_what_stays(void **state)
{
	struct diags ds = DIAGS_INIT(&arena);
	struct merge m = { .arena = &arena, .diags = &ds, .kind = ORIGIN_REPLACED };
	const struct val *lower = read_named(&ds, "l", "{labels: {a: b}, containers: [{name: a, image: x}, {name: b}]}");
	const struct val *upper = read_named(&ds, "u", "{containers: [{name: a}, {name: b, image: y}], args: [q]}");
	const struct val *v = merge_over(&m, schema, lower, upper, NULL), *list = val_get_cstr(v, "containers");

	(void)state;
	assert_ptr_equal(val_get_cstr(v, "labels"), val_get_cstr(lower, "labels"));
	assert_ptr_equal(val_get_cstr(v, "args"), val_get_cstr(upper, "args"));
	assert_ptr_equal(list->u.list.items[0], val_get_cstr(lower, "containers")->u.list.items[0]);
	assert_ptr_not_equal(list->u.list.items[1], val_get_cstr(lower, "containers")->u.list.items[1]);
	assert_int_equal(v->depth, lower->depth);
	/* What says nothing new changes nothing at all. */
	upper = read_named(&ds, "u", "{containers: [{name: a}, {name: b}], labels: {}}");
	assert_ptr_equal(merge_over(&m, schema, lower, upper, NULL), lower);
}

/* base < tier < tenant: each value leads to the one that it replaced. */
static void
keeps_the_chain(void **state)
{
	static const char *const layers[] = { "{replicas: 1, labels: {a: x}}", "{replicas: 2}",
	                                      "{replicas: 3, labels: {a: y}}" };
	static const char *const names[] = { "base", "tier", "tenant" };
	struct diags ds = DIAGS_INIT(&arena);
	struct merge m = { .arena = &arena, .diags = &ds, .kind = ORIGIN_REPLACED };
	const struct val *v = NULL, *at;

	(void)state;
	for (int i = 0; i < 3; i++)
		v = merge_over(&m, schema, v, read_named(&ds, names[i], layers[i]), NULL);
	at = val_get_cstr(v, "replicas");
	for (int i = 3; i > 0; i--) {
		assert_int_equal(at->u.i, i);
		assert_string_equal(at->at.src->path.ptr, names[i - 1]);
		assert_true(i == 1 ? !at->origin : at->origin->kind == ORIGIN_REPLACED);
		at = i == 1 ? NULL : at->origin->val;
	}
	at = val_walk(v, "labels.a");
	assert_string_equal(at->at.src->path.ptr, "tenant");
	assert_string_equal(at->origin->val->at.src->path.ptr, "base");
	assert_null(at->origin->next);
	/* Maps and lists that two layers made tell so, too. */
	assert_string_equal(val_get_cstr(v, "labels")->origin->val->at.src->path.ptr, "base");
}

/* An upper value that was computed keeps what it was read from. */
static void
keeps_what_was_read(void **state)
{
	struct diags ds = DIAGS_INIT(&arena);
	struct merge m = { .arena = &arena, .diags = &ds, .kind = ORIGIN_PATCHED };
	const struct val *read = val_int(&arena, 7, SPAN_NONE), *lower = val_int(&arena, 1, SPAN_NONE);
	const struct val *upper = val_with(&arena, read, SPAN_NONE, origin_add(&arena, ORIGIN_READ, read, NULL));
	const struct val *v = merge_over(&m, NULL, lower, upper, NULL);

	(void)state;
	assert_int_equal(v->origin->kind, ORIGIN_PATCHED);
	assert_ptr_equal(v->origin->val, lower);
	assert_int_equal(v->origin->next->kind, ORIGIN_READ);
	assert_ptr_equal(v->origin->next->val, read);
}

/* Writes down each place that may be changed, and forbids one. */
struct guard {
	struct buf seen;
	const char *forbidden;
};

static bool
guard(void *ctx, const struct doc_path *path, const struct val *lower, const struct val *upper, struct span at)
{
	struct guard *g = ctx;
	struct slice place = doc_path_text(&arena, path);

	(void)at;
	buf_str(&g->seen, lower ? upper ? "~" : "-" : "+");
	buf_add(&g->seen, place);
	buf_char(&g->seen, ' ');
	return !slice_is(place, g->forbidden);
}

struct guard_case {
	const char *name, *upper, *forbidden, *want, *seen;
};

static const struct guard_case guards[] = {
	{ "a field", "{replicas: 2, name: a}", "", "{\"args\":[\"q\"],\"containers\":[{\"image\":\"x\",\"name\":\"a\"}],"
	  "\"labels\":{\"a\":\"b\"},\"name\":\"a\",\"replicas\":2}", "+name ~replicas " },
	{ "keys of items are not changed", "{containers: [{name: a, image: y}, {name: z, image: q}]}",
	  "containers[0].image",
	  "{\"args\":[\"q\"],\"containers\":[{\"image\":\"x\",\"name\":\"a\"},{\"image\":\"q\",\"name\":\"z\"}],"
	  "\"labels\":{\"a\":\"b\"},\"replicas\":1}", "~containers[0].image +containers[1] " },
	{ "an added map is one place", "{free: {x: {y: 1}}}", "free",
	  "{\"args\":[\"q\"],\"containers\":[{\"image\":\"x\",\"name\":\"a\"}],\"labels\":{\"a\":\"b\"},\"replicas\":1}",
	  "+free " },
	{ "a removal", "{labels: {$patch: delete}, args: {$patch: delete}}", "args",
	  "{\"args\":[\"q\"],\"containers\":[{\"image\":\"x\",\"name\":\"a\"}],\"replicas\":1}", "-args -labels " },
	{ "a replacement", "{labels: {$patch: replace}, containers: [{$patch: replace}]}", "containers",
	  "{\"args\":[\"q\"],\"containers\":[{\"image\":\"x\",\"name\":\"a\"}],\"labels\":{},\"replicas\":1}",
	  "~containers ~labels " },
	{ "a removed item", "{containers: [{name: a, $patch: delete}]}", "containers[0]",
	  "{\"args\":[\"q\"],\"containers\":[{\"image\":\"x\",\"name\":\"a\"}],\"labels\":{\"a\":\"b\"},\"replicas\":1}",
	  "-containers[0] " },
};

static void
asks_before_changing(void **state)
{
	const struct guard_case *c = *state;
	struct diags ds = DIAGS_INIT(&arena);
	struct guard g = { BUF_INIT, c->forbidden };
	struct merge m = { .arena = &arena, .diags = &ds, .kind = ORIGIN_PATCHED, .allowed = guard, .ctx = &g };
	const struct val *lower = read_named(&ds, "lower", "{replicas: 1, labels: {a: b}, args: [q],"
	                                                    " containers: [{name: a, image: x}]}");

	assert_string_equal(json(merge_over(&m, schema, lower, read_named(&ds, "upper", c->upper), NULL)), c->want);
	buf_char(&g.seen, '\0');
	assert_string_equal(g.seen.ptr, c->seen);
	assert_int_equal(ds.errors, 0);
	buf_fini(&g.seen);
}

int
main(void)
{
	struct suite s = { .name = "merge" };
	struct diags ds = DIAGS_INIT(&arena);
	int failed;

	arena = ARENA_INIT;
	schema = schema_load(&arena, &ds, read_named(&ds, "schema", schema_text), NULL, false);
	if (ds.errors) {
		printf("Bail out! %s\n", messages(&ds));
		return 1;
	}
	ADD_CASES(&s, merges, merges_two);
	ADD_TEST(&s, poison_is_silent);
	ADD_TEST(&s, shares_what_stays);
	ADD_TEST(&s, keeps_the_chain);
	ADD_TEST(&s, keeps_what_was_read);
	ADD_CASES(&s, guards, asks_before_changing);
	failed = suite_run(&s);
	arena_free(&arena);
	return failed;
}
