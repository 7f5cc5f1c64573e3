import { hash } from 'node:crypto';
import { losses } from '../clean/account.ts';
import type { BasePage } from '../clean/addresses.ts';
import type { Fragment } from '../clean/fragment.ts';
import { omissions } from '../clean/omissions.ts';
import { oneLine } from '../lib/escape.ts';
import { loadOnce } from '../lib/lazy-copy.ts';
import { nearest } from '../lib/nearest.ts';
import type { Manuscript } from '../model/article.ts';
import { overrideIn, overridesIn } from '../model/override.ts';
import { hasErrors, type Problem } from '../model/problem.ts';
import type { Settings } from '../model/publication.ts';
import { foreignMarkup, leftOutMarkup, unclosedBoxes, undescribed, unusedNote } from './content-warnings.ts';
import { deviceNames } from './device-names.ts';
import type { ParsedArticle, SourceFile } from './formats/source.ts';
import { dateInAddress } from './name-in-path.ts';
import { isWithheld, placeArticle } from './place-article.ts';
import { emptyPage, titleOfFile } from './title-of-file.ts';

/** A manuscript whose pictures, attachments and links may still name local files. */
export interface UnresolvedArticle {
  readonly manuscript: Omit<Manuscript, 'content' | 'image' | 'attachments' | 'files'>;
  readonly draft: ParsedArticle;
  readonly file: SourceFile;
  /** Where its pictures and attachments go, relative to the output. */
  readonly folder: string;
  readonly content: Fragment;
  /** Whether it has errors, so that it becomes no article; its pictures and links are looked for all the same. */
  readonly isRefused: boolean;
}

/** The dates of articles that were published before, by the paths of their files: an address may hold them. */
export type Dates = ReadonlyMap<string, string>;

/** Gives a draft its place in the publication: slug, address, dates, hash; and cleans its content. */
export async function composeArticle(
  draft: ParsedArticle,
  file: SourceFile,
  settings: Settings,
  dates: Dates = new Map(),
): Promise<{ readonly unresolved?: UnresolvedArticle; readonly problems: readonly Problem[] }> {
  const { front, body } = draft;
  const own = front.title ?? (body.title || undefined);
  const named = own === undefined && !draft.refused ? titleOfFile(draft, settings) : undefined;
  if (named && draft.source.trim() === '') return { problems: [emptyPage(draft)] };
  const found = own ?? named?.title;
  const title = found ?? '';
  const published = front.date ?? draft.nameDate ?? dateInAddress(front, settings.timezone);
  const dated = published ?? dates.get(file.path) ?? file.modified;
  const { place, folder, problems: unplaced } = placeArticle(draft, file, settings, dated);
  const { slug, url } = place;
  const faults = [...faultsOf(draft, found, slug), ...undeclaredPrefixes(draft, settings), ...unplaced];
  const { id, guid, language = settings.language, tags = [], source, extensions } = front;
  const isReversed = published && front.updated && Date.parse(front.updated) < Date.parse(published);
  const updated = isReversed ? undefined : front.updated;
  const content = await cleaned(draft, { url, language });
  if ('fault' in content) return { problems: [...faults, unclean(draft, content.fault)] };
  faults.push(...losses(content.lost, draft.atReference));
  const summary = front.summary ?? body.summary;
  const notice = front.notice ?? body.notice;
  const set = await setterFor(file, settings, language);
  const manuscript = {
    ...(id !== undefined && { id }),
    ...(guid !== undefined && { guid }),
    ...place,
    // The hash is that of the words as they were written, with or without typography.
    title: set(title),
    ...(summary && { summary: set(summary) }),
    ...(published !== undefined && { published }),
    ...(updated !== undefined && { updated }),
    authors: front.authors?.length ? front.authors : settings.authors,
    language,
    tags,
    ...(source && { source }),
    ...(notice && { notice: set(notice) }),
    ...(extensions?.length && { extensions }),
    draft: front.draft ?? isWithheld(front),
    origin: { file: file.display, line: draft.titlePlace.line ?? 1 },
    path: keyOf(draft, file, slug),
    hash: hashOf(draft, title, summary),
    ...bodyHashOf(draft),
    modified: file.modified,
  };
  const places = { slug: front.slug === undefined ? draft.titlePlace : draft.at(['slug']), tags: draft.at(['tags']) };
  const reversal = isReversed ? [reversed(draft)] : [];
  const isRefused = draft.refused === true || hasErrors(faults);
  const silence = isRefused || content.pieces.some((piece) => piece !== '') ? [] : [wordless(draft)];
  const advice = [...(named ? [named.problem] : []), ...reversal, ...warnings(draft, content), ...silence];
  const problems = [...faults, ...advice, ...deviceNames(manuscript, places)];
  return { unresolved: { manuscript, draft, file, folder, content, isRefused }, problems };
}

const typography = loadOnce(() => import('./formats/typography.ts'));

/** Sets the plain texts of a Markdown file as its body is set; others stay as they are. */
async function setterFor(
  { ending }: SourceFile,
  settings: Settings,
  language: string,
): Promise<(text: string) => string> {
  if (!settings.typography || !/^\.(?:md|markdown|mdx)$/.test(ending)) return (text) => text;
  const { typographic } = await typography();
  return (text) => typographic(text, language);
}

/** The lock's key. */
function keyOf({ several }: ParsedArticle, { path }: SourceFile, slug: string): string {
  return several ? `${path}#${slug}` : path;
}

