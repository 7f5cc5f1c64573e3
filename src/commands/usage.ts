import type { Command, CommanderError } from 'commander';
import type { Problem } from '../model/problem.ts';

/** The fault of a command line, in the form of every other problem. */
export function usageProblem(error: CommanderError, program: Command, argv: readonly string[]): Problem {
  const [first = '', suggestion] = error.message.split('\n');
  const near = /^\(Did you mean (?:one of )?(.+)\?\)$/.exec(suggestion ?? '')?.[1];
  const command = program.commands.find((one) => one.name() === argv.find((word) => !word.startsWith('-')));
  const help = `"tidings ${command ? `${command.name()} ` : ''}--help" shows what can be written here.`;
  return {
    severity: 'error',
    rule: 'usage',
    message: first
      .replace(/^error: /, '')
      .replaceAll("'", '"')
      .replace(/\.$/, ''),
    hint: near ? `Did you mean "${near}"?` : help,
  };
}
