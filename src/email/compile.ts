import type { Issue, IssueItem } from '../model/issue.ts';
import type { Publication } from '../model/publication.ts';
import { slotKinds } from '../model/slot.ts';
import type { Words } from '../strings/table.ts';
import { wordsFor } from '../strings/tables.ts';
import { renderBody } from './body.ts';
import { gatherButtons } from './button.ts';
import { type Node, parseContent } from './content.ts';
import { cutContent } from './cut.ts';
import { templateData } from './data.ts';
import { highlight } from './highlight.ts';
import { isAlone } from './issue.ts';
import type { Letter } from './letter.ts';
import { drawnLead, isDrawing, reduceContent } from './reduce.ts';
import type { RenditionOf } from './renditions.ts';
import { makeSentinels } from './sentinels.ts';
import { compileTheme } from './skeleton.ts';
import type { SkeletonStore } from './skeleton-memory.ts';
import { writeText } from './text.ts';
import type { Theme } from './theme.ts';
import { issueFor } from './variant.ts';

export interface CompileOptions {
  /** The tags of the readers that it is for; conditions ask for them. */
  readonly tags?: Iterable<string>;
  /** Whether the theme uses its denser layout, to save bytes. */
  readonly dense?: boolean;
  /** The most bytes of HTML of an article alone, or else of the introduction; the rest is on the web. */
  readonly cutAt?: number;
  /** The copies of pictures; without it the originals are shown. */
  readonly renditions?: RenditionOf | undefined;
  /** Keeps the compiled layouts; without it they are kept in memory alone. */
  readonly skeletons?: SkeletonStore | undefined;
}

/**
 * Compiles an issue with a theme for readers with some tags, or with none. Articles are values, never templates:
 * braces and tags in their text stay text. Throws a ProblemError that names the theme's file and line for anything that
 * Liquid or mjml refuses, and the issue's for a slot without a value.
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
  const data = templateData({
    ...{ issue, introduction, contents, settings, theme, words },
    offered: sentinels.offered,
    dense: options.dense ?? false,
    renditions: options.renditions,
  });
  const { mjml, html } = await compileTheme(theme, data, { sentinels, skeletons: options.skeletons });
  const texts = { issue, introduction, contents, settings, words, slots: sentinels.offered };
  // Of a letter that is too large, nobody reads these.
  const document = once(mjml);
  const text = once(() => sentinels.splitText(writeText(texts)));
  return {
    subject: sentinels.splitText(issue.subject),
    preheader: sentinels.splitText(issue.preheader),
    html,
    get mjml() {
      return document();
    },
    get text() {
      return text();
    },
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** The introduction and the articles' contents, cut to the size limit. */
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

/** The content of a whole article in the letter; a lead image in SVG becomes a link at its beginning. */
async function contentOfItem({ article, layout }: IssueItem, words: Words): Promise<readonly Node[]> {
  if (layout !== 'full') return [];
  const content = await contentOf(article.content, article.url, words);
  const { image } = article;
  return image && isDrawing(image) ? [...drawnLead(image, words), ...content] : content;
}

async function contentOf(content: string, page: string, words: Words): Promise<readonly Node[]> {
  return await highlight(gatherButtons(reduceContent(parseContent(content), page, words)));
}
