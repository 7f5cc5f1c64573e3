import { placeOf } from '../../lib/place.ts';
import type { Problem } from '../../model/problem.ts';

/** A line of hyphens or plus signs alone, more or further right than front matter has them. */
const fence = /^[ \t]*([-+])\1{2,}[ \t]*$/;
const key = /^ {0,3}["']?[\w$.-]+["']?[ \t]*(?::(?=[ \t]|$)|=)/;
/** Of a value that has several lines, or a remark. */
const other = /^(?:[ \t]*(?:#.*)?|[ \t]+.*|-[ \t].*|[\]})].*|\[[^\]]*\]+)$/;
const most = 200;

/**
 * Whether a block that looks like front matter begins at the line that starts here: at least one key right below its
 * first line, nothing but keys and their values, and a line that closes it. A thematic break above prose is none.
 */
export function looksLikeFront(text: string, lineStart: number): boolean {
  if (!/[ \t]*[-+]{3}/y.test(text.slice(lineStart, lineStart + 80))) return false;
  const [first, ...lines] = text.slice(lineStart, lineStart + most * 500).split('\n', most + 1);
  if (!fence.test(first!)) return false;
  const end = lines.findIndex((line) => fence.test(line) || /^\.\.\.[ \t]*$/.test(line));
  const inner = lines.slice(0, Math.max(end, 0));
  const said = inner.find((line) => !/^[ \t]*#/.test(line));
  return said !== undefined && key.test(said) && inner.every((line) => key.test(line) || other.test(line));
}

export function misplacedFront(text: string, file: string, lineStart: number): Problem {
  const lineEnd = text.indexOf('\n', lineStart);
  return {
    severity: 'error',
    rule: 'front-matter',
    message: 'this looks like front matter, but would be published as text',
    hint: 'Front matter begins on the first line of the file and ends with the same line: three hyphens alone, without a blank before them.',
    file,
    ...placeOf(text, lineStart, lineEnd === -1 ? text.length : lineEnd),
  };
}
