/* SPDX-License-Identifier: Apache-2.0 */
/* schema_test.c - values against schemas: every message, its place and its
 * notes. */
#include "harness.h"

#include "base/buf.h"
#include "read/read.h"
#include "schema/schema.h"
#include "value/build.h"

static const struct val *
parse(struct arena *a, struct diags *ds, const char *name, const char *text)
{
	const struct source *src = source_new(a, slice_of(name), slice_of(text));

	return read_yaml(a, ds, src, READ_ONE).ptr[0];
}

static void
put_place(struct buf *b, struct span at)
{
	struct position p = span_start(at);

	if (at.src && p.line)
		buf_printf(b, "%.*s:%u:%u: ", SLICE_FMT(at.src->path), p.line, p.column);
}

/* "v:1:2: text\n  note\n  s:3:4: note\n"; v is the value, s the schema. */
static void
expect_messages(struct diags *ds, const char *want)
{
	struct buf b = BUF_INIT;

	diag_sort(ds);
	for (const struct diag *d = ds->first; d; d = d->next) {
		put_place(&b, d->at);
		buf_printf(&b, "%.*s\n", SLICE_FMT(d->text));
		for (const struct diag_note *n = d->notes; n; n = n->next) {
			buf_str(&b, "  ");
			put_place(&b, n->at);
			buf_printf(&b, "%.*s\n", SLICE_FMT(n->text));
		}
	}
	buf_char(&b, '\0');
	assert_string_equal(b.ptr, want);
	buf_fini(&b);
}

struct check_case {
	const char *name, *schema, *value, *messages;
};

#define ALL_NAMES                                                                                                    \
	"type: object\nproperties: {apiVersion: {type: string}, kind: {type: string}, spec: {type: object, properties: " \
	"{replicas: {type: integer}, redis: {type: object, properties: {memory: {type: string}, replicas: {type: "     \
	"integer}}}}}}"

