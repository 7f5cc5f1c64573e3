import { memberBlocks, memberParts } from './member-parts.ts';

/** A comment by which the block editor of WordPress marks where a block begins or ends. */
const mark = /<!--\s+(\/?)wp:([a-z][\w/-]*)\s+(?:(\{[\s\S]*?\})\s+)?(\/?)-->/g;

/** Blocks that show nothing of their own, or that no letter needs. */
const silent: ReadonlySet<string> = new Set(['more', 'nextpage', 'spacer', 'separator', 'missing', 'freeform']);

interface BlockRules {
  classic(text: string): string;
  reusable(id: string): string | undefined;
  readonly isWhole?: boolean;
}

export function hasBlocks(content: string): boolean {
  return content.includes('<!-- wp:');
}

/**
 * Text of the block editor without its comments. Text outside of blocks is that of the classic editor, for which
 * `classic` makes paragraphs; a reused block is taken from `reusable` by its number. A block that the server fills when
 * it shows the page, such as the latest posts, is left out and named in `omitted`. So are a block for members, and all
 * that comes after a paywall, unless the `isWhole` text is wanted.
 */
export function withoutBlocks(
  content: string,
  { classic, reusable, isWhole = false }: BlockRules,
  omitted: Set<string>,
): string {
  let result = '';
  let depth = 0;
  let from = 0;
  let hidden: { readonly name: string; depth: number } | undefined;
  const add = (text: string) => {
    if (hidden) return;
    result += depth === 0 && text.trim() !== '' ? classic(text) : text;
  };
  for (const { 0: whole, 1: slash, 2: name = '', 3: attributes, 4: alone, index } of content.matchAll(mark)) {
    add(content.slice(from, index));
    from = index + whole.length;
    if (!isWhole && !hidden && !slash && (name === 'jetpack/paywall' || memberBlocks.has(name))) {
      omitted.add(memberParts);
      if (name === 'jetpack/paywall') return result;
      if (!alone) hidden = { name, depth: 0 };
    }
    if (hidden) {
      if (name === hidden.name && !alone) hidden.depth += slash ? -1 : 1;
      if (hidden.depth === 0) hidden = undefined;
    } else if (alone) {
      const text = name === 'block' ? reusable(refOf(attributes)) : undefined;
      if (text !== undefined) result += text;
      else if (!silent.has(name)) omitted.add(`wp:${name}`);
    } else if (name !== 'freeform') depth = slash ? Math.max(depth - 1, 0) : depth + 1;
  }
  add(content.slice(from));
  return result;
}

function refOf(attributes = ''): string {
  return /"ref":\s*(\d+)/.exec(attributes)?.[1] ?? '';
}
