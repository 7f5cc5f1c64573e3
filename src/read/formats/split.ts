import { placeOf } from '../../lib/place.ts';
import type { Problem } from '../../model/problem.ts';

/** The two parts of a text file. */
export interface Parts {
  /** The YAML between two lines of three hyphens, if the file begins with one. */
  readonly front?: string;
  readonly body: string;
  /** Where the body begins in the text. */
  readonly offset: number;
  /** Number of lines before the body. */
  readonly linesBefore: number;
}

export function split(text: string, file: string): Parts | { readonly problem: Problem } {
  const opening = /^---[ \t]*\n/.exec(`${text}\n`)?.[0].length;
  if (opening === undefined && isToml(text)) return { problem: toml(text, file) };
  if (opening === undefined) return { body: text, offset: 0, linesBefore: 0 };
  const closing = /^---[ \t]*(\n|$)/gm;
  closing.lastIndex = opening;
  const end = closing.exec(text);
  if (!end) return { problem: unclosed(text, file) };
  const front = text.slice(opening, end.index);
  const offset = end.index + end[0].length;
  return { front, body: text.slice(offset), offset, linesBefore: front.split('\n').length + 1 };
}

/** Front matter as Hugo and Zola write it: TOML between lines of three plus signs. */
function isToml(text: string): boolean {
  return /^\+\+\+[ \t]*\n(?:[ \t]*(?:[#[][^\n]*|[\w"'.-]+[ \t]*=[^\n]*)?\n)*?\+\+\+[ \t]*(?:\n|$)/.test(text);
}

function toml(text: string, file: string): Problem {
  return {
    severity: 'error',
    rule: 'front-matter',
    message: 'this front matter is TOML, and Tidings reads YAML',
    hint: 'Write --- in the place of each +++, and "title: Hello" in the place of title = "Hello".',
    file,
    ...placeOf(text, 0, 3),
  };
}

function unclosed(text: string, file: string): Problem {
  return {
    severity: 'error',
    rule: 'front-matter',
    message: 'the front matter that begins here has no end',
    hint: 'Close it with a line of three hyphens (---) before the text.',
    file,
    ...placeOf(text, 0, 3),
  };
}
