/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_completion.c - berth completion bash|zsh|fish: scripts for shells,
 * written from the same tables that parse the options. Tenants' names are
 * completed from the files below tenants/, those of bases from bases/, kinds by
 * asking for them. */
#include "cli/cmd.h"

#include <string.h>

/* What shells run for "web/1.0.0" and so on. */
#define FIND_BASES "find bases -mindepth 3 -maxdepth 3 -name base.yaml 2>/dev/null | sed 's|bases/||; s|/base.yaml||'"

/* What they run for "WebTenant" and so on. */
#define FIND_KINDS "berth schema 2>/dev/null | sed 's| .*||'"

/* Whether an argument, as help calls it, is a version of a base. */
static bool
is_base(const char *argument)
{
	return argument && (strstr(argument, "BASE") || strcmp(argument, "NAME/VERSION") == 0);
}

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
	for (; *list && *list != ' '; list++)
		putchar(*list == '|' ? ' ' : *list);
}

/* Words that the arguments of a command are, when they are no tenants. */
static bool
has_words(const struct command *c)
{
	const char *bar = strchr(c->arguments, '|'), *space = strchr(c->arguments, ' ');

	return (bar && (!space || bar < space)) || strcmp(c->arguments, "[COMMAND]") == 0 || *c->arguments == '\0';
}

static void
argument_words(const struct command *c)
{
	if (strcmp(c->arguments, "[COMMAND]") == 0)
		command_words(" ");
	else
		choices(c->arguments);
}

/* What completes the arguments of a command, of three. */
static const char *
pick(const struct command *c, const char *bases, const char *kinds, const char *tenants)
{
	return is_base(c->arguments) ? bases : strcmp(c->arguments, "[KIND]") == 0 ? kinds : tenants;
}

static void
bash_command(const struct command *c)
{
	printf("\t\t%s)\n\t\t\tcase $cur in -*) words='", c->name);
	option_words(c, " ");
	fputs("' ;; *) words=", stdout);
	if (has_words(c)) {
		putchar('\'');
		argument_words(c);
		putchar('\'');
	} else {
		fputs(pick(c, "$(_berth_bases)", "$(" FIND_KINDS ")", "$(_berth_tenants)"), stdout);
	}
	fputs(" ;; esac ;;\n", stdout);
}

static void
bash(void)
{
	fputs("# bash completion for berth(1), from 'berth completion bash'\n"
	      "_berth_tenants()\n{\n"
	      "\tfind tenants -name '*.y*ml' 2>/dev/null | sed 's|.*/||; s|\\.ya*ml$||'\n"
	      "}\n"
	      "_berth_bases()\n{\n\t" FIND_BASES "\n}\n"
	      "_berth()\n{\n"
	      "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} words=\n"
	      "\tCOMPREPLY=()\n"
	      "\tcase $prev in\n"
	      "\t-C|--directory) mapfile -t COMPREPLY < <(compgen -d -- \"$cur\"); return ;;\n"
	      "\t-j|--jobs|--max-delete|--run|--kind|--cluster|--tier) return ;;\n"
	      "\t--base|--from) words=$(_berth_bases) ;;\n"
	      "\t--format) words='text json sarif github' ;;\n"
	      "\t*)\n\t\tcase ${COMP_WORDS[1]} in\n", stdout);
	for (const struct command *c = commands; c->name; c++)
		bash_command(c);
	fputs("\t\tesac ;;\n"
	      "\tesac\n"
	      "\t[ \"$COMP_CWORD\" -gt 1 ] || words='", stdout);
	command_words(" ");
	fputs("'\n"
	      "\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
	      "}\n"
	      "complete -F _berth berth\n", stdout);
}

static void
zsh_option(const struct opt *o)
{
	if (o->letter)
		printf("\t\t\t{-%c%s,--%s%s}'[", o->letter, o->argument ? "+" : "", o->name, o->argument ? "=" : "");
	else
		printf("\t\t\t'--%s%s[", o->name, o->argument ? "=" : "");
	quoted(o->help);
	putchar(']');
	if (o->kind == OPT_CHOICE) {
		printf(":%s:(", o->name);
		choices(o->argument);
		putchar(')');
	} else if (o->argument) {
		printf(":%s:%s", o->argument,
		       strcmp(o->argument, "DIR") == 0 ? "_files -/" : is_base(o->argument) ? "($bases)" : "");
	}
	fputs("' \\\n", stdout);
}

static void
zsh(void)
{
	fputs("#compdef berth\n# zsh completion for berth(1), from 'berth completion zsh'\n"
	      "_berth() {\n"
	      "\tlocal -a commands tenants bases kinds\n"
	      "\tbases=(${(f)\"$(" FIND_BASES ")\"})\n"
	      "\t[[ $words[2] != schema ]] || kinds=(${(f)\"$(" FIND_KINDS ")\"})\n"
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
		if (!has_words(c)) {
			fputs(pick(c, "\t\t\t'*:base:($bases)' ;;\n", "\t\t\t'*:kind:($kinds)' ;;\n",
			           "\t\t\t'*:tenant:($tenants)' ;;\n"), stdout);
			continue;
		}
		fputs("\t\t\t'2:word:(", stdout);
		argument_words(c);
		fputs(")' ;;\n", stdout);
	}
	fputs("\tesac\n}\n_berth \"$@\"\n", stdout);
}

static void
fish_arguments(const struct command *c)
{
	if (*c->arguments == '\0')
		return;
	printf("complete -c berth -n '__fish_seen_subcommand_from %s' -a '", c->name);
	if (has_words(c))
		argument_words(c);
	else
		fputs(pick(c, "(__berth_bases)", "(__berth_kinds)", "(__berth_tenants)"), stdout);
	fputs("'\n", stdout);
}

static void
fish_option(const struct command *c, const struct opt *o)
{
	printf("complete -c berth -n '__fish_seen_subcommand_from %s' -l %s", c->name, o->name);
	if (o->letter)
		printf(" -s %c", o->letter);
	if (o->kind == OPT_CHOICE) {
		fputs(" -x -a '", stdout);
		choices(o->argument);
		putchar('\'');
	} else if (o->argument && strcmp(o->argument, "DIR") == 0) {
		fputs(" -x -a '(__fish_complete_directories)'", stdout);
	} else if (o->argument) {
		fputs(is_base(o->argument) ? " -x -a '(__berth_bases)'" : " -x", stdout);
	}
	fputs(" -d '", stdout);
	quoted(o->help);
	fputs("'\n", stdout);
}

static void
fish(void)
{
	fputs("# fish completion for berth(1), from 'berth completion fish'\n"
	      "function __berth_tenants\n"
	      "\tfind tenants -name '*.y*ml' 2>/dev/null | string replace -r '.*/' '' | string replace -r '\\.ya?ml$' ''\n"
	      "end\n"
	      "function __berth_bases\n\t" FIND_BASES "\nend\n"
	      "function __berth_kinds\n\t" FIND_KINDS "\nend\n"
	      "complete -c berth -f\n", stdout);
	for (const struct command *c = commands; c->name; c++) {
		printf("complete -c berth -n __fish_use_subcommand -a %s -d '", c->name);
		quoted(c->summary);
		fputs("'\n", stdout);
		fish_arguments(c);
		for (const struct opt *o = c->opts; o->kind != OPT_END; o++)
			fish_option(c, o);
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
