import { escapeXml } from '../../lib/escape.ts';
import type { Article, Manuscript } from '../../model/article.ts';
import type { Problem, ProblemText } from '../../model/problem.ts';
import type { Publication, Settings } from '../../model/publication.ts';
import { selectionPath } from '../../model/selection.ts';
import { feedBytesOf, findingsOf, folded, inUnits } from './article.ts';

/**
 * Warnings about valid feeds that readers will show badly: first for the settings, then for each article at the line
 * of its title, newest first, then for articles that are hard to tell apart.
 * @param settingsFile The path of the settings file as a person would type it, if there is one.
 * @param held The articles that are not published yet, which no article should link to.
 * @param isAbout Leaves out the warnings about other articles.
 */
export function lint(
  publication: Publication,
  settingsFile?: string,
  held: readonly HeldArticle[] = [],
  isAbout: (article: Article) => boolean = () => true,
): Problem[] {
  const { settings, articles } = publication;
  const general = [...ofAddress(settings.url), ...ofDescription(settings, settingsFile), ...ofSize(publication)];
  const own = articles
    .filter(isAbout)
    .flatMap((article) =>
      [...findingsOf(article, settings), ...ofHeldLinks(article, held, settings)].map(
        (finding) => [article, finding] as const,
      ),
    );
  return [
    ...general.map((finding) => warning(finding, settingsFile === undefined ? {} : { file: settingsFile })),
    ...[...own, ...[...ofTitles(articles), ...ofSpellings(articles)].filter(([article]) => isAbout(article))].map(
      ([{ origin }, finding]) => warning(finding, { file: origin.file, line: origin.line }),
    ),
  ];
}

function warning(finding: ProblemText, place: Pick<Problem, 'file' | 'line'>): Problem {
  return { severity: 'warning', ...finding, ...place };
}

function* ofAddress(address: string): Generator<ProblemText> {
  const { hostname, protocol } = new URL(address);
  if (!isPublic(hostname)) {
    yield {
      rule: 'url-host',
      message: `"url" is ${address}, and ${hostname} is no public name of a host`,
      hint: 'Readers elsewhere find neither pictures nor pages there, and the ids of new articles hold the name. Set "url" to the address that people will use before you publish.',
    };
  } else if (protocol === 'http:') {
    yield {
      rule: 'url-insecure',
      message: `"url" is ${address}, which is not https`,
      hint: 'Readers that run in a browser ask for its pictures over https and may get none. Have the server speak https and change "url"; the ids stay.',
    };
  }
}

/** Not an IP address, nor a name that is reserved by RFC 6761, 6762 or 8375, or by ICANN (.internal). */
function isPublic(hostname: string): boolean {
  return (
    hostname.includes('.') &&
    !/^[\d.]+$/.test(hostname) &&
    !/\.(localhost|local|internal|test|invalid|home\.arpa)\.?$/.test(hostname)
  );
}

function* ofDescription({ description, title }: Settings, file: string | undefined): Generator<ProblemText> {
  // A single article has no place to say one.
  if (description || file === undefined) return;
  yield {
    rule: 'no-description',
    message: 'the publication has no description',
    hint: `RSS demands one and says "${title}" again, so readers show the title twice. Add a line such as "description: Letters from a garden".`,
  };
}

/** CommaFeed refuses larger feeds: the smallest known limit above the default of `maxBytes`. */
const largestRead = 5 * 1024 * 1024;

function* ofSize({ settings: { feeds }, articles }: Publication): Generator<ProblemText> {
  if (feeds.maxBytes <= largestRead) return;
  const newest = articles.slice(0, feeds.maxItems).reduce((sum, article) => sum + feedBytesOf(article), 0);
  const size = Math.min(newest, feeds.maxBytes);
  if (size <= largestRead) return;
  yield {
    rule: 'large-feed',
    message: `"feeds.maxBytes" is ${inUnits(feeds.maxBytes)}, and the main feeds are ${inUnits(size)} large by now`,
    hint: 'CommaFeed reads no feed of more than 5 MiB and Miniflux none of more than 15 MiB. Lower "maxBytes" or "maxItems"; older articles stay in the archive pages.',
  };
}

type Placed = readonly [Article, ProblemText];

/** One finding for all articles that share a title, at the newest. */
function* ofTitles(articles: readonly Article[]): Generator<Placed> {
  for (const [first, ...others] of Map.groupBy(articles, ({ title }) => folded(title)).values()) {
    const second = others[0];
    if (!first || !second) continue;
    const count = others.length === 1 ? 'another article' : `${others.length} other articles`;
    yield [
      first,
      {
        rule: 'same-title',
        message: `"${first.title}" is the title of ${count}, too: ${others.length === 1 ? '' : 'one is '}${placeOf(second)}`,
        hint: 'Lists of articles show no difference, and FreshRSS can be set to mark such an article as read at once. Say in the title what is new.',
      },
    ];
  }
}

/** One finding for each further spelling of a tag, at the newest article that has it. */
function* ofSpellings(articles: readonly Article[]): Generator<Placed> {
  const folders = new Map<string, { readonly name: string; readonly article: Article }>();
  const seen = new Set<string>();
  for (const article of articles) {
    for (const tag of article.tags) {
      if (seen.has(tag)) continue;
      seen.add(tag);
      const folder = selectionPath('tags', tag);
      const known = folders.get(folder);
      if (known) yield [article, misspelled(tag, known, folder)];
      else folders.set(folder, { name: tag, article });
    }
  }
}

function misspelled(tag: string, known: { name: string; article: Article }, folder: string): ProblemText {
  return {
    rule: 'tag-spelling',
    message: `the tag "${tag}" is spelled "${known.name}" in ${placeOf(known.article)}`,
    hint: `Both share the feeds in ${folder}, which carry the name "${known.name}", but readers that sort by tag show two. Choose one spelling.`,
  };
}

function placeOf({ origin: { file, line } }: Article): string {
  return `${file}:${line}`;
}

/** An article that is not published: a draft, or one dated in the future. */
export type HeldArticle = Pick<Manuscript, 'url' | 'title' | 'draft' | 'origin'>;

/** Links to articles that are not published yet. An article whose page is on another site is published there. */
function ofHeldLinks({ content }: Article, held: readonly HeldArticle[], { url }: Settings): ProblemText[] {
  return held
    .filter((other) => other.url.startsWith(url) && linksTo(content, other.url))
    .map(({ title, draft, origin: { file, line } }) => ({
      rule: 'held-link',
      message: `the article links to "${title}" (${file}:${line}), which is held back: ${draft ? 'it is a draft' : 'its date is still to come'}`,
      hint: 'Until that one is published, readers find no page there. Publish both together, or take the link out for now.',
    }));
}

function linksTo(content: string, address: string): boolean {
  const link = `href="${escapeXml(address)}`;
  for (let at = content.indexOf(link); at >= 0; at = content.indexOf(link, at + 1))
    if (/["#?]/.test(content.charAt(at + link.length))) return true;
  return false;
}
