import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Config, loadConfig } from '../config/config.ts';
import { lookupIn } from '../config/environment.ts';
import { counted } from '../lib/count-words.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import { issuesFolder } from '../publish/read-context.ts';
import { outputState, publishBy } from '../run/publish-hook.ts';
import { withSharedTurn } from '../run/shared-turn.ts';
import { refuseTrackedCommands } from '../run/tracked-environment.ts';
import { runWeek, type StepOutcome, type WeekStep } from '../run/week.ts';
import type { RunFlags } from './flags.ts';
import type { ResultName, Results } from './json/results.ts';
import { Listened } from './listened.ts';
import { withStore } from './subscribers/open-list.ts';
import { stoppedBy, type Terminal, waiting } from './terminal.ts';

/** `tidings run [path]`: everything that is due, in one command for a timer. */
export async function runDue(terminal: Terminal, path: string, flags: RunFlags): Promise<number> {
  const config = await loadConfig(path, flags, terminal.context);
  if (config.single) refuse('a run needs a publication, not a single file', 'Name its folder.');
  const most = readersOf(flags.maxReaders) ?? config.settings.schedule?.maxReaders;
  terminal.warn(await refuseTrackedCommands(config, terminal.context.environment));
  return onThisMachine(terminal, config, (own) => oneRun(own, config, { path, flags, most }));
}

/** Of the machines that share a list on a server, one does a run at a time. */
async function onThisMachine(terminal: Terminal, config: Config, work: (own: Terminal) => Promise<number>) {
  if (!(await config.list()).isServer) return work(terminal);
  return withStore(terminal, config, ({ turns }) =>
    turns ? withSharedTurn(turns, (signal) => work(stoppedBy(terminal, signal)), waiting(terminal)) : work(terminal),
  );
}

interface OneRun {
  readonly path: string;
  readonly flags: RunFlags;
  readonly most: number | undefined;
}

async function oneRun(terminal: Terminal, config: Config, { path, flags, most }: OneRun): Promise<number> {
  const due = new Due(terminal, config, path, flags, most);
  const report = await runWeek(due.steps(), { config, clock: terminal.context.clock, ...waiting(terminal) });
  if (report.resumed !== undefined)
    terminal.note(`The run before was cut off at "${report.resumed}"; this one did it anew.\n`);
  const lines = report.steps.flatMap(({ step, words }) =>
    words === undefined ? [] : [`${step.padEnd(8)} ${words}\n`],
  );
  terminal.result('run', lines.join(''), {
    steps: report.steps,
    ...(report.resumed !== undefined && { resumed: report.resumed }),
    problems: due.problems,
  });
  return report.code;
}

/** The steps of one run, as the commands of the same names do them. */
class Due {
  readonly problems: Problem[] = [];
  readonly #terminal: Terminal;
  readonly #config: Config;
  readonly #path: string;
  readonly #flags: RunFlags;
  readonly #most: number | undefined;
  #slug: string | undefined;

  constructor(terminal: Terminal, config: Config, path: string, flags: RunFlags, most: number | undefined) {
    this.#terminal = terminal;
    this.#config = config;
    this.#path = path;
    this.#flags = flags;
    this.#most = most;
  }

