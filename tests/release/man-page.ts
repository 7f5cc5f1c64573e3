import type { Command } from 'commander';
import { helpTexts } from '../../src/commands/help-texts.ts';

/**
 * `man tidings`, from the table of commands: the source text for groff (man(7)).
 * @param date of the release, as 2026-12-01.
 */
export function manPage(program: Command, { version, date }: { version: string; date: string }): string {
  return [
    `.TH TIDINGS 1 ${date} "tidings ${version}" "User commands"`,
    '.SH NAME',
    'tidings \\- publish articles kept as files as feeds, a web archive and a newsletter',
    '.SH SYNOPSIS',
    '.B tidings',
    '.I command',
    '.RI [ options ]',
    '.SH DESCRIPTION',
    escaped(program.description()),
    '.PP',
    'Results go to standard output, messages to standard error. Each command takes \\fB\\-\\-help\\fR, and those that report take',
    '\\fB\\-\\-json\\fR.',
    '.SH OPTIONS',
    ...optionsOf(program),
    '.SH COMMANDS',
    ...leavesOf(program).flatMap(([name, command]) => commandSection(name, command, program)),
    '.SH EXIT STATUS',
    ...[
      ['0', 'done'],
      ['1', 'a problem in the content, or a check that found one'],
      ['2', 'wrong usage or setting'],
      ['3', 'sent to some, and failed for others'],
      ['130', 'interrupted'],
    ].flatMap(([code, words]) => ['.TP', `.B ${code}`, words!]),
    '.SH FILES',
    ...[
      ['tidings.yaml', 'the settings of a publication'],
      ['.env', 'its secrets, which stay out of git'],
      ['articles/, issues/', 'its texts'],
      ['tidings.lock', 'ids, addresses and dates once published; belongs into git'],
      ['tidings.db', 'the list of readers and the ledger of sendings, unless \\fBDATABASE_URL\\fR names a database'],
    ].flatMap(([file, words]) => ['.TP', `.I ${escaped(file!)}`, words!]),
    '',
  ].join('\n');
}

/** The commands that do something, with the words that call them. */
function leavesOf(command: Command, path = ''): [string, Command][] {
  return command.commands.flatMap((one) => {
    const name = `${path}${one.name()}`;
    const own: [string, Command][] =
      one.commands.length === 0 || one.registeredArguments.length > 0 ? [[name, one]] : [];
    return [...own, ...leavesOf(one, `${name} `)];
  });
}

function commandSection(name: string, command: Command, program: Command): string[] {
  const isCommon = (long?: string) => program.options.some((one) => one.long === long);
  const { examples = [], variables = [], codes } = helpTexts[name] ?? {};
  const usage = command.usage().replace(/^\[options\] ?/, '');
  return [
    `.SS tidings ${escaped(name)}${usage ? ` ${escaped(usage)}` : ''}`,
    sentence(command.description()),
    ...command.registeredArguments.flatMap((one) => ['.TP', `.I ${escaped(one.name())}`, sentence(one.description)]),
    ...optionsOf(command, isCommon),
    ...(variables.length > 0 ? ['.PP', sentence(`Variables: ${variables.join('; ')}`)] : []),
    ...(codes === undefined ? [] : ['.PP', sentence(`Exit status: ${codes}`)]),
    ...(examples.length > 0
      ? ['.PP', 'Examples:', '.PP', '.EX', ...examples.map((one) => escaped(`tidings ${one}`)), '.EE']
      : []),
  ];
}

function optionsOf(command: Command, isLeftOut: (long?: string) => boolean = () => false): string[] {
  return command.options
    .filter(({ hidden, long }) => !hidden && !isLeftOut(long))
    .flatMap(({ flags, description }) => ['.TP', `.B ${escaped(flags)}`, sentence(description)]);
}

function sentence(words: string): string {
  const text = escaped(words);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

/** Of a text, nothing is a request or an escape; hyphens can be copied. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/gm, '\\&$1')
    .replaceAll('\n', ' ');
}
