import { callOf, type ForeignTag } from './tag.ts';

/** Gives each tag that begins something the number of the tag that ends it, and the other way round. */
export function pairUp(tags: readonly ForeignTag[]): void {
  const open = new Map<string, number[]>();
  const containers: { readonly index: number; readonly length: number }[] = [];
  let calls: number[] = [];
  for (const [index, tag] of tags.entries()) {
    if (tag.notation === 'container') pairContainer(tags, index, containers);
    const { name, ends, alone } = nameIn(tag);
    if (name === undefined) continue;
    if (ends && tag.notation === 'liquid' && name === 'end') {
      // Tera ends whatever was begun last.
      const start = calls.pop();
      if (start !== undefined) join(tags, start, index);
      continue;
    }
    const key = `${tag.notation} ${name}`;
    const starts = open.get(key) ?? [];
    open.set(key, starts);
    if (ends) {
      const start = starts.pop();
      if (start !== undefined) join(tags, start, index);
    } else if (!alone) {
      starts.push(index);
      if (tag.notation === 'liquid' && tag.text.includes('(')) calls = [...calls.slice(-50), index];
    }
  }
}

function join(tags: readonly ForeignTag[], start: number, end: number): void {
  tags[start]!.pair = end;
  Object.assign(tags[end]!, { pair: start, ends: true });
}

function nameIn(tag: ForeignTag): { readonly name?: string; readonly ends?: boolean; readonly alone?: boolean } {
  if (tag.notation === 'element') {
    const [, slash, name] = /^<(\/?)([\w.:-]*)/.exec(tag.text) ?? [];
    return { name: name!, ends: slash === '/', alone: tag.text.endsWith('/>') };
  }
  return tag.notation === 'shortcode' || tag.notation === 'liquid' || tag.notation === 'bracket' ? callOf(tag) : {};
}

/** How many open containers are looked at for the one that a row of colons ends. */
const deepest = 20;

function pairContainer(
  tags: readonly ForeignTag[],
  index: number,
  open: { readonly index: number; readonly length: number }[],
): void {
  const [, colons = '', name = ''] = /^(:+)[ \t]*([^\s:]?)/.exec(tags[index]!.text)!;
  if (name !== '') {
    open.push({ index, length: colons.length });
    return;
  }
  const near = open.slice(-deepest);
  const same = near.findLastIndex(({ length }) => length === colons.length);
  const at = same === -1 ? near.findLastIndex(({ length }) => length <= colons.length) : same;
  if (at === -1) return;
  join(tags, near[at]!.index, index);
  open.length -= near.length - at;
}
