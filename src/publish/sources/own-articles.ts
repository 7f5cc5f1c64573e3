import { hash } from 'node:crypto';
import { fillFragment } from '../../clean/fragment.ts';
import { escapeXml } from '../../lib/escape.ts';
import { shorten } from '../../lib/shorten.ts';
import { slugOf } from '../../lib/slug.ts';
import { isLanguage, isUri, readable } from '../../lib/uri.ts';
import type { Attachment, Manuscript } from '../../model/article.ts';
import { hasErrors, type Problem } from '../../model/problem.ts';
import type { Settings } from '../../model/publication.ts';
import { composeArticle } from '../../read/compose.ts';
import { plainText } from '../../read/foreign/plain-text.ts';
import type { ParsedArticle, SourceFile } from '../../read/formats/source.ts';
import { wordsFor } from '../../strings/tables.ts';
import { typeOfEnding } from '../../system/media.ts';
import type { KnownSource } from './source-files.ts';
import type { StoredEntry } from './stored-feed.ts';

interface OwnArticles {
  readonly manuscripts: readonly Manuscript[];
  /** Warnings: an entry that cannot be an article is left out, since nobody can mend it here. */
  readonly problems: readonly Problem[];
}

/**
 * Makes articles of the entries of one's own feed, with their old ids and addresses. Their HTML is cleaned, and pictures
 * stay where they are.
 */
export async function ownArticles(
  { source, copy, path, file }: KnownSource,
  settings: Settings,
  display: (file: string) => string,
): Promise<OwnArticles> {
  const { stored, lines } = copy!;
  const shown = stored.entries.filter(({ state, gone }) => state !== 'waiting' && !gone);
  const manuscripts: Manuscript[] = [];
  const problems: Problem[] = [];
  const place = { absolute: file, path, name: path, display: display(file), ending: '.jsonl' };
  for (const [slug, entry] of named(shown)) {
    const line = lines.get(entry.key) ?? 1;
    const language = languageOf(entry, stored.language, settings);
    const tagged = { ...entry, tags: [...new Set([...(entry.tags ?? []), ...source.tags])] };
    const draft = parsedEntry(tagged, { slug, language, at: { file: place.display, line } });
    const made = await articleOf(draft, { ...place, modified: entry.published }, settings);
    if (made.manuscript) manuscripts.push(made.manuscript);
    else problems.push(...made.faults.map((fault) => ({ ...fault, severity: 'warning' as const, hint: leftOut })));
  }
  return { manuscripts, problems };
}

const leftOut = 'The entry of the feed is left out. Mend it where it was written, and run "tidings fetch".';

async function articleOf(
  draft: ParsedArticle,
  file: SourceFile,
  settings: Settings,
): Promise<{ readonly manuscript?: Manuscript; readonly faults: readonly Problem[] }> {
  const { unresolved, problems } = await composeArticle(draft, file, settings);
  if (!unresolved || hasErrors(problems)) return { faults: problems.filter(({ severity }) => severity === 'error') };
  const { image, attachments = [] } = draft.front;
  const manuscript = {
    ...unresolved.manuscript,
    content: fillFragment(unresolved.content, () => ({ url: unresolved.manuscript.url })),
    ...(image && { image: { url: image.src, alt: image.alt ?? '' } }),
    attachments: attachments.map(
      ({ src, type, length, title, duration }): Attachment => ({
        url: src,
        type: type ?? typeOfEnding(new URL(src).pathname) ?? 'application/octet-stream',
        ...(length !== undefined && { length }),
        ...(title !== undefined && { title }),
        ...(duration !== undefined && { duration }),
      }),
    ),
    files: [],
  };
  const { modified: _, ...said } = manuscript;
  return { manuscript: { ...manuscript, fingerprint: hash('sha256', JSON.stringify(said)) }, faults: [] };
}

interface EntryPlace {
  readonly slug: string;
  readonly language: string;
  readonly at: { readonly file: string; readonly line: number };
}

function parsedEntry(entry: StoredEntry, { slug, language, at }: EntryPlace): ParsedArticle {
  const { id, url, published, updated, authors, tags = [], image, attachments } = entry;
  const html = htmlOf(entry, language);
  const words = plainText(html);
  const title = entry.title ?? (shorten(words, 80) || url || id);
  const summary = summaryOf(entry, words);
  const locate = () => at;
  return {
    front: {
      title,
      ...(summary !== undefined && { summary }),
      date: published,
      ...(updated !== undefined && Date.parse(updated) >= Date.parse(published) && { updated }),
      ...(isUri(id) ? { id } : { guid: id }),
      slug,
      ...(url !== undefined && { url }),
      ...(authors && { authors }),
      language,
      tags,
      // Most feeds name the picture that the content begins with.
      ...(image !== undefined && !html.includes(escapeXml(image)) && { image: { src: image, alt: '' } }),
      ...(attachments && { attachments: attachments.map(({ url: src, ...rest }) => ({ src, ...rest })) }),
    },
    body: { content: { html } },
    source: html,
    several: true,
    titlePlace: at,
    at: locate,
    atReference: locate,
    webBase: entry.base ?? url ?? '',
  };
}

/** A feed of summaries leads on to the page. */
function htmlOf({ html, summary = '', url }: StoredEntry, language: string): string {
  const content = html ?? (summary && `<p>${escapeXml(summary)}</p>`);
  if (url === undefined || (html !== undefined && !isCutShort(plainText(html)))) return content;
  const { continueReading } = wordsFor(language);
  return `${content}\n<p><a href="${escapeXml(url)}">${escapeXml(continueReading)}</a></p>`;
}

function isCutShort(words: string): boolean {
  return words.length < 1500 && /(…|\.\.\.|\[(?:…|\.\.\.)\])$/.test(words);
}

/** A summary that is the beginning of the article would be read twice. */
function summaryOf({ summary, html }: StoredEntry, words: string): string | undefined {
  if (summary === undefined || html === undefined) return undefined;
  const opening = summary.replace(/\s*(\[?(…|\.\.\.)\]?.*|Continue reading.*)$/, '').slice(0, 80);
  return words.startsWith(opening) ? undefined : summary;
}

function languageOf({ language }: StoredEntry, ofFeed: string | undefined, settings: Settings): string {
  const given = [language, ofFeed].find((tag) => tag !== undefined && isLanguage(tag));
  return given === undefined ? settings.language : Intl.getCanonicalLocales(given)[0]!;
}

/** The last part of each address, or the title; of two that are equal, the older one keeps it. */
function named(entries: readonly StoredEntry[]): Map<string, StoredEntry> {
  const slugs = new Map<string, StoredEntry>();
  const inOrder = entries.toSorted(
    (a, b) => Date.parse(a.published) - Date.parse(b.published) || (a.key < b.key ? -1 : 1),
  );
  for (const entry of inOrder) {
    const base = slugOf(lastPart(entry.url) ?? '') || slugOf(entry.title ?? '') || 'entry';
    const mark = hash('sha256', entry.id).slice(0, 8);
    slugs.set(slugs.has(base) ? `${base}-${mark}` : base, entry);
  }
  return slugs;
}

function lastPart(url: string | undefined): string | undefined {
  const segment = URL.parse(url ?? '')
    ?.pathname.split('/')
    .findLast((part) => part !== '' && !/^index\.\w+$/.test(part));
  return segment && readable(segment).replace(/\.\w{1,5}$/, '');
}
