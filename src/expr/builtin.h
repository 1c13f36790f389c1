/* SPDX-License-Identifier: Apache-2.0 */
/* builtin.h - the functions that builtin.def lists, declared. */
#ifndef BERTH_EXPR_BUILTIN_H
#define BERTH_EXPR_BUILTIN_H

#include "expr/eval.h"

#define FN(name, sig, fn) const struct val *fn(const struct call *c);
#include "expr/builtin.def"
#undef FN

#endif
