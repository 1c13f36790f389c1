# SPDX-License-Identifier: Apache-2.0
libberth_a_SOURCES += \
	src/expr/arith.c \
	src/expr/assume.c \
	src/expr/assume.h \
	src/expr/assume_all.c \
	src/expr/builtin.c \
	src/expr/builtin.def \
	src/expr/builtin.h \
	src/expr/compare.c \
	src/expr/convert.c \
	src/expr/eval.c \
	src/expr/eval.h \
	src/expr/expr.h \
	src/expr/facts.c \
	src/expr/fault.c \
	src/expr/fn_list.c \
	src/expr/fn_math.c \
	src/expr/fn_named.c \
	src/expr/fn_net.c \
	src/expr/fn_optional.c \
	src/expr/fn_quantity.c \
	src/expr/fn_regex.c \
	src/expr/fn_semver.c \
	src/expr/fn_string.c \
	src/expr/fn_text.c \
	src/expr/fn_time.c \
	src/expr/fn_url.c \
	src/expr/fold.c \
	src/expr/format.c \
	src/expr/infer.c \
	src/expr/infer.h \
	src/expr/infer_apart.c \
	src/expr/infer_call.c \
	src/expr/infer_call.h \
	src/expr/infer_compare.c \
	src/expr/infer_field.c \
	src/expr/infer_fn.c \
	src/expr/infer_fold.c \
	src/expr/infer_format.c \
	src/expr/infer_items.c \
	src/expr/infer_op.c \
	src/expr/infer_priv.h \
	src/expr/infer_range.c \
	src/expr/infer_say.c \
	src/expr/lex.c \
	src/expr/lex.h \
	src/expr/literal.c \
	src/expr/literal.h \
	src/expr/macro.c \
	src/expr/make.c \
	src/expr/name.c \
	src/expr/narrow.c \
	src/expr/net.c \
	src/expr/net.h \
	src/expr/node.h \
	src/expr/opaque.c \
	src/expr/opaque.h \
	src/expr/parse.c \
	src/expr/parse.h \
	src/expr/print.c \
	src/expr/print.h \
	src/expr/quantity.c \
	src/expr/quantity.h \
	src/expr/rule.c \
	src/expr/rule.def \
	src/expr/rule.h \
	src/expr/rule_call.c \
	src/expr/rule_check.c \
	src/expr/rule_check.h \
	src/expr/rule_cost.c \
	src/expr/rule_equal.c \
	src/expr/rule_fold.c \
	src/expr/rule_path.c \
	src/expr/rule_priv.h \
	src/expr/rule_run.c \
	src/expr/rule_type.c \
	src/expr/rule_type.h \
	src/expr/rule_unify.c \
	src/expr/rule_value.c \
	src/expr/select.c \
	src/expr/sig.c \
	src/expr/sig.h \
	src/expr/sort.c \
	src/expr/sort.h \
	src/expr/time.c \
	src/expr/time.h \
	src/expr/tokens.def \
	src/expr/type.c \
	src/expr/type.h \
	src/expr/type_schema.c \
	src/expr/type_show.c \
	src/expr/visit.c \
	src/expr/zone.c \
	src/expr/zone.h \
	src/expr/zones.def

unit_tests += src/expr/expr_test
src_expr_expr_test_SOURCES = src/expr/expr_test.c src/expr/expr_test.def tests/harness.h
src_expr_expr_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests $(CMOCKA_CFLAGS)
src_expr_expr_test_LDADD = $(unit_ldadd)

unit_tests += src/expr/infer_test
src_expr_infer_test_SOURCES = src/expr/infer_test.c src/expr/infer_test.def src/expr/type_holds.h tests/harness.h
src_expr_infer_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests $(CMOCKA_CFLAGS)
src_expr_infer_test_LDADD = $(unit_ldadd)

unit_tests += src/expr/infer_base_test
src_expr_infer_base_test_SOURCES = src/expr/infer_base_test.c tests/harness.h
src_expr_infer_base_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests $(CMOCKA_CFLAGS)
src_expr_infer_base_test_LDADD = $(unit_ldadd)

unit_tests += src/expr/type_test
src_expr_type_test_SOURCES = src/expr/type_test.c src/expr/type_holds.h tests/harness.h
src_expr_type_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests $(CMOCKA_CFLAGS)
src_expr_type_test_LDADD = $(unit_ldadd)

unit_tests += src/expr/rule_test
src_expr_rule_test_SOURCES = src/expr/rule_test.c src/expr/rule_test.def tests/harness.h
src_expr_rule_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests $(CMOCKA_CFLAGS)
src_expr_rule_test_LDADD = $(unit_ldadd)

# The test evaluates its examples.
EXTRA_DIST += doc/expressions.md
