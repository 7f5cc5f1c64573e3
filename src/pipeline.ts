import { hash } from 'node:crypto';
import { fitLetter } from './email/budget.ts';
import { heavyProblems } from './email/check/weight.ts';
import { issueNamed, localFilesIn } from './email/issue.ts';
import type { Email, Letter, SlotValues } from './email/letter.ts';
import type { LetterPictures, PicturesOfLetter } from './email/letter-pictures.ts';
import { composeMessage } from './email/message/compose.ts';
import { messageIdOf } from './email/message/message-id.ts';
import { archiveUrlOf, sharedHeadersOf } from './email/message/shared-headers.ts';
import type { RenditionOf } from './email/renditions.ts';
import type { SkeletonStore } from './email/skeleton-memory.ts';
import { fallbackValues, fillLetter, fillMjml } from './email/slots.ts';
import type { Theme } from './email/theme.ts';
import { variantsOf } from './email/variant.ts';
import { archiveEnd } from './feed/archive.ts';
import type { FeedDocument, Format } from './feed/document.ts';
import { renderFeed } from './feed/feed.ts';
import { feedsOf } from './feed/feeds.ts';
import type { KnownEntries } from './feed/known-entries.ts';
import { type Outline, outlineOf, renderOpml } from './feed/opml.ts';
import type { Article, LocalFile } from './model/article.ts';
import { identitiesOf } from './model/identities.ts';
import type { Issue } from './model/issue.ts';
import { letterFolder, letterNames } from './model/letter-name.ts';
import { ordered, refuseSharedSlugs } from './model/ordered.ts';
import { type Problem, ProblemError } from './model/problem.ts';
import type { Publication, Settings } from './model/publication.ts';
import { redirectsFile } from './web/headers.ts';
import { type SiteLogo, withLook } from './web/look.ts';
import { pageGuard } from './web/page-clash.ts';
import { webPages } from './web/pages.ts';
import { redirectPages } from './web/redirect.ts';
import type { WebTemplates } from './web/template-files.ts';

/** One file of the output: its bytes, or the local file that is copied there. The path is relative to the output. */
export type File = { readonly path: string; readonly content: string | Uint8Array } | LocalFile;

export interface PublishOptions {
  readonly theme: Theme;
  /** The themes that issues choose by their names. */
  readonly themes?: ReadonlyMap<string, Theme>;
  /** The templates of the web archive; without them it has no pages. */
  readonly web?: WebTemplates;
  /** The copies of pictures that letters show; without it they show the originals. */
  readonly pictures?: LetterPictures | undefined;
  /** Keeps the compiled layouts of letters; without it they are kept in memory alone. */
  readonly skeletons?: SkeletonStore | undefined;
  /** Entries of feeds that were proven before; without them each feed is made and proven whole. */
  readonly entries?: KnownEntries | undefined;
  /**
   * The articles that are new or others since files were made of the same publication: only the pieces that may have
   * changed with them are given. Their slugs are nobody else's, and none of them begins or ends a list.
   */
  readonly changed?: ReadonlySet<Article> | undefined;
  /** Called with what the writer should know of a letter, when it is rendered. */
  readonly warn?: (problem: Problem) => void;
  /**
   * Called with the slug of a letter that cannot be made, and why. The letter has no files, no page links to it, and
   * all else is published. Without it the problems are thrown, as those of a theme always are.
   */
  readonly unmade?: (slug: string, error: ProblemError) => void;
}

/** Files that are rendered together, or not at all where they are known to be what they were. */
export interface Piece {
  /**
   * A hash of the inputs of the files; absent if unknown, as for records made by hand. That of a page which links to a
   * letter is known once the letter was rendered, so pieces are asked in their order.
   */
  readonly key?: string | undefined;
  /** The one input of a copy, in place of a key: an absolute path. */
  readonly source?: string;
  readonly paths: readonly string[];
  /** No files for a letter that cannot be made. */
  render(): Promise<readonly File[]>;
}

