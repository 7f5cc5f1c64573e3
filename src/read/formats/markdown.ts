import Markdown, { type RendererRule, type Token } from 'markdown-it';
import footnote from 'markdown-it-footnote';
import { oneLine } from '../../lib/escape.ts';
import { slugOf } from '../../lib/slug.ts';
import { addressesWithBlanks } from './blank-addresses.ts';
import type { Front } from './front-matter.ts';
import { findLeftovers } from './leftovers.ts';
import { linear } from './linear.ts';
import { isNotice } from './notice.ts';
import type { Body } from './source.ts';

/**
 * CommonMark with tables, strikethrough, footnotes, heading anchors and bare links, as HTML that has yet to be cleaned.
 * A heading of level 1 that opens the text is the title unless front matter gives another; the last paragraph may be
 * the notice if it holds nothing but words.
 */
export function readMarkdown(
  text: string,
  front: Pick<Front, 'title' | 'notice'>,
  noticePattern: RegExp | undefined,
): Body {
  const environment: { footnotes?: { refs?: Record<string, number> } } = {};
  const tokens = markdown.parse(text, environment);
  nameHeadings(tokens);
  const title = takeTitle(tokens, front.title);
  const notice = front.notice === undefined ? takeNotice(tokens, noticePattern) : undefined;
  makeFigures(tokens);
  const unusedNotes = Object.entries(environment.footnotes?.refs ?? {}).flatMap(([key, number]) =>
    number < 0 ? key.slice(1) : [],
  );
  const leftovers = findLeftovers(tokens);
  return {
    ...title,
    ...(leftovers.length > 0 && { leftovers }),
    ...(notice !== undefined && { notice }),
    ...(unusedNotes.length > 0 && { unusedNotes }),
    content: { html: markdown.renderer.render(tokens, markdown.options, environment) },
  };
}

const markdown = new Markdown({ html: true, linkify: true }).use(footnote).use(linear).use(addressesWithBlanks);
// "notes.md" and "example.py" are names of files, not hosts.
markdown.linkify.set({ fuzzyLink: false });
// Every address is judged once, where HTML is cleaned.
markdown.validateLink = () => true;

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
  const next = new Map<string, number>();
  for (const [index, token] of tokens.entries()) {
    if (token.type !== 'heading_open') continue;
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
function takeTitle(tokens: Token[], known: string | undefined): Pick<Body, 'title' | 'titleLine'> {
  const [heading, inline] = tokens;
  if (heading?.type !== 'heading_open' || heading.tag !== 'h1') return {};
  const title = oneLine(textOf(inline?.children ?? []));
  if (known !== undefined && known !== title) return {};
  tokens.splice(0, 3);
  return known === undefined ? { title, titleLine: heading.map![0] + 1 } : {};
}

const wordTokens = new Set(['text', 'softbreak', 'hardbreak', 'em_open', 'em_close', 'strong_open', 'strong_close']);

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
