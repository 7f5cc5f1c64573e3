import { type Command, Option } from 'commander';
import type {
  AddFlags,
  FilterFlags,
  ForgetFlags,
  ImportFlags,
  ListFlags,
  MigrateFlags,
  RestoreFlags,
  TagFlags,
} from '../flags.ts';
import { type Action, common, gathered } from '../flags.ts';

/** Describes `tidings subscribers …`, `tidings unsubscribe` and `tidings backup`. */
export function addSubscribers(program: Command, action: Action): void {
  const group = program.command('subscribers').helpCommand(false);
  // A flag behind a subcommand is the subcommand's.
  group.enablePositionalOptions();
  ofList(group)
    .description('count who gets your letters; add, import, show, export and forget them')
    .action((flags: ListFlags) =>
      action(async (terminal, _, given: ListFlags) => (await import('./list.ts')).count(terminal, given))('', flags),
    );
  for (const add of [
    addAdd,
    addImport,
    addList,
    addShow,
    addTag,
    addRemove,
    addRestore,
    addForget,
    addExport,
    addMigrate,
  ])
    add(group, action);
  ofList(program.command('unsubscribe').argument('<token>', 'the token of an unsubscribe link, or the whole link'))
    .description('take the reader of an unsubscribe link off the list')
    .action(
      action(async (terminal, token, flags: ListFlags) =>
        (await import('./unsubscribe.ts')).unsubscribe(terminal, token, flags),
      ),
    );
  ofList(program.command('backup').argument('<file>', 'where to; a new file'))
    .description('copy the list as it is now, also while it is in use')
    .action(
      action(async (terminal, file, flags: ListFlags) => (await import('./backup.ts')).backup(terminal, file, flags)),
    );
}

function addAdd(group: Command, action: Action): void {
  ofList(group.command('add').argument('<address>', 'an e-mail address'))
    .requiredOption('--consent <text>', 'how this person agreed, in your own words')
    .option('--name <text>', 'what letters call this person')
    .option('--language <tag>', 'language, such as en or de-AT')
    .option('--tag <tag>', 'a tag; may be written several times', gathered)
    .option('--field <name=value>', 'a field of tidings.yaml; may be written several times', gathered)
    .option('--again', 'somebody who left has asked to come back')
    .description('add one person, or change what is known of one')
    .action(
      action(async (terminal, address, flags: AddFlags) => (await import('./change.ts')).add(terminal, address, flags)),
    );
}

function addImport(group: Command, action: Action): void {
  const command = group
    .command('import')
    .argument('<files...>', 'lists in CSV, with the names of their columns in the first line');
  ofList(command)
    .option('--consent <text>', 'how these people agreed, where the list does not say it')
    .option('--unsubscribed', 'these people left: send them nothing, and let no list bring them back')
    .option('--apply', 'store it; without this, only tell what would change')
    .description('add many people from a list, or from an export of Mailchimp, Substack, Buttondown, Ghost or listmonk')
    .action((files: readonly string[], flags: ImportFlags) =>
      action(async (terminal, _, given: ImportFlags) =>
        (await import('./import.ts')).importLists(terminal, files, given),
      )('', flags),
    );
}

function addList(group: Command, action: Action): void {
  filtered(ofList(group.command('list')))
    .description('print a line for everybody: address, status, language, tags and name, parted by tabs')
    .action((flags: FilterFlags) =>
      action(async (terminal, _, given: FilterFlags) => (await import('./list.ts')).list(terminal, given))('', flags),
    );
}

function addShow(group: Command, action: Action): void {
  ofList(group.command('show').argument('<address>', 'an e-mail address'))
    .description('print all that is stored of one person')
    .action(
      action(async (terminal, address, flags: ListFlags) => (await import('./list.ts')).show(terminal, address, flags)),
    );
}

function addTag(group: Command, action: Action): void {
  ofList(group.command('tag').argument('<address>', 'an e-mail address'))
    .option('--add <tag>', 'a tag to give; may be written several times', gathered)
    .option('--remove <tag>', 'a tag to take away; may be written several times', gathered)
    .description('give one person tags, or take them away')
    .action(
      action(async (terminal, address, flags: TagFlags) => (await import('./change.ts')).tag(terminal, address, flags)),
    );
}

function addRemove(group: Command, action: Action): void {
  ofList(group.command('remove').argument('<address>', 'an e-mail address'))
    .description('send somebody no more letters, and keep an import from bringing them back')
    .action(
      action(async (terminal, address, flags: ListFlags) =>
        (await import('./change.ts')).remove(terminal, address, flags),
      ),
    );
}

function addRestore(group: Command, action: Action): void {
  ofList(group.command('restore'))
    .requiredOption('--bounced-since <date>', 'who was taken off since then because letters bounced')
    .option('--issue <issue>', 'only for bounces of this issue')
    .option('--confirm <number>', 'restore at most so many, without asking')
    .description('take back who was taken off for bounces that were none')
    .action((flags: RestoreFlags) =>
      action(async (terminal, _, given: RestoreFlags) => (await import('./restore.ts')).restore(terminal, given))(
        '',
        flags,
      ),
    );
}

function addForget(group: Command, action: Action): void {
  ofList(group.command('forget').argument('<address>', 'an e-mail address'))
    .option('--confirm <number>', 'erase that many people; 1, for there is no way back')
    .description('erase all that is stored of one person, but that no letter may go there')
    .action(
      action(async (terminal, address, flags: ForgetFlags) =>
        (await import('./forget.ts')).forget(terminal, address, flags),
      ),
    );
}

function addExport(group: Command, action: Action): void {
  filtered(ofList(group.command('export').argument('[file]', 'where to; without it, the list is printed')))
    .description('write the list as CSV, with consent and suppression')
    .action(
      action(async (terminal, file, flags: FilterFlags) =>
        (await import('./export.ts')).exportList(terminal, file, flags),
      ),
    );
}

function addMigrate(group: Command, action: Action): void {
  ofList(group.command('migrate'))
    .addOption(
      new Option('--to <store>', 'where to: postgres or sqlite').choices(['postgres', 'sqlite']).makeOptionMandatory(),
    )
    .description('copy the list from tidings.db into the database of DATABASE_URL, or back')
    .action((flags: MigrateFlags) =>
      action(async (terminal, _, given: MigrateFlags) => (await import('./migrate.ts')).migrateList(terminal, given))(
        '',
        flags,
      ),
    );
}

function filtered(command: Command): Command {
  return command
    .addOption(
      new Option('--status <status>', 'only these').choices([
        'pending',
        'active',
        'unsubscribed',
        'bounced',
        'complained',
      ]),
    )
    .option('--tag <tag>', 'only those who have this tag')
    .option('--language <tag>', 'only those of this language; "de" finds "de-AT", too');
}

function ofList(command: Command): Command {
  return common(command.option('--publication <dir>', 'the publication folder', '.'));
}
