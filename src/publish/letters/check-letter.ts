import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config/config.ts';
import { checkMessage, problemOf } from '../../email/check/check.ts';
import { findDead, linkTargetsIn, type StatusAnswer } from '../../email/check/links.ts';
import type { LetterContext } from '../../email/check/place.ts';
import { findSpam, type SpamRating } from '../../email/check/spam.ts';
import { mapLimit } from '../../lib/map-limit.ts';
import type { Issue } from '../../model/issue.ts';
import { letterFolder } from '../../model/letter-name.ts';
import { type Problem, ProblemError } from '../../model/problem.ts';
import type { Settings } from '../../model/publication.ts';
import { type ComposedLetter, composeLetter } from '../../pipeline.ts';
import { openSkeletons } from '../output/skeletons.ts';
import { openPictures } from '../pictures/open.ts';
import type { Prepared } from '../prepare.ts';
import { settingsAt, themeOf } from '../themes/theme.ts';
import { type FittedIssue, fitIssue } from './fit-issue.ts';

export interface CheckLetterOptions {
  /** Asks whether something is at an address; without it no link is asked. */
  readonly askStatus?: (url: string) => Promise<StatusAnswer>;
  /** Rates the message with SpamAssassin; optional. */
  readonly rateSpam?: (message: Uint8Array) => Promise<SpamRating | { readonly fault: string }>;
  /** Called with each link that was asked. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface CheckedLetter {
  /** Those of its articles' files, then those of the messages: errors before warnings. */
  readonly problems: readonly Problem[];
  /** How many different letters readers get. */
  readonly letters: number;
  /** Of the largest one's HTML, with the longest values in its slots. */
  readonly bytes: number;
  /** How many links were asked of how many there are. */
  readonly links?: { readonly asked: number; readonly total: number };
  readonly spam?: SpamRating;
}

/** Limits the requests to other servers; a letter with more links is unusual. */
const mostLinks = 100;
const linksAtOnce = 5;

/**
 * Holds every message that an issue becomes to the rules: one for each combination of tags that its conditions ask
 * for, with slots filled by their fallbacks.
 * @throws ProblemError if there is no message to check, or SpamAssassin should rate it and cannot.
 */
export async function checkLetter(
  issue: Issue,
  prepared: Prepared,
  config: Config,
  options: CheckLetterOptions = {},
): Promise<CheckedLetter> {
  const look = {
    theme: await themeOf(config, issue.theme),
    skeletons: openSkeletons(config),
    pictures: await openPictures(config, prepared, 'look'),
  };
  return checkFitted(await fitIssue(issue, prepared, look), prepared, config, options);
}

/** The same for an issue that is compiled already. */
export async function checkFitted(
  fitted: FittedIssue,
  prepared: Prepared,
  config: Config,
  { askStatus, rateSpam, onProgress }: CheckLetterOptions = {},
): Promise<CheckedLetter> {
  const { publication } = prepared;
  const { settings } = publication;
  const { issue, theme, letters, bytes } = fitted;
  const composed = letters.map((letter) => composeLetter(letter, issue, publication));
  const file = `${letterFolder(issue.slug)}message.eml`;
  const sources = await sourcesOf(issue, prepared, config);
  const context: LetterContext = {
    settings,
    issue,
    theme,
    longest: bytes,
    file,
    sources,
    at: await settingsAt(config),
    weigh: (address) => fitted.pictures.weigh(address),
  };
  const files = new Set([issue.origin?.file, ...issue.items.map(({ article }) => article.origin.file)]);
  const read = prepared.problems.filter((one) => one.file !== undefined && files.has(one.file));
  const found = [...read, ...fitted.problems, ...fitted.pictures.problems];
  for (const { message } of composed) found.push(...(await checkMessage(message, context)));
  // Only the letter of a reader without tags is rated, since a rating takes seconds.
  const spam = rateSpam && (await rated(composed[0]!.message, rateSpam));
  if (spam) found.push(...findSpam(spam).map((finding) => problemOf(finding, context)));
  const asked = askStatus && (await askAll(await addressesOf(composed), askStatus, onProgress));
  if (asked) found.push(...asked.dead(settings).map((finding) => problemOf(finding, context)));
  return {
    problems: inOrder(found),
    letters: letters.length,
    bytes,
    ...(asked && { links: { asked: asked.asked, total: asked.total } }),
    ...(spam && { spam }),
  };
}

/** The texts of the files that an issue and its articles were read from, by their ids, to find lines in. */
async function sourcesOf(issue: Issue, { lock }: Prepared, config: Config): Promise<Map<string, string>> {
  const articles = lock.entries.map(({ id, path }) => [id, path.replace(/#.*$/, '')] as const);
  const paths = new Map([...articles, ...(lock.issues ?? []).map((entry) => [entry.issue, entry.path] as const)]);
  const sources = new Map<string, string>();
  for (const id of [issue.id, ...issue.items.map(({ article }) => article.id)]) {
    const path = paths.get(id);
    // A file that is gone by now has no lines to show.
    const text = path && (await readFile(join(config.directory, path), 'utf8').catch(() => undefined));
    if (text) sources.set(id, text);
  }
  return sources;
}

/** The addresses in all messages, each once, but for those that lead somewhere for a real reader only. */
async function addressesOf(composed: readonly ComposedLetter[]): Promise<string[]> {
  const all = composed.map(({ message, values: { unsubscribeUrl, preferencesUrl } }) =>
    linkTargetsIn(
      message,
      [unsubscribeUrl, preferencesUrl].filter((one) => one !== undefined),
    ),
  );
  return [...new Set((await Promise.all(all)).flat())];
}

async function askAll(
  addresses: readonly string[],
  ask: NonNullable<CheckLetterOptions['askStatus']>,
  onProgress: CheckLetterOptions['onProgress'],
) {
  const asked = addresses.slice(0, mostLinks);
  let done = 0;
  const answers = await mapLimit(asked, linksAtOnce, async (address) => {
    const answer = await ask(address);
    done += 1;
    onProgress?.(done, asked.length);
    return answer;
  });
  const dead = (settings: Pick<Settings, 'url' | 'site'>) =>
    asked.flatMap((address, index) => findDead(address, answers[index]!, settings));
  return { asked: asked.length, total: addresses.length, dead };
}

/** Errors first. Problems that several letters share are listed once. */
export function inOrder(problems: readonly Problem[]): Problem[] {
  const key = ({ rule, message, file, line }: Problem) => JSON.stringify([rule, message, file, line]);
  const once = new Map(problems.map((problem) => [key(problem), problem]));
  return [...once.values()].toSorted((a, b) => rank(a) - rank(b));
}

function rank({ severity }: Problem): number {
  return severity === 'error' ? 0 : 1;
}

async function rated(message: Uint8Array, rate: NonNullable<CheckLetterOptions['rateSpam']>): Promise<SpamRating> {
  const rating = await rate(message);
  if (!('fault' in rating)) return rating;
  throw new ProblemError(
    [
      {
        severity: 'error',
        rule: 'spamassassin',
        message: `SpamAssassin cannot rate the letter: ${rating.fault}`,
        hint: 'On Debian and Ubuntu "apt install spamassassin" installs it; on a Mac "brew install spamassassin". Or leave out --spamassassin.',
      },
    ],
    { exitCode: 2, state: 'Nothing was checked.' },
  );
}
