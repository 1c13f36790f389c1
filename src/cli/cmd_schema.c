/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_schema.c - berth schema [KIND]: the schemas of a project for others. */
#include "cli/cmd.h"

#include <unistd.h>

#include "diag/nearest.h"
#include "driver/kinds.h"
#include "emit/emit.h"
#include "value/json.h"

static struct {
	bool crd, json, markdown;
} form;

const struct opt schema_opts[] = {
	{ OPT_FLAG, 0, "json-schema", &form.json, NULL, "JSON Schema (draft-07) for editors and CI, of all kinds or of one" },
	{ OPT_FLAG, 0, "crd", &form.crd, NULL, "a CustomResourceDefinition of each kind of tenants, or of one kind" },
	{ OPT_FLAG, 0, "markdown", &form.markdown, NULL, "a reference page of each kind that people write, or of one kind" },
	COMMON_OPTS,
};

/* Names and first sentences, for who does not know the kinds. */
static bool
print_list(const struct kinds *k, struct buf *b)
{
	for (size_t i = 0; i < k->export.nkinds; i++) {
		const struct export_kind *e = &k->export.kinds[i];
		struct slice text = val_text(val_walk(e->doc, "spec.schema.description"), SLICE_LIT(""));
		size_t end = slice_find(text, SLICE_LIT(". "), 0);

		text = slice_sub(text, 0, end == SIZE_MAX ? end : end + 1);
		if (text.len)
			buf_printf(b, "%-16.*s %.*s\n", SLICE_FMT(e->kind), SLICE_FMT(slice_trim(text)));
		else
			buf_printf(b, "%.*s\n", SLICE_FMT(e->kind));
	}
	return true;
}

static bool
print_json(const struct kinds *k, const struct export_kind *only, struct buf *b)
{
	struct export x = k->export;

	x.only = only;
	val_json(b, export_json_schema(&x), 1);
	buf_char(b, '\n');
	return true;
}

/* Those of tenants are what a cluster may hold. */
static bool
print_crds(const struct kinds *k, const struct export_kind *only, struct buf *b)
{
	for (size_t i = 0; i < k->export.nkinds; i++) {
		const struct export_kind *e = &k->export.kinds[i];
		const struct val *crd;

		if (only ? e != only : !e->tenant)
			continue;
		crd = export_crd(&k->export, e);
		if (!crd) {
			fprintf(stderr,
			        "berth: schema: kind '%.*s' has no one group and version: its apiVersion needs "
			        "'enum: [GROUP/VERSION]'\n",
			        SLICE_FMT(e->kind));
			return false;
		}
		buf_str(b, b->len ? "---\n" : "");
		emit_yaml(b, crd);
	}
	return true;
}

static bool
print_pages(const struct kinds *k, const struct export_kind *only, struct buf *b)
{
	for (size_t i = 0; i < k->export.nkinds; i++) {
		const struct export_kind *e = &k->export.kinds[i];

		if (only ? e != only : !e->tenant && !slice_is(e->kind, "Fleet"))
			continue;
		buf_str(b, b->len ? "\n" : "");
		export_markdown(b, &k->export, e);
	}
	return true;
}

static int
unknown_kind(const struct kinds *k, struct slice name)
{
	struct nearest n = NEAREST_INIT(name);

	fprintf(stderr, "berth: schema: there is no kind '%.*s' below schemas/\n", SLICE_FMT(name));
	for (size_t i = 0; i < k->export.nkinds; i++)
		nearest_offer(&n, k->export.kinds[i].kind);
	if (n.best.ptr)
		fprintf(stderr, "note: did you mean '%.*s'?\n", SLICE_FMT(n.best));
	else
		fputs("note: 'berth schema' lists the kinds\n", stderr);
	return EXIT_USAGE;
}

static int
print(const struct kinds *k, const char *name)
{
	const struct export_kind *only = name ? kinds_named(k, slice_of(name)) : NULL;
	struct buf b = BUF_INIT;
	bool ok;

	if (name && !only)
		return unknown_kind(k, slice_of(name));
	if (form.json)
		ok = print_json(k, only, &b);
	else if (form.crd)
		ok = print_crds(k, only, &b);
	else if (form.markdown || only)
		ok = print_pages(k, only, &b);
	else
		ok = print_list(k, &b);
	fwrite(b.ptr, 1, ok ? b.len : 0, stdout);
	buf_fini(&b);
	return ok ? EXIT_CLEAN : EXIT_WRONG;
}

int
cmd_schema(int argc, char **argv)
{
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	struct kinds k;
	int rootfd, status = EXIT_WRONG;

	if (argc > 1 || form.json + form.crd + form.markdown > 1) {
		fputs("usage: berth schema [KIND] [--json-schema | --crd | --markdown]\n", stderr);
		return EXIT_USAGE;
	}
	rootfd = open_root();
	if (rootfd < 0)
		return EXIT_USAGE;
	/* The layers of the fleet decide what a tenant must say itself. */
	if (kinds_open(&k, &a, &ds, rootfd, form.json || form.crd))
		status = print(&k, argc ? argv[0] : NULL);
	diag_sort(&ds);
	print_diags(&ds);
	close(rootfd);
	arena_free(&a);
	return status;
}
