/* SPDX-License-Identifier: Apache-2.0 */
/* documents.c - a YAML text as its documents. */
#include "base/ascii.h"
#include "base/vec.h"
#include "read/compose.h"
#include "read/text.h"

const struct read_limits read_limits_default = {
	.bytes = 16u << 20,
	.depth = 100,
	.nodes = 1000000,
	.aliases = 10000,
};

/* Whether the version that a document declares is the one that is read. */
static void
check_version(struct composer *c)
{
	const struct event *e = &c->event;
	struct diag *d;

	if (!e->major || (e->major == 1 && e->minor == 2))
		return;
	d = diag_report(c->diags, DIAG_YAML_DIRECTIVE, e->at, "YAML %d.%d is not supported", e->major, e->minor);
	diag_note(c->diags, d, SPAN_NONE, "remove the line '%%YAML %d.%d'; files are read as YAML 1.2", e->major,
	          e->minor);
}

/* What stands between two documents, before the first or behind the last. */
struct between {
	size_t at;           /* behind it */
	size_t directive;    /* the first line that begins with '%', or SIZE_MAX */
	bool after_content;  /* ... and is not behind a '...' */
	bool odd;            /* one of them has no name */
	bool dashes;         /* it ends with '---' */
};

static bool
is_blank_or_end(struct slice s, size_t at)
{
	return at >= s.len || s.ptr[at] == ' ' || s.ptr[at] == '\t' || s.ptr[at] == '\n' || s.ptr[at] == '\r';
}

/* Whether the line at `at` is `marker` alone, or with a blank behind it. */
static bool
is_marker(struct slice s, size_t at, struct slice marker)
{
	if (at > 0 && s.ptr[at - 1] != '\n' && at != text_bom(s))
		return false;
	return slice_starts(slice_sub(s, at, s.len), marker) && is_blank_or_end(s, at + marker.len);
}

/* Whether a word of letters stands at `at`, and nothing at its end. */
static bool
is_name(struct slice s, size_t at)
{
	size_t start = at;

	while (at < s.len && ascii_letter(s.ptr[at]))
		at++;
	return at > start && is_blank_or_end(s, at);
}

static struct between
look_between(struct slice s, size_t at, bool after_content)
{
	struct between b = { .directive = SIZE_MAX };

	for (b.at = text_skip_gap(s, at); b.at < s.len; b.at = text_skip_gap(s, b.at)) {
		bool line = b.at == text_bom(s) || s.ptr[b.at - 1] == '\n';

		if (is_marker(s, b.at, SLICE_LIT("..."))) {
			after_content = false;
			b.at += 3;
		} else if (is_marker(s, b.at, SLICE_LIT("---"))) {
			b.dashes = true;
			return b;
		} else if (line && s.ptr[b.at] == '%') {
			b.after_content = b.after_content || after_content;
			b.directive = b.directive == SIZE_MAX ? b.at : b.directive;
			b.odd = b.odd || !is_name(s, b.at + 1);
			b.at = slice_find(s, SLICE_LIT("\n"), b.at);
			b.at = b.at == SIZE_MAX ? s.len : b.at;
		} else {
			return b;
		}
	}
	return b;
}

/* The library takes every line with a '%' behind a document for a directive
 * and passes over it in silence. Reports what is none, and stops. */
static bool
check_between(struct composer *c, bool first, bool last)
{
	struct between b = look_between(c->src->text, c->end, !first);
	struct diag *d;
	struct span at = { c->src, (uint32_t)b.directive, (uint32_t)b.directive + 1 };

	if (b.directive != SIZE_MAX && (b.after_content || b.odd)) {
		d = diag_report(c->diags, DIAG_YAML_QUOTE, at, "unquoted text cannot begin with '%%'");
		diag_note(c->diags, d, SPAN_NONE, "quote the text");
	} else if (b.directive != SIZE_MAX && !b.dashes) {
		d = diag_report(c->diags, DIAG_YAML_DIRECTIVE, at, "a directive, but no '---' behind it");
		diag_note(c->diags, d, SPAN_NONE, "quote the text if it is no directive");
	} else if (last && b.at < c->src->text.len) {
		at.start = (uint32_t)b.at;
		at.end = at.start + 1;
		diag_report(c->diags, DIAG_YAML_SYNTAX, at, "this does not belong to the document above");
	} else {
		return true;
	}
	composer_give_up(c);
	return false;
}

static const struct val *
document(struct composer *c)
{
	const struct val *v;

	c->anchors = MAP_INIT(c->arena);
	if (c->event.written)
		c->end = c->event.at.end;
	check_version(c);
	composer_next(c);
	v = compose_root(c);
	composer_next(c);
	return c->stopped ? &val_bad : v;
}

struct documents_built {
	VEC(const struct val *) docs;
	struct span second;  /* where the second begins */
};

static void
compose(struct composer *c, struct documents_built *out)
{
	c->events = events_open(c->arena, c->src);
	c->end = (uint32_t)text_bom(c->src->text);
	while (composer_next(c) == EVENT_DOCUMENT) {
		if (!check_between(c, out->docs.len == 0, false))
			break;
		if (out->docs.len == 1)
			out->second = c->event.at;
		vec_push(c->arena, &out->docs, document(c));
	}
	if (!c->stopped)
		check_between(c, out->docs.len == 0, true);
	/* Between documents, too, the text can end to be YAML. */
	if (c->stopped && (out->docs.len == 0 || out->docs.ptr[out->docs.len - 1] != &val_bad))
		vec_push(c->arena, &out->docs, &val_bad);
	events_close(c->events);
}

static const struct val *const one_bad[] = { &val_bad };

/* With READ_ONE: what is wrong about the number of documents. A file that
 * could not be read to its end was reported already. */
static void
report_number(struct composer *c, const struct documents_built *built)
{
	struct diag *d;

	if (c->stopped)
		return;
	if (built->docs.len == 0) {
		diag_report(c->diags, DIAG_YAML_DOCUMENTS, span_file(c->src), "the file is empty");
		return;
	}
	d = diag_report(c->diags, DIAG_YAML_DOCUMENTS, built->second,
	                "a second document begins here; this file may hold only one");
	diag_note(c->diags, d, SPAN_NONE, "split the file, or remove the '---'");
}

struct documents
read_yaml(struct arena *a, struct diags *ds, const struct source *src, unsigned flags)
{
	struct composer c = { .arena = a, .diags = ds, .src = src, .limits = &read_limits_default, .flags = flags };
	struct documents_built built = { .second = SPAN_NONE };

	if (!text_size_ok(ds, src) || !text_check(ds, src))
		return (struct documents){ one_bad, 1 };
	compose(&c, &built);
	if ((flags & READ_ONE) && built.docs.len != 1) {
		report_number(&c, &built);
		return (struct documents){ one_bad, 1 };
	}
	return (struct documents){ built.docs.ptr, built.docs.len };
}
