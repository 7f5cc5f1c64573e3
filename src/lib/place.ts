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

/** The position of a piece of text, for a message. A piece of several lines is cut at the end of the first. */
export function placeOf(text: string, start: number, end = start + 1): Place {
  return placesIn(text)(start, end);
}

/** The same for many pieces of one text, whose lines are counted once. Lines end in LF or CRLF. */
export function placesIn(text: string): (start: number, end?: number) => Place {
  let starts: number[] | undefined;
  return (start, end = start + 1) => {
    starts ??= lineStarts(text);
    const line = lastUpTo(starts, start);
    const lineStart = starts[line]!;
    const excerpt = text.slice(lineStart, (starts[line + 1] ?? text.length + 1) - 1).replace(/\r$/, '');
    const column = start - lineStart + 1;
    const length = Math.max(1, Math.min(end - start, excerpt.length - column + 1));
    return { line: line + 1, column, length, excerpt };
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return starts;
}

/** The index of the last of some rising numbers that is not above a limit; the first is not. */
function lastUpTo(numbers: readonly number[], limit: number): number {
  let low = 0;
  for (let high = numbers.length; high - low > 1; ) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! <= limit) low = middle;
    else high = middle;
  }
  return low;
}