static const struct check_case checks[] = {
	{ "valid", "type: object\nproperties: {a: {type: integer, minimum: 1}}", "a: 1", "" },

	{ "unknown field with a slip", ALL_NAMES, "spec: {replica: 3}",
	  "v:1:8: unknown field 'replica'\n  did you mean 'replicas'?\n" },
	{ "unknown field one level up from where it belongs", ALL_NAMES, "spec: {memory: 3}",
	  "v:1:8: unknown field 'memory'\n  'memory' belongs one level down: spec.redis.memory\n" },
	{ "unknown field one level below where it belongs", ALL_NAMES, "spec: {redis: {kind: x, apiVersion: y}, kind: z}",
	  "v:1:16: unknown field 'kind'\n  known here: memory, replicas\n"
	  "v:1:25: unknown field 'apiVersion'\n  known here: memory, replicas\n"
	  "v:1:41: unknown field 'kind'\n  'kind' belongs one level up: kind\n" },
	{ "unknown field with the known ones listed", "type: object\nproperties: {alpha: {type: string}, beta: {type: string}}",
	  "gamma: 1", "v:1:1: unknown field 'gamma'\n  known here: alpha, beta\n" },
	{ "unknown field in another case", "type: object\nproperties: {maxMemory: {type: string}}", "max_memory: 1",
	  "v:1:1: unknown field 'max_memory'\n  did you mean 'maxMemory'?\n" },
	{ "object without properties is closed", "type: object\nproperties: {o: {type: object}}", "o: {a: 1}",
	  "v:1:5: unknown field 'a'\n" },
	{ "additionalProperties false", "type: object\nproperties: {o: {type: object, additionalProperties: false}}", "o: {a: 1}",
	  "v:1:5: field 'a' may not stand here: the object must be empty\n  s:2:54: the schema says so here\n" },
	{ "additionalProperties true", "type: object\nproperties: {o: {type: object, additionalProperties: true}}", "o: {a: 1}", "" },
	{ "values of a map", "type: object\nproperties: {o: {type: object, additionalProperties: {type: integer}}}",
	  "o: {a: 1, b: x}", "v:1:14: expected integer, found string\n" },
	{ "unknown fields kept, known ones checked",
	  "type: object\nx-kubernetes-preserve-unknown-fields: true\nproperties: {a: {type: object, properties: {b: {type: string}}}}",
	  "x: {y: 1}\na: {b: 2, c: 3}",
	  "v:2:8: expected string, found integer\n  write it in quotes: \"2\"\nv:2:11: unknown field 'c'\n  known here: b\n" },

	{ "string for integer", "type: object\nproperties: {a: {type: integer}}", "a: '3'",
	  "v:1:4: expected integer, found string\n  '3' in quotes is a string; write 3\n" },
	{ "string for number", "type: object\nproperties: {a: {type: number}}", "a: \"1.5\"",
	  "v:1:4: expected number, found string\n  '1.5' in quotes is a string; write 1.5\n" },
	{ "string for boolean", "type: object\nproperties: {a: {type: boolean}, b: {type: boolean}}", "a: 'true'\nb: yes",
	  "v:1:4: expected boolean, found string\n  'true' in quotes is a string; write true\n"
	  "v:2:4: expected boolean, found string\n  booleans are written true and false\n" },
	{ "number for string", "type: object\nproperties: {a: {type: string}}", "a: 1.50",
	  "v:1:4: expected string, found number\n  write it in quotes: \"1.5\"\n" },
	{ "number for string that quotes would not cure",
	  "type: object\nproperties: {a: {type: string, pattern: '^[0-9]+s$', description: Seconds.}}", "a: 5",
	  "v:1:4: expected string, found integer\n  a unit is missing: 5s\n" },
	{ "number for string of another form",
	  "type: object\nproperties: {a: {type: string, pattern: '^[0-9]+-[0-9]+$', description: A range.}}", "a: 5",
	  "v:1:4: expected string, found integer\n  it is: A range.\n" },
	{ "map for list", "type: array\nitems: {type: object, x-kubernetes-preserve-unknown-fields: true}", "a: 1",
	  "v:1:1: expected list, found map\n  a list of one is written with '- ' before the first field, or in [ ]\n" },
	{ "list for one value", "type: string", "[a]",
	  "v:1:1: expected string, found list\n  only one value can stand here: write it without '- ' and without [ ]\n" },
	{ "string for list", "type: object\nproperties: {a: {type: array, items: {type: string}}}", "a: x",
	  "v:1:4: expected list, found string\n  a list of one is written [x]\n" },
	{ "string for map of any fields",
	  "type: object\nproperties: {a: {type: object, description: Names., additionalProperties: {type: string}}}", "a: x",
	  "v:1:4: expected map, found string\n  it is: Names.\n" },
	{ "string for map", "type: object\nproperties: {a: {type: object, properties: {size: {type: string}, x: {type: string}}}}",
	  "a: 16Gi", "v:1:4: expected map, found string\n  its fields are: size, x\n" },
	{ "list for map", "type: object\nproperties: {a: {type: object}}", "a: []", "v:1:4: expected map, found list\n" },
	{ "null where none may be", "type: object\nproperties: {a: {type: string}}", "a:",
	  "v:1:3: expected string, found null\n  nothing is written here; leave the field out, give it a value, or remove it with {$patch: delete}\n" },
	{ "null where it may be", "type: object\nproperties: {a: {type: string, nullable: true}}", "a:", "" },
	{ "null is never in an enum", "type: object\nproperties: {a: {type: string, nullable: true, enum: [x, null]}}", "a:",
	  "v:1:3: expected x or null, found null\n  s:2:54: the schema says so here\n" },
	{ "fraction for integer", "type: object\nproperties: {a: {type: integer}, b: {type: integer}}", "a: 1.5\nb: 2.0",
	  "v:1:4: expected integer, found number\n" },
	{ "integer beyond 2^53 as a double", "type: object\nproperties: {a: {type: integer}}", "a: 1e300",
	  "v:1:4: expected integer, found number\n" },
	{ "int or string", "type: object\nproperties: {a: {x-kubernetes-int-or-string: true}, b: {x-kubernetes-int-or-string: true}}",
	  "a: 1\nb: true", "v:2:4: expected integer or string, found boolean\n  write it in quotes: \"true\"\n" },
	{ "a wrong type is one mistake", "type: object\nproperties: {a: {type: string, enum: [x], minLength: 3}}", "a: 1",
	  "v:1:4: expected string, found integer\n  it is x\n" },
	{ "boolean for yes and no", "type: object\nproperties: {a: {type: string, enum: ['yes', 'no', auto]}}", "a: false",
	  "v:1:4: expected string, found boolean\n  write it as \"no\"\n" },
	{ "boolean for other words", "type: object\nproperties: {a: {type: string, enum: [on, off]}}", "a: true",
	  "v:1:4: expected string, found boolean\n  it is on or off\n" },
	{ "number for a word in quotes", "type: object\nproperties: {a: {type: string, enum: ['1', '2']}}", "a: 1",
	  "v:1:4: expected string, found integer\n  write it in quotes: \"1\"\n" },

	{ "missing at the root", "type: object\nrequired: [a, z]\nproperties: {a: {type: string}}", "{}",
	  "v:1:1: missing field 'a'\n  s:2:11: the schema says so here\n"
	  "v:1:1: missing field 'z'\n  s:2:11: the schema says so here\n" },
	{ "missing below a key", "type: object\nproperties: {s: {type: object, required: [a], properties: {a: {type: string}}}}",
	  "s:\n  b: 1",
	  "v:1:1: missing field 'a'\n  s:2:42: the schema says so here\nv:2:3: unknown field 'b'\n  known here: a\n" },
	{ "missing, with what the schema says of it",
	  "type: object\nrequired: [a, b, c, d]\nproperties:\n  a: {type: string, description: 'The first. Not the last.', enum: [x, y]}\n"
	  "  b: {type: integer, example: 5}\n  c: {type: string, format: date}\n  d: {type: object, default: {e: 1}, properties: {e: {type: integer}}}",
	  "{}",
	  "v:1:1: missing field 'a'\n  it is: The first\n  write x or y\n  s:2:11: the schema says so here\n"
	  "v:1:1: missing field 'b'\n  for example b: 5\n  s:2:11: the schema says so here\n"
	  "v:1:1: missing field 'c'\n  one looks like 2006-01-02\n  s:2:11: the schema says so here\n"
	  "v:1:1: missing field 'd'\n  s:2:11: the schema says so here\n" },
	{ "missing because it is misspelt",
	  "type: object\nrequired: [host, image]\nproperties: {host: {type: string}, image: {type: string}}", "hots: a\nimg: b",
	  "v:1:1: missing field 'image'\n  s:2:11: the schema says so here\nv:1:1: unknown field 'hots'\n  did you mean 'host'?\n"
	  "v:2:1: unknown field 'img'\n  known here: host, image\n" },
	{ "missing because what it holds stands beside it",
	  "type: object\nrequired: [s]\nproperties: {s: {type: object, properties: {size: {type: integer}}}}", "size: 1",
	  "v:1:1: unknown field 'size'\n  'size' belongs one level down: s.size\n" },
	{ "missing where unknown fields may stand",
	  "type: object\nrequired: [host]\nx-kubernetes-preserve-unknown-fields: true\nproperties: {host: {type: string}}", "hots: a",
	  "v:1:1: missing field 'host'\n  s:2:11: the schema says so here\n" },
	{ "missing in an item",
	  "type: array\nitems: {type: object, required: [a], properties: {a: {type: string}}}", "- a: x\n- {}",
	  "v:2:3: missing field 'a'\n  s:2:33: the schema says so here\n" },

	{ "enum with a slip", "type: string\nenum: [aof, rdb, none]", "offf",
	  "v:1:1: expected aof, rdb or none, found 'offf'\n  s:2:7: the schema says so here\n" },
	{ "enum in another case", "type: string\nenum: [aof, rdb, none]", "AOF",
	  "v:1:1: expected aof, rdb or none, found 'AOF'\n  did you mean 'aof'?\n  s:2:7: the schema says so here\n" },
	{ "long enum", "type: integer\nenum: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]", "14",
	  "v:1:1: expected 1, 2, 3, 4, 5, 6, 7, 8 or one of 5 more, found 14\n  s:2:7: the schema says so here\n" },
	{ "enum of numbers", "type: number\nenum: [1, 2.5]", "1.0", "" },

	{ "bounds", "type: array\nitems: {type: integer, minimum: 1, maximum: 9}", "[0, 1, 9, 10]",
	  "v:1:2: 0 is less than the minimum of 1\n  s:2:33: the schema says so here\n"
	  "v:1:11: 10 is more than the maximum of 9\n  s:2:45: the schema says so here\n" },
	{ "exclusive bounds", "type: array\nitems: {type: number, minimum: 0, exclusiveMinimum: true, maximum: 1, exclusiveMaximum: true}",
	  "[0, 0.5, 1]",
	  "v:1:2: 0 must be more than 0\n  s:2:32: the schema says so here\n"
	  "v:1:10: 1 must be less than 1\n  s:2:68: the schema says so here\n" },
	{ "multiple", "type: array\nitems: {type: number, multipleOf: 0.1}", "[0.3, 0.35, 1]",
	  "v:1:7: 0.35 is no multiple of 0.1\n  s:2:35: the schema says so here\n"
	  "v:1:13: 1 is an integer, and the API server refuses those beside a multipleOf of 0.1\n  s:2:35: the schema says so here\n" },
	{ "bound with a fraction for integers", "type: integer\nmaximum: 1.5", "1",
	  "v:1:1: the schema's 'maximum' of 1.5 is no integer, so it refuses every integer\n  s:2:10: the schema says so here\n" },
	{ "int32", "type: integer\nformat: int32", "2147483648",
	  "v:1:1: 2147483648 does not fit into int32\n  s:2:9: the schema says so here\n" },

	{ "length in characters", "type: string\nmaxLength: 2", "\xC3\xA4\xC3\xB6\xC3\xBC",
	  "v:1:1: 3 characters are too many, 2 are allowed\n  s:2:12: the schema says so here\n" },
	{ "characters, not bytes", "type: string\nmaxLength: 3\nminLength: 3", "\xC3\xA4\xC3\xB6\xC3\xBC", "" },
	{ "too short", "type: array\nitems: {type: string, minLength: 2}", "[a, '']",
	  "v:1:2: 1 character is too few, at least 2 are needed\n  s:2:34: the schema says so here\n"
	  "v:1:5: must not be empty\n  s:2:34: the schema says so here\n" },
	{ "numbers of items and fields", "type: object\nmaxProperties: 1\nproperties: {a: {type: array, minItems: 2, items: {type: "
	  "integer}}, b: {type: array, maxItems: 1, items: {type: integer}}}",
	  "a: [1]\nb: [1, 2]",
	  "v:1:1: 2 fields are too many, 1 is allowed\n  s:2:16: the schema says so here\n"
	  "v:1:4: 1 item is too few, at least 2 are needed\n  s:3:41: the schema says so here\n"
	  "v:2:4: 2 items are too many, 1 is allowed\n  s:3:96: the schema says so here\n" },
	{ "pattern with a description", "type: string\npattern: ^[a-z]+$\ndescription: >-\n  A small\n  word.", "a1",
	  "v:1:1: 'a1' does not match the pattern '^[a-z]+$'\n  it is: A small word.\n  s:2:10: the schema says so here\n" },
#define SPELT(text, note) { "spelt as " text, "type: string\npattern: ^[1-9][0-9]*(Mi|Gi)$", "'" text "'", \
	  "v:1:1: '" text "' does not match the pattern '^[1-9][0-9]*(Mi|Gi)$'\n  " note "\n" \
	  "  s:2:10: the schema says so here\n" }
	SPELT("4G", "did you mean '4Gi'?"),
	SPELT("4GB", "did you mean '4Gi'?"),
	SPELT("4 Gi", "did you mean '4Gi'?"),
	SPELT("4 gib", "did you mean '4Gi'?"),
	SPELT("4gi", "did you mean '4Gi'?"),
	SPELT("4MI", "did you mean '4Mi'?"),
	SPELT("4", "a unit is missing: 4Mi or 4Gi"),
	SPELT("1.5Gi", "write 1536Mi, which is as much"),
	SPELT("2048Ki", "write 2Mi, which is as much"),
	SPELT("1Ti", "write 1024Gi, which is as much"),
	{ "a share of a core", "type: string\npattern: ^[1-9][0-9]*m?$", "'0.25'",
	  "v:1:1: '0.25' does not match the pattern '^[1-9][0-9]*m?$'\n  write 250m, which is as much\n  s:2:10: the schema says so here\n" },
	{ "another unit of time", "type: string\npattern: ^[1-9][0-9]?[sm]$", "1h",
	  "v:1:1: '1h' does not match the pattern '^[1-9][0-9]?[sm]$'\n  write 60m, which is as much\n  s:2:10: the schema says so here\n" },
	{ "too fine for the units", "type: string\npattern: ^[1-9][0-9]?[sm]$", "1500ms",
	  "v:1:1: '1500ms' does not match the pattern '^[1-9][0-9]?[sm]$'\n  s:2:10: the schema says so here\n" },
	{ "a percentage with its sign", "type: integer", "60%", "v:1:1: expected integer, found string\n  write 60, without the '%'\n" },
	{ "spelt as nothing known", "type: string\npattern: ^[1-9][0-9]*(Mi|Gi)$", "0Gi",
	  "v:1:1: '0Gi' does not match the pattern '^[1-9][0-9]*(Mi|Gi)$'\n  s:2:10: the schema says so here\n" },
	{ "spelt as a sentence", "type: string\npattern: '^[a-z]([-a-z0-9]*[a-z0-9])?$'", "My_Web Shop",
	  "v:1:1: 'My_Web Shop' does not match the pattern '^[a-z]([-a-z0-9]*[a-z0-9])?$'\n  did you mean 'my-web-shop'?\n"
	  "  s:2:10: the schema says so here\n" },
	{ "spelt too long", "type: string\nmaxLength: 3\npattern: ^[0-9]+(Gi)$", "'100'",
	  "v:1:1: '100' does not match the pattern '^[0-9]+(Gi)$'\n  s:3:10: the schema says so here\n" },
	{ "long text is cut", "type: string\npattern: ^b", "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'",
	  "v:1:1: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...' does not match the pattern '^b'\n  s:2:10: the schema says so here\n" },
	{ "pattern that takes forever", "type: string\npattern: ^(a*)*(a*)*(a*)*$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
	  "v:1:1: matching 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab' with '^(a*)*(a*)*(a*)*$' takes more steps than the limits allow\n"
	  "  s:2:10: the schema says so here\n" },
	{ "format", "type: string\nformat: ipv4", "1.2.3",
	  "v:1:1: '1.2.3' is no ipv4\n  one looks like 192.0.2.1\n  s:2:9: the schema says so here\n" },
	{ "format before pattern", "type: string\nformat: quantity\npattern: x", "4GB",
	  "v:1:1: '4GB' is no quantity\n  one looks like 500m or 2Gi\n  s:2:9: the schema says so here\n" },

	{ "set", "type: array\nx-kubernetes-list-type: set\nitems: {type: string}", "[a, b, a, b, a]",
	  "v:1:8: 'a' stands twice in this list\n  v:1:2: the first one is here\n  s:2:25: the schema says so here\n"
	  "v:1:11: 'b' stands twice in this list\n  v:1:5: the first one is here\n  s:2:25: the schema says so here\n" },
	{ "set of many", "type: array\nx-kubernetes-list-type: set\nitems: {type: integer}",
	  "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 1, 1]",
	  "v:1:61: 1 stands twice in this list\n  v:1:2: the first one is here\n  s:2:25: the schema says so here\n" },
	{ "map by two keys, one defaulted",
	  "type: array\nx-kubernetes-list-type: map\nx-kubernetes-list-map-keys: [port, protocol]\nitems: {type: object, required: "
	  "[port], properties: {port: {type: integer}, protocol: {type: string, default: TCP}}}",
	  "- {port: 53}\n- {port: 53, protocol: UDP}\n- {port: 53, protocol: TCP}",
	  "v:3:10: two items of this list have port 53, protocol 'TCP'\n  v:1:3: the first one is here\n"
	  "  s:2:25: the schema says so here\n" },

	{ "one of two fields", "type: object\nproperties: {o: {type: object, properties: {a: {type: string}, b: {type: string}}, oneOf: "
	  "[{required: [a]}, {required: [b]}]}}",
	  "o: {}", "v:1:1: one of 'a' or 'b' is needed\n  s:2:91: the schema says so here\n" },
	{ "two fields that exclude each other", "type: object\nproperties: {a: {type: string}, b: {type: string}}\noneOf: [{required: "
	  "[a]}, {required: [b]}]",
	  "{a: x, b: y}", "v:1:1: 'a' and 'b' exclude each other\n  s:3:8: the schema says so here\n" },
	{ "fields that may not stand together", "type: object\nproperties: {a: {type: string}, b: {type: string}}\nnot: {required: [a, b]}",
	  "{a: x, b: y}", "v:1:1: 'a' and 'b' may not stand here together\n  s:3:6: the schema says so here\n" },
	{ "value that is not allowed", "type: string\nnot: {enum: [root]}", "root",
	  "v:1:1: 'root' is not allowed here\n  s:2:6: the schema says so here\n" },
	{ "closest alternative", "type: object\nproperties: {k: {type: string}, n: {type: integer}}\nanyOf:\n- properties: {k: {enum: [a]}, "
	  "n: {minimum: 5}}\n  required: [k, n]\n- properties: {k: {enum: [b]}}",
	  "{k: a, n: 1}",
	  "v:1:1: this map fits none of 2 alternatives\n  v:1:11: alternative 1 of 2 comes closest: 1 is less than the minimum of 5\n"
	  "  s:4:1: the schema says so here\n" },
	{ "allOf says what is wrong", "type: integer\nallOf: [{minimum: 3}, {maximum: 1}]", "2",
	  "v:1:1: 2 is less than the minimum of 3\n  s:2:19: the schema says so here\n"
	  "v:1:1: 2 is more than the maximum of 1\n  s:2:33: the schema says so here\n" },
	{ "int-or-string with a rule for numbers",
	  "x-kubernetes-int-or-string: true\nallOf: [{anyOf: [{type: integer}, {type: string}]}, {maximum: 5}]", "6",
	  "v:1:1: 6 is more than the maximum of 5\n  s:2:63: the schema says so here\n" },

	{ "embedded resource", "type: object\nproperties: {t: {type: object, x-kubernetes-embedded-resource: true, "
	  "x-kubernetes-preserve-unknown-fields: true}}",
	  "t: {kind: Pod, metadata: {nam: x, labels: {a b: c, d: e f}}, spec: {}}",
	  "v:1:1: missing field 'apiVersion'\n"
	  "v:1:27: unknown field 'nam'\n  did you mean 'name'?\n"
	  "v:1:44: 'a b' is no key of a label or annotation\n  up to 63 letters, digits, '-', '_' and '.', a letter or digit at "
	  "both ends; before it, if need be, a DNS name and '/'\n"
	  "v:1:55: 'e f' is no value of a label\n  up to 63 letters, digits, '-', '_' and '.', a letter or digit at both ends\n" },
};

