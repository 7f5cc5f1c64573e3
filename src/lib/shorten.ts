/**
 * Cuts text between words to at most so many characters as a reader counts them (UAX 29); an ellipsis, which is one of
 * them, tells that something is left out. Only a word that takes more than half of the room is cut itself.
 */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  let count = 0;
  let end = 0;
  // One by one: a paragraph may be as long as a book.
  for (const { index } of segmenter('grapheme').segment(text)) {
    if (count === most - 1) end = index;
    if (count === most) return `${text.slice(0, wordEnd(text, end))}…`;
    count += 1;
  }
  return text;
}

/** The last place up to `end` where no word is cut. */
function wordEnd(text: string, end: number): number {
  const cut = text.slice(0, end);
  if (/\s/.test(text.charAt(end))) return cut.trimEnd().length;
  const spaced = cut.replace(/\s+\S*$/, '').length;
  if (spaced < end && spaced > end / 2 && !unspaced.test(text.slice(spaced, end + 1))) return spaced;
  // The next characters tell whether the word goes on.
  const word = segmenter('word')
    .segment(text.slice(0, end + 20))
    .containing(end)!.index;
  if (word <= end / 2) return end;
  // A Thai vowel sign that begins a word by mistake is still part of the character before it.
  const { index } = segmenter('grapheme')
    .segment(text.slice(0, end + 1))
    .containing(word)!;
  return cut.slice(0, index).trimEnd().length;
}

/** Scripts that put no spaces between words. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

const segmenters = new Map<string, Intl.Segmenter>();

/** Made when it is first needed: the first takes as long as a whole letter. */
function segmenter(granularity: 'grapheme' | 'word'): Intl.Segmenter {
  const known = segmenters.get(granularity) ?? new Intl.Segmenter('en', { granularity });
  segmenters.set(granularity, known);
  return known;
}
