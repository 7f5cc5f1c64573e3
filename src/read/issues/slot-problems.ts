import { placeOf } from '../../lib/place.ts';
import type { Locate, Problem } from '../../model/problem.ts';
import { parseSlots, type SlotKind } from '../../model/slot.ts';
import type { Parts } from '../formats/split.ts';

type Kinds = ReadonlyMap<string, SlotKind>;

/** Problems of the slots in a value of front matter, at its position. */
export function problemsInValue(value: string | undefined, kinds: Kinds, place: ReturnType<Locate>): Problem[] {
  const isQuoted = /^["']/.test(place.excerpt?.slice((place.column ?? 1) - 1) ?? '');
  return parseSlots(value ?? '', kinds).problems.map((problem) => {
    const { hint } = problem;
    return { ...problem, ...(hint?.includes('default:') && !isQuoted && { hint: `${hint} ${inQuotes}` }), ...place };
  });
}

/** A colon and a blank in a plain value are no YAML. */
const inQuotes = `Put the whole value in quotes then: "Hello {{ name | default: 'friend' }}".`;

/**
 * What is wrong with the slots of an introduction, at its line in the file: as it was written, or else as it came out,
 * where a condition may begin in one element and end in another.
 */
export function problemsInBody(
  { source, xhtml }: { readonly source: string; readonly xhtml: string },
  kinds: Kinds,
  { parts, file }: { readonly parts: Parts; readonly file: string },
): Problem[] {
  const lines = parts.body.split('\n');
  const written = parseSlots(source, kinds).problems.map((problem) => {
    const excerpt = lines[problem.line! - 1]!;
    return { ...problem, file, line: problem.line! + parts.linesBefore, excerpt };
  });
  if (written.length > 0) return written;
  return parseSlots(xhtml, kinds, { markup: true }).problems.map(
    ({ line: _, column = 1, length = 0, excerpt = '', ...problem }) => {
      const start = Math.max(0, parts.body.indexOf(excerpt.slice(column - 1, column - 1 + length)));
      const place = placeOf(parts.body, start, start + length);
      return { ...problem, file, ...place, line: place.line + parts.linesBefore };
    },
  );
}
