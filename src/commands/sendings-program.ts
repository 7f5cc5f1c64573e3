import { type Command, Option } from 'commander';
import { states } from '../store/ledger.ts';
import type { ListFlags, ReportFlags, StatusFlags } from './flags.ts';
import { type Action, common } from './flags.ts';

/** Describes `tidings status`, `tidings who` and `tidings report`. */
export function addSendings(program: Command, action: Action): void {
  const ofSending = (command: Command) => common(command.option('--publication <dir>', 'the publication folder', '.'));
  ofSending(program.command('status').argument('[issue]', 'the slug of an issue; without it, all that were sent'))
    .addOption(
      new Option(
        '--only <state>',
        'print those in one state: address, attempts, when, relay and reply, by tabs',
      ).choices(states),
    )
    .addOption(new Option('--csv', 'print every outcome as CSV').conflicts('json'))
    .description('tell how far a sending is, and what became of each letter')
    .action(
      action(async (terminal, issue, flags: StatusFlags) =>
        (await import('./status.ts')).status(terminal, issue, flags),
      ),
    );
  ofSending(
    program.command('who').argument('<issue>', 'the slug of an issue').argument('<address>', 'an e-mail address'),
  )
    .description('tell what became of one letter to one person, and why there was none')
    .action((issue: string, address: string, flags: ListFlags) =>
      action(async (terminal, slug, given: ListFlags) =>
        (await import('./who.ts')).who(terminal, { issue: slug, address }, given),
      )(issue, flags),
    );
  ofSending(program.command('report').argument('<issue>', 'the slug of an issue'))
    .option('--output <file>', 'where to (default: "<slug>-report.html" in this folder)')
    .option('--names', 'tell by name whose letters failed, wait or are in doubt')
    .description('write a page about a sending: numbers, times, reasons and domains')
    .action(
      action(async (terminal, issue, flags: ReportFlags) =>
        (await import('./report.ts')).report(terminal, issue, flags),
      ),
    );
}
