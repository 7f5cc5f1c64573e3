import type { Token } from 'markdown-it';
import type { MarkWords } from './words.ts';

/** The titles of the boxes of GitHub, VitePress, Docusaurus and Obsidian. */
const boxes = new Set(
  `note tip important warning caution info danger success question failure bug example quote abstract summary todo
  hint attention error see seealso admonition secondary`.split(/\s+/),
);

export const closeBox = '</blockquote>';

/** The start of a box: a quotation whose first words are its title, for classes do not reach feeds and letters. */
export function boxOf(name: string, title: string, words: MarkWords): string | undefined {
  if (!boxes.has(name)) return undefined;
  return `<blockquote><p><strong>${title || nameOf(name, words)}</strong></p>`;
}

/** A part that opens on a click; mails show it open. */
export function detailsOf(title: string, words: MarkWords): string {
  return `<details><summary>${title || words.details}</summary>`;
}

function nameOf(name: string, words: MarkWords): string {
  return (
    (words as Readonly<Record<string, string>>)[name.toLowerCase()] ??
    name.charAt(0).toUpperCase() + name.slice(1).toLowerCase()
  );
}

/** Makes `> [!NOTE]` the title of its quotation. The kinds of Obsidian are written the same, with a title after them. */
export function titleAlerts(tokens: readonly Token[], words: MarkWords): Token[] {
  const result: Token[] = [];
  for (const [index, token] of tokens.entries()) {
    const [paragraph, inline] = [tokens[index + 1], tokens[index + 2]];
    const alert =
      token.type === 'blockquote_open' && paragraph?.type === 'paragraph_open' ? alertIn(inline!, words) : undefined;
    result.push(token);
    if (alert) result.push(copy(paragraph!), ...alert, copy(tokens[index + 3]!));
  }
  return result;
}

/** The title of an alert, which leaves the text that it opens. */
function alertIn(inline: Token, own: MarkWords): Token[] | undefined {
  const children = inline.children ?? [];
  const [first] = children;
  const [, name, title = ''] =
    /^\[!([a-z]{2,20})\][+-]?[ \t]*(.*)$/i.exec(first?.type === 'text' ? first.content : '') ?? [];
  if (name === undefined || !boxes.has(name.toLowerCase())) return undefined;
  const end = children.findIndex(({ type }) => type === 'softbreak' || type === 'hardbreak');
  const more = children.slice(1, end === -1 ? children.length : end);
  const words = copy(first!);
  words.content = title || more.length > 0 ? title : nameOf(name, own);
  const mark = (type: string, nesting: 1 | -1) => new (inline.constructor as typeof Token)(type, 'strong', nesting);
  const line = copy(inline);
  line.children = [mark('strong_open', 1), words, ...more, mark('strong_close', -1)];
  inline.children = end === -1 ? [] : children.slice(end + 1);
  return [line];
}

function copy(token: Token): Token {
  return Object.assign(new (token.constructor as typeof Token)(token.type, token.tag, token.nesting), token);
}
