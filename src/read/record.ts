import { fillFragment } from '../clean/fragment.ts';
import { loadOnce } from '../lib/lazy-copy.ts';
import { readable } from '../lib/uri.ts';
import type { Article, Attachment, Author, Extension, Image } from '../model/article.ts';
import { hasErrors, type Locate, type Problem } from '../model/problem.ts';
import type { Settings } from '../model/publication.ts';
import { check } from './check.ts';
import { composeArticle } from './compose.ts';
import type { RecordFields } from './formats/record-shape.ts';
import type { Body, Foreign, ParsedArticle, SourceFile } from './formats/source.ts';

/** An article as a database or another program holds it. A field that is `null` is the same as none. */
export interface ArticleInput {
  readonly title: string;
  /** HTML of any kind: it is cleaned, made well-formed, and its addresses made absolute. Give one of the three. */
  readonly html?: string | null | undefined;
  /** CommonMark with tables and footnotes; HTML in it is cleaned, too. */
  readonly markdown?: string | null | undefined;
  /** Plain text: each line is a paragraph, and web addresses become links. */
  readonly text?: string | null | undefined;
  /** A `Date`, or a text such as `2026-11-23T09:00:00+01:00`; one without an offset is the clock of the settings' time zone. */
  readonly published: string | Date;
  /** `published`, if not set. */
  readonly updated?: string | Date | null | undefined;
  /** The article's address, from which relative addresses in it start; made of the slug, if not set. */
  readonly url?: string | null | undefined;
  /** A URI that never changes; the address, if not set. Give one if addresses may change. */
  readonly id?: string | null | undefined;
  /** The id in the RSS and JSON feeds, where an earlier site had another: any text, such as a plain number. */
  readonly guid?: string | null | undefined;
  /** The last part of the address or made of the title, if not set. */
  readonly slug?: string | null | undefined;
  /** A part of the site with articles of its own, such as `news`: two of them may share a slug. */
  readonly section?: string | null | undefined;
  /** Plain text. */
  readonly summary?: string | null | undefined;
  /** Those of the settings, if not set. */
  readonly authors?: readonly Author[] | null | undefined;
  /** BCP 47; that of the settings, if not set. */
  readonly language?: string | null | undefined;
  readonly tags?: readonly string[] | null | undefined;
  /** The lead image. */
  readonly image?: Image | null | undefined;
  readonly attachments?: readonly Attachment[] | null | undefined;
  /** The site that published it first. */
  readonly source?: { readonly name: string; readonly url: string } | null | undefined;
  /** Plain text: a disclaimer that ends every rendering. */
  readonly notice?: string | null | undefined;
  readonly extensions?: readonly Extension[] | null | undefined;
  readonly draft?: boolean | null | undefined;
  /** The name of this record in messages, such as `row 7`; its address or slug, if not set. */
  readonly origin?: string | null | undefined;
}

/** An article, unless a problem is an error; and all that its writer should know. */
export interface ArticleResult {
  readonly article?: Article;
  readonly problems: readonly Problem[];
}

/**
 * Makes an article of the HTML, Markdown or plain text that a database holds: cleans it, fills in what follows from
 * the settings, and proves the result. Never throws for a record that does not fit: problems name it and the field.
 */
export async function articleFrom(input: ArticleInput, settings: Settings): Promise<ArticleResult> {
  const given = withoutNulls(input);
  const name = String(given.origin ?? given.url ?? given.slug ?? given.id ?? given.title ?? 'the record');
  const at: Locate = () => ({ file: name });
  const { checkRecord, fieldsOfArticle } = await shape();
  const { value, problems: faults } = checkRecord(given, settings.timezone, at);
  if (value === undefined) return { problems: faults };
  const { unresolved, problems } = await composeArticle(
    await parsed(value, at, settings),
    fileNamed(name, value.section),
    settings,
  );
  if (!unresolved || hasErrors(problems)) return { problems };
  const { manuscript } = unresolved;
  const { published, image, attachments = [] } = value;
  const article = check({
    ...fieldsOfArticle(manuscript),
    id: manuscript.id ?? manuscript.url,
    published,
    updated: manuscript.updated ?? published,
    content: fillFragment(unresolved.content, () => ({ url: manuscript.url })),
    ...(image && { image }),
    attachments,
    files: [],
  });
  if (!Array.isArray(article)) return { article, problems };
  return { problems: [...problems, ...article.map((problem) => ({ ...problem, ...at([]) }))] };
}

async function parsed(record: RecordFields, at: Locate, settings: Settings): Promise<ParsedArticle> {
  const {
    html,
    markdown,
    text = '',
    published,
    image: _,
    attachments: _files,
    origin: _name,
    section: _section,
    ...front
  } = record;
  return {
    front: { ...front, date: published },
    body: await bodyOf(record, settings),
    source: html ?? markdown ?? text,
    ...(front.url !== undefined && { name: lastPart(front.url) ?? front.title }),
    titlePlace: at([]),
    at,
    atReference: () => at([]),
    // Relative addresses start from the article's own; none names a local file.
    webBase: front.url ?? '',
  };
}

async function bodyOf({ title, html, markdown, text = '' }: RecordFields, settings: Settings): Promise<Body> {
  const foreign: Foreign = { dialect: 'markdown', site: settings, keeps: settings.foreign === 'keep', alone: true };
  if (html !== undefined) return { content: { html } };
  // No text of a database is taken for a notice.
  if (markdown === undefined) return (await textFormat()).readParagraphs(text, {}, undefined);
  return (await markdownFormat()).readMarkdown(markdown, { title }, undefined, foreign);
}

/** Databases have null where a field is not set. */
function withoutNulls(input: ArticleInput): Readonly<Record<string, unknown>> {
  if (typeof input !== 'object' || input === null) return {};
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null && value !== undefined));
}

/** A feed of articles that are records already needs none of these. */
const shape = loadOnce(() => import('./formats/record-shape.ts'));
const markdownFormat = loadOnce(() => import('./formats/markdown.ts'));
const textFormat = loadOnce(() => import('./formats/text.ts'));

function fileNamed(display: string, section?: string): SourceFile {
  const name = section === undefined ? '' : `${section}/record`;
  return { absolute: '', path: display, name, display, ending: '.html', modified: '' };
}

/** The last part of an address without its ending, such as `hello` of `/2026/11/hello.html`. */
function lastPart(url: string): string | undefined {
  const segment = new URL(url).pathname.split('/').findLast((part) => part !== '');
  return segment && readable(segment).replace(/\.\w{1,5}$/, '');
}
