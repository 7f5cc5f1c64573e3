import type { Command } from 'commander';
import type { ConfigFlags } from '../config.ts';
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
