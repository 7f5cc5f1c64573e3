/** The texts by which an item is found. */
export interface Searchable {
  readonly title: string;
  readonly tags?: readonly string[] | undefined;
  /** Names, files and days: found as they are written. */
  readonly others: readonly string[];
}

/**
 * What holds each word of a query, the best first: the title itself, titles that begin so, whole words of titles, words
 * that begin so, tags, names of files, and then any part. Of equals the order stays.
 */
export function searchRanked<T extends object>(
  all: readonly T[],
  query: string,
  textOf: (one: T) => Searchable,
): readonly T[] {
  const wanted = folded(query);
  if (wanted === '') return all;
  const words = wanted.split(' ');
  const found: { readonly one: T; readonly rank: number }[] = [];
  for (const one of all) {
    const rank = rankOf(knownText(one, textOf), wanted, words);
    if (rank !== undefined) found.push({ one, rank });
  }
  return found.sort((a, b) => a.rank - b.rank).map(({ one }) => one);
}

interface FoldedText {
  readonly title: string;
  readonly tags: readonly string[];
  readonly others: readonly string[];
  readonly all: string;
}

/** Of things that are searched again with each letter that is typed. */
const known = new WeakMap<object, FoldedText>();

function knownText<T extends object>(one: T, textOf: (one: T) => Searchable): FoldedText {
  const before = known.get(one);
  if (before) return before;
  const { title, tags = [], others } = textOf(one);
  const parts = { title: folded(title), tags: tags.map(folded), others: others.map(folded) };
  const text = { ...parts, all: [parts.title, ...parts.tags, ...parts.others].join('\n') };
  known.set(one, text);
  return text;
}

function rankOf(
  { title, tags, others, all }: FoldedText,
  wanted: string,
  words: readonly string[],
): number | undefined {
  if (!words.every((word) => all.includes(word))) return undefined;
  if (title === wanted) return 0;
  if (others.includes(wanted)) return 1;
  if (title.startsWith(wanted)) return isWordEnd(title, wanted.length) ? 2 : 3;
  if (hasWords(title, [wanted])) return 4;
  if (hasWords(title, words)) return 5;
  if (words.every((word) => beginsWord(title, word))) return 6;
  if (tags.includes(wanted)) return 7;
  const beside = `${title}\n${tags.join('\n')}`;
  if (hasWords(beside, words)) return 8;
  return hasWords(all, words) ? 9 : 10;
}

const letter = /[\p{L}\p{N}]/u;

function isWordEnd(text: string, end: number): boolean {
  return end >= text.length || !letter.test(text[end]!);
}

function hasWords(text: string, words: readonly string[]): boolean {
  return words.every((word) => placesOf(text, word).some((at) => isWordEnd(text, at + word.length)));
}

function beginsWord(text: string, word: string): boolean {
  return placesOf(text, word).length > 0;
}

/** Where a word begins in a text: not in the middle of another one. */
function placesOf(text: string, word: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1))
    if (at === 0 || !letter.test(text[at - 1]!)) places.push(at);
  return places;
}

/** Without case, accents and more than single spaces. */
function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim();
}
