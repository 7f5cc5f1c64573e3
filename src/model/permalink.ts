import { nearest } from '../lib/nearest.ts';
import { slugOf } from '../lib/slug.ts';
import { dateWordsOfPermalinks } from './permalink-dates.ts';

/** The facts about an article of which its address can be made. */
export interface PermalinkFacts {
  readonly slug: string;
  /** Whether somebody wrote the slug; else it is made of the file's name or the title. */
  readonly hasOwnSlug?: boolean | undefined;
  readonly title?: string | undefined;
  /** The file's name without date and ending; the slug, if not set. */
  readonly name?: string | undefined;
  /** Whether the file's name begins with a date, as those of Jekyll do. */
  readonly isDated?: boolean | undefined;
  /** RFC 3339: its day is the one that is written. */
  readonly published?: string | undefined;
  /** The folder below that of the articles, with `/`. */
  readonly section?: string | undefined;
  readonly categories?: readonly string[] | undefined;
  /** The program whose notation it is, where that is known. */
  readonly generator?: string | undefined;
}

/** Whether a pattern holds placeholders in one of the notations that are known. */
export function holdsPlaceholders(pattern: string): boolean {
  return /\{\w+\}|(?<![^/.:_~-]):\w/.test(pattern);
}

/** Whether an address made of a pattern changes with the date of the article. */
export function needsDate(pattern: string): boolean {
  return tokensOf(wholePattern(pattern)).some(({ word }) => dateWords.has(word));
}

/** Why a pattern cannot make the addresses of articles, and the remedy; undefined if it can. */
export function permalinkFault(
  pattern: string,
  { ofAll = true }: { readonly ofAll?: boolean } = {},
): { readonly message: string; readonly hint: string } | undefined {
  const whole = wholePattern(pattern);
  const tokens = tokensOf(whole);
  const unknown = tokens.find(({ value }) => value === undefined);
  if (unknown) {
    const near = nearest(unknown.word, unknown.text.startsWith('{') ? [...own.keys()] : [...shared.keys()]);
    const meant = near && (unknown.text.startsWith('{') ? `{${near}}` : `:${near}`);
    return {
      message: `holds ${unknown.text}, which is no placeholder`,
      hint: meant ? `Did you mean ${meant}?` : `There are: ${[...own.keys()].map((word) => `{${word}}`).join(', ')}.`,
    };
  }
  if (ofAll && !tokens.some(({ word }) => naming.has(word)))
    return { message: 'gives every article one address', hint: 'Let it hold {slug}, such as /articles/{slug}/.' };
  const rest = tokens.reduceRight((text, { start, end }) => `${text.slice(0, start)}x${text.slice(end)}`, whole);
  if (/[?#\\\s{}%]|\/\//.test(rest) || rest.split('/').some((part) => part === '.' || part === '..'))
    return { message: 'is not a path below "url"', hint: 'Write it such as /articles/{slug}/.' };
  return undefined;
}

/**
 * The path of an article below the publication's `url`, without a leading `/`. `{slug}` and its kin, the notations of
 * Jekyll (`/:categories/:year/:title/`, `pretty`) and Hugo (`/:sections/:slug/`), as those tools document them. A
 * placeholder without a value leaves no empty part behind.
 */
export function expandPermalink(pattern: string, facts: PermalinkFacts): string {
  const whole = wholePattern(pattern);
  const tokens = tokensOf(whole);
  const site = siteOf(whole, tokens, facts);
  let path = '';
  let end = 0;
  for (const token of tokens) {
    const value = token.value?.(facts, site, token.range) ?? token.text;
    const isEmpty = !/[^/]/.test(value);
    path += whole.slice(end, token.start) + (isEmpty && naming.has(token.word) ? facts.slug : value);
    end = token.end;
  }
  return (path + whole.slice(end)).replace(/\/{2,}/g, '/').replace(/^\/+/, '');
}

/** Two placeholders have other meanings in Jekyll than in Hugo. */
type Site = 'jekyll' | 'hugo';

type Value = (facts: PermalinkFacts, site: Site, range: string | undefined) => string;

/** The names by which Jekyll knows whole patterns. */
const styles: ReadonlyMap<string, string> = new Map([
  ['date', '/:categories/:year/:month/:day/:title:output_ext'],
  ['pretty', '/:categories/:year/:month/:day/:title/'],
  ['ordinal', '/:categories/:year/:y_day/:title:output_ext'],
  ['weekdate', '/:categories/:year/W:week/:short_day/:title:output_ext'],
  ['none', '/:categories/:title:output_ext'],
]);

function wholePattern(pattern: string): string {
  return styles.get(pattern) ?? pattern;
}

const nameOf: Value = ({ name, slug }) => name ?? slug;
const nameForUrl: Value = (facts, ...rest) => urlized(nameOf(facts, ...rest));
const sections: Value = ({ section = '' }, _, range) => sliced(section.split('/'), range).join('/');

/** `{slug}` and the others in braces. */
const own: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['year', ({ published = '' }) => published.slice(0, 4)],
  ['month', ({ published = '' }) => published.slice(5, 7)],
  ['day', ({ published = '' }) => published.slice(8, 10)],
  ['section', ({ section = '' }) => section],
  ['slug', ({ slug }) => slug],
  ['title', ({ title = '', slug }) => slugOf(title) || slug],
  ['filename', (facts, ...rest) => hyphenated(nameOf(facts, ...rest), exceptPretty)],
]);