/**
 * Everything that a publication becomes, one file at a time, so that a file's bytes can be let go once they are
 * written. The same publication gives the same bytes.
 * @throws ProblemError that names the article or the theme, each draft, and records that share a slug.
 */
export async function* publish(publication: Publication, options: PublishOptions): AsyncGenerator<File> {
  for (const piece of pieces(publication, options)) yield* await piece.render();
}

/** The same as pieces that are not rendered yet. Where another program makes the site, these are feeds and letters alone. */
export function* pieces(given: Publication, options: PublishOptions): Generator<Piece> {
  const publication = ordered(given);
  if (!options.changed) refuseSharedSlugs(publication);
  const taken: string[] = [];
  const copied: Piece[] = [];
  const guard = pageGuard(publication.sitePages ?? []);
  for (const piece of ownPieces(publication, options, copied)) {
    piece.paths.forEach(guard);
    taken.push(...piece.paths);
    yield piece;
  }
  if (options.web && publication.settings.site)
    for (const page of redirectPages(publication, taken)) yield filePiece(page);
  yield* copied;
}

/**
 * All but the pages at addresses that articles have left, and the copies of pictures.
 * @param copied Filled with these: their names are known once all letters are rendered.
 */
function* ownPieces(publication: Publication, options: PublishOptions, copied: Piece[]): Generator<Piece> {
  const { settings, articles } = publication;
  const { site, syndicated } = settings;
  const { theme, changed } = options;
  const web = site ? options.web : undefined;
  if (syndicated) yield* allFeeds(publication, web !== undefined, options);
  const { redirects = [], files = [], sitePages = [] } = publication;
  if (site && redirects.length > 0) yield filePiece(redirectsFile(redirects));
  const shown = changed ? articles.filter((article) => changed.has(article)) : articles;
  if (site) yield* copies([...files, ...[...shown, ...sitePages].flatMap((one) => one.files)]);
  const unmade = new Set<string>();
  if (settings.letters) yield* letterPieces(publication, options, { unmade, copied });
  // Letters bring the files of their themes along.
  if (web && !settings.letters && theme.logo) yield* copies(theme.files);
  if (web) yield* webPieces(publication, withLook(web, theme), { logo: theme.logo, unmade, changed });
}

function* allFeeds(
  publication: Publication,
  styled: boolean,
  { entries, changed }: Pick<PublishOptions, 'entries' | 'changed'>,
): Generator<Piece> {
  const outlines: Outline[] = [];
  const isOpen = archiveEnd(publication);
  const touches = (feed: FeedDocument) =>
    !changed || isOpen(feed) || feed.articles.some((article) => changed.has(article));
  // The style sheet is one of the files of the web archive.
  for (const feed of feedsOf(publication, styled ? { stylesheet: 'feed.css' } : {})) {
    if (touches(feed)) yield* feedPieces(feed, entries);
    if (!feed.archive?.current) outlines.push(outlineOf(feed));
  }
  yield opmlPiece(publication.settings.title, outlines);
}

interface WebOptions extends Pick<PublishOptions, 'changed'> {
  readonly logo: SiteLogo | undefined;
  /** The slugs of letters that could not be made, filled while letters are rendered. */
  readonly unmade: ReadonlySet<string>;
}

function* webPieces(
  publication: Publication,
  templates: WebTemplates,
  { logo, unmade, changed }: WebOptions,
): Generator<Piece> {
  const frame = hash('sha256', JSON.stringify([publication.settings, templates]));
  for (const { path, letter, articles, context, render } of webPages(publication, templates, logo, changed)) {
    const isMade = () => letter === undefined || !unmade.has(letter);
    const { key } = keyed([frame, JSON.stringify(context)], articles);
    yield {
      get key() {
        return isMade() ? key : undefined;
      },
      paths: [path],
      render: async () => [{ path, content: render(isMade()) }],
    };
  }
}

