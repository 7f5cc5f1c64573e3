/**
 * Breaks text into lines of at most `width` columns of a terminal. Words are kept whole, however wide; scripts
 * without spaces break between characters or, for those of South-East Asia, between words. A zero-width space is where
 * a line may break and goes, for terminals print it. `\n` breaks always. `atSpace` ends each line that broke at a space,
 * beyond the width.
 */
export function wrap(text: string, width: number, atSpace = ''): string[] {
  if (!text.includes('\n')) return wrapLine(text, width, atSpace);
  return text.split('\n').flatMap((line) => wrapLine(line, width, atSpace));
}

/** The columns that a text takes in a terminal: wide characters (UAX 11) and emoji two, marks none. */
export function displayWidth(text: string): number {
  if (narrow.test(text)) return text.length;
  let width = 0;
  if (emoji.test(text)) for (const { segment } of graphemes().segment(text)) width += widthOf(segment);
  else for (const character of text) width += widthOf(character);
  return width;
}

/** The width of the widest of some lines. */
export function widest(lines: readonly string[]): number {
  return lines.reduce((width, line) => Math.max(width, displayWidth(line)), 0);
}

function wrapLine(text: string, width: number, atSpace: string): string[] {
  return narrow.test(text) ? wrapWords(text, width, atSpace) : wrapPieces(text, width, atSpace);
}

/** Breaks at spaces alone, where every character takes one column. */
function wrapWords(text: string, width: number, atSpace: string): string[] {
  const loose = text.includes('  ') || text.startsWith(' ') || text.endsWith(' ');
  const line = loose ? text.replace(/ +/g, ' ').replace(/^ | $/g, '') : text;
  const lines: string[] = [];
  let start = 0;
  while (line.length - start > width) {
    let end = line.lastIndexOf(' ', start + width);
    while (end > start && isNumbering(line, end)) end = line.lastIndexOf(' ', end - 1);
    if (end <= start) {
      end = line.indexOf(' ', start + width);
      while (end >= 0 && isNumbering(line, end)) end = line.indexOf(' ', end + 1);
    }
    if (end < 0) break;
    lines.push(line.slice(start, end) + atSpace);
    start = end + 1;
  }
  lines.push(line.slice(start));
  return lines;
}

/** Whether a space is the one before the number of a link, which must stay on the line of its words. */
function isNumbering(line: string, space: number): boolean {
  if (line[space + 1] !== '[') return false;
  const close = line.indexOf(']', space);
  return close > space + 2 && /^\d+$/.test(line.slice(space + 2, Math.min(close, space + 12)));
}

function wrapPieces(text: string, width: number, atSpace: string): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const word of text.split(/ (?!\[\d+\])/)) {
    if (word === '') continue;
    for (const [index, piece] of piecesOf(word).entries()) {
      const space = index === 0 && line !== '' ? ' ' : '';
      const wide = displayWidth(piece);
      if (line !== '' && used + space.length + wide > width) {
        lines.push(index === 0 ? line + atSpace : line);
        line = piece;
        used = wide;
      } else {
        line += space + piece;
        used += space.length + wide;
      }
    }
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line];
}

/** The parts of a word between which a line may break. */
function piecesOf(word: string): string[] {
  if (narrow.test(word)) return [word];
  if (word.includes('\u200b')) return word.split(/\u200b+/).flatMap((part) => (part === '' ? [] : piecesOf(part)));
  if (!breakable.test(word)) return [word];
  const pieces: string[] = [];
  let before = '';
  let piece = '';
  for (const segment of segmentsOf(word)) {
    if (piece !== '' && widthOf(segment) > 0 && breaksBetween(before, segment)) {
      pieces.push(piece);
      piece = '';
    }
    piece += segment;
    before = segment;
  }
  return [...pieces, piece];
}

function segmentsOf(word: string): Iterable<string> {
  if (southEastAsian.test(word)) return segment(words(), word);
  return emoji.test(word) ? segment(graphemes(), word) : word;
}

function segment(segmenter: Intl.Segmenter, text: string): string[] {
  return Array.from(segmenter.segment(text), (part) => part.segment);
}

function breaksBetween(before: string, after: string): boolean {
  if (neverFirst.test(after) || neverLast.test(before)) return false;
  if (southEastAsian.test(before) && southEastAsian.test(after)) return true;
  return breaksAround(before) || breaksAround(after);
}

/** Korean is wide, but has spaces between its words, and breaks there. */
function breaksAround(segment: string): boolean {
  return wide.test(segment) && !hangul.test(segment);
}

/** The columns of a character, of an emoji however many characters it is made of, or of a word. */
function widthOf(text: string): number {
  const known = widths.get(text);
  if (known !== undefined) return known;
  // In Indic scripts, terminals give each letter of a syllable its own column, and only marks that they stack none.
  const letters = text.replace(/[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/gu, '').match(/./gsu) ?? [];
  const width = wide.test(text) ? 2 : letters.length;
  if (text.length === (text.codePointAt(0)! > 0xffff ? 2 : 1)) widths.set(text, width);
  return width;
}

/** Looking up a character's class takes ten times as long as remembering it. */
const widths = new Map<string, number>();

/** Most text in Latin, Greek and Cyrillic letters: one column a character, and no break within words. */
const narrow =
  /^[\x20-\x7e\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]*$/;

// Made when they are first needed: the first takes as long as a whole letter.
const graphemes = once(() => new Intl.Segmenter('en', { granularity: 'grapheme' }));
const words = once(() => new Intl.Segmenter('th', { granularity: 'word' }));

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Emoji made of several code points: families, flags, keycaps, shades of skin. */
const emoji = /\p{Emoji_Presentation}|[\ufe0f\u200d]/u;

const southEastAsian = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** East Asian Wide and Fullwidth (UAX 11), in ranges that leave out nothing in use. */
const eastAsian =
  '\\u1100-\\u115f\\u2329\\u232a\\u2e80-\\u303e\\u3041-\\u33ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\ua000-\\ua4cf\\ua960-\\ua97f' +
  '\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe10-\\ufe19\\ufe30-\\ufe6f\\uff01-\\uff60\\uffe0-\\uffe6\\u{16fe0}-\\u{18aff}' +
  '\\u{1b000}-\\u{1b2ff}\\u{20000}-\\u{3fffd}';
const wide = new RegExp(`[${eastAsian}]|\\p{Emoji_Presentation}|\\ufe0f`, 'u');

/** Whether a word may hold a place to break at all. */
const breakable = new RegExp(`${southEastAsian.source}|${wide.source}`, 'u');

const hangul = /\p{Script=Hangul}/u;

/** Characters that may not begin, and not end, a line in Chinese and Japanese (JIS X 4051, the characters in use). */
const neverFirst =
  /^[\p{Pe}\p{Pf}、。，．・：；？！ー～…‥々〻ヽヾゝゞぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ％.,:;?!%)\]}]/u;
const neverLast = /[\p{Ps}\p{Pi}]$/u;
