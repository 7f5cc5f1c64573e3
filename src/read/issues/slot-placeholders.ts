import { escapeXml } from '../../lib/escape.ts';
import { asText } from '../../model/slot.ts';

/** A text whose slots and conditions are replaced by placeholders, so that Markdown and cleaning leave them alone. */
export interface WithPlaceholders {
  readonly text: string;
  /**
   * Finished XHTML with its slots and conditions back; in code they are text. `source` is what was shielded with
   * those blanked out, for what looks for mistakes in it.
   */
  restore(xhtml: string): { readonly xhtml: string; readonly source: string };
  /** Where the source has the slots that HTML begins an address with, though they are none. */
  adrift(html: string): readonly { readonly tag: string; readonly start: number }[];
  /** Plain text with its slots and conditions back. */
  reveal(plain: string): string;
}

/**
 * Puts a word that occurs nowhere else in the place of each slot, `{{ … }}`, and of each condition, `{% … %}`. A slot
 * that is an address looks like one, so that a link can begin with it. Conditions on lines of their own get a block.
 */
export function insertPlaceholders(text: string, isAddress: (slot: string) => boolean): WithPlaceholders {
  const found = [...text.matchAll(inBraces)];
  const mark = markFor(text);
  const hole = (digits: string) => `(?:https://${mark}\\.invalid/)?${mark}(${digits})z`;
  const tagAt = (index: string) => found[Number(index)]![0];
  let count = 0;
  return {
    text: apart(text).replace(inBraces, (tag) => {
      const word = `${mark}${count++}z`;
      const name = /^\{\{\s*(\w+)/.exec(tag)?.[1];
      return name !== undefined && isAddress(name) ? `https://${mark}.invalid/${word}` : word;
    }),
    reveal: (plain) => plain.replace(new RegExp(hole('\\d+'), 'g'), (_, index: string) => tagAt(index)),
    adrift: (html) =>
      Array.from(html.matchAll(new RegExp(`\\s(?:href|src)=["']?\\s*${mark}(\\d+)z`, 'g')), ([, index]) => {
        const { 0: tag, index: start } = found[Number(index)]!;
        return { tag, start };
      }),
    restore(xhtml) {
      // The anchor of a heading is no place for a slot.
      const anchor = new RegExp(`-*(?:https-${mark}-invalid-*)?${mark}\\d+z`, 'g');
      const anchored = xhtml.replace(/ id="[^"]*"/g, (id) => id.replace(anchor, ''));
      const inCode = new Set<number>();
      let depth = 0;
      const pattern = new RegExp(`${hole('\\d+')}|<(/?)(?:code|pre|kbd|samp)\\b[^>]*>`, 'g');
      const restored = anchored.replace(pattern, (whole, index: string | undefined, slash: string | undefined) => {
        if (index === undefined) {
          depth += slash === '/' ? -1 : 1;
          return whole;
        }
        if (depth === 0) return escapeXml(tagAt(index));
        inCode.add(Number(index));
        return asText(escapeXml(tagAt(index)));
      });
      let source = text;
      for (const index of inCode) {
        const { 0: tag, index: start } = found[index]!;
        source = source.slice(0, start) + tag.replace(/./g, ' ') + source.slice(start + tag.length);
      }
      return { xhtml: restored, source };
    },
  };
}

/** Braces as text, a slot, a condition's tag, and malformed ones. */
const inBraces = /\{\{\s*['"‘“](?:\{\{|\{%)['"’”]\s*\}\}|\{\{[^{}]*\}\}|\{%[^{}%]*%\}|\{\{|\{%/g;

/** Letters and digits only, for those go through everything; the text does not hold it. */
function markFor(text: string): string {
  const lower = text.toLowerCase();
  for (let number = 0; ; number += 1) if (!lower.includes(`slot${number}x`)) return `slot${number}x`;
}

/** Parts a line that holds nothing but tags of conditions from those around it; code in fences stays as it is. */
function apart(text: string): string {
  let fence = '';
  return text
    .split('\n')
    .map((line) => {
      const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
      if (fence === '') fence = mark ?? '';
      else if (mark?.startsWith(fence)) fence = '';
      return fence === '' && /^ {0,3}(?:\{%[^{}%]*%\}\s*)+$/.test(line) ? `\n${line.trim()}\n` : line;
    })
    .join('\n');
}
