import { Command, CommanderError } from 'commander';
import { usualArguments } from './arguments.ts';
import type { DoctorFlags, InboxFlags, InitFlags, NewFlags, ThemeFlags, TryThemeFlags } from './flags.ts';
import { type Action, type CommonFlags, common, configurable, gathered, ofSource } from './flags.ts';
import { addHelpTexts } from './help-texts.ts';
import { watchOutput } from './output.ts';
import { addPublishing } from './publishing-program.ts';
import { addRehearse } from './rehearse-program.ts';
import { addSend } from './send/program.ts';
import { addSendings } from './sendings-program.ts';
import { addSubscribers } from './subscribers/program.ts';
import { guarded, openTerminal, type Terminal } from './terminal.ts';
import { usageProblem } from './usage.ts';
import { version } from './version.ts';

/** Runs one command line and returns the exit code. Each command is imported only when it is called. */
export async function run(argv: readonly string[]): Promise<number> {
  // Help is printed before there is a terminal.
  watchOutput();
  let code = 0;
  const action = <Flags extends CommonFlags>(
    command: (terminal: Terminal, argument: string, flags: Flags) => Promise<number>,
  ) => {
    return async (argument: string, flags: Flags) => {
      const terminal = openTerminal({
        json: flags.json === true,
        isSeries: 'watch' in flags,
        all: flags.all === true,
      });
      code = await guarded(terminal, flags.debug === true, () => command(terminal, argument, flags));
    };
  };
  let printed = '';
  const program = describeProgram(action, (text) => {
    printed += text;
  });
  const words = usualArguments(argv, program);
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const terminal = openTerminal({ json: words.includes('--json') });
    // Help and the version are no failures.
    if (error.exitCode === 0) {
      if (error.code === 'commander.version') terminal.result('version', printed, { version: printed.trim() });
      else terminal.result('help', printed, { help: printed });
      return 0;
    }
    terminal.refuse([usageProblem(error, program, words)], 'Nothing was done.');
    code = 2;
  }
  return code;
}

/** The whole command line, as `--help` prints it. `write` gets the help and the version that are asked for. */
export function describeProgram(action: Action, write?: (text: string) => void): Command {
  const program = new Command('tidings')
    .description(
      'Turns articles kept as files into Atom, RSS and JSON feeds, a web archive and a newsletter that it sends over SMTP.',
    )
    .version(version(), '-v, --version', 'print the version')
    .option('--json', 'print the result of a command as JSON')
    .option('--all', 'list every problem, however many are alike')
    .option('--debug', 'print the stack of an unforeseen failure')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    // A flag behind a command is that command's, though the one above it has one of the same name.
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .configureOutput({ outputError: () => {}, writeErr: () => {}, ...(write && { writeOut: write }) })
    .exitOverride()
    .addHelpText('after', '\nBegin with:\n  npx tidings init my-letter\n  npx tidings build my-letter');
  for (const add of [
    addInit,
    addNew,
    addPublishing,
    addRehearse,
    addSend,
    addSendings,
    addSubscribers,
    addInbox,
    addDoctor,
    addTheme,
    addConfig,
    addCompletion,
  ])
    add(program, action);
  addHelpTexts(program);
  return program;
}

function addInit(program: Command, action: Action): void {
  const command = program.command('init').argument('[dir]', 'the folder to begin in', '.');
  common(command)
    .option('--deploy', 'write files by which systemd, Caddy, nginx or a container run the server of a publication')
    .description('begin a publication: settings for the site that is here, or three articles to learn from')
    .action(
      action(async (terminal, directory, { deploy }: InitFlags) =>
        deploy
          ? (await import('./init-deploy.ts')).initDeploy(terminal, directory)
          : (await import('./init.ts')).init(terminal, directory),
      ),
    );
}