  steps(): WeekStep[] {
    return [
      { name: 'fetch', work: () => this.#fetch() },
      { name: 'inbox', work: () => this.#inbox() },
      { name: 'digest', work: () => this.#digest() },
      { name: 'build', work: () => this.#build() },
      { name: 'check', work: () => this.#check() },
      { name: 'publish', work: (journal) => this.#publish(journal.outputAfter('publish')) },
      { name: 'ping', isLight: true, work: (journal) => this.#ping(journal.outputAfter('ping')) },
      { name: 'send', work: () => this.#send() },
    ];
  }

  async #fetch(): Promise<StepOutcome> {
    if (this.#config.sources.length === 0) return {};
    const { fetchFeeds } = await import('./fetch.ts');
    return this.#listened(
      'fetch',
      (terminal) => fetchFeeds(terminal, this.#path, this.#flags),
      ({ sources }) => {
        const arrived = sources.reduce((sum, one) => sum + (one.arrived ?? 0), 0);
        return arrived > 0 ? `${arrived} new ${arrived === 1 ? 'entry' : 'entries'}` : undefined;
      },
    );
  }

  /** Who left by mail gets nothing any more, so that this comes before all else. */
  async #inbox(): Promise<StepOutcome> {
    if (!(await this.#config.imap()) || !(await this.#hasList())) return {};
    const { inbox } = await import('./inbox.ts');
    const flags = { ...this.#flags, publication: this.#path };
    return this.#listened(
      'inbox',
      (terminal) => inbox(terminal, undefined, flags),
      ({ mails }) => (mails.length > 0 ? `${counted(mails.length, 'mail')} read` : undefined),
    );
  }

  async #digest(): Promise<StepOutcome> {
    if (!this.#config.settings.letters) return {};
    const { digest } = await import('./digest.ts');
    const known: readonly string[] = await readdir(join(this.#config.directory, issuesFolder)).catch(() => []);
    const flags = { ...this.#flags, since: 'last', unsent: true };
    return this.#listened(
      'digest',
      (terminal) => digest(terminal, this.#path, flags),
      ({ slug, file }) => {
        this.#slug = slug;
        return slug === undefined || known.includes(`${slug}.md`) ? undefined : file;
      },
    );
  }

  async #build(): Promise<StepOutcome> {
    const { build } = await import('./build.ts');
    return this.#listened(
      'build',
      (terminal) => build(terminal, this.#path, this.#flags),
      ({ written, removed }) =>
        written.length + removed.length > 0 ? `${written.length} files written, ${removed.length} removed` : undefined,
    );
  }

  async #check(): Promise<StepOutcome> {
    const { checkPublication } = await import('./check.ts');
    const all = await this.#listened(
      'check',
      (terminal) => checkPublication(terminal, this.#path, this.#flags),
      () => undefined,
    );
    if (all.code !== 0 || this.#slug === undefined) return all;
    const flags = { ...this.#flags, issue: this.#slug };
    return this.#listened(
      'check-issue',
      (terminal) => checkPublication(terminal, this.#path, flags),
      () => undefined,
    );
  }

  async #publish(before: string | undefined): Promise<StepOutcome> {
    const { directory, output } = this.#config;
    const state = await outputState(output);
    if (state === before) return {};
    const { environment } = this.#terminal.context;
    const hook = (await lookupIn(directory, {}, environment))('TIDINGS_PUBLISH');
    if (!hook) return {};
    await publishBy({ command: hook.value, directory, output, environment, signal: this.#terminal.signal });
    return { output: state, words: 'published by the command of TIDINGS_PUBLISH' };
  }

  /** A hub that does not answer keeps nobody from a letter; the next run tells it again. */
  async #ping(before: string | undefined): Promise<StepOutcome> {
    const state = await outputState(this.#config.output);
    if (state === before || this.#config.settings.feeds.hub === undefined) return {};
    const { ping } = await import('./ping.ts');
    const done = await this.#listened(
      'ping',
      (terminal) => ping(terminal, this.#path, this.#flags),
      ({ pings }) => (pings.every(({ accepted }) => accepted) ? 'the hub knows' : 'the hub did not take it'),
    );
    return done.words === 'the hub knows' ? { ...done, output: state } : done;
  }

  async #send(): Promise<StepOutcome> {
    if (this.#slug === undefined || this.#most === undefined || !(await this.#hasList())) return {};
    const { sendToList } = await import('./send/list.ts');
    const flags = { publication: this.#path, confirm: String(this.#most) };
    const slug = this.#slug;
    return this.#listened(
      'send',
      (terminal) => sendToList(terminal, slug, flags),
      (_, text) => text.split('\n', 1)[0],
    );
  }

  /** Opening the list would begin one. */
  async #hasList(): Promise<boolean> {
    const { isServer, file } = await this.#config.list();
    return isServer || (await stat(file).catch(() => undefined)) !== undefined;
  }

  /** Does a command, and lets it speak only if it did something or failed. */
  async #listened<Name extends ResultName>(
    name: Name,
    work: (terminal: Terminal) => Promise<number>,
    wordsOf: (value: Results[Name], text: string) => string | undefined,
  ): Promise<StepOutcome> {
    const listened = new Listened(this.#terminal);
    const code = await work(listened.terminal);
    const result = listened.result(name);
    const words = result && wordsOf(result.value, result.text);
    if (code !== 0 || words !== undefined) {
      this.#terminal.warn(listened.problems);
      this.problems.push(...listened.problems);
    }
    return { code, ...(words !== undefined && { words }) };
  }
}

function readersOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(text)) refuse(`--max-readers "${text}" is no number of readers`, 'Write one such as 500.');
  return Number(text);
}

function refuse(message: string, hint: string): never {
  throw new ProblemError([{ severity: 'error', rule: 'usage', message, hint }], {
    exitCode: 2,
    state: 'Nothing was done.',
  });
}