static void
checks_value(void **state)
{
	const struct check_case *c = *state;
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	const struct schema *s = schema_load(&a, &ds, parse(&a, &ds, "s", c->schema), NULL, SCHEMA_STRUCTURAL);
	struct schema_check check = { .arena = &a, .diags = &ds }, quiet = check;
	size_t before;
	bool ok;

	/* Scalars and lists at the root make short tests; the rule about roots is tested elsewhere. */
	if (ds.first && slice_is(ds.first->text, "the type at the root must be object"))
		ds = DIAGS_INIT(&a);
	before = ds.errors;
	ok = schema_check(&check, s, parse(&a, &ds, "v", c->value), NULL);
	expect_messages(&ds, c->messages);
	assert_int_equal(ok, ds.errors == before);
	quiet.quiet = 2;
	before = ds.errors;
	schema_check(&quiet, s, parse(&a, &ds, "v", c->value), NULL);
	assert_int_equal(ds.errors, before);
	arena_free(&a);
}

/* What a caller adds to a mistake comes last, with the value and its path. */
static void
add_path(void *ctx, struct diag *d, const struct val *v, const struct doc_path *path)
{
	struct diags *ds = ctx;

	diag_note(ds, d, SPAN_NONE, "a %s at %.*s", val_kind_name(v), SLICE_FMT(doc_path_text(ds->arena, path)));
}