function faultsOf(draft: ParsedArticle, title: string | undefined, slug: string): Problem[] {
  // Front matter that cannot be read may hold both.
  if (draft.refused) return [];
  if (title === undefined) return [untitled(draft)];
  return slug === '' ? [nameless(draft)] : [];
}

/** A plain text needs no HTML parser. */
const html = loadOnce(() => import('../clean/html.ts'));

async function cleaned(
  { body, webBase }: ParsedArticle,
  page: BasePage,
): Promise<Fragment | { readonly fault: string }> {
  if ('xhtml' in body.content) return { pieces: [body.content.xhtml], undescribed: [], omitted: [], lost: [] };
  const { clean } = await html();
  return clean(body.content.html, { ...page, ...(webBase !== undefined && { webBase: webBase || page.url }) });
}

/** JSON keeps the fields apart: no text of one can pass for the start of the next. */
function hashOf({ front, source }: ParsedArticle, title: string, summary: string | undefined): string {
  const { image, authors = [] } = front;
  const covered = [
    title,
    summary,
    source.trim(),
    image && [image.src, image.alt, image.caption],
    authors.map(({ name, url, email }) => [name, url, email]),
  ];
  return hash(
    'sha256',
    JSON.stringify(covered, (_, value) => (typeof value === 'string' ? normal(value) : value)),
  );
}

function bodyHashOf({ source, body }: ParsedArticle): Pick<Manuscript, 'bodyHash'> {
  const lines = normal(source).split('\n');
  if (body.titleLine !== undefined) lines.splice(body.titleLine - 1, 1);
  const text = lines.join('\n').trim();
  return text === '' ? {} : { bodyHash: hash('sha256', text) };
}

function normal(text: string): string {
  return text.normalize('NFC').replace(/\r\n?/g, '\n');
}

/** Finding the place of one takes a search of the text. Who mends the first hundred finds the rest. */
const enough = 100;

function warnings(
  { front, body, at, atLine, atReference, titlePlace, webBase }: ParsedArticle,
  content: Fragment,
): Problem[] {
  const problems = content.undescribed
    .slice(0, enough)
    .map(({ value, count }) => undescribed(value, atReference(value, count)));
  if (front.image && front.image.alt === undefined && webBase === undefined)
    problems.unshift(undescribed(front.image.src, at(['image'])));
  problems.push(...overridesIn(front, at));
  if (front.title === undefined) problems.push(...overrideIn(body.title, 'title', () => titlePlace));
  if (front.summary === undefined)
    problems.push(...overrideIn(body.summary, 'summary', () => atReference(body.summary!, 0)));
  problems.push(...omissions(content, atReference));
  problems.push(
    ...foreignMarkup(body.leftovers ?? [], ({ line, text }) => atLine?.(line, text) ?? atReference(text, 0)),
  );
  const placeOf = (line: number, text: string) => atLine?.(line, text) ?? at([]);
  problems.push(...leftOutMarkup(body.foreign?.unknown ?? [], placeOf));
  problems.push(...unclosedBoxes((body.foreign?.unclosed ?? []).slice(0, enough), placeOf));
  for (const name of (body.unusedNotes ?? []).slice(0, enough))
    problems.push(unusedNote(name, atReference(`[^${name}]:`, 0)));
  return problems;
}

function wordless({ at }: ParsedArticle): Problem {
  return {
    severity: 'warning',
    rule: 'no-text',
    message: 'the article has no text',
    hint: 'Write it below the front matter.',
    ...at([]),
  };
}

function untitled(draft: ParsedArticle): Problem {
  return {
    severity: 'error',
    rule: 'no-title',
    message: 'the article has no title',
    hint: draft.several
      ? 'Give the record a "title".'
      : 'Add "title: …" between two lines of three hyphens at the top of the file.',
    ...draft.titlePlace,
  };
}

function unclean({ at }: ParsedArticle, fault: string): Problem {
  return {
    severity: 'error',
    rule: 'html',
    message: `the HTML cannot be read: ${fault}`,
    hint: 'Look for tags that are never closed.',
    ...at([]),
  };
}

function nameless({ at }: ParsedArticle): Problem {
  return {
    severity: 'error',
    rule: 'no-slug',
    message: 'nothing in its name can be part of an address: it holds neither letter nor digit',
    hint: 'Add a "slug", such as slug: hello.',
    ...at(['title']),
  };
}

/** Often the day on which a site was moved. */
function reversed({ at }: ParsedArticle): Problem {
  return {
    severity: 'warning',
    rule: 'dates',
    message: 'updated is before the date of publication, and not used',
    hint: 'Give the later time to "updated", or take the line out.',
    ...at(['updated']),
  };
}

/** A problem for each prefix that the settings do not know, at its key. */
function undeclaredPrefixes(
  { front, at }: ParsedArticle,
  { feeds: { namespaces } }: Pick<Settings, 'feeds'>,
): Problem[] {
  const names = new Set(front.extensions?.map(({ name }) => name));
  return [...names].flatMap((name) => {
    const prefix = name.split(':')[0]!;
    if (Object.hasOwn(namespaces, prefix)) return [];
    const near = nearest(prefix, Object.keys(namespaces));
    return {
      severity: 'error',
      rule: 'unknown-prefix',
      message: `the prefix of ${oneLine(name)} is not declared`,
      hint: near
        ? `Did you mean "${near}:${name.slice(prefix.length + 1)}"?`
        : `Declare it in tidings.yaml, under "feeds", such as: namespaces: {${prefix}: https://example.org/ns#}`,
      ...at(['extensions', name], 'key'),
    };
  });
}
