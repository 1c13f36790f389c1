# SPDX-License-Identifier: Apache-2.0
# Real servers read what berth emits. Those that are missing are skipped by name; tests/judges/install brings them.
TESTS += tests/redis/directives
dist_check_SCRIPTS += tests/redis/directives
EXTRA_DIST += \
	tests/redis/redislib/__init__.py \
	tests/redis/redislib/meaning.py \
	tests/redis/redislib/project.py \
	tests/redis/redislib/servers.py \
	tests/redis/redislib/values.py
