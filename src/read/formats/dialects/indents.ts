import type { ForeignTag } from './tag.ts';

interface Around {
  /** The line of its end tag. */
  readonly end: number;
  /** The blanks before its start tag, and how many of them the elements around it account for. */
  readonly indent: number;
  readonly outer: number;
  /** The blanks that do not count within it, known with its first line. */
  own?: number;
}

/** Takes the blanks away by which the lines within an element of MDX are set in, so that lists and fences keep their meaning. */
export function withoutIndents(text: string, tags: readonly ForeignTag[], hole: RegExp): string {
  const ends = new Map<number, number>();
  for (const { notation, pair, row, ends: isEnd } of tags) {
    const end = pair === undefined || isEnd ? row : tags[pair]!.row;
    if (notation === 'element' && end > row) ends.set(row, end);
  }
  if (ends.size === 0) return text;
  const open: Around[] = [];
  return text
    .split('\n')
    .map((line, row) => {
      for (let last = open.at(-1); last && last.end <= row; last = open.at(-1)) open.pop();
      const indent = line.length - line.trimStart().length;
      if (indent === line.length) return line;
      const around = open.at(-1);
      if (around) around.own ??= around.outer + Math.max(0, indent - around.indent);
      const outer = around?.own ?? 0;
      const end = ends.get(row);
      if (end !== undefined && line.replace(hole, '').trim() === '') open.push({ end, indent, outer });
      return line.slice(Math.min(indent, outer));
    })
    .join('\n');
}