static void
caller_adds_notes(void **state)
{
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	const struct schema *s = schema_load(&a, &ds, parse(&a, &ds, "s", ALL_NAMES), NULL, SCHEMA_STRUCTURAL);
	struct schema_check check = { .arena = &a, .diags = &ds, .on_diag = add_path, .ctx = &ds };
	struct doc_path top = DOC_KEY(NULL, SLICE_LIT("top"));

	(void)state;
	assert_false(schema_check(&check, s, parse(&a, &ds, "v", "spec: {replicas: x, redis: {replica: 1}}"), &top));
	expect_messages(&ds, "v:1:18: expected integer, found string\n  a string at top.spec.replicas\n"
	                     "v:1:29: unknown field 'replica'\n  did you mean 'replicas'?\n  a integer at top.spec.redis.replica\n");
	arena_free(&a);
}

static void
poison_is_silent(void **state)
{
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	const struct schema *s = schema_load(&a, &ds, parse(&a, &ds, "s", ALL_NAMES), NULL, SCHEMA_STRUCTURAL);
	struct schema_check check = { .arena = &a, .diags = &ds };
	struct map_build spec = MAP_BUILD_INIT(&a), root = MAP_BUILD_INIT(&a);

	(void)state;
	map_build_cstr(&spec, "replicas", &val_bad);
	map_build_cstr(&spec, "nobody", &val_bad);
	map_build_cstr(&root, "spec", map_build_end(&spec, SPAN_NONE));
	assert_true(schema_check(&check, s, map_build_end(&root, SPAN_NONE), NULL));
	assert_true(schema_check(&check, s, &val_bad, NULL));
	arena_free(&a);
}