/** A feed in each format. What it follows from is in it, so that what else the settings say renders no page anew. */
function* feedPieces(feed: FeedDocument, known?: KnownEntries): Generator<Piece> {
  const { articles, limit, ...rest } = feed;
  const described = keyed([JSON.stringify([rest, limit?.bytes, [...(limit?.kept ?? [])]])], articles);
  for (const format of ['atom', 'rss', 'json'] satisfies Format[]) {
    const path = feed.paths[format];
    yield {
      ...(described.key !== undefined && { key: hash('sha256', format + described.key) }),
      paths: [path],
      render: async () => [{ path, content: await renderFeed(format, feed, known) }],
    };
  }
}

/** A file that is made already. */
function filePiece(file: { readonly path: string; readonly content: string }): Piece {
  return { key: hash('sha256', file.content), paths: [file.path], render: async () => [file] };
}

function opmlPiece(title: string, outlines: readonly Outline[]): Piece {
  const path = 'feeds.opml';
  return {
    key: hash('sha256', JSON.stringify([title, outlines])),
    paths: [path],
    render: async () => [{ path, content: await renderOpml(title, outlines) }],
  };
}

function* letterPieces(
  publication: Publication,
  options: PublishOptions,
  { unmade, copied }: { unmade: Set<string>; copied: Piece[] },
): Generator<Piece> {
  const { theme: chosen, themes = new Map<string, Theme>() } = options;
  const { settings, articles, issues = [] } = publication;
  const all = [chosen, ...themes.values()];
  const archive = archiveUrlOf(publication);
  const frames = new Map(all.map((one) => [one, hash('sha256', JSON.stringify(['letter', settings, one, archive]))]));
  const themeFor = (issue: Issue) => themes.get(issue.theme ?? chosen.name) ?? refuseOther(issue, chosen);
  const picturesOf = (slug: string, id: string, files: () => readonly LocalFile[]) => {
    const own = options.pictures?.of(slug, id, files);
    if (own) copied.push(copiesPiece(own));
    return own;
  };
  const render = (issue: Issue, own: PicturesOfLetter | undefined) =>
    renderLetter(issue, publication, { ...options, theme: themeFor(issue) }, own).catch((error) => {
      if (!options.unmade || !(error instanceof ProblemError) || all.some((one) => isOfTheme(error, one))) throw error;
      unmade.add(issue.slug);
      options.unmade(issue.slug, error);
      return [];
    });
  // Several themes may share the logo of the settings.
  const files = new Map(all.flatMap((one) => one.files.map((file) => [file.path, file] as const)));
  if (settings.site) yield* copies([...files.values()]);
  // What it says is read when it is rendered, and not before.
  const names = letterNames(articles);
  for (const article of articles) {
    if (options.changed && !options.changed.has(article)) continue;
    const name = names.get(article)!;
    const own = picturesOf(name, article.id, () => article.files);
    yield letterPiece(name, keyed([frames.get(chosen)!], [article]), own, () => render(issueNamed(name, article), own));
  }
  for (const issue of issues) {
    const { items, files = [], ...said } = issue;
    const layouts = items.map(({ layout }) => layout);
    const key = keyed(
      [frames.get(themeFor(issue))!, JSON.stringify([said, layouts])],
      items.map(({ article }) => article),
    );
    const own = picturesOf(issue.slug, issue.id, () => localFilesIn(issue));
    yield letterPiece(issue.slug, key, own, () => render(issue, own));
    if (settings.site) yield* copies(files);
  }
}

/** The theme that was chosen, unless the issue names another. */
function refuseOther({ slug, theme, origin }: Issue, chosen: Theme): Theme {
  if (theme === undefined || theme === chosen.name) return chosen;
  const message = `the letter ${slug} has the theme "${theme}", which was not loaded`;
  const hint = 'Give it to "publish" under "themes", or leave "theme" out of the issue.';
  throw new ProblemError([{ severity: 'error', rule: 'theme', message, hint, ...origin }]);
}

