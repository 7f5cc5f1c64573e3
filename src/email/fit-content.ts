import type { Words } from '../strings/table.ts';
import { isBlank, type Node } from './content.ts';
import { cutContent, type Measure } from './cut.ts';
import { buttonToRest, linkToRest, type Part, partsOf } from './parts.ts';
import { fewestRows, mostRows, shortenTables } from './shorten-tables.ts';

export interface FittedContent {
  readonly nodes: readonly Node[];
  /** The bytes that it takes as HTML. */
  readonly bytes: number;
  /** What it lacks, in the order in which it was left out. */
  readonly lacks: readonly ('tables' | 'parts' | 'end')[];
}

interface FitOptions {
  readonly measure: Measure;
  /** Where the whole content is. */
  readonly url: string;
  readonly words: Words;
  /** Whether later parts may become summaries. */
  readonly hasParts: boolean;
}

/**
 * As much of content as fits into so many bytes of HTML. First its tables end at a row: prose is left out only where
 * none of them has more than `fewestRows`. Then later parts are shown as summaries, and last the content ends early.
 */
export function fitContent(given: readonly Node[], most: number, options: FitOptions): FittedContent {
  const measure = remembering(options.measure);
  const sizeOf = (nodes: readonly Node[]) => nodes.reduce((sum, node) => sum + measure(node), 0);
  const made = (nodes: readonly Node[], ...lacks: FittedContent['lacks']) => ({ nodes, bytes: sizeOf(nodes), lacks });
  if (sizeOf(given) <= most) return made(given);
  const longest = mostRows(given);
  const areLong = longest > fewestRows + 1;
  const shortest = areLong ? shortenTables(given, fewestRows, options) : given;
  if (sizeOf(shortest) <= most) {
    let [best, enough, tooMany] = [shortest, fewestRows, longest];
    while (tooMany - enough > 1) {
      const rows = Math.floor((enough + tooMany) / 2);
      const nodes = shortenTables(given, rows, options);
      if (sizeOf(nodes) <= most) [best, enough] = [nodes, rows];
      else tooMany = rows;
    }
    return made(best, 'tables');
  }
  const tables = areLong ? (['tables'] as const) : [];
  const inParts = options.hasParts ? withSummaries(shortest, most, sizeOf, { ...options, measure }) : undefined;
  if (inParts) return made(inParts, ...tables, 'parts');
  const rest = buttonToRest(options.url, options.words);
  return made([...cutContent(shortest, most - measure(rest), measure), rest], ...tables, 'end');
}

/** The first parts whole, one up to where it fits, and the summaries of the others; undefined where that is too much. */
function withSummaries(
  nodes: readonly Node[],
  most: number,
  sizeOf: (nodes: readonly Node[]) => number,
  { measure, url, words }: FitOptions,
): Node[] | undefined {
  const parts = partsOf(nodes);
  const rest = buttonToRest(url, words);
  const further = linkToRest(url, words.continueReading, words);
  let room = most - measure(rest) - parts.reduce((sum, { summary }) => sum + sizeOf(summary), 0);
  const wholes: Part[] = [];
  for (const part of parts) {
    const more = sizeOf(part.whole) - sizeOf(part.summary);
    if (more > room) break;
    room -= more;
    wholes.push(part);
  }
  if (wholes.length === 0) return undefined;
  const [next, ...others] = parts.slice(wholes.length);
  const cut = next && cutContent(next.whole, room + sizeOf(next.summary) - measure(further), measure);
  // Hardly more than its summary is no beginning of a part.
  const isBegun = cut !== undefined && !isBlank(cut) && sizeOf(cut) > 2 * sizeOf(next!.summary);
  const begun = next ? (isBegun ? [...cut, further] : next.summary) : [];
  return [...wholes.flatMap(({ whole }) => whole), ...begun, ...others.flatMap(({ summary }) => summary), rest];
}

/** Nodes are the same objects in most attempts. */
function remembering(measure: Measure): Measure {
  const known = new WeakMap<object, number>();
  return (node) => {
    if (typeof node === 'string') return measure(node);
    const bytes = known.get(node) ?? measure(node);
    known.set(node, bytes);
    return bytes;
  };
}
