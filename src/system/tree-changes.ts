/** The files that are there for the first time, and those that are others now; absolute. */
export interface TreeChanges {
  readonly added: readonly string[];
  readonly edited: readonly string[];
}

/**
 * The difference between the lines of two states of a tree. Undefined where more than plain files have changed: something is gone, or
 * a folder or a link came or went.
 */
export function changesBetween(before: readonly string[], after: readonly string[]): TreeChanges | undefined {
  const [old, fresh] = withoutCommon(before, after);
  const known = new Set(old);
  const now = new Set(fresh);
  const gone = new Map<string, string>();
  for (const line of old) {
    if (now.has(line)) continue;
    const file = fileIn(line);
    if (file === undefined) return undefined;
    gone.set(file, line);
  }
  const added: string[] = [];
  const edited: string[] = [];
  for (const line of fresh) {
    if (known.has(line)) continue;
    const file = fileIn(line);
    if (file === undefined) return undefined;
    (gone.delete(file) ? edited : added).push(file);
  }
  return gone.size === 0 ? { added, edited } : undefined;
}

/** Most lines are the same, from the first and from the last one on. */
function withoutCommon(before: readonly string[], after: readonly string[]): [readonly string[], readonly string[]] {
  const least = Math.min(before.length, after.length);
  let start = 0;
  while (start < least && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < least - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return [before.slice(start, before.length - end), after.slice(start, after.length - end)];
}

/** Undefined for a folder, a link, and a file that cannot be looked at. */
function fileIn(line: string): string | undefined {
  const [, file] = /^(.+)\t\d+(?: [\d.]+){3}$/s.exec(line) ?? [];
  return file;
}
