import { placeOf } from '../../lib/place.ts';
import type { Problem } from '../../model/problem.ts';
import { looksLikeFront, misplacedFront } from './misplaced-front.ts';

/** The languages in which front matter is written. */
export type FrontSyntax = 'yaml' | 'toml' | 'json' | 'program';

/** The two parts of a text file. */
export interface Parts {
  /** The front matter without the lines that enclose it, if the file begins with one; JSON with its braces. */
  readonly front?: string;
  readonly syntax?: FrontSyntax;
  /** Number of lines before the front matter. */
  readonly linesBeforeFront?: number;
  readonly body: string;
  /** Where the body begins in the text. */
  readonly offset: number;
  /** Number of lines before the body. */
  readonly linesBefore: number;
}

/** Finds the front matter of a text. Blank lines and comments of HTML may come before it if it is nothing else. */
export function split(text: string, file: string): Parts | { readonly problem: Problem } {
  const [before] = /^[\s\uFEFF]*(?:<!--[\s\S]*?-->[\s\uFEFF]*)*/.exec(text)!;
  const start = before.length;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const isLike = looksLikeFront(text, lineStart);
  const asText = () => (isLike ? { problem: misplacedFront(text, file, lineStart) } : whole(text));
  if (/[^\uFEFF]/.test(text.slice(lineStart, start))) return asText();
  const [opening, fence, named] =
    /(---|\+\+\+)(?:[ \t]?(yaml|yml|toml|json|js|javascript))?[ \t]*(?:\n|$)/y.exec(text.slice(start, start + 200)) ??
    [];
  const isCommented = before.includes('<!--');
  if (opening === undefined) return (text[start] === '{' && !isCommented && json(text, file, start)) || asText();
  if (isCommented && !isLike) return whole(text);
  const syntax = syntaxes[named ?? ''] ?? (fence === '---' ? 'yaml' : 'toml');
  const from = start + opening.length;
  // Plus signs, and hyphens further below, may be mere decoration.
  if ((fence === '+++' || lineStart > 0) && !patterns[syntax].test(text.slice(from, from + 2000))) return asText();
  const closing = fence === '---' ? /^(?:---|\.\.\.)[ \t]*(?:\n|$)/gm : /^\+\+\+[ \t]*(?:\n|$)/gm;
  closing.lastIndex = from;
  const end = closing.exec(text);
  if (end) return parts(text, syntax, [from, end.index, end.index + end[0].length]);
  return lineStart > 0 && fence === '---' ? asText() : { problem: unclosed(text, file, start, fence!) };
}

/** By the word after the hyphens; those of Eleventy may have a blank between. */
const syntaxes: Readonly<Record<string, FrontSyntax>> = {
  yaml: 'yaml',
  yml: 'yaml',
  toml: 'toml',
  json: 'json',
  js: 'program',
  javascript: 'program',
};

/** How the first line of front matter that says something begins, or the line that closes it. */
const patterns: Readonly<Record<FrontSyntax, RegExp>> = {
  yaml: /^(?:[ \t]*(?:#[^\n]*)?\n)*(?:["']?[\w$][^:\n]*:(?:[ \t\n]|$)|(?:---|\.\.\.)[ \t]*(?:\n|$))/,
  toml: /^(?:[ \t]*(?:#[^\n]*)?\n)*(?:[ \t]*(?:\[[^\n]*\]|["'\w.-]+[ \t]*=)|\+\+\+[ \t]*(?:\n|$))/,
  json: /^\s*\{/,
  program: /^\s*(?:[{/]|(?:const|let|var|export|function)\b)/,
};

function whole(text: string): Parts {
  return { body: text, offset: 0, linesBefore: 0 };
}

function parts(text: string, syntax: FrontSyntax, [start, end, offset]: readonly [number, number, number]): Parts {
  const front = text.slice(start, end);
  const linesBeforeFront = linesIn(text.slice(0, start));
  const linesBefore = linesBeforeFront + linesIn(text.slice(start, offset));
  // A body on the last line, or none.
  const isOpen = offset > 0 && text[offset - 1] !== '\n';
  return {
    front,
    syntax,
    linesBeforeFront,
    body: text.slice(offset),
    offset,
    linesBefore: linesBefore + (isOpen ? 1 : 0),
  };
}

function linesIn(text: string): number {
  return text.split('\n').length - 1;
}

/** Front matter in braces; a text that begins with another brace is none. */
function json(text: string, file: string, start: number): Parts | { readonly problem: Problem } | undefined {
  if (!/\{\s*"[^"\n]*"\s*:/y.test(text.slice(start, start + 2000))) return undefined;
  const end = closingBrace(text, start);
  if (end === undefined) return { problem: unclosed(text, file, start, '{') };
  const rest = /[ \t]*(?:\n|$)/y;
  rest.lastIndex = end;
  return rest.test(text) ? parts(text, 'json', [start, end, rest.lastIndex]) : undefined;
}

/** Behind the brace that closes the one at the start, if any does. */
function closingBrace(text: string, start: number): number | undefined {
  const token = /"(?:[^"\\\n]|\\.)*"|[{}]/g;
  token.lastIndex = start;
  let depth = 0;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    if (match[0] === '{') depth += 1;
    if (match[0] === '}') depth -= 1;
    if (depth === 0) return token.lastIndex;
  }
  return undefined;
}

const closings: Readonly<Record<string, string>> = {
  '---': 'a line of three hyphens (---)',
  '+++': 'a line of three plus signs (+++)',
  '{': 'a brace',
};

function unclosed(text: string, file: string, start: number, fence: string): Problem {
  return {
    severity: 'error',
    rule: 'front-matter',
    message: 'the front matter that begins here has no end',
    hint: `Close it with ${closings[fence]} before the text.`,
    file,
    ...placeOf(text, start, start + fence.length),
  };
}
