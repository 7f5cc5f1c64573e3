import type { Command } from 'commander';
import type { RehearseFlags } from './flags.ts';
import { type Action, configurable, gathered } from './flags.ts';

/** Describes `tidings rehearse`. */
export function addRehearse(program: Command, action: Action): void {
  const command = program
    .command('rehearse')
    .argument('<issue>', 'the slug of an issue')
    .option('--tag <tag>', 'only with subscribers who have this tag')
    .option('--readers <number>', 'with so many invented readers in place of the list')
    .option('--ignore <rule>', 'let findings of a rule pass; may be written several times', gathered)
    .option('--publication <dir>', 'the publication folder', '.');
  configurable(command)
    .description(
      'send an issue to a copy of the list on this machine, with a server that fails, and see that it adds up',
    )
    .action(
      action(async (terminal, issue, flags: RehearseFlags) =>
        (await import('./rehearse.ts')).rehearse(terminal, issue, flags),
      ),
    );
}
