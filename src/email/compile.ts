import type { Issue, IssueItem } from '../model/issue.ts';
import type { Publication } from '../model/publication.ts';
import { slotKinds } from '../model/slot.ts';
import { directionOf } from '../strings/language.ts';
import type { Words } from '../strings/table.ts';
import { wordsFor } from '../strings/tables.ts';
import { renderBody } from './body.ts';
import { gatherButtons } from './button.ts';
import { type Node, parseContent } from './content.ts';
import { templateData } from './data.ts';
import { type FittedContent, fitContent } from './fit-content.ts';
import { highlight } from './highlight.ts';
import { isAlone } from './issue.ts';
import type { Letter } from './letter.ts';
import { drawnLead, isDrawing, reduceContent } from './reduce.ts';
import type { RenditionOf } from './renditions.ts';
import { makeSentinels } from './sentinels.ts';
import { shortenTables } from './shorten-tables.ts';
import { compileTheme } from './skeleton.ts';
import type { SkeletonStore } from './skeleton-memory.ts';
import { writeText } from './text.ts';
import type { Theme } from './theme.ts';
import { renderExtraText } from './theme-text.ts';
import { issueFor } from './variant.ts';

export interface CompileOptions {
  /** The tags of the readers that it is for; conditions ask for them. */
  readonly tags?: Iterable<string>;
  /** Whether the theme uses its denser layout, to save bytes. */
  readonly dense?: boolean;
  /** Whether words of code have no colours, to save bytes. */
  readonly plainCode?: boolean;
  /** The most rows of a table; the others are on the web. */
  readonly tableRows?: number | undefined;
  /** The most bytes of HTML of an article alone, or else of the introduction; the rest is on the web. */
  readonly cutAt?: number;
  /** The most bytes of HTML of each article that has others next to it, by its id; the rest of it is on the web. */
  readonly begins?: ReadonlyMap<string, number>;
  /** Called with each content that had to fit: an article alone, or else the introduction, or the article of that id. */
  readonly told?: (content: FittedContent, article?: string) => void;
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
  const { introduction, contents, endsEarly } = await contentsOf(issue, { theme, words, ...options });
  const data = templateData({
    ...{ issue, introduction, contents, endsEarly, settings, theme, words },
    offered: sentinels.offered,
    dense: options.dense ?? false,
    renditions: options.renditions,
  });
  const { mjml, html } = await compileTheme(theme, data, { sentinels, skeletons: options.skeletons });
  const texts = { issue, introduction, contents, endsEarly, settings, words, slots: sentinels.offered };
  const extra = renderExtraText(theme, data.shared);
  // Of a letter that is too large, nobody reads these.
  const document = once(mjml);
  const text = once(() => sentinels.splitText(writeText({ ...texts, extra })));
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

type Fitting = 'plainCode' | 'tableRows' | 'cutAt' | 'begins' | 'told' | 'renditions';

interface ContentOptions extends Pick<CompileOptions, Fitting> {
  readonly theme: Theme;
  readonly words: Words;
}

interface Contents {
  readonly introduction: readonly Node[];
  readonly contents: readonly (readonly Node[])[];
  /** Whether each of the contents ends early. */
  readonly endsEarly: readonly boolean[];
}

/** The introduction and the articles' contents, as far as the size limit allows. */
async function contentsOf(issue: Issue, options: ContentOptions): Promise<Contents> {
  const introduction = await contentOf(issue.introduction ?? '', issue.url, options);
  const contents = await Promise.all(issue.items.map((item) => contentOfItem(item, options)));
  const { cutAt, begins, told } = options;
  const alone = isAlone(issue);
  const opening = { url: issue.url, language: issue.language, under: 'h1', hasParts: false } as const;
  const cut = cutAt === undefined || alone ? undefined : fitted(introduction, cutAt, { ...options, ...opening });
  if (cut) told?.(cut);
  const shown = issue.items.map(({ article: { id, url, language } }, index) => {
    const most = alone ? cutAt : begins?.get(id);
    if (most === undefined) return { nodes: contents[index]!, endsEarly: false };
    const place = alone ? ({ url: issue.url, under: 'h1' } as const) : ({ url, under: 'h2' } as const);
    const hasParts = issue.items.length === 1;
    const content = fitted(contents[index]!, most, { ...options, ...place, language, hasParts });
    told?.(content, alone ? undefined : id);
    return { nodes: content.nodes, endsEarly: content.lacks.some((one) => one !== 'tables') };
  });
  return {
    introduction: cut?.nodes ?? introduction,
    contents: shown.map(({ nodes }) => nodes),
    endsEarly: shown.map(({ endsEarly }) => endsEarly),
  };
}

interface Fit extends ContentOptions {
  readonly url: string;
  readonly language: string;
  readonly under: 'h1' | 'h2';
  readonly hasParts: boolean;
}

function fitted(nodes: readonly Node[], most: number, { theme, words, renditions, ...fit }: Fit): FittedContent {
  const direction = directionOf(fit.language);
  const look = { settings: theme.settings, direction, words, under: fit.under, renditions } as const;
  const measure = (node: Node) => Buffer.byteLength(renderBody([node], look));
  return fitContent(nodes, most, { measure, url: fit.url, words, hasParts: fit.hasParts });
}

/** The content of a whole article in the letter; a lead image in SVG becomes a link at its beginning. */
async function contentOfItem({ article, layout }: IssueItem, options: ContentOptions): Promise<readonly Node[]> {
  if (layout !== 'full') return [];
  const content = await contentOf(article.content, article.url, options);
  const { image } = article;
  return image && isDrawing(image) ? [...drawnLead(image, options.words), ...content] : content;
}

async function contentOf(
  content: string,
  page: string,
  { words, plainCode, tableRows }: ContentOptions,
): Promise<readonly Node[]> {
  const nodes = gatherButtons(reduceContent(parseContent(content), page, words));
  const coloured = plainCode ? nodes : await highlight(nodes);
  return tableRows === undefined ? coloured : shortenTables(coloured, tableRows, { url: page, words });
}
