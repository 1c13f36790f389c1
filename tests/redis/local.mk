# SPDX-License-Identifier: Apache-2.0
# Real servers read what berth emits, and run its scripts. Those that are missing are skipped by name; tests/judges/install brings them.
REDIS_TESTS = tests/redis/directives tests/redis/scripts tests/redis/tls
TESTS += $(REDIS_TESTS)
dist_check_SCRIPTS += $(REDIS_TESTS)
EXTRA_DIST += \
	tests/redis/directives.tsv \
	tests/redis/mutants \
	tests/redis/mutants.except \
	tests/redis/redislib/catalogue.py \
	tests/redis/redislib/__init__.py \
	tests/redis/redislib/cases/__init__.py \
	tests/redis/redislib/cases/proxy.py \
	tests/redis/redislib/cases/ready.py \
	tests/redis/redislib/cases/sentinel.py \
	tests/redis/redislib/cases/start.py \
	tests/redis/redislib/cases/stop.py \
	tests/redis/redislib/cases/users.py \
	tests/redis/redislib/fakes.py \
	tests/redis/redislib/meaning.py \
	tests/redis/redislib/pods.py \
	tests/redis/redislib/project.py \
	tests/redis/redislib/reading.py \
	tests/redis/redislib/run.py \
	tests/redis/redislib/servers.py \
	tests/redis/redislib/tenant.py \
	tests/redis/redislib/tls.py \
	tests/redis/redislib/values.py \
	tests/redis/redislib/world.py

# make check-redis: all of it, and nothing else.
.PHONY: check-redis
check-redis: berth$(EXEEXT)
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(REDIS_TESTS)'

# make check-redis-mutants: breaks the emitted scripts, and sees that a case of tests/redis/scripts fails. An hour; needs root.
.PHONY: check-redis-mutants
check-redis-mutants: berth$(EXEEXT)
	BERTH='$(abs_builddir)/berth$(EXEEXT)' BERTH_SRC='$(abs_srcdir)' $(srcdir)/tests/redis/mutants
