import { wrap } from '../lib/wrap.ts';
import type { Segments } from './letter.ts';

/*
 * Text whose paragraphs a mail program wraps anew to its own width (RFC 3676, format=flowed). In the text of a letter, a
 * line that goes on in the next ends in a space, a line that begins with `>` is quoted, and ` >` in front is a `>` that
 * quotes nothing. Everything else about the format is added when the message is composed.
 */

/** Wraps a paragraph. Lines that break within a word, as in Chinese, stay as they are: a space would be added there. */
export function flowing(text: string, width: number): string[] {
  return wrap(text, width, ' ').map((line) => literal(line === signature ? signature.trimEnd() : line));
}

/** Lines that no program joins. */
export function fixedLines(lines: readonly string[]): string[] {
  return lines.map((line) => line.trimEnd());
}

/** A line that is no quotation, even if it begins like one. */
export function literal(line: string): string {
  return line.startsWith('>') ? ` ${line}` : line;
}

/** The line that is to be put after something else, where `>` quotes nothing. */
export function unprotected(line: string): string {
  return line.startsWith(' >') ? line.slice(1) : line;
}

/** Lines quoted once more: `>>` for a quotation in a quotation (section 4.5), so that both flow at their depth. */
export function quotedLines(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' || /^ ?>/.test(line) ? `>${line}` : `> ${line}`));
}

/** Whether any line goes on in the next. Letters that version 0.1.0 froze have none. */
export function isFlowed(text: Segments): boolean {
  return text.some((segment) => typeof segment === 'string' && /(?<!(?<![^\n])--) \n/.test(segment));
}

/** Space-stuffing (section 4.4) of a piece of text: programs take away the first space of a line. */
export function stuffed(piece: string, beginsLine: boolean): string {
  return piece.replace(/(?<![^\n])(?: (?!>)|From )/g, (found, at: number) =>
    at > 0 || beginsLine ? ` ${found}` : found,
  );
}

/** A reader's value: it begins no quotation and joins no lines. */
export function flowedValue(value: string, { starts, ends }: { starts: boolean; ends: boolean }): string {
  const kept = ends ? value.trimEnd() : value;
  return starts && /^(?:[ >]|From )/.test(kept) ? ` ${kept}` : kept;
}

/** Begins a signature, and goes on nowhere (section 4.3). */
const signature = '-- ';
