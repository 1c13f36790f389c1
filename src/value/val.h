/* SPDX-License-Identifier: Apache-2.0 */
/* val.h - values: what YAML says, what expressions compute, what is emitted.
 *
 * A value is never changed after it was built; subtrees are shared freely
 * and read from any thread. It lives in the arena of its builder. Each value
 * knows where it was written and why it is what it is (struct origin), so
 * that a message about an emitted field can name the line of the base and
 * the line of the spec that led there.
 *
 * Nesting is bounded where values are made (VAL_DEPTH_MAX, by the reader,
 * the builders and eval), so code that walks them may recurse. */
#ifndef BERTH_VALUE_VAL_H
#define BERTH_VALUE_VAL_H

#include "diag/source.h"

enum { VAL_DEPTH_MAX = 200 };

enum val_kind {
	VAL_BAD,     /* poison: a message about it was already given; be silent */
	VAL_NULL,
	VAL_BOOL,
	VAL_INT,     /* 64 bits */
	VAL_DOUBLE,
	VAL_STRING,  /* UTF-8, may contain NUL only when made by an expression */
	VAL_LIST,
	VAL_MAP,     /* keys are strings, unique, sorted by bytes */
	/* The kinds below exist only inside expressions; emitting one is an error. */
	VAL_UINT,
	VAL_BYTES,
	VAL_DURATION,   /* nanoseconds, in u.i */
	VAL_TIMESTAMP,  /* u.time */
	VAL_TYPE,       /* the name of a type, in u.str */
	VAL_OPTIONAL,   /* u.opt: a value or NULL */
	VAL_DICT,       /* a map with a key that is no string; u.dict */
	VAL_OPAQUE,     /* quantity, url, ip ...: u.opaque, owned by expr */
};

/* How a scalar was written; the reader sets it, everything else leaves
 * VAL_STYLE_NONE. It decides how positions inside it are found
 * (read/place.h), and keeps block text block. */
enum val_style {
	VAL_STYLE_NONE,
	VAL_STYLE_PLAIN,
	VAL_STYLE_SINGLE,
	VAL_STYLE_DOUBLE,
	VAL_STYLE_LITERAL,
	VAL_STYLE_FOLDED,
	VAL_STYLE_FILE,   /* the whole text of a file (text(), raw()): offsets are the file's own */
};

struct val;

struct field {
	struct slice key;
	struct span key_at;
	const struct val *val;
};

struct entry {
	const struct val *key, *val;
};

struct val_time {
	int64_t seconds;   /* since 1970-01-01T00:00:00Z */
	int32_t nanos;     /* 0 to 999999999 */
};

struct val_opaque;

struct val {
	unsigned char kind;   /* enum val_kind */
	unsigned char style;  /* enum val_style */
	unsigned char depth;  /* 0 for scalars; 1 + the deepest child */
	/* Of a value that the run keeps (struct base, statics): its place in a list of those. Copies have
	 * it too, so whoever looks something up by it compares the pointer. 0: none. */
	uint32_t number;
	struct span at;       /* the whole node; SPAN_NONE when nobody wrote it */
	const struct origin *origin;  /* NULL: it just stands at `at` */
	union {
		bool b;
		int64_t i;
		uint64_t u;
		double d;
		struct slice str;
		struct { const struct val *const *items; size_t len; } list;
		struct { const struct field *fields; size_t len; } map;
		struct { const struct entry *entries; size_t len; } dict;
		struct val_time time;
		const struct val *opt;
		struct { const struct val_opaque *type; const void *data; } opaque;
	} u;
};

/* Why a value is what it is, newest first. */
enum origin_kind {
	ORIGIN_REPLACED,  /* `val` stood here in the layer below, and was overridden */
	ORIGIN_READ,      /* `val` was read by the expression that computed this one */
	ORIGIN_PATCHED,   /* like REPLACED, by a patch onto an emitted object */
};
struct origin {
	enum origin_kind kind;
	const struct val *val;
	const struct origin *next;
};

/* Constants that were written nowhere. */
extern const struct val val_bad, val_null, val_true, val_false, val_empty_list, val_empty_map;

/* Scalars in the arena. Text is borrowed. */
const struct val *val_bool(struct arena *a, bool b, struct span at);
const struct val *val_int(struct arena *a, int64_t i, struct span at);
const struct val *val_double(struct arena *a, double d, struct span at);
const struct val *val_string(struct arena *a, struct slice s, struct span at);

/* The same value at another place or with another origin; shares children. */
const struct val *val_with(struct arena *a, const struct val *v, struct span at, const struct origin *origin);

/* A new head of an origin chain. */
const struct origin *origin_add(struct arena *a, enum origin_kind kind, const struct val *val,
                                const struct origin *next);

/* The field `key` of a map, or NULL; NULL too when `v` is NULL or no map. */
const struct field *val_field(const struct val *v, struct slice key);
const struct val *val_get(const struct val *v, struct slice key);

/* The same with a literal, and along a.b.c for keys that are plain words. */
static inline const struct val *
val_get_cstr(const struct val *v, const char *key)
{
	return val_get(v, slice_of(key));
}
const struct val *val_walk(const struct val *v, const char *dotted);

/* The text of a string, or `otherwise` when v is NULL or no string. */
struct slice val_text(const struct val *v, struct slice otherwise);

/* "string", "integer", "number", "boolean", "null", "list", "map" ...: as
 * messages call the kind. */
const char *val_kind_name(const struct val *v);

/* The place to point at for `v`: its own, or that of the newest origin that
 * has one. */
struct span val_place(const struct val *v);

static inline bool
val_is(const struct val *v, enum val_kind kind)
{
	return v && v->kind == kind;
}

#endif
