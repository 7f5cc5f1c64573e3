import type { Article } from '../article.ts';
import type { Issue, IssueItem } from '../issue.ts';
import type { Publication, Settings } from '../publication.ts';
import { slotKinds } from '../slot.ts';
import { directionOf, formatDate } from '../strings/language.ts';
import { type Words, wordsFor } from '../strings/words.ts';
import { renderBody } from './body.ts';
import { type Node, oneLine, parseContent } from './content.ts';
import { cutContent } from './cut.ts';
import { highlight } from './highlight.ts';
import { excerptOf, isAlone } from './issue.ts';
import { attachmentLabel, bylineOf } from './labels.ts';
import { fitted } from './media.ts';
import { renderTheme } from './mjml.ts';
import { drawnLead, isDrawing, reduceContent } from './reduce.ts';
import { makeSentinels, type Offered, refuseSentinels } from './sentinels.ts';
import type { Segments } from './slots.ts';
import { writeText } from './text.ts';
import type { Theme } from './theme.ts';
import { issueFor } from './variant.ts';

/** An issue compiled once: what is the same for every reader, cut where they differ. */
export interface Letter {
  readonly subject: Segments;
  readonly preheader: Segments;
  /** A complete MJML document, for a person to change by hand. */
  readonly mjml: Segments;
  readonly html: Segments;
  readonly text: Segments;
}

export interface CompileOptions {
  /** The tags of the readers that it is for; conditions ask for them. */
  readonly tags?: Iterable<string>;
  /** Has the theme leave out what takes many bytes. */
  readonly dense?: boolean;
  /** How many bytes of HTML an article alone, or else the introduction, may take. It goes on on the web. */
  readonly cutAt?: number;
}

/**
 * Compiles an issue with a theme for readers with some tags, or with none. Articles are values, never templates:
 * braces and tags in their text stay text. Throws a ProblemError that names the theme's file and line for what Liquid
 * or mjml refuses, and the issue's for a slot that nothing fills.
 */
export async function compileIssue(
  source: Issue,
  { settings }: Publication,
  theme: Theme,
  options: CompileOptions = {},
): Promise<Letter> {
  const sentinels = makeSentinels(slotKinds(settings.newsletter));
  const issue = issueFor(new Set(options.tags), source, settings, sentinels);
  const words = wordsFor(issue.language);
  const { introduction, contents } = await contentsOf(issue, { theme, words, cutAt: options.cutAt });
  const printed = issue.items.filter(({ layout }) => layout !== 'headline');
  const data = {
    publication: publicationData(settings, theme),
    contents: printed.map(({ article }, index) => ({ number: index + 1, ...titleData(article, words) })),
    headlines: issue.items
      .filter(({ layout }) => layout === 'headline')
      .map(({ article }) => titleData(article, words)),
    articles: printed.map((item, index) => ({
      template: item.layout === 'full' ? ('article' as const) : ('digest' as const),
      data: articleData(item, contents[issue.items.indexOf(item)]!, {
        number: isAlone(issue) ? null : index + 1,
        theme,
        words,
      }),
    })),
  };
  refuseSentinels(data);
  const { logo: _, ...look } = theme.settings;
  const { articles, ...shared } = {
    ...data,
    issue: { ...issueData(issue, introduction, theme, words), dense: options.dense ?? false },
    theme: look,
    slots: sentinels.offered,
    words: wordsData(words, settings, sentinels.offered),
  };
  const { mjml, html } = await renderTheme(theme, { shared, articles });
  const text = writeText({ issue, introduction, contents, settings, words, slots: sentinels.offered });
  return {
    subject: sentinels.splitText(issue.subject),
    preheader: sentinels.splitText(issue.preheader),
    mjml: sentinels.splitMarkup(mjml),
    html: sentinels.splitMarkup(html),
    text: sentinels.splitText(text),
  };
}

/** The introduction and the articles' contents, cut where a letter would grow too large. */
async function contentsOf(
  issue: Issue,
  { theme, words, cutAt }: { theme: Theme; words: Words; cutAt: number | undefined },
): Promise<{ introduction: readonly Node[]; contents: readonly (readonly Node[])[] }> {
  const introduction = await contentOf(issue.introduction ?? '', issue.url, words);
  const contents = await Promise.all(issue.items.map((item) => contentOfItem(item, words)));
  if (cutAt === undefined) return { introduction, contents };
  const look = { settings: theme.settings, direction: 'ltr', words, under: 'h1' } as const;
  const measure = (node: Node) => Buffer.byteLength(renderBody([node], look));
  const cut = (nodes: readonly Node[]) => cutContent(nodes, cutAt, { measure, url: issue.url, words });
  return isAlone(issue) ? { introduction, contents: contents.map(cut) } : { introduction: cut(introduction), contents };
}

