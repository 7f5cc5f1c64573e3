import type { Command } from 'commander';
import type { ConfigFlags } from '../config/config.ts';
import type { Terminal } from './terminal.ts';

/** What every command takes. */
export interface CommonFlags extends ConfigFlags {
  readonly json?: boolean;
  readonly debug?: boolean;
}

/** Makes of a command what runs it guarded, at a terminal, with its first argument and its flags. */
export type Action = <Flags extends CommonFlags>(
  command: (terminal: Terminal, argument: string, flags: Flags) => Promise<number>,
) => (argument: string, flags: Flags) => Promise<void>;

export function common(command: Command): Command {
  return command
    .option('--json', 'print the result as JSON')
    .option('--debug', 'print the stack of an unforeseen failure');
}

/** What every command takes that works by the settings. */
export function configurable(command: Command): Command {
  return common(
    command
      .option('--title <text>', 'title of the publication')
      .option('--url <url>', 'root of its web site')
      .option('--language <tag>', 'language, such as en or de-AT')
      .option('--timezone <name>', 'time zone, such as Europe/Vienna')
      .option('--notice-pattern <regex>', "what makes a last paragraph the notice ('' for none)")
      .option('--now <instant>', 'hold back articles dated after this instant'),
  );
}

/** The values of a flag that may be written several times. */
export function gathered(value: string, others: readonly string[] = []): readonly string[] {
  return [...others, value];
}
