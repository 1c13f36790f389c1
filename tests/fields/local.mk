# SPDX-License-Identifier: Apache-2.0
# Each field of the tenants' schema, set alone: something changes, or somebody is told.
TESTS += tests/fields/run
dist_check_SCRIPTS += tests/fields/run
EXTRA_DIST += \
	tests/fields/fieldlib/__init__.py \
	tests/fields/fieldlib/fleet.py \
	tests/fields/fieldlib/trials.py \
	tests/fields/hints/redistenant.yaml
