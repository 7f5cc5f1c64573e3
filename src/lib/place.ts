export interface Place {
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 code units. */
  readonly column: number;
  /** How many code units of the line are meant; at least 1. */
  readonly length: number;
  /** The text of that line. */
  readonly excerpt: string;
}

/** Where a piece of a text lies, for a message. Lines end in LF or CRLF; what reaches beyond its line is cut there. */
export function placeOf(text: string, start: number, end = start + 1): Place {
  let line = 1;
  let lineStart = 0;
  for (let next = text.indexOf('\n'); next !== -1 && next < start; next = text.indexOf('\n', lineStart)) {
    line += 1;
    lineStart = next + 1;
  }
  const lineEnd = text.indexOf('\n', lineStart);
  const excerpt = text.slice(lineStart, lineEnd === -1 ? undefined : lineEnd).replace(/\r$/, '');
  const column = start - lineStart + 1;
  return { line, column, length: Math.max(1, Math.min(end - start, excerpt.length - column + 1)), excerpt };
}
