import Markdown, { type RendererRule, type Token } from 'markdown-it';
import footnote from 'markdown-it-footnote';
import { oneLine } from '../../lib/escape.ts';
import { slugOf } from '../../lib/slug.ts';
import { addressesWithBlanks } from './blank-addresses.ts';
import { titleAlerts } from './dialects/boxes.ts';
import { foreignSite } from './dialects/links.ts';
import { type Revealed, reveal } from './dialects/reveal.ts';
import { foreignBlocks } from './dialects/rule.ts';
import { type Shielded, shield } from './dialects/shield.ts';
import { markTasks } from './dialects/tasks.ts';
import type { Front } from './front-matter.ts';
import { findLeftovers } from './leftovers.ts';
import { linear } from './linear.ts';
import { linkButtons } from './link-buttons.ts';
import { isNotice } from './notice.ts';
import { shortQuotations } from './quotations.ts';
import type { Body, Foreign } from './source.ts';
import { literalMark, markEscapes, setTypography } from './typography.ts';

/**
 * CommonMark with tables, strikethrough, footnotes, heading anchors and bare links, as HTML that has yet to be cleaned.
 * A heading of level 1 that opens the text is the title unless front matter gives another; the last paragraph may be
 * the notice if it holds nothing but words. With a language its signs are set as that language writes them, but for
 * those of title and notice.
 */
export function readMarkdown(
  text: string,
  front: Pick<Front, 'title' | 'notice'>,
  noticePattern: RegExp | undefined,
  foreign?: Foreign,
  language?: string,
): Body {
  const isSet = language !== undefined;
  const { tokens, environment, lineOf, revealed } = foreign ? parseForeign(text, foreign, isSet) : parse(text, isSet);
  nameHeadings(tokens);
  const title = takeTitle(tokens, front.title, lineOf);
  const notice = front.notice === undefined ? takeNotice(tokens, noticePattern) : undefined;
  makeFigures(tokens);
  const unusedNotes = Object.entries(environment.footnotes?.refs ?? {}).flatMap(([key, number]) =>
    number < 0 ? key.slice(1) : [],
  );
  const leftovers = findLeftovers(tokens, foreign && ['picture', 'definition', 'note']).filter(
    ({ text: mark }) => !text.includes(`\\${mark}`),
  );
  if (language !== undefined) setTypography(tokens, language);
  return {
    ...title,
    ...(leftovers.length > 0 && { leftovers: leftovers.map((one) => ({ ...one, line: lineOf(one.line - 1) })) }),
    ...(revealed && { foreign: revealed }),
    ...(notice !== undefined && { notice }),
    ...(unusedNotes.length > 0 && { unusedNotes }),
    content: { html: markdown.renderer.render(tokens, markdown.options, environment) },
  };
}

interface Parsed {
  readonly tokens: Token[];
  readonly environment: {
    readonly footnotes?: { readonly refs?: Record<string, number> };
    readonly foreign?: Shielded;
    /** Whether typography is set, so that escapes have to be known. */
    readonly isSet: boolean;
  };
  /** The line, counted from 1, of a line of the tokens, counted from 0. */
  readonly lineOf: (row: number) => number;
  readonly revealed?: Revealed;
}

/** In issues, braces are slots; there, markup of other programs is told but not understood. */
function parse(text: string, isSet: boolean): Parsed {
  const environment = { isSet };
  return { tokens: markdown.parse(text, environment), environment, lineOf: (row) => row + 1 };
}

function parseForeign(text: string, { dialect, site, keeps, alone }: Foreign, isSet: boolean): Parsed {
  const shielded = shield(text, dialect);
  const environment = { foreign: shielded, isSet };
  const parsed = (dialect === 'mdx' ? mdx : dialects).parse(shielded.text, environment);
  const context = foreignSite(site, (line) => markdown.renderInline(line, {}));
  const tokens = titleAlerts(parsed, context.words);
  markTasks(tokens, context.words);
  const revealed = reveal(tokens, shielded, { site: context, keeps, alone: alone === true });
  return { tokens, environment, lineOf: shielded.lineOf, revealed };
}

const markdown = parser();
const dialects = parser().use(foreignBlocks);
/** In MDX, no number of blanks makes code. */
const mdx = parser().use(foreignBlocks).disable('code');

function parser(): InstanceType<typeof Markdown> {
  const made = new Markdown({ html: true, linkify: true })
    .use(footnote)
    .use(linear)
    .use(linkButtons)
    .use(shortQuotations)
    .use(markEscapes)
    .use(addressesWithBlanks);
  // "notes.md" and "example.py" are names of files, not hosts.
  made.linkify.set({ fuzzyLink: false });
  // Every address is judged once, where HTML is cleaned.
  made.validateLink = () => true;
  return made;
}

