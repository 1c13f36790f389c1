/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_completion.c - berth completion bash|zsh|fish: scripts for shells,
 * written from the same tables that parse the options. Tenants' names are
 * completed from the files below tenants/. */
#include "cli/cmd.h"

#include <string.h>

/* Words of all commands, or of one command's long options. */
static void
command_words(const char *separator)
{
	for (const struct command *c = commands; c->name; c++)
		printf("%s%s", c == commands ? "" : separator, c->name);
}

static void
option_words(const struct command *c, const char *separator)
{
	for (const struct opt *o = c->opts; o->kind != OPT_END; o++)
		printf("%s--%s", o == c->opts ? "" : separator, o->name);
}

/* Text inside single quotes of a shell: no option's help has a quote, and if
 * one gets it, it must not end the string. */
static void
quoted(const char *text)
{
	for (; *text; text++) {
		if (*text == '\'')
			fputs("'\\''", stdout);
		else
			putchar(*text);
	}
}

static void
choices(const char *list)
{
	for (; *list; list++)
		putchar(*list == '|' ? ' ' : *list);
}

static void
bash(void)
{
	fputs("# bash completion for berth(1), from 'berth completion bash'\n"
	      "_berth()\n{\n"
	      "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
	      "\tCOMPREPLY=()\n"
	      "\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n"
	      "\t\tmapfile -t COMPREPLY < <(compgen -W '", stdout);
	command_words(" ");
	fputs("' -- \"$cur\")\n\t\treturn\n\tfi\n"
	      "\tcase $prev in\n"
	      "\t-C|--directory) mapfile -t COMPREPLY < <(compgen -d -- \"$cur\"); return ;;\n"
	      "\t--format) mapfile -t COMPREPLY < <(compgen -W 'text json sarif github' -- \"$cur\"); return ;;\n"
	      "\tesac\n"
	      "\tcase $cur in\n"
	      "\t-*)\n"
	      "\t\tcase ${COMP_WORDS[1]} in\n", stdout);
	for (const struct command *c = commands; c->name; c++) {
		printf("\t\t%s) mapfile -t COMPREPLY < <(compgen -W '", c->name);
		option_words(c, " ");
		fputs("' -- \"$cur\") ;;\n", stdout);
	}
	fputs("\t\tesac\n\t\treturn ;;\n"
	      "\tesac\n"
	      "\tmapfile -t COMPREPLY < <(compgen -W \"$(find tenants -name '*.y*ml' 2>/dev/null |\n"
	      "\t\tsed 's|.*/||; s|\\.ya*ml$||')\" -- \"$cur\")\n"
	      "}\n"
	      "complete -F _berth berth\n", stdout);
}

static void
zsh_option(const struct opt *o)
{
	printf("\t\t\t'--%s%s[", o->name, o->argument ? "=" : "");
	quoted(o->help);
	putchar(']');
	if (o->kind == OPT_CHOICE) {
		printf(":%s:(", o->name);
		choices(o->argument);
		putchar(')');
	} else if (o->argument) {
		printf(":%s:%s", o->argument, strcmp(o->argument, "DIR") == 0 ? "_files -/" : "");
	}
	fputs("' \\\n", stdout);
}

static void
zsh(void)
{
	fputs("#compdef berth\n# zsh completion for berth(1), from 'berth completion zsh'\n"
	      "_berth() {\n"
	      "\tlocal -a commands tenants\n"
	      "\ttenants=(${${(f)\"$(find tenants -name '*.y*ml' 2>/dev/null)\"}:t:r})\n"
	      "\tif (( CURRENT == 2 )); then\n\t\tcommands=(\n", stdout);
	for (const struct command *c = commands; c->name; c++) {
		printf("\t\t\t'%s:", c->name);
		quoted(c->summary);
		fputs("'\n", stdout);
	}
	fputs("\t\t)\n\t\t_describe command commands\n\t\treturn\n\tfi\n\tcase $words[2] in\n", stdout);
	for (const struct command *c = commands; c->name; c++) {
		printf("\t%s)\n\t\t_arguments \\\n", c->name);
		for (const struct opt *o = c->opts; o->kind != OPT_END; o++)
			zsh_option(o);
		fputs("\t\t\t'*:tenant:($tenants)' ;;\n", stdout);
	}
	fputs("\tesac\n}\n_berth \"$@\"\n", stdout);
}

static void
fish(void)
{
	fputs("# fish completion for berth(1), from 'berth completion fish'\ncomplete -c berth -f\n", stdout);
	for (const struct command *c = commands; c->name; c++) {
		printf("complete -c berth -n __fish_use_subcommand -a %s -d '", c->name);
		quoted(c->summary);
		fputs("'\n", stdout);
		for (const struct opt *o = c->opts; o->kind != OPT_END; o++) {
			printf("complete -c berth -n '__fish_seen_subcommand_from %s' -l %s", c->name, o->name);
			if (o->letter)
				printf(" -s %c", o->letter);
			if (o->kind == OPT_CHOICE) {
				fputs(" -x -a '", stdout);
				choices(o->argument);
				putchar('\'');
			} else if (o->argument) {
				fputs(" -r", stdout);
			}
			fputs(" -d '", stdout);
			quoted(o->help);
			fputs("'\n", stdout);
		}
	}
}

int
cmd_completion(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*print)(void);
	} shells[] = { { "bash", bash }, { "zsh", zsh }, { "fish", fish } };

	for (size_t i = 0; argc == 1 && i < sizeof(shells) / sizeof(shells[0]); i++) {
		if (strcmp(argv[0], shells[i].name) != 0)
			continue;
		shells[i].print();
		return EXIT_CLEAN;
	}
	fputs("usage: berth completion bash|zsh|fish\n", stderr);
	return EXIT_USAGE;
}
