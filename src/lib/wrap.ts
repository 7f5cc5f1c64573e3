/**
 * Breaks text into lines of at most `width` columns of a terminal. Words are kept whole, however wide; scripts
 * without spaces break between characters or, for those of South-East Asia, between words. A zero-width space is where
 * a line may break and goes, for terminals print it. `\n` breaks always.
 */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, width));
}

/** The columns that a text takes in a terminal: wide characters (UAX 11) and emoji two, marks none. */
export function displayWidth(text: string): number {
  if (narrow.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes().segment(text)) width += widthOf(segment);
  return width;
}

/** The width of the widest of some lines. */
export function widest(lines: readonly string[]): number {
  return lines.reduce((width, line) => Math.max(width, displayWidth(line)), 0);
}

function wrapLine(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const word of text.split(/ (?!\[\d+\])/)) {
    if (word === '') continue;
    for (const [index, piece] of piecesOf(word).entries()) {
      const space = index === 0 && line !== '' ? ' ' : '';
      const wide = displayWidth(piece);
      if (line !== '' && used + space.length + wide > width) {
        lines.push(line);
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
  const pieces: string[] = [];
  let before = '';
  for (const segment of segmentsOf(word)) {
    if (pieces.length > 0 && breaksBetween(before, segment)) pieces.push(segment);
    else pieces.push((pieces.pop() ?? '') + segment);
    before = segment;
  }
  return pieces;
}

function segmentsOf(word: string): string[] {
  const segmenter = southEastAsian.test(word) ? words() : graphemes();
  return Array.from(segmenter.segment(word), ({ segment }) => segment);
}

function breaksBetween(before: string, after: string): boolean {
  if (neverFirst.test(after) || neverLast.test(before)) return false;
  if (southEastAsian.test(before) && southEastAsian.test(after)) return true;
  return wide.test(before) || wide.test(after);
}

function widthOf(grapheme: string): number {
  if (wide.test(grapheme)) return 2;
  // In Indic scripts, terminals give each letter of a syllable its own column, and only marks that they stack none.
  return grapheme.replace(/[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/gu, '').match(/./gsu)?.length ?? 0;
}

/** Most of what is written in Latin, Greek and Cyrillic letters: one column a character, and no break within words. */
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

const southEastAsian = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** East Asian Wide and Fullwidth (UAX 11), in ranges that leave out nothing in use. */
const eastAsian =
  '\\u1100-\\u115f\\u2329\\u232a\\u2e80-\\u303e\\u3041-\\u33ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\ua000-\\ua4cf\\ua960-\\ua97f' +
  '\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe10-\\ufe19\\ufe30-\\ufe6f\\uff01-\\uff60\\uffe0-\\uffe6\\u{16fe0}-\\u{18aff}' +
  '\\u{1b000}-\\u{1b2ff}\\u{20000}-\\u{3fffd}';
const wide = new RegExp(`[${eastAsian}]|\\p{Emoji_Presentation}|\\ufe0f`, 'u');

/** What a line may not begin with, and not end with, in Chinese and Japanese (JIS X 4051, the characters in use). */
const neverFirst =
  /^[\p{Pe}\p{Pf}、。，．・：；？！ー～…‥々〻ヽヾゝゞぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ％.,:;?!%)\]}]/u;
const neverLast = /[\p{Ps}\p{Pi}]$/u;
