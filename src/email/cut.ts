import { type Element, isBlank, type Node } from './content.ts';

/** Returns the bytes that a node takes as HTML. */
export type Measure = (node: Node) => number;

/**
 * The beginning of content that is too long. It ends between blocks; if that would leave more than a twentieth of the
 * room empty, it ends inside a block: at an item, at a row, at a line of code, between words.
 * @param most The most bytes that it may take as HTML.
 */
export function cutContent(nodes: readonly Node[], most: number, measure: Measure): Node[] {
  const kept: Node[] = [];
  let used = 0;
  for (const node of nodes) {
    const bytes = measure(node);
    if (used + bytes <= most) {
      kept.push(node);
      used += bytes;
      continue;
    }
    const part = used < 0.95 * most ? beginningOf(node, most - used, measure) : undefined;
    if (part !== undefined) kept.push(part);
    break;
  }
  // A heading at the end would have nothing below it.
  while (kept.length > 0 && (isBlank([kept.at(-1)!]) || isHeading(kept.at(-1)!))) kept.pop();
  return kept;
}

function isHeading(node: Node): boolean {
  return typeof node === 'object' && /^h[2-6]$/.test(node.name);
}

/** The longest beginning of a node that fits, measured inside of the elements around it; undefined if none does. */
function beginningOf(node: Node, most: number, measure: Measure): Node | undefined {
  if (typeof node === 'string') return cutText(node, (text) => measure(text) <= most);
  const withChildren = (children: Node[]): Element => ({ ...node, children });
  const fits = (count: number) => measure(withChildren(node.children.slice(0, count))) <= most;
  if (node.children.length === 0 || !fits(0)) return undefined;
  const whole = node.children.slice(0, largest(node.children.length, fits));
  const next = node.children[whole.length];
  const isFull = measure(withChildren(whole)) > 0.95 * most;
  const inside = (child: Node) => measure(withChildren([...whole, child]));
  const part = next === undefined || isFull ? undefined : beginningOf(next, most, inside);
  const kept = part === undefined ? whole : [...whole, part];
  return isBlank(kept) ? undefined : withChildren(kept);
}

/** The largest number up to `most` that fits; 0 fits. */
function largest(most: number, fits: (count: number) => boolean): number {
  let [enough, tooMany] = [0, most + 1];
  while (tooMany - enough > 1) {
    const middle = Math.floor((enough + tooMany) / 2);
    if (fits(middle)) enough = middle;
    else tooMany = middle;
  }
  return enough;
}

function cutText(text: string, fits: (text: string) => boolean): string | undefined {
  const end = largest(text.length, (count) => fits(`${text.slice(0, count)} …`));
  const cut = text.slice(0, end);
  const lines = cut.replace(/\n[^\n]*$/, '');
  const words = cut.replace(/\s+\S*$/, '');
  // Scripts without spaces are cut anywhere, but not inside a surrogate pair or inside the sentinel of a slot.
  const place = [lines, words, cut].find((one) => one.length > 0.97 * cut.length) ?? words;
  const kept = (place.length > cut.length / 2 ? place : cut).replace(/[\ud800-\udbff]$|\ufdd0[^\ufdd1]*$/, '');
  return kept.trim() === '' ? undefined : `${kept} …`;
}