/** Words of dates, in the notations of Jekyll and Hugo. */
const dated = new Map(dateWordsOfPermalinks.map(([word, read]): [string, Value] => [word, valueOfDate(read)]));

const ofJekyll: readonly (readonly [string, Value])[] = [
  ['categories', ({ categories = [] }) => [...new Set(categories.map((one) => one.toLowerCase()))].join('/')],
  [
    'slugified_categories',
    ({ categories = [] }) =>
      [...new Set(categories.map((one) => hyphenated(one, exceptWords).toLowerCase()))].join('/'),
  ],
  ['collection', ({ section = '' }) => section.split('/')[0]!.replace(/^_/, '') || 'posts'],
  ['path', (facts, ...rest) => [facts.section ?? '', nameOf(facts, ...rest)].filter(Boolean).join('/')],
  ['name', (facts, ...rest) => hyphenated(nameOf(facts, ...rest), exceptWords).toLowerCase()],
  ['output_ext', () => '.html'],
];

const ofHugo: readonly (readonly [string, Value])[] = [
  ['section', ({ section = '' }) => section.split('/')[0]!],
  ['sectionslug', ({ section = '' }) => urlized(section.split('/')[0]!)],
  ['sections', sections],
  ['sectionslugs', (...all) => urlized(sections(...all))],
  ['filename', nameForUrl],
  ['contentbasename', nameForUrl],
  ['slugorfilename', (facts, ...rest) => (facts.hasOwnSlug ? facts.slug : nameForUrl(facts, ...rest))],
  ['slugorcontentbasename', (facts, ...rest) => (facts.hasOwnSlug ? facts.slug : nameForUrl(facts, ...rest))],
];

/** Everything that a colon can begin. Jekyll's title and slug are made of the file's name, Hugo's of the title. */
const shared: ReadonlyMap<string, Value> = new Map<string, Value>([
  ...dated,
  ...ofJekyll,
  ...ofHugo,
  [
    'title',
    (facts, site, range) => {
      if (site === 'hugo') return urlized(facts.title ?? '') || facts.slug;
      return hyphenated(facts.hasOwnSlug ? facts.slug : nameOf(facts, site, range), exceptPretty);
    },
  ],
  [
    'slug',
    (facts, site, range) => {
      if (facts.hasOwnSlug) return facts.slug;
      if (site === 'hugo') return urlized(facts.title ?? '') || facts.slug;
      return hyphenated(nameOf(facts, site, range), exceptWords).toLowerCase();
    },
  ],
]);

const dateWords: ReadonlySet<string> = new Set(dated.keys());

