import { Parser } from 'htmlparser2';
import { escapeXml } from '../../lib/escape.ts';
import { voidElements } from '../../lib/html.ts';

export type TagAttributes = Readonly<Record<string, string>>;

/** What becomes of the parts of a document. */
export interface TagRewriter {
  /** New attributes for a start tag, or markup in place of it; undefined leaves its bytes as they are. */
  readonly tag?: (name: string, attributes: TagAttributes) => TagAttributes | string | undefined;
  /** A new text for a style sheet. */
  readonly css?: (text: string) => string;
  /** Elements that go with all that they hold. */
  readonly without?: ReadonlySet<string>;
}

/**
 * Changes some tags and style sheets of a document and keeps every other byte, conditional comments of Outlook among
 * them, which no tree of elements would keep.
 */
export function rewriteTags(html: string, { tag, css, without = new Set() }: TagRewriter): string {
  const edits: { start: number; end: number; text: string }[] = [];
  const dropped: number[] = [];
  let sheet: { start: number; end: number } | undefined;
  const parser = new Parser({
    onopentag(name, attributes, isImplied) {
      if (without.has(name) && !isImplied) dropped.push(parser.startIndex);
      if (name === 'style') sheet = { start: parser.endIndex + 1, end: parser.endIndex + 1 };
      const changed = isImplied || dropped.length > 0 ? undefined : tag?.(name, attributes);
      if (changed === undefined) return;
      const text = typeof changed === 'string' ? changed : startTag(name, changed);
      edits.push({ start: parser.startIndex, end: parser.endIndex + 1, text });
    },
    ontext() {
      if (sheet) sheet.end = parser.endIndex + 1;
    },
    onclosetag(name, isImplied) {
      if (name === 'style' && sheet && css && dropped.length === 0)
        edits.push({ ...sheet, text: css(html.slice(sheet.start, sheet.end)) });
      if (name === 'style') sheet = undefined;
      if (!without.has(name) || dropped.length === 0) return;
      const start = dropped.pop()!;
      if (dropped.length === 0)
        edits.push({
          start,
          end: isImplied && !voidElements.has(name) ? parser.startIndex : parser.endIndex + 1,
          text: '',
        });
    },
  });
  parser.end(html);
  return applied(html, edits);
}

function applied(html: string, edits: readonly { start: number; end: number; text: string }[]): string {
  let written = '';
  let at = 0;
  for (const { start, end, text } of edits.toSorted((a, b) => a.start - b.start)) {
    if (start < at) continue;
    written += html.slice(at, start) + text;
    at = end;
  }
  return written + html.slice(at);
}

function startTag(name: string, attributes: TagAttributes): string {
  return `<${name}${Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escapeXml(value)}"`)
    .join('')}>`;
}
