# SPDX-License-Identifier: Apache-2.0
# Every allocation of a build fails once; a library for LD_PRELOAD sees to it.
TESTS += tests/fault/run
dist_check_SCRIPTS += tests/fault/run
EXTRA_DIST += tests/fault/failmalloc.c
AM_TESTS_ENVIRONMENT += CC='$(CC)'; export CC;