/** A fault of the theme is in every letter that it makes. */
function isOfTheme({ problems }: ProblemError, theme: Theme): boolean {
  return problems.some(({ file }) => file?.startsWith(`${theme.file}/`));
}

/** The letter as a web server may show it: slots hold their fallbacks, never a person's data. */
function letterPiece(
  slug: string,
  { key }: Keyed,
  own: PicturesOfLetter | undefined,
  render: () => Promise<(string | Uint8Array)[]>,
): Piece {
  const paths = ['email.mjml', 'email.html', 'email.txt', 'message.eml'].map((name) => letterFolder(slug) + name);
  return {
    get key() {
      return key && own?.key ? hash('sha256', key + own.key) : key;
    },
    paths,
    render: async () => (await render()).map((content, index) => ({ path: paths[index]!, content })),
  };
}

function* copies(files: readonly LocalFile[]): Generator<Piece> {
  for (const file of files) yield { source: file.source, paths: [file.path], render: async () => [file] };
}

/** The copies of pictures that a letter shows, but for those that belong to a letter before it. */
function copiesPiece(own: PicturesOfLetter): Piece {
  const paths = () => own.copies.map(({ path }) => path);
  return {
    get key() {
      const all = paths();
      // Most letters have none.
      return all.length > 0 ? hash('sha256', all.join('\n')) : undefined;
    },
    get paths() {
      return paths();
    },
    render: async () => (await Promise.all(own.copies.map((copy) => copy.file()))).filter((file) => file !== undefined),
  };
}

async function renderLetter(
  issue: Issue,
  publication: Publication,
  { theme, warn, skeletons }: PublishOptions,
  own: PicturesOfLetter | undefined,
): Promise<(string | Uint8Array)[]> {
  const variants = variantsOf(issue, publication.settings);
  const attempt = (renditions?: RenditionOf) =>
    fitLetter(issue, publication, theme, variants, { renditions, skeletons });
  const { letters, problems } = await (own ? own.compile(attempt) : attempt());
  if (warn) {
    problems.forEach(warn);
    heavyProblems(issue, own?.weights ?? []).forEach(warn);
  }
  // What a reader without tags gets.
  const [letter] = letters;
  const { values, email, message } = composeLetter(letter, issue, publication);
  return [fillMjml(letter, values), email.html, email.text, message];
}

/** A letter and its message. */
export interface ComposedLetter {
  /** The values of its slots. */
  readonly values: SlotValues;
  readonly email: Email;
  /** Complete, to nobody unless values name somebody. */
  readonly message: Uint8Array;
}

/** Fills the slots of an issue's letter, with their fallbacks unless values are given, and makes it the message that subscribers get. */
export function composeLetter(
  letter: Letter,
  issue: Issue,
  publication: Pick<Publication, 'settings' | 'issues'>,
  values: SlotValues = fallbackValues(issue, publication.settings),
): ComposedLetter {
  const email = fillLetter(letter, values);
  const from = senderOf(publication.settings);
  const message = composeMessage(letter, sharedHeadersOf(issue, publication, from), {
    to: values.email ?? 'reader@example.org',
    date: issue.date,
    messageId: messageIdOf(issue.id, email, from),
    values,
  });
  return { values, email, message };
}

/** A publication that names no sender can still see its letter; sending it asks for one. */
function senderOf({ newsletter, url }: Settings): string {
  return newsletter.from ?? `newsletter@${new URL(url).hostname}`;
}

type Keyed = Pick<Piece, 'key'>;

function keyed(parts: readonly string[], articles: readonly Article[]): Keyed {
  const identities = identitiesOf(articles);
  return identities === undefined ? {} : { key: hash('sha256', JSON.stringify(parts) + identities) };
}
