/* SPDX-License-Identifier: Apache-2.0 */
/* tree_test.c - folders with everything in them that people leave there, and
 * reading the files of a project. */
#include "harness.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "diag/print.h"
#include "read/read.h"
#include "read/tree.h"

/* A folder of its own for each test, removed at the end. */
struct place {
	char dir[64];
	int fd;
	struct arena arena;
	struct diags diags;
	struct buf shown;
};

static void
place_make(struct place *p)
{
	strcpy(p->dir, "tree-test-XXXXXX");
	assert_non_null(mkdtemp(p->dir));
	p->fd = open(p->dir, O_RDONLY | O_DIRECTORY);
	assert_true(p->fd >= 0);
	p->arena = ARENA_INIT;
	p->diags = DIAGS_INIT(&p->arena);
	p->shown = BUF_INIT;
}

static void
place_remove(struct place *p)
{
	char command[256];

	snprintf(command, sizeof(command), "chmod -R u+rwx '%s'; rm -rf '%s'", p->dir, p->dir);
	assert_int_equal(system(command), 0);
	close(p->fd);
	buf_fini(&p->shown);
	arena_free(&p->arena);
}

static void
put(struct place *p, const char *path, const char *text)
{
	int fd = openat(p->fd, path, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

static void
folder(struct place *p, const char *path)
{
	assert_int_equal(mkdirat(p->fd, path, 0777), 0);
}

static void
point(struct place *p, const char *path, const char *target)
{
	assert_int_equal(symlinkat(target, p->fd, path), 0);
}

/* The list, a name a line, then the messages. */
static const char *
listing(struct place *p, const char *dir)
{
	bool found;
	struct paths paths = tree_files(&p->arena, &p->diags, p->fd, slice_of(dir), &found);

	if (!found)
		buf_str(&p->shown, "(missing)\n");
	for (size_t i = 0; i < paths.len; i++)
		buf_printf(&p->shown, "%.*s\n", SLICE_FMT(paths.ptr[i]));
	diag_sort(&p->diags);
	diag_print(&p->shown, &p->diags, (struct diag_style){ DIAG_TEXT, false });
	buf_char(&p->shown, '\0');
	return p->shown.ptr;
}

static void
lists_in_order(void **state)
{
	struct place p;

	(void)state;
	place_make(&p);
	folder(&p, "t");
	folder(&p, "t/b");
	folder(&p, "t/.git");
	put(&p, "t/b.yaml", "");
	put(&p, "t/b/z.yml", "");
	put(&p, "t/a-b.yaml", "");
	put(&p, "t/B.yaml", "");
	put(&p, "t/.hidden.yaml", "");
	put(&p, "t/.git/c.yaml", "");
	put(&p, "t/README.md", "");
	put(&p, "t/a.yaml.bak", "");
	put(&p, "other.yaml", "");
	assert_string_equal(listing(&p, "t"), "t/B.yaml\nt/a-b.yaml\nt/b.yaml\nt/b/z.yml\n");
	place_remove(&p);
}

static void
lists_the_root(void **state)
{
	struct place p;

	(void)state;
	place_make(&p);
	put(&p, "a.yaml", "");
	assert_string_equal(listing(&p, ""), "a.yaml\n");
	place_remove(&p);
}

static void
tells_a_missing_folder(void **state)
{
	struct place p;

	(void)state;
	place_make(&p);
	assert_string_equal(listing(&p, "t"), "(missing)\n");
	place_remove(&p);
}

static void
reports_a_file_for_a_folder(void **state)
{
	struct place p;

	(void)state;
	place_make(&p);
	put(&p, "t", "");
	assert_string_equal(listing(&p, "t"), "t: error: the folder cannot be read: Not a directory [B0001]\n");
	place_remove(&p);
}

static void
reports_what_is_no_file(void **state)
{
	struct place p;

	(void)state;
	place_make(&p);
	folder(&p, "t");
	folder(&p, "t/d.yaml");
	assert_int_equal(mkfifoat(p.fd, "t/f.yaml", 0666), 0);
	assert_int_equal(mkfifoat(p.fd, "t/f", 0666), 0);
	put(&p, "t/z.yaml", "");
	put(&p, "t/a\nb.yaml", "");
	assert_string_equal(listing(&p, "t"), "t/z.yaml\n"
	                                      "t/a\\x0Ab.yaml: error: the file name has characters that cannot be printed [B0142]\n"
	                                      "t/d.yaml: error: a folder, not a file [B0004]\n"
	                                      "t/f.yaml: error: not a regular file [B0004]\n");
	place_remove(&p);
}

static void
follows_links(void **state)
{
	struct place p;

	(void)state;
	place_make(&p);
	folder(&p, "t");
	folder(&p, "t/real");
	folder(&p, "shared");
	put(&p, "t/real/a.yaml", "");
	put(&p, "shared/b.yaml", "");
	point(&p, "t/again", "real");
	point(&p, "t/c.yaml", "../shared/b.yaml");
	point(&p, "t/gone", "nowhere");
	point(&p, "t/linked", "../shared");
	point(&p, "t/loop", "loop");
	point(&p, "t/notes.md", "/etc/hostname");
	point(&p, "t/out", "/etc");
	point(&p, "t/out.yaml", "/etc/hostname");
	point(&p, "t/self", ".");
	assert_string_equal(listing(&p, "t"),
	                    "t/c.yaml\nt/linked/b.yaml\nt/real/a.yaml\n"
	                    "t/again: error: the link leads to a folder that is listed already [B0141]\n"
	                    "t/gone: error: cannot follow the link: No such file or directory [B0001]\n"
	                    "t/loop: error: cannot follow the link: Too many levels of symbolic links [B0001]\n"
	                    "t/out: error: the link leads out of the project [B0002]\n"
	                    "t/out.yaml: error: the link leads out of the project [B0002]\n"
	                    "t/self: error: the link leads to a folder that is listed already [B0141]\n");
	place_remove(&p);
}

static void
stops_at_a_depth(void **state)
{
	struct place p;
	struct buf path = BUF_INIT;

	(void)state;
	place_make(&p);
	buf_str(&path, "t");
	for (int i = 1; i <= 33; i++) {
		buf_char(&path, '\0');
		folder(&p, path.ptr);
		path.len--;
		buf_str(&path, i < 33 ? "/d" : "");
	}
	assert_non_null(strstr(listing(&p, "t"), "error: folders are nested more than 32 levels deep [B0140]\n"));
	assert_int_equal(p.diags.errors, 1);
	buf_fini(&path);
	place_remove(&p);
}

static void
goes_on_behind_an_unreadable_folder(void **state)
{
	uid_t user = geteuid();
	struct place p;
	const char *got;

	(void)state;
	place_make(&p);
	folder(&p, "t");
	folder(&p, "t/a");
	put(&p, "t/b.yaml", "");
	assert_int_equal(fchmod(p.fd, 0755), 0);
	assert_int_equal(fchmodat(p.fd, "t", 0755, 0), 0);
	assert_int_equal(fchmodat(p.fd, "t/a", 0, 0), 0);
	/* Nothing is unreadable to root. */
	if (user == 0)
		assert_int_equal(seteuid(65534), 0);
	got = listing(&p, "t");
	assert_int_equal(seteuid(user), 0);
	assert_string_equal(got, "t/b.yaml\nt/a: error: the folder cannot be read: Permission denied [B0001]\n");
	place_remove(&p);
}

struct file_case {
	const char *name, *path;
	bool named;        /* by a place in a source */
	const char *want;  /* the text, or the message */
};

static const struct file_case files[] = {
	{ "a file", "a.yaml", false, "x: 1\n" },
	{ "a file behind a link", "link.yaml", false, "x: 1\n" },
	{ "no such file", "b.yaml", false, "b.yaml: error: cannot read 'b.yaml': No such file or directory [B0001]\n" },
	{ "no such file, named", "b.yaml", true,
	  "s:1:7: error: cannot read 'b.yaml': No such file or directory [B0001]\n"
	  "    from: b.yaml\n"
	  "          ^~~~~~\n" },
	{ "a folder", "d", false, "d: error: 'd' is a folder, not a file [B0004]\n" },
	{ "a pipe", "p", false, "p: error: 'p' is not a regular file [B0004]\n" },
	{ "a link that leads out", "out", false, "out: error: 'out' leads out of the project [B0002]\n" },
	{ "a path that leads out", "../x", false, "../x: error: '../x' leads out of the project [B0002]\n" },
	{ "a file that is too large", "large", false, "large: error: 'large' is larger than 16777216 bytes [B0003]\n" },
};

static void
reads_files(void **state)
{
	const struct file_case *c = *state;
	struct place p;
	const struct source *named, *src;
	bool ok;

	place_make(&p);
	put(&p, "a.yaml", "x: 1\n");
	put(&p, "large", "");
	assert_int_equal(truncate(arena_printf(&p.arena, "%s/large", p.dir).ptr, (16 << 20) + 1), 0);
	folder(&p, "d");
	assert_int_equal(mkfifoat(p.fd, "p", 0666), 0);
	point(&p, "link.yaml", "a.yaml");
	point(&p, "out", "/etc/hostname");
	named = source_new(&p.arena, SLICE_LIT("s"), SLICE_LIT("from: b.yaml\n"));
	src = read_source(&p.arena, &p.diags, p.fd, slice_of(c->path),
	                  c->named ? (struct span){ named, 6, 12 } : SPAN_NONE, &ok);
	assert_true(slice_eq(src->path, slice_of(c->path)));
	assert_int_equal(ok, p.diags.errors == 0);
	if (!ok)
		assert_int_equal(src->text.len, 0);
	buf_add(&p.shown, src->text);
	diag_print(&p.shown, &p.diags, (struct diag_style){ DIAG_TEXT, false });
	buf_char(&p.shown, '\0');
	assert_string_equal(p.shown.ptr, c->want);
	place_remove(&p);
}

int
main(void)
{
	struct suite s = { .name = "tree" };

	ADD_TEST(&s, lists_in_order);
	ADD_TEST(&s, lists_the_root);
	ADD_TEST(&s, tells_a_missing_folder);
	ADD_TEST(&s, reports_a_file_for_a_folder);
	ADD_TEST(&s, reports_what_is_no_file);
	ADD_TEST(&s, follows_links);
	ADD_TEST(&s, stops_at_a_depth);
	ADD_TEST(&s, goes_on_behind_an_unreadable_folder);
	ADD_CASES(&s, files, reads_files);
	return suite_run(&s);
}
