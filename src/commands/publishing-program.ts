import { type Command, Option } from 'commander';
import type {
  AdoptFlags,
  ArchiveFlags,
  BuildFlags,
  CheckFlags,
  DigestFlags,
  FetchFlags,
  RunFlags,
  ServeFlags,
  StudioFlags,
  WorkerFlags,
} from './flags.ts';
import { type Action, common, configurable, gathered, ofSource } from './flags.ts';

/** Adds the commands that make, check and serve what is published, and those that bring articles in. */
export function addPublishing(program: Command, action: Action): void {
  for (const add of [
    addImport,
    addBuild,
    addStudio,
    addFetch,
    addCheck,
    addDigest,
    addServe,
    addWorker,
    addPing,
    addRun,
    addAdopt,
  ])
    add(program, action);
}

function addImport(program: Command, action: Action): void {
  const command = program
    .command('import')
    .argument('<files...>', 'exports of WordPress, Ghost, Substack, Medium or Buttondown: files, or unpacked folders');
  common(command)
    .option('--publication <dir>', 'the publication folder', '.')
    .option('--from <url>', 'where the articles were on the web, if the export does not say it')
    .option('--drafts', 'also take what was not public there, as drafts')
    .option('--apply', 'write the articles; without this, only tell what would be written')
    .description('take over the articles of a blog or newsletter that you leave')
    .action((files: readonly string[], flags: ArchiveFlags) =>
      action(async (terminal, _, given: ArchiveFlags) =>
        (await import('./import.ts')).importArchive(terminal, files, given),
      )('', flags),
    );
}

function addBuild(program: Command, action: Action): void {
  const command = ofSource(program.command('build'))
    .option('--output <dir>', 'where to (default: "output")')
    .option('--frozen', 'stop if the lock would change, for machines whose changes nobody commits')
    .addOption(new Option('--fetch', 'ask the feeds under "sources" for news first').conflicts('frozen'))
    .option('--fetch-media', 'ask the web once for the type and length of remote images and attachments')
    .option('--watch', 'build again whenever a file changes, until Ctrl-C');
  configurable(command)
    .description('build pages, feeds and letters into the output folder')
    .action(
      action(async (terminal, path, flags: BuildFlags) => (await import('./build.ts')).build(terminal, path, flags)),
    );
}

function addStudio(program: Command, action: Action): void {
  const command = ofSource(program.command('studio').alias('preview'))
    .option('--port <number>', 'the port on this machine (default: 4323, or the next that is free)')
    .option('--no-open', 'print the address, and open no browser')
    .option('--editor <name>', 'the editor that places open in: vscode, cursor, zed, idea, or an address with {path}')
    .option('--output <dir>', 'the folder that builds write (default: "output")');
  configurable(command)
    .description('see letters, pages and feeds in a browser while you write; nothing is published')
    .action(
      action(async (terminal, path, flags: StudioFlags) => (await import('./studio.ts')).studio(terminal, path, flags)),
    );
}

function addFetch(program: Command, action: Action): void {
  const command = program
    .command('fetch')
    .argument('[path]', 'a publication folder', '.')
    .option('--accept <name>', 'take over a doubtful change of this source; may be written several times', gathered);
  configurable(command)
    .description('take in what is new in the feeds under "sources"')
    .action(
      action(async (terminal, path, flags: FetchFlags) =>
        (await import('./fetch.ts')).fetchFeeds(terminal, path, flags),
      ),
    );
}

function addCheck(program: Command, action: Action): void {
  const command = ofSource(program.command('check'))
    .option('--feeds', 'warn of what feed readers will show badly')
    .addOption(new Option('--issue <slug>', 'check one letter as it would be sent').conflicts('feeds'))
    .option('--links', 'with --issue: ask the web whether its links and pictures are there')
    .option('--spamassassin', 'with --issue: have SpamAssassin rate it, if it is installed')
    .option('--ignore <rule>', 'with --issue: let findings of a rule pass; may be written several times', gathered);
  configurable(command)
    .description('find problems; write nothing')
    .action(
      action(async (terminal, path, flags: CheckFlags) =>
        (await import('./check.ts')).checkPublication(terminal, path, flags),
      ),
    );
}

function addDigest(program: Command, action: Action): void {
  const command = program
    .command('digest')
    .argument('[path]', 'a publication folder', '.')
    .option('--since <when>', '"last" for what no earlier issue carried, or a date', 'last')
    .option('--tag <tag>', 'only articles with this tag')
    .option('--unsent', 'for schedules: print the last one made so again until it was sent to the list')
    .option('--output <dir>', 'where a build writes (default: "output")');
  configurable(command)
    .description('make an issue of the new articles, ready to edit')
    .action(
      action(async (terminal, path, flags: DigestFlags) => (await import('./digest.ts')).digest(terminal, path, flags)),
    );
}

function addServe(program: Command, action: Action): void {
  const command = ofSource(program.command('serve'))
    .option('--host <address>', 'where to listen (default: this machine alone, 127.0.0.1)')
    .option('--port <number>', 'the port (default: 8080)')
    .option('--metrics-port <number>', 'a port of this machine alone where Prometheus reads figures (default: none)')
    .option('--run', 'also do what is due, as "tidings run" does it, at each time of "schedule" in tidings.yaml')
    .option('--output <dir>', 'the folder that builds write (default: "output")');
  configurable(command)
    .description('answer for the site over HTTP, behind a proxy that speaks TLS')
    .action(
      action(async (terminal, path, flags: ServeFlags) => (await import('./serve.ts')).serve(terminal, path, flags)),
    );
}

function addWorker(program: Command, action: Action): void {
  const command = ofSource(program.command('worker'))
    .option('--connections <number>', 'how many to send over at the same time (default: "send.connections")')
    .option('--run', 'also do the runs of "schedule" in tidings.yaml, in turn with other workers that do so');
  configurable(command)
    .description('send what was handed over with "send --to-workers", on any number of machines over PostgreSQL')
    .action(
      action(async (terminal, path, flags: WorkerFlags) => (await import('./worker.ts')).worker(terminal, path, flags)),
    );
}

function addPing(program: Command, action: Action): void {
  configurable(ofSource(program.command('ping')))
    .description('tell the WebSub hub that the deployed feeds have changed')
    .action(action(async (terminal, path, flags) => (await import('./ping.ts')).ping(terminal, path, flags)));
}

function addRun(program: Command, action: Action): void {
  const command = ofSource(program.command('run')).option(
    '--max-readers <number>',
    'send the digest to the list if it has at most so many readers (default: "schedule.maxReaders", else nothing is sent)',
  );
  configurable(command)
    .description('do what is due: fetch, inbox, digest, build, check, publish, ping, send; quiet if there is nothing')
    .action(
      action(async (terminal, path, flags: RunFlags) => (await import('./run.ts')).runDue(terminal, path, flags)),
    );
}

function addAdopt(program: Command, action: Action): void {
  const command = program
    .command('adopt')
    .argument('<feeds...>', 'feeds of the earlier site: files or addresses of Atom, RSS or JSON Feed')
    .option('--publication <dir>', 'the publication folder', '.')
    .option('--apply', 'write it into the lock; without this, only tell what would change');
  common(command)
    .description('take over the ids and dates of an earlier site, so that no reader shows an old article as new')
    .action((feeds: readonly string[], flags: AdoptFlags) =>
      action(async (terminal, _, given: AdoptFlags) => (await import('./adopt.ts')).adopt(terminal, feeds, given))(
        '',
        flags,
      ),
    );
}