/** The content of an article that stands in the letter; a lead image that is a drawing begins it, as a link. */
async function contentOfItem({ article, layout }: IssueItem, words: Words): Promise<readonly Node[]> {
  if (layout !== 'full') return [];
  const content = await contentOf(article.content, article.url, words);
  const { image } = article;
  return image && isDrawing(image) ? [...drawnLead(image, words), ...content] : content;
}

async function contentOf(content: string, page: string, words: Words): Promise<readonly Node[]> {
  return await highlight(reduceContent(parseContent(content), page, words));
}

// What templates can name. Every name is always there, if only as null: a misspelt one is a problem, not a gap.

function publicationData({ title, url, image, newsletter }: Settings, theme: Theme) {
  const logo = theme.logo ?? (image === undefined ? undefined : { url: image, height: 40 });
  return {
    title: oneLine(title),
    url,
    logo: logo ? { darkUrl: null, width: null, height: null, ...logo } : null,
    address: newsletter.address?.split('\n').map(oneLine) ?? [],
  };
}

function issueData(issue: Issue, introduction: readonly Node[], theme: Theme, words: Words) {
  const { subject, preheader, date, language, url } = issue;
  return {
    subject: oneLine(subject),
    // What stands above everything; an article by itself has its own.
    title: isAlone(issue) ? '' : oneLine(subject),
    introduction: renderBody(introduction, {
      settings: theme.settings,
      direction: directionOf(language),
      words,
      under: 'h1',
    }),
    preheader: oneLine(preheader),
    // Fills an inbox's line up with what is not seen, lest the letter's first words follow the preheader.
    preheaderPadding: preheader === '' ? '' : '\u00a0\u200c\u034f'.repeat(Math.max(0, 140 - preheader.length)),
    date: formatDate(date, language),
    url,
    ...directed(language),
  };
}

/** What a list of titles says of an article. */
function titleData(article: Article, words: Words) {
  const { title, url, published, language } = article;
  return {
    title: oneLine(title),
    url,
    byline: bylineOf(article, words),
    date: formatDate(published, language),
    ...directed(language),
  };
}

interface Surroundings {
  /** From 1; null for an article alone. */
  readonly number: number | null;
  readonly theme: Theme;
  readonly words: Words;
}

function articleData({ article, layout }: IssueItem, content: readonly Node[], { number, theme, words }: Surroundings) {
  const { image, source, attachments } = article;
  const direction = directionOf(article.language);
  const size = image && fitted(image, theme.settings);
  const under = number === null ? 'h1' : 'h2';
  const picture = image &&
    !isDrawing(image) && {
      url: image.url,
      alt: oneLine(image.alt),
      caption: oneLine(image.caption ?? ''),
      width: size?.width ?? null,
      height: size?.height ?? null,
      naturalWidth: size ? image.width! : null,
      naturalHeight: size ? image.height! : null,
    };
  return {
    ...titleData(article, words),
    layout,
    number,
    heading: under,
    summary: layout === 'full' ? oneLine(article.summary ?? '') : excerptOf(article),
    tags: article.tags.map(oneLine),
    image: picture || null,
    body: renderBody(content, { settings: theme.settings, direction, words, under }),
    attachments: attachments.map((attachment) => ({ url: attachment.url, label: attachmentLabel(attachment) })),
    source: source ? { url: source.url, label: words.firstPublishedBy(oneLine(source.name)) } : null,
    notice: oneLine(article.notice ?? ''),
  };
}

function wordsData(words: Words, settings: Settings, slots: Offered) {
  const { readOnTheWeb, continueReading, attachments, contents, moreOnTheWeb } = words;
  const { unsubscribe, unsubscribeByReply, preferences, viewInBrowser } = words;
  return {
    readOnTheWeb,
    continueReading,
    attachments,
    contents,
    moreOnTheWeb,
    unsubscribe,
    unsubscribeByReply,
    preferences,
    viewInBrowser,
    why: words.why(oneLine(settings.title)),
    sentTo: words.sentTo(slots.email),
    ...directed(words.language),
  };
}

/** Which way a language is written, and the side where its lines begin: mail programs do not know `start`. */
function directed(language: string) {
  const direction = directionOf(language);
  return { language, direction, start: direction === 'rtl' ? 'right' : 'left' } as const;
}
