# SPDX-License-Identifier: Apache-2.0
libberth_a_SOURCES += \
	src/driver/bases.c src/driver/bases.h \
	src/driver/batch.c src/driver/batch.h \
	src/driver/before.c src/driver/before.h \
	src/driver/check_base.c src/driver/check_base.h \
	src/driver/conflict.c \
	src/driver/digest.c \
	src/driver/explain.c src/driver/explain.h \
	src/driver/facts.c src/driver/facts.h \
	src/driver/fleet.c src/driver/fleet.h \
	src/driver/fold.c \
	src/driver/kinds.c src/driver/kinds.h \
	src/driver/layer.c src/driver/layer.h \
	src/driver/memo.c src/driver/memo.h \
	src/driver/new.h \
	src/driver/new_base.c \
	src/driver/new_tenant.c \
	src/driver/output.c src/driver/output.h \
	src/driver/project.c src/driver/project.h \
	src/driver/proof.c src/driver/proof.h \
	src/driver/sum.c src/driver/sum.h \
	src/driver/sums.c \
	src/driver/tenant.c src/driver/tenant.h \
	src/driver/test.c src/driver/test.h src/driver/test_case.h \
	src/driver/test_case.c \
	src/driver/test_compare.c \
	src/driver/test_expect.c \
	src/driver/test_said.c \
	src/driver/unit.c src/driver/unit.h \
	src/driver/worker.c \
	src/driver/written.c src/driver/written.h
