import type { Problem } from '../../model/problem.ts';

/** Something by which the place of a finding is looked for in the letter: an address of a link or picture, or a text. */
export interface Clue {
  readonly kind: 'address' | 'text';
  readonly value: string;
}

/** More than these hardly help, and each is looked for in the whole letter. */
const mostClues = 6;
const longestClue = 200;

/**
 * The clues of a finding, the best first: the marked part of its line, addresses and quoted texts of its message, and
 * the words of the line.
 * @param line The text of the line of the file where it is, if that is known.
 */
export function cluesOf(problem: Problem, line = problem.excerpt): Clue[] {
  const { message, excerpt, column, length, rule, file } = problem;
  const marked = excerpt !== undefined && column !== undefined && length ? excerpt.substr(column - 1, length) : '';
  const quoted = [...message.matchAll(/"([^"\n]{3,300})"/g)].map(([, text]) => text!);
  const named = message.match(/(?:https?:\/\/|mailto:)[^\s"<>]+/g) ?? [];
  const written = line === undefined ? '' : wordsOf(line);
  const isOfText = file === undefined || !/\.(ya?ml|mjml)$/.test(file);
  const all = isOfText ? [marked, ...named, ...quoted, written] : [...named, ...quoted];
  if (nowhere.has(rule) || (!isOfText && !seen.has(rule))) return [];
  const clues = all.map(clueOf).filter(({ value }) => value.length > 2);
  const once = new Map(clues.map((clue) => [`${clue.kind} ${clue.value}`, clue]));
  return [...once.values()].slice(0, mostClues);
}

/** Of findings that settings or a theme mend, these are seen in the letter. */
const seen = new Set([
  ...['contrast', 'dark-contrast', 'no-alt', 'dead-link', 'unfilled-slot', 'insecure-image', 'insecure-link'],
  ...['relative-address', 'tracking-pixel', 'tracking-link', 'heavy-picture'],
]);

/** Rules about all of a letter, such as its size. */
const nowhere = new Set(['clipped', 'near-clip', 'footer-near-clip', 'style-size', 'draft', 'alternatives', 'charset']);

/** A message shortens what is long by `…`, and ends an address by a sign of its own. */
function clueOf(text: string): Clue {
  const value = text.trim().replace(/…$/, '').slice(0, longestClue);
  const isAddress = /^(https?:\/\/|mailto:)\S+$/i.test(value);
  return isAddress ? { kind: 'address', value: value.replace(/[.,;:]$/, '') } : { kind: 'text', value };
}

/** The words of a line of Markdown or front matter, as a letter may show them: its first sentence or so. */
function wordsOf(line: string): string {
  const words = line
    .replace(/^\s*(?:[#>*+-]+|\d+[.)])\s+/, '')
    .replace(/^(?:title|summary|subject|preheader):\s+["']?(.*?)["']?$/i, '$1')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_`~]+/g, '')
    .trim();
  return /^(?:-{3,}|[\w-]+:.*)$/.test(words) ? '' : words.slice(0, 60);
}
