import { type Config, loadConfig } from '../config/config.ts';
import { grouped } from '../lib/count-words.ts';
import { visible } from '../lib/escape.ts';
import { hasErrors, type Problem, refuseBecause } from '../model/problem.ts';
import { type FetchedSource, fetchSources } from '../publish/sources/fetch-sources.ts';
import { namesOf, readSources } from '../publish/sources/source-files.ts';
import type { TakenIn } from '../publish/sources/take-in.ts';
import type { AskOptions } from '../system/ask-web.ts';
import type { FetchFlags } from './flags.ts';
import type { Results } from './json/results.ts';
import { argumentFor } from './quoted.ts';
import { type Terminal, waiting } from './terminal.ts';

/** `tidings fetch [path]`: takes in what is new in the feeds of the settings. @param ask How the web is asked. */
export async function fetchFeeds(
  terminal: Terminal,
  path: string,
  flags: FetchFlags,
  ask: AskOptions = {},
): Promise<number> {
  const config = await loadConfig(path, flags, terminal.context);
  if (config.sources.length === 0) {
    terminal.result('fetch', `${nothingToAsk}\n`, { sources: [], problems: [] });
    return 0;
  }
  const { accept = [] } = flags;
  if (accept.length > 0) await refuseStrangers(accept, config);
  const fetched = await askSources(terminal, config, { ask, accept });
  const problems = fetched.flatMap((one) => problemsOf(one, config, path));
  terminal.warn(problems, 'All else was taken in.');
  const text = [...fetched.flatMap((one) => linesOf(one)), next(fetched, path)].map((line) => `${line}\n`).join('');
  terminal.result('fetch', text, { sources: fetched.map((one) => resultOf(one, config)), problems });
  return hasErrors(problems) ? 1 : 0;
}

/** @throws ProblemError with exit code 2 for a name that no source has. */
async function refuseStrangers(accept: readonly string[], config: Config): Promise<void> {
  const known = (await readSources(config)).map(({ source, copy }) => namesOf(source, copy?.stored.title));
  const strangers = accept.filter((name) => !known.flat().includes(name));
  const hint = `The sources are called ${known.map(([name]) => `"${visible(name!)}"`).join(', ')}.`;
  const problems = strangers.map((name): Problem => {
    return { severity: 'error', rule: 'usage', message: `no source is called "${visible(name)}"`, hint };
  });
  refuseBecause(problems, 2, 'Nothing was done.');
}

/** The same as a part of a build: tells what came, and returns what is to be mended. */
export async function fetchBeforeBuild(
  terminal: Terminal,
  config: Config,
  path: string,
  ask: AskOptions = {},
): Promise<readonly Problem[]> {
  const fetched = config.sources.length === 0 ? [] : await askSources(terminal, config, { ask, accept: [] });
  for (const line of fetched.flatMap((one) => linesOf(one))) terminal.note(`${line}\n`);
  // A source without a copy stops the build, and is told of there.
  return fetched.flatMap((one) => problemsOf(one, config, path));
}

/** Asks all sources, and a person at a terminal about what is doubtful. */
async function askSources(
  terminal: Terminal,
  config: Config,
  { ask, accept }: { readonly ask: AskOptions; readonly accept: readonly string[] },
): Promise<FetchedSource[]> {
  const options = { ...waiting(terminal), ask };
  const fetched = await fetchSources(config, { ...options, accept: new Set(accept) });
  const accepted: string[] = [];
  for (const one of fetched) {
    if (!one.doubt) continue;
    const question = `${visible(one.name)}: ${doubtOf(one)}. Type its name to take that over, or press Enter: `;
    if ((await terminal.ask(question))?.trim() === one.name) accepted.push(one.source.url);
  }
  if (accepted.length === 0) return fetched;
  const only = { ...config, sources: config.sources.filter(({ url }) => accepted.includes(url)) };
  const again = await fetchSources(only, { ...options, accept: new Set(accepted) });
  return fetched.map((one) => again.find(({ source }) => source.url === one.source.url) ?? one);
}

const nothingToAsk = 'Nothing to do: tidings.yaml names no feed under "sources:".\nNext: write the next article.';

function linesOf({ name, taken, unchanged }: FetchedSource): string[] {
  if (!taken) return [];
  if (taken.isFirst) return [`${visible(name)}: ${firstLook(taken)}`, ...titlesOf(taken)];
  const { arrived, tooOld, settled, waiting: rest, withdrawn } = taken;
  const parts = [
    settled > 0 && `${entries(settled)} for the next digest`,
    rest > 0 && `${entries(rest)} until they have settled`,
    tooOld > 0 && `${entries(tooOld)} too old to be news`,
    withdrawn > 0 && `${entries(withdrawn)} withdrawn`,
  ].filter((part) => part !== false);
  const nothing = unchanged ? 'nothing has changed' : arrived === 0 ? 'nothing new' : 'nothing to tell';
  return [`${visible(name)}: ${parts.length > 0 ? parts.join(', ') : nothing}`];
}

