# SPDX-License-Identifier: Apache-2.0
# BERTH_FLAGS - our own compiler flags, kept apart from the user's CFLAGS.
#   WARN_CFLAGS  the warnings that the code is clean of, with gcc and clang
#   INSTR_CFLAGS instrumentation: --enable-sanitize, -coverage, -fuzz
AC_DEFUN([BERTH_FLAGS], [
AC_ARG_ENABLE([werror],
	[AS_HELP_STRING([--enable-werror], [turn compiler warnings into errors])])
AC_ARG_ENABLE([sanitize],
	[AS_HELP_STRING([--enable-sanitize@<:@=LIST@:>@], [build with sanitizers (address,undefined)])])
AC_ARG_ENABLE([coverage],
	[AS_HELP_STRING([--enable-coverage], [build for gcov])])
AC_ARG_ENABLE([fuzz],
	[AS_HELP_STRING([--enable-fuzz], [build the fuzz targets with libFuzzer (clang)])])

WARN_CFLAGS="-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wmissing-prototypes -Wstrict-prototypes -Wwrite-strings -Wvla -Wundef -Wformat=2 -Wimplicit-fallthrough -Wcast-qual -Wnull-dereference"
AS_IF([test "x$enable_werror" = xyes], [WARN_CFLAGS="$WARN_CFLAGS -Werror"])
INSTR_CFLAGS=
AS_CASE([$enable_sanitize],
	[''|no], [],
	[yes], [INSTR_CFLAGS="-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"],
	[INSTR_CFLAGS="-fsanitize=$enable_sanitize -fno-sanitize-recover=all -fno-omit-frame-pointer"])
AS_IF([test "x$enable_coverage" = xyes], [INSTR_CFLAGS="$INSTR_CFLAGS --coverage"])
AS_IF([test "x$enable_fuzz" = xyes], [INSTR_CFLAGS="$INSTR_CFLAGS -fsanitize=fuzzer-no-link"])
AM_CONDITIONAL([SANITIZE], [test "x$enable_sanitize" != x && test "x$enable_sanitize" != xno])
AM_CONDITIONAL([LIBFUZZER], [test "x$enable_fuzz" = xyes])
AC_SUBST([WARN_CFLAGS])
AC_SUBST([INSTR_CFLAGS])
])