function addNew(program: Command, action: Action): void {
  const command = program.command('new').argument('<title...>', 'the title of the article');
  common(command)
    .option('--publication <dir>', 'the publication folder', '.')
    .description("begin an article: a draft with today's date")
    .action((title: readonly string[], flags: NewFlags) =>
      action(async (terminal, text, given: NewFlags) => (await import('./new.ts')).newArticle(terminal, text, given))(
        title.join(' '),
        flags,
      ),
    );
}

function addInbox(program: Command, action: Action): void {
  const command = program
    .command('inbox')
    .argument('[source]', 'a Maildir folder or an mbox file; without it, the IMAP account of IMAP_URL')
    .option('--publication <dir>', 'the publication folder', '.')
    .option('--dry-run', 'tell what it would do, and store nothing')
    .option('--move-to <folder>', 'move what was understood into another folder of the account, or another Maildir')
    .option('--show', 'show what mail providers told the server of, and nobody could be held to');
  common(command)
    .description('read mail that came back: take off who has no mailbox any more, complained or unsubscribed')
    .action(
      action(async (terminal, source, flags: InboxFlags) =>
        flags.show
          ? (await import('./inbox-show.ts')).inboxShow(terminal, source, flags)
          : (await import('./inbox.ts')).inbox(terminal, source, flags),
      ),
    );
}

function addDoctor(program: Command, action: Action): void {
  const command = ofSource(program.command('doctor')).option(
    '--selector <name>',
    'of a DKIM key in the DNS; may be given several times',
    gathered,
  );
  configurable(command)
    .description('ask the DNS whether receivers will trust your letters: SPF, DKIM, DMARC, MX')
    .action(
      action(async (terminal, path, flags: DoctorFlags) => (await import('./doctor.ts')).doctor(terminal, path, flags)),
    );
}

function addTheme(program: Command, action: Action): void {
  const theme = common(program.command('theme').helpCommand(false)).enablePositionalOptions();
  theme.description('choose how letters look, or make a theme of your own');
  const load = () => import('./theme.ts');
  common(theme.command('copy').argument('<from>', 'a theme').argument('<name>', 'what to call the copy'))
    .option('--publication <dir>', 'the publication folder', '.')
    .description('copy a theme into the publication, to change it')
    .action((from: string, name: string, flags: ThemeFlags) =>
      action(async (terminal, first, given: ThemeFlags) => (await load()).copy(terminal, first, name, given))(
        from,
        flags,
      ),
    );
  common(theme.command('list').argument('[path]', 'a publication folder', '.'))
    .description('print the themes that there are')
    .action(action(async (terminal, path) => (await load()).printThemes(terminal, path)));
  common(theme.command('try').argument('<theme>', 'a theme'))
    .option('--output <dir>', 'where the letters go', 'sample-letters')
    .option('--publication <dir>', 'the publication folder', '.')
    .description('write sample letters of a theme, to look at')
    .action(action(async (terminal, name, flags: TryThemeFlags) => (await load()).tryOut(terminal, name, flags)));
}

function addConfig(program: Command, action: Action): void {
  const command = ofSource(program.command('config')).option('--output <dir>', 'where a build would write');
  configurable(command)
    .description('print the settings that hold and where each comes from')
    .action(action(async (terminal, path, flags) => (await import('./config.ts')).config(terminal, path, flags)));
}

function addCompletion(program: Command, action: Action): void {
  const command = program
    .command('completion')
    .argument('<shell>', 'bash, zsh or fish')
    // The script asks for "words" and gives what was typed.
    .allowExcessArguments();
  common(command)
    .description('print a script by which your shell completes commands, flags and slugs')
    .action((shell: string, flags: CommonFlags, { args }: Command) =>
      action(async (terminal, name, _: CommonFlags) => {
        const { printCompletion, printWords } = await import('./completion.ts');
        return name === 'words' ? printWords(terminal, args.slice(1), program) : printCompletion(terminal, name);
      })(shell, flags),
    );
}
