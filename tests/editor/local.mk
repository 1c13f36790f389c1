# SPDX-License-Identifier: Apache-2.0
# What editors, validators and CI systems make of us.
TESTS += tests/editor/run tests/editor/ci
dist_check_SCRIPTS += tests/editor/run tests/editor/ci
EXTRA_DIST += \
	.pre-commit-hooks.yaml \
	.vim/coc-settings.json \
	.vscode/extensions.json \
	.vscode/settings.json \
	action.yml \
	templates/check.yml \
	tests/editor/ajv.cjs \
	tests/editor/editorlib/__init__.py \
	tests/editor/editorlib/lsp.py \
	tests/editor/editorlib/tap.py
