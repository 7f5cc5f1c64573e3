import type { JsonNode } from '../../lib/json.ts';
import type { Place } from '../../lib/place.ts';
import type { Locate } from '../../model/problem.ts';

/** Finds the place of a key path; of the nearest part that exists where it does not. */
export function jsonLocator(root: JsonNode, places: (start: number, end?: number) => Place, file: string): Locate {
  return (path, target = 'value') => {
    let node = root;
    for (const [index, part] of path.entries()) {
      const member = node.members?.get(String(part));
      const wantsKey = target === 'key' && index === path.length - 1;
      const next = wantsKey
        ? member?.key
        : (member?.value ?? (typeof part === 'number' ? node.items?.[part] : undefined));
      if (!next) break;
      node = next;
    }
    return { file, ...places(node.start, node.end) };
  };
}
