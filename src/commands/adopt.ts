import { type Adoption, planAdoption } from '../adopt/adopt.ts';
import type { OldFeed } from '../adopt/old-feed.ts';
import { readOldFeeds } from '../adopt/read-feeds.ts';
import { type Config, loadConfig } from '../config/config.ts';
import { grouped } from '../lib/count-words.ts';
import { hasErrors, type Problem, ProblemError } from '../model/problem.ts';
import { formatLock } from '../publish/lock/format.ts';
import { writeLock } from '../publish/lock/lock-file.ts';
import { withBuildLock } from '../publish/output/build-lock.ts';
import { guardStateFiles } from '../publish/output/state-files.ts';
import { plainAdoption, wordsOfAdoption } from './adopt-report.ts';
import type { AdoptFlags } from './flags.ts';
import { flagFor } from './quoted.ts';
import { type Terminal, waiting } from './terminal.ts';

/** `tidings adopt <feeds...>`: tells what the lock would take over from earlier feeds, or with `--apply` writes it. */
export async function adopt(terminal: Terminal, names: readonly string[], flags: AdoptFlags): Promise<number> {
  const config = await loadConfig(flags.publication, flags, terminal.context);
  if (config.single) throw new ProblemError([noPublication], { exitCode: 2 });
  const { settings, now } = config;
  const { feeds, problems: odd } = await readOldFeeds(names, {
    cwd: terminal.context.cwd,
    site: settings.url,
    now,
    signal: terminal.signal,
    onPage: (address) => terminal.note(`Asking ${address}\n`),
  });
  const apply = flags.apply === true;
  const { adoption, changed } = await (apply ? applied(terminal, config, feeds) : planned(config, feeds));
  const problems = [...odd, ...adoption.problems];
  terminal.warn(problems, apply && changed ? 'All else was written into tidings.lock.' : 'Nothing was written.');
  const report = { feeds, adoption, problems, applied: apply, changed, at: flagFor(flags.publication) };
  terminal.result('adopt', wordsOfAdoption(report), plainAdoption(report));
  return hasErrors(problems) ? 1 : 0;
}

interface Plan {
  readonly adoption: Adoption;
  readonly changed: boolean;
}

async function planned(config: Config, feeds: readonly OldFeed[]): Promise<Plan> {
  const adoption = await planAdoption(config, feeds);
  if (adoption.articles.length === 0 && !hasErrors(adoption.problems)) throw new ProblemError([noMatch(config, feeds)]);
  return { adoption, changed: formatLock(adoption.lock) !== formatLock(adoption.before) };
}

async function applied(terminal: Terminal, config: Config, feeds: readonly OldFeed[]): Promise<Plan> {
  const write = async () => {
    const plan = await planned(config, feeds);
    if (plan.changed) await writeLock(config, plan.adoption.lock);
    return plan;
  };
  return withBuildLock(config, () => guardStateFiles(config, write), waiting(terminal));
}

const noPublication: Problem = {
  severity: 'error',
  rule: 'adopt',
  message: 'there is no publication here, and so no lock to write into',
  hint: 'Run it in the folder of your tidings.yaml, or name that with --publication. "npx tidings init" makes one.',
};

const noEntries: Problem = {
  severity: 'error',
  rule: 'adopt',
  message: 'there are no entries in the earlier feeds',
  hint: 'Name the feeds that readers have: the earlier site has to be there, or its feeds as files that you saved.',
};

function noMatch({ settings, at }: Config, feeds: readonly OldFeed[]): Problem {
  const entries = feeds.reduce((sum, feed) => sum + feed.entries.length, 0);
  if (entries === 0) return { ...noEntries, file: feeds[0]!.name };
  const [example] = feeds.flatMap((feed) => feed.entries.flatMap(({ url }) => url ?? []));
  return {
    severity: 'error',
    rule: 'adopt',
    message: `none of the earlier entries (${grouped(entries)}) is an article of this publication`,
    hint: `Look whether "url" and "permalink" give articles the addresses that they had${example === undefined ? '' : `, such as ${example}`}. "url" is ${settings.url} now.`,
    ...at(['url']),
  };
}
