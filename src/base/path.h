/* SPDX-License-Identifier: Apache-2.0 */
/* path.h - file names as text, relative to the project's root, with '/'.
 * Nothing here touches the file system. Symbols in `struct doc_path` of
 * value/path.h are something else: places inside a document. */
#ifndef BERTH_BASE_PATH_H
#define BERTH_BASE_PATH_H

#include "base/arena.h"

/* `dir`/`name` without "." and "..", in the arena. An absolute `name` or one
 * that leads out of the root gives a slice with ptr NULL. `dir` is clean
 * already; "" is the root. */
struct slice path_join(struct arena *a, struct slice dir, struct slice name);

/* Everything before the last '/', or "". */
struct slice path_dir(struct slice path);

/* Everything after the last '/'. */
struct slice path_base(struct slice path);

/* Whether the file is called `stem`, with some ending or none. */
bool path_has_stem(struct slice path, struct slice stem);

/* Whether `name` may name a file or folder of the output: letters, digits,
 * '.', '-' and '_', no '.' first, at most 200 bytes. */
bool path_is_name(struct slice name);

/* Whether `path` is `dir` or lies below it. */
bool path_below(struct slice path, struct slice dir);

#endif