function firstLook({ arrived }: TakenIn): string {
  return `${entries(arrived)} at the first look, which count as seen. Digests carry what comes from now on.`;
}

/** How many titles of the first look are shown. */
const fewTitles = 5;

function titlesOf({ stored }: TakenIn): string[] {
  const newest = stored.entries.toSorted((a, b) => Date.parse(b.published) - Date.parse(a.published));
  const shown = newest.slice(0, fewTitles).map(({ published, title, summary, url }) => {
    const words = title ?? summary ?? url ?? '';
    return `  ${published.slice(0, 10)}  ${visible(words.slice(0, 70))}`;
  });
  return [...shown, ...(newest.length > fewTitles ? [`  and ${newest.length - fewTitles} more`] : [])];
}

function next(fetched: readonly FetchedSource[], path: string): string {
  const at = argumentFor(path);
  if (fetched.some(({ taken }) => taken && taken.settled > 0))
    return `Next: commit the folder "sources", and make a letter of the news:\n  npx tidings digest${at}`;
  if (fetched.some(({ taken }) => taken && taken.waiting > 0))
    return `Next: fetch again later; an entry is for a digest once it was there for a while:\n  npx tidings fetch${at}`;
  if (fetched.every(({ hasCopy }) => !hasCopy))
    return `Next: mend the address, and try again:\n  npx tidings fetch${at}`;
  return `Next: commit the folder "sources", and build:\n  npx tidings build${at}`;
}

function entries(count: number): string {
  return `${grouped(count)} ${count === 1 ? 'entry' : 'entries'}`;
}

function doubtOf({ doubt }: FetchedSource): string {
  const { renamed, vanished, present } = doubt!;
  if (renamed > 0)
    return `${renamed} of ${present} entries have new ids at once, though their titles or links are known`;
  if (present === 0) return `the feed is empty, and ${entries(vanished)} would vanish`;
  return `${entries(vanished)} would vanish at once, and ${present} are left`;
}

function problemsOf(one: FetchedSource, config: Config, path: string): Problem[] {
  const { source, name, fault, doubt, hasCopy, retryAt, movedTo } = one;
  const place = config.at(source.place);
  const problems: Problem[] = [];
  if (movedTo !== undefined)
    problems.push({
      severity: 'warning',
      rule: 'source-moved',
      message: `${source.url} has moved to ${movedTo}`,
      hint: 'Write the new address into tidings.yaml.',
      ...place,
    });
  if (doubt)
    problems.push({
      severity: 'error',
      rule: 'source-doubt',
      message: `${name}: ${doubtOf(one)}; nothing of it was taken over`,
      hint: `Look at the feed. If it shall be so, run "tidings fetch${argumentFor(path)} --accept '${name}'": no entry becomes new by that.`,
      ...place,
    });
  if (fault !== undefined)
    problems.push({
      severity: hasCopy ? 'warning' : 'error',
      rule: 'source-failed',
      message: `${source.url}: ${fault}`,
      hint: hintFor(hasCopy, retryAt),
      ...place,
    });
  return problems;
}

function hintFor(hasCopy: boolean, retryAt: Date | undefined): string {
  const kept = hasCopy ? 'What was taken from it before stays.' : 'Look at the address in tidings.yaml.';
  return retryAt ? `${kept} It is asked again from ${retryAt.toISOString().slice(0, 16)}Z on.` : kept;
}

function resultOf(one: FetchedSource, config: Config): Results['fetch']['sources'][number] {
  const { source, name, file, unchanged, taken, doubt, fault, retryAt, movedTo } = one;
  const { isFirst, arrived, settled, waiting: rest, tooOld, withdrawn } = taken ?? {};
  return {
    name,
    url: source.url,
    ...(one.hasCopy && { file: config.display(file) }),
    unchanged,
    ...(taken && {
      first: isFirst!,
      arrived: arrived!,
      settled: settled!,
      waiting: rest!,
      tooOld: tooOld!,
      withdrawn: withdrawn!,
    }),
    ...(doubt && { doubt }),
    ...(fault !== undefined && { fault }),
    ...(retryAt && { retryAt }),
    ...(movedTo !== undefined && { movedTo }),
  };
}
