import { escapeXml } from '../lib/escape.ts';
import type { Words } from '../strings/table.ts';
import { type Element, isBlank, type Node } from './content.ts';

/**
 * The beginning of content that is too long, and a link to the rest. It ends between blocks; if that would leave more
 * than half of the room empty, it ends inside a block, between words.
 * @param most The most bytes that it may take as HTML.
 * @param measure The bytes that a node takes.
 */
export function cutContent(
  nodes: readonly Node[],
  most: number,
  { measure, url, words }: { measure: (node: Node) => number; url: string; words: Words },
): Node[] {
  if (nodes.reduce((sum, node) => sum + measure(node), 0) <= most) return [...nodes];
  const kept = beginningOf(nodes, most, measure);
  // A heading at the end would have nothing below it.
  while (kept.length > 0 && (isBlank([kept.at(-1)!]) || isHeading(kept.at(-1)!))) kept.pop();
  const link: Element = { name: 'a', attributes: { href: url, class: 'button' }, children: [words.shortened] };
  return [...kept, { name: 'p', attributes: { lang: words.language, class: 'buttons' }, children: [link] }];
}

function isHeading(node: Node): boolean {
  return typeof node === 'object' && /^h[2-6]$/.test(node.name);
}

function beginningOf(nodes: readonly Node[], most: number, measure: (node: Node) => number): Node[] {
  const kept: Node[] = [];
  let used = 0;
  for (const node of nodes) {
    const bytes = measure(node);
    if (used + bytes > most) {
      const part = used < most / 2 ? beginning(node, most - used, measure) : undefined;
      return part === undefined ? kept : [...kept, part];
    }
    kept.push(node);
    used += bytes;
  }
  return kept;
}

function beginning(node: Node, most: number, measure: (node: Node) => number): Node | undefined {
  if (typeof node === 'string') return cutText(node, most);
  const children = beginningOf(node.children, most - measure({ ...node, children: [] }), measure);
  return isBlank(children) ? undefined : { ...node, children };
}

function cutText(text: string, most: number): string | undefined {
  let end = Math.min(text.length, Math.max(0, most));
  const bytesTo = () => Buffer.byteLength(escapeXml(text.slice(0, end)));
  for (let bytes = bytesTo(); bytes > most && end > 0; bytes = bytesTo()) end = Math.floor((end * most) / bytes) - 1;
  const cut = text.slice(0, Math.max(0, end));
  const words = cut.replace(/\s+\S*$/, '');
  // Scripts without spaces are cut anywhere, but not inside a surrogate pair or inside the sentinel of a slot.
  const kept = (words.length > cut.length / 2 ? words : cut).replace(/[\ud800-\udbff]$|\ufdd0[^\ufdd1]*$/, '');
  return kept.trim() === '' ? undefined : `${kept} …`;
}