const { rules } = markdown.renderer;
/** A picture without a description has no `alt`, which distinguishes it from one marked as decoration. */
rules.image = (tokens, index, options, _, self) => {
  const token = tokens[index]!;
  const alt = oneLine(textOf(token.children ?? []));
  token.attrs = [
    ...(token.attrs ?? []).filter(([name]) => name !== 'alt'),
    ...(alt ? [['alt', alt] as [string, string]] : []),
  ];
  return self.renderToken(tokens, index, options);
};
rules.th_open = (tokens, index, options, _, self) => {
  tokens[index]!.attrSet('scope', 'col');
  return self.renderToken(tokens, index, options);
};
/** The same number however often a note is referred to. */
rules.footnote_caption = (tokens, index) => `[${Number(tokens[index]!.meta!.id) + 1}]`;
// Classes do not outlive cleaning, roles do (DPUB-ARIA 1.1).
amend('footnote_ref', '<a ', '<a role="doc-noteref" ');
amend('footnote_anchor', '<a ', '<a role="doc-backlink" ');
amend('footnote_block_open', '<section ', '<section role="doc-endnotes" ');

function amend(name: string, search: string, replacement: string): void {
  const rule = rules[name] as RendererRule;
  rules[name] = (...parameters) => rule(...parameters).replace(search, replacement);
}

/** Gives each heading an anchor, with a number if an earlier one has the same: `frost`, `frost-1`, `frost-2`. */
function nameHeadings(tokens: readonly Token[]): void {
  const own = tokens.flatMap((token) => (token.type === 'heading_open' ? (token.attrGet('id') ?? []) : []));
  const next = new Map(own.map((id) => [id, 1]));
  for (const [index, token] of tokens.entries()) {
    if (token.type !== 'heading_open' || token.attrGet('id') !== null) continue;
    const words = tokens[index + 1]?.children?.filter(({ type }) => type === 'text' || type === 'code_inline') ?? [];
    const slug = slugOf(words.map(({ content }) => content).join(''));
    let number = next.get(slug) ?? 0;
    let name = number === 0 ? slug : `${slug}-${number}`;
    while (next.has(name)) name = `${slug}-${++number}`;
    next.set(slug, number + 1);
    if (name !== slug) next.set(name, 1);
    token.attrSet('id', name);
  }
}

/** Takes a heading of level 1 out of the start of the text if it is the title, or says the same. */
function takeTitle(
  tokens: Token[],
  known: string | undefined,
  lineOf: (row: number) => number,
): Pick<Body, 'title' | 'titleLine'> {
  const [heading, inline] = tokens;
  if (heading?.type !== 'heading_open' || heading.tag !== 'h1') return {};
  const title = oneLine(textOf(inline?.children ?? []));
  if (known !== undefined && known !== title) return {};
  tokens.splice(0, 3);
  return known === undefined ? { title, titleLine: lineOf(heading.map![0]) } : {};
}

const wordTokens = new Set([
  literalMark,
  'text',
  'softbreak',
  'hardbreak',
  'em_open',
  'em_close',
  'strong_open',
  'strong_close',
]);

function takeNotice(tokens: Token[], pattern: RegExp | undefined): string | undefined {
  const notes = tokens.findIndex(({ type }) => type === 'footnote_block_open');
  const end = notes === -1 ? tokens.length : notes;
  const [open, inline] = tokens.slice(Math.max(end - 3, 0), end);
  if (open?.type !== 'paragraph_open' || open.level !== 0) return undefined;
  const words = inline?.children ?? [];
  if (!words.every(({ type }) => wordTokens.has(type))) return undefined;
  const notice = oneLine(textOf(words));
  if (!isNotice(notice, pattern)) return undefined;
  // The rule that separated it from the text goes, too.
  const length = tokens[end - 4]?.type === 'hr' ? 4 : 3;
  tokens.splice(end - length, length);
  return notice;
}

/** A picture alone in its paragraph and with a title becomes a figure: the title is its caption. */
function makeFigures(tokens: readonly Token[]): void {
  for (const [index, inline] of tokens.entries()) {
    const image = inline.children?.length === 1 ? inline.children[0] : undefined;
    const caption = image?.type === 'image' ? image.attrGet('title') : null;
    const [open, close] = [tokens[index - 1], tokens[index + 1]];
    if (!image || !caption || open?.type !== 'paragraph_open' || !close) continue;
    for (const token of [open, close]) Object.assign(token, { tag: 'figure', hidden: false });
    image.attrs = image.attrs!.filter(([name]) => name !== 'title');
    const make = (type: string, nesting: 1 | 0 | -1) =>
      Object.assign(new (image.constructor as typeof Token)(type, 'figcaption', nesting), { content: caption });
    inline.children!.push(make('figcaption_open', 1), make('text', 0), make('figcaption_close', -1));
  }
}

/** The words of inline tokens, without markup. */
function textOf(tokens: readonly Token[]): string {
  return tokens
    .map(({ type, content, children }) => {
      if (type === 'image') return textOf(children ?? []);
      if (type === 'softbreak' || type === 'hardbreak') return ' ';
      return type === 'text' || type === 'code_inline' ? content : '';
    })
    .join('');
}
