import type { Manuscript } from '../model/article.ts';
import { feedIdOf } from '../model/feed-ids.ts';
import type { Problem } from '../model/problem.ts';
import type { LockEntry } from '../publish/lock/lock.ts';

/** An article and the line that it gets. */
export interface SettledArticle {
  readonly manuscript: Manuscript;
  /** Its line in the lock from now on. */
  readonly entry: LockEntry;
}

/**
 * Leaves out what would give one id to two articles: neither gets it.
 * @param built The lines of all articles as a build would write them.
 * @param before The lines of the lock.
 */
export function sharedIds(
  settled: readonly SettledArticle[],
  built: readonly LockEntry[],
  before: readonly LockEntry[],
): { readonly kept: readonly number[]; readonly problems: readonly Problem[] } {
  let kept = settled.map((_, index) => index);
  const problems: Problem[] = [];
  const removed = before.filter((entry) => entry.removed !== undefined);
  // One that is left out keeps the id of its build, which others may want.
  for (let found = -1; found !== 0; ) {
    const paths = new Set(kept.map((index) => settled[index]!.entry.path));
    const others = [...built.filter((entry) => entry.removed === undefined && !paths.has(entry.path)), ...removed];
    const owners = new Map<string, string[]>();
    const lines = [...kept.map((index) => settled[index]!.entry), ...others];
    for (const line of lines) for (const key of keysOf(line)) owners.set(key, [...(owners.get(key) ?? []), line.path]);
    const shared = (index: number) => keysOf(settled[index]!.entry).find((key) => owners.get(key)!.length > 1);
    const refused = kept.filter((index) => shared(index) !== undefined);
    for (const index of refused) problems.push(refusal(settled[index]!, shared(index)!, owners));
    kept = kept.filter((index) => !refused.includes(index));
    found = refused.length;
  }
  return { kept, problems };
}

/** The ids that no other line may have, each with where it holds. */
function keysOf(entry: LockEntry): string[] {
  const { removed, id } = entry;
  if (removed !== undefined) return [`lock ${id}`];
  return [`lock ${id}`, ...(['atom', 'rss', 'json'] as const).map((format) => `${format} ${feedIdOf(format, entry)}`)];
}

function refusal(
  { entry, manuscript }: SettledArticle,
  key: string,
  owners: ReadonlyMap<string, readonly string[]>,
): Problem {
  const id = key.slice(key.indexOf(' ') + 1);
  const other = owners.get(key)!.find((path) => path !== entry.path) ?? entry.path;
  return {
    severity: 'error',
    rule: 'same-id',
    message: `the earlier feeds give it the id ${id}, which ${other} has, too`,
    hint: 'Two articles cannot share an id, so neither was changed. Write "id" or "guid" into the one that readers know by it.',
    file: manuscript.origin.file,
    line: manuscript.origin.line,
  };
}
