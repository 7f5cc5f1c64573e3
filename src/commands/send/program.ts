import { type Command, Option } from 'commander';
import { refuseToSend } from '../../sendings/refusal.ts';
import type { SendFlags } from '../flags.ts';
import { type Action, configurable, gathered } from '../flags.ts';

/** Describes `tidings send`. */
export function addSend(program: Command, action: Action): void {
  const ofList = [
    'confirm',
    'tag',
    'new',
    'only',
    'inDoubt',
    'acceptBounces',
    'refreeze',
    'cancel',
    'alreadySent',
    'olderList',
    'ignore',
    'eml',
    'toWorkers',
    'pause',
    'resume',
  ];
  const command = program
    .command('send')
    .argument('[issue]', 'the slug of an issue')
    .option('--confirm <number>', 'send it to at most so many, without asking')
    .option('--tag <tag>', 'only to subscribers with this tag')
    .option('--new', 'also to those who joined after it was sent to the list')
    .addOption(
      new Option('--only <state>', 'once more to those whose letter failed or is in doubt').choices([
        'failed',
        'in-doubt',
      ]),
    )
    .addOption(
      new Option('--in-doubt <policy>', 'letters that may have arrived: keep them by name, or send them again').choices(
        ['hold', 'resend'],
      ),
    )
    .addOption(
      new Option(
        '--accept-bounces',
        'the mailboxes really are gone: take off the list who bounced, as --confirm says how many, and go on',
      ).conflicts(['new', 'only', 'inDoubt']),
    )
    .option('--refreeze', 'take back what was frozen and reached nobody, and freeze it as it is now')
    .addOption(
      new Option('--cancel', 'send it to nobody else: suppress what is pending, as --confirm says how many').conflicts([
        ...['new', 'only', 'tag', 'inDoubt', 'acceptBounces', 'refreeze', 'alreadySent', 'eml'],
      ]),
    )
    .option('--already-sent', 'send an issue though the lock says that a list which is not here has got it')
    .option('--older-list', 'go on with a copy of the list that is older than its last run')
    .option('--ignore <rule>', 'let findings of a rule pass; may be written several times', gathered)
    .option('--eml <dir>', 'write the messages into a folder; they count as sent')
    .addOption(new Option('--to <address>', 'one letter to this address only, marked [test]').conflicts(ofList))
    .addOption(
      new Option('--to-workers', 'have workers send it ("tidings worker"), which share a list in PostgreSQL').conflicts(
        ['eml', 'acceptBounces'],
      ),
    )
    .addOption(
      new Option('--pause', 'keep it from going on, whoever sends it; without an issue, all').conflicts([
        ...ofList.filter((flag) => flag !== 'pause'),
      ]),
    )
    .addOption(
      new Option('--resume', 'end a pause; without an issue, that of all').conflicts([
        ...ofList.filter((flag) => flag !== 'resume'),
      ]),
    )
    .option('--publication <dir>', 'the publication folder', '.')
    .option('--dry-run', 'do everything but send; with --to, write the message to a file');
  configurable(command)
    .description('send an issue to everybody on the list, once; or go on where that stopped')
    .action(
      action(async (terminal, issue: string | undefined, flags: SendFlags) => {
        if (flags.pause || flags.resume) return (await import('./pause.ts')).pauseSending(terminal, issue, flags);
        if (issue === undefined) return refuseToSend('no issue is named', 'Write its slug: tidings send <issue>.');
        if (flags.to !== undefined) return (await import('./one.ts')).sendToOne(terminal, issue, flags.to, flags);
        if (flags.cancel) return (await import('./cancel.ts')).cancelRest(terminal, issue, flags);
        return (await import('./list.ts')).sendToList(terminal, issue, flags);
      }),
    );
}