/* open: unknown fields are fine, all else is checked. */
static void
open_check(void **state)
{
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	const struct schema *s = schema_load(&a, &ds, parse(&a, &ds, "s", ALL_NAMES), NULL, SCHEMA_STRUCTURAL);
	struct schema_check check = { .arena = &a, .diags = &ds, .open = true };

	(void)state;
	assert_true(schema_check(&check, s, parse(&a, &ds, "v", "x: 1"), NULL));
	assert_false(schema_check(&check, s, parse(&a, &ds, "v", "{x: 1, spec: {y: 1, replicas: z}}"), NULL));
	expect_messages(&ds, "v:1:31: expected integer, found string\n");
	arena_free(&a);
}

/* What is known to fit is not looked at again, which a value that changes
 * shows; for another schema, or as a copy, it is. */
static void
knows_what_fits(void **state)
{
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	const struct schema *s = schema_load(&a, &ds, parse(&a, &ds, "s", "type: integer"), NULL, 0);
	const struct schema *t = schema_load(&a, &ds, parse(&a, &ds, "t", "type: integer"), NULL, 0);
	struct val v = { .kind = VAL_INT, .number = 1 }, other;
	const struct val *kept[] = { &v };
	const struct schema *fits[1] = { NULL };
	struct schema_known known = { kept, 1, fits };
	struct schema_check check = { .arena = &a, .diags = &ds, .known = &known };

	(void)state;
	assert_true(schema_check(&check, s, &v, NULL));
	v.kind = VAL_BOOL;
	other = v;
	assert_true(schema_check(&check, s, &v, NULL));
	assert_false(schema_check(&check, t, &v, NULL));
	assert_false(schema_check(&check, s, &other, NULL));
	fits[0] = NULL;
	for (int i = 0; i < 2; i++)
		assert_false(schema_check(&check, s, &v, NULL));
	arena_free(&a);
}

int
main(void)
{
	struct suite s = { .name = "schema" };

	ADD_CASES(&s, checks, checks_value);
	ADD_TEST(&s, caller_adds_notes);
	ADD_TEST(&s, poison_is_silent);
	ADD_TEST(&s, open_check);
	ADD_TEST(&s, knows_what_fits);
	return suite_run(&s);
}
