import type { Config } from '../config.ts';
import { addressesIn, findDead, type StatusAnswer } from '../email/check/links.ts';
import { findSpam, type SpamRating } from '../email/check/spam.ts';
import { type About, checkMessage, problemOf } from '../email/check.ts';
import type { Issue } from '../issue.ts';
import { mapAhead } from '../lib/ahead.ts';
import { composeLetter } from '../pipeline.ts';
import { type Problem, ProblemError } from '../problem.ts';
import type { Prepared } from './prepare.ts';
import { settingsAt, themeOf } from './theme.ts';

export interface CheckLetterOptions {
  /** Asks whether something is at an address; without it no link is asked. */
  readonly askStatus?: (url: string) => Promise<StatusAnswer>;
  /** Has SpamAssassin rate the message; without it nobody is asked. */
  readonly rateSpam?: (message: Uint8Array) => Promise<SpamRating | { readonly fault: string }>;
  /** Called with each link that was asked. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface CheckedLetter {
  /** Those of its articles' files, then those of the message: errors before warnings. */
  readonly problems: readonly Problem[];
  /** Of the HTML, with the longest values in its slots. */
  readonly bytes: number;
  /** How many links were asked of how many there are. */
  readonly links?: { readonly asked: number; readonly total: number };
  readonly spam?: SpamRating;
}

/** Nobody reads a letter with more links, and a server should not be asked without end. */
const mostLinks = 100;
const linksAtOnce = 5;

/**
 * Holds the message of an issue to the rules, as it would be sent to one reader with slots filled by their fallbacks.
 * @throws ProblemError if there is no message to check, or SpamAssassin should rate it and cannot.
 */
export async function checkLetter(
  issue: Issue,
  { publication, problems }: Prepared,
  config: Config,
  options: CheckLetterOptions = {},
): Promise<CheckedLetter> {
  const { settings } = publication;
  const theme = await themeOf(config);
  const { values, message, bytes, problems: reduced } = await composeLetter(issue, publication, theme);
  const file = `issues/${issue.slug}/message.eml`;
  const about: About = { settings, issue, theme, longest: bytes, file, at: await settingsAt(config) };
  const files = new Set([issue.origin?.file, ...issue.items.map(({ article }) => article.origin.file)]);
  const found = [
    ...problems.filter(({ file }) => file !== undefined && files.has(file)),
    ...reduced,
    ...(await checkMessage(message, about)),
  ];
  const spam = options.rateSpam && (await rated(message, options.rateSpam));
  if (spam) found.push(...findSpam(spam).map((finding) => problemOf(finding, about)));
  const { unsubscribeUrl, preferencesUrl } = values;
  const addresses = options.askStatus
    ? await addressesIn(
        message,
        [unsubscribeUrl, preferencesUrl].filter((one) => one !== undefined),
      )
    : [];
  const asked = addresses.slice(0, mostLinks);
  let done = 0;
  const dead = await mapAhead(asked, linksAtOnce, async (address) => {
    const findings = findDead(address, await options.askStatus!(address), settings.url);
    done += 1;
    options.onProgress?.(done, asked.length);
    return findings.map((finding) => problemOf(finding, about));
  });
  return {
    problems: [...found, ...dead.flat()].toSorted((a, b) => rank(a) - rank(b)),
    bytes,
    ...(options.askStatus && { links: { asked: asked.length, total: addresses.length } }),
    ...(spam && { spam }),
  };
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
