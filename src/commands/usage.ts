import type { Command, CommanderError } from 'commander';
import { nearest } from '../lib/nearest.ts';
import { quoted } from '../lib/quoted.ts';
import type { Problem } from '../model/problem.ts';
import { ownCommandFor } from './foreign-words.ts';

/** The fault of a command line, in the form of every other problem. */
export function usageProblem(error: CommanderError, program: Command, argv: readonly string[]): Problem {
  const path = commandsIn(argv, program);
  const command = path.at(-1);
  const named = path.map((one) => `${one.name()} `).join('');
  const help = `"tidings ${named}--help" shows what can be written here.`;
  const problem = (message: string, hint: string): Problem => ({ severity: 'error', rule: 'usage', message, hint });
  if (error.code === 'commander.help' && command)
    return problem(`"${named.trim()}" needs one of its commands: ${namesOf(command).join(', ')}`, help);
  const [first = '', suggestion] = error.message.split('\n');
  const near = /^\(Did you mean (?:one of )?(.+)\?\)$/.exec(suggestion ?? '')?.[1];
  const unknown = unknownCommand(error, argv, path);
  if (unknown !== undefined) {
    const meant = ownCommandFor(unknown, command?.name()) ?? meaningOfPath(unknown);
    const message = command ? `"${named.trim()}" has no command "${unknown}"` : `unknown command "${unknown}"`;
    const near = nearest(unknown, namesOf(command ?? program));
    return problem(message, meant ?? (near ? `Did you mean "${near}"?` : help));
  }
  const message = first
    .replace(/^error: /, '')
    .replaceAll("'", '"')
    .replace(/\.$/, '');
  return problem(message, near ? `Did you mean "${near}"?` : help);
}

/** The commands that a command line names, from the outermost one. */
function commandsIn(argv: readonly string[], program: Command): Command[] {
  const path: Command[] = [];
  for (const word of argv) {
    const next = (path.at(-1) ?? program).commands.find((one) => one.name() === word);
    if (!next) return path;
    path.push(next);
  }
  return path;
}

function namesOf(command: Command): string[] {
  return command.commands.map((one) => one.name());
}

/** A word in the place of a command that is none. A group that does something by itself takes it for an argument. */
function unknownCommand({ code }: CommanderError, argv: readonly string[], path: readonly Command[]) {
  const isGroup = path.length === 0 || path.at(-1)!.commands.length > 0;
  if (!isGroup || !/unknownCommand|excessArguments/.test(code)) return undefined;
  return argv.slice(path.length).find((word) => !word.startsWith('-'));
}

/** Somebody names an article or a folder, and means that it be built. */
function meaningOfPath(word: string): string | undefined {
  return /[./\\]/.test(word) && !word.includes('@') ? `Write "tidings build ${quoted(word)}".` : undefined;
}