/** Those of which at least one has to be there, since they tell the articles apart. */
const naming: ReadonlySet<string> = new Set(
  'slug title filename name path contentbasename slugorfilename slugorcontentbasename'.split(' '),
);

interface Token {
  /** As it is written, such as `:sections[1:]`. */
  readonly text: string;
  readonly word: string;
  readonly range: string | undefined;
  /** Undefined if there is no such placeholder. */
  readonly value: Value | undefined;
  readonly start: number;
  readonly end: number;
}

function tokensOf(pattern: string): readonly Token[] {
  return [...pattern.matchAll(/\{(\w+)\}|:(\w+)(\[[^\]]*\])?/g)].map((match) => {
    const [whole, braced, colon = '', range] = match;
    const start = match.index;
    if (braced !== undefined)
      return { text: whole, word: braced, range: undefined, value: own.get(braced), start, end: start + whole.length };
    // In `:year_:month` the line is a character of the address.
    const word = shared.has(colon) ? colon : (longestIn(colon) ?? colon);
    const text = word === colon ? whole : `:${word}`;
    const given = word === colon && /^\[(\d+|last)?:?(\d+|last)?\]$/.test(range ?? '[]') ? range : undefined;
    const isBroken = word === colon && range !== undefined && (given === undefined || !word.startsWith('sections'));
    return {
      text,
      word,
      range: given,
      value: isBroken ? undefined : shared.get(word),
      start,
      end: start + text.length,
    };
  });
}

function longestIn(word: string): string | undefined {
  const known = [...shared.keys()].filter((one) => /^[a-z]/.test(one) && word.startsWith(`${one}_`));
  return known.toSorted((a, b) => b.length - a.length)[0];
}

/** Whose notation a pattern is in; where both have its words, Jekyll's if the file is named as Jekyll has it. */
function siteOf(pattern: string, tokens: readonly Token[], { isDated = false, generator }: PermalinkFacts): Site {
  if (generator === 'jekyll' || generator === 'hugo') return generator;
  const has = (list: readonly (readonly [string, unknown])[]) =>
    tokens.some(({ text, word }) => text.startsWith(':') && list.some(([one]) => one === word));
  if (has(ofJekyll) || /:(i|short|long|w|y)_/.test(pattern)) return 'jekyll';
  if (has(ofHugo) || /:(monthname|weekday|yearday|\d|[A-Z])/.test(pattern)) return 'hugo';
  return isDated ? 'jekyll' : 'hugo';
}

/** `[1:]` is all but the first, `[last]` only the last (Hugo's slices). */
function sliced(parts: readonly string[], range: string | undefined): readonly string[] {
  const [, from, colon, to] = /^\[(\d+|last)?(:)?(\d+|last)?\]$/.exec(range ?? '') ?? [];
  const at = (text: string) => (text === 'last' ? parts.length - 1 : Number(text));
  if (range === undefined || (from === undefined && to === undefined)) return parts;
  const start = from === undefined ? 0 : at(from);
  if (colon === undefined) return parts.slice(start, start + 1);
  return parts.slice(start, to === undefined ? undefined : at(to));
}

function valueOfDate(read: (date: Date) => string): Value {
  // The day that is written, wherever it is read.
  return ({ published }) => (published === undefined ? '' : read(new Date(`${published.slice(0, 19)}Z`)));
}

const exceptWords = /[^\p{M}\p{L}\p{Nd}]+/gu;
const exceptPretty = /[^\p{M}\p{L}\p{Nd}._~!$&'()+,;=@]+/gu;

/** Jekyll's way: what is no word is a hyphen. */
function hyphenated(text: string, others: RegExp): string {
  return text.normalize('NFC').replace(others, '-').replace(/^-|-$/g, '');
}

/** Hugo's way: blanks are hyphens, and other signs go. */
function urlized(text: string): string {
  const kept = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{M}\p{L}\p{Nd}._+~@/\s-]/gu, '');
  return kept.trim().replace(/\s+/g, '-').replace(/-{2,}/g, '-');
}
