import type { Config } from '../../config/config.ts';
import type { FrozenLetter, Way } from '../../email/frozen.ts';
import { sharedHeadersOf } from '../../email/message/shared-headers.ts';
import { fallbackValues, fillLetter } from '../../email/slots.ts';
import type { Issue, IssueKind, Occasion } from '../../model/issue.ts';
import { type Problem, ProblemError } from '../../model/problem.ts';
import type { Publication } from '../../model/publication.ts';
import { editionsNamed, heldEditions } from '../issues/edition-set.ts';
import type { CarriedArticles } from '../lock/record-sent.ts';
import { openSkeletons } from '../output/skeletons.ts';
import { openPictures } from '../pictures/open.ts';
import { prepare } from '../prepare.ts';
import { themesOf } from '../themes/theme.ts';
import { checkFitted, inOrder } from './check-letter.ts';
import { type FittedIssue, fitIssue } from './fit-issue.ts';
import { sourceOfLetters } from './letter-source.ts';
import { listProblems } from './list-problems.ts';

/** All that sending an issue to the list needs to know of it. Plain values. */
export interface CompiledLetters {
  /** The issue's id, a URI. */
  readonly issue: string;
  readonly slug: string;
  readonly kind?: IssueKind | undefined;
  readonly sendOn?: Occasion | undefined;
  /** Filled with fallbacks, so that it can be public. */
  readonly subject: string;
  /** By which it is known whether the letters would be others today. */
  readonly source: string;
  /** Of the issue and of each edition, for the lock. */
  readonly articles: CarriedArticles;
  /** BCP 47; the issue's own first. */
  readonly languages: readonly string[];
  readonly letters: readonly FrozenLetter[];
  readonly ways: readonly Way[];
  /** Of the largest letter's HTML, with the longest values in its slots. */
  readonly bytes: number;
  /** Problems of the letters: errors before warnings. */
  readonly problems: readonly Problem[];
}

export interface CompileLettersOptions {
  /** Called with each step that is done. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** As `prepare` takes it. */
  readonly thawed?: string | undefined;
}

/**
 * Compiles every letter that an issue and its editions in other languages become, once, and holds each to the rules;
 * what they say is the caller's to judge. Writes nothing.
 * @throws ProblemError if there is no such issue, or the settings do not allow to send it to the list.
 */
export async function compileForSending(
  config: Config,
  name: string,
  { onProgress, thawed }: CompileLettersOptions = {},
): Promise<CompiledLetters> {
  const refused = listProblems(config.settings, config.at);
  if (refused.length > 0) throw new ProblemError(refused, { exitCode: 2, state: 'Nothing was sent.' });
  const prepared = await prepare(config, undefined, { thawed });
  const { publication } = prepared;
  const editions = editionsNamed(prepared, name);
  const themes = await themesOf(editions, config);
  const skeletons = openSkeletons(config);
  const pictures = await openPictures(config, prepared, 'send');
  const fitted: FittedIssue[] = [];
  const problems = heldEditions(prepared, editions[0]);
  let bytes = 0;
  let done = 0;
  const advance = () => onProgress?.(++done, editions.length * 2);
  for (const [index, issue] of editions.entries()) {
    const made = await fitIssue(issue, prepared, { theme: themes[index]!, skeletons, pictures });
    advance();
    const checked = await checkFitted(made, prepared, config);
    advance();
    fitted.push(made);
    problems.push(...checked.problems);
    bytes = Math.max(bytes, checked.bytes);
  }
  const [{ id, slug, kind, sendOn }] = editions;
  return {
    issue: id,
    slug,
    ...(kind && { kind }),
    ...(sendOn && { sendOn }),
    subject: fillLetter(fitted[0]!.letters[0], fallbackValues(editions[0], publication.settings)).subject,
    source: sourceOfLetters(editions, publication, themes),
    articles: Object.fromEntries(editions.map(carriedBy)),
    languages: editions.map(({ language }) => language),
    letters: fitted.flatMap((made) => frozenLetters(made, publication)),
    ways: waysTo(fitted),
    bytes,
    problems: inOrder(problems),
  };
}

function carriedBy({ id, items }: Issue): [string, string[]] {
  return [id, items.map(({ article }) => article.id)];
}

function frozenLetters({ issue, letters }: FittedIssue, publication: Publication): FrozenLetter[] {
  const shared = sharedHeadersOf(issue, publication, publication.settings.newsletter.from!);
  return letters.map(({ subject, html, text }) => ({
    language: issue.language,
    letter: { subject, html, text },
    mailing: shared,
    viewUrl: issue.url,
  }));
}

/**
 * Editions before the issue, for a reader gets the first letter whose way they meet; `de` means all German, so
 * `de-AT` comes before it. If an edition's language takes in the issue's own, that has ways of its own, too.
 */
function waysTo(fitted: readonly FittedIssue[]): Way[] {
  const [original, ...editions] = fitted.map(({ issue: { language }, ways }, index) => {
    const before = fitted.slice(0, index).reduce((sum, { letters }) => sum + letters.length, 0);
    return { language, ways: ways.map((way) => ({ ...way, letter: before + way.letter })) };
  });
  const takesIn = editions.some(({ language }) => isWithin(original!.language, language));
  const named = [...(takesIn ? [original!] : []), ...editions].toSorted(
    (a, b) => b.language.length - a.language.length,
  );
  return [...named.flatMap(({ language, ways }) => ways.map((way) => ({ ...way, language }))), ...original!.ways];
}

function isWithin(language: string, wider: string): boolean {
  return `${language}-`.toLowerCase().startsWith(`${wider}-`.toLowerCase());
}
