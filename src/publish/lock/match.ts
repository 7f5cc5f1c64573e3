import type { Manuscript } from '../../model/article.ts';
import type { Problem } from '../../model/problem.ts';
import type { LockEntry } from './lock.ts';

export interface Matched {
  /** The entry of each manuscript that has one. */
  readonly known: ReadonlyMap<Manuscript, LockEntry>;
  /** A question at each new article that may be an old one under another name. */
  readonly problems: readonly Problem[];
}

/**
 * Which entry belongs to which manuscript: by its own id, else by its path, else by its unchanged source (a renamed
 * file), else by its address, else by its text alone (a new name and a new title at once).
 */
export function matchEntries(manuscripts: readonly Manuscript[], lock: readonly LockEntry[]): Matched {
  const known = new Map<Manuscript, LockEntry>();
  const free = new Set(lock);
  const take = (manuscript: Manuscript, entry: LockEntry | undefined) => {
    if (!entry || !free.has(entry) || known.has(manuscript)) return;
    known.set(manuscript, entry);
    free.delete(entry);
  };
  const byId = new Map(lock.map((entry) => [entry.id, entry]));
  for (const manuscript of manuscripts) if (manuscript.id) take(manuscript, byId.get(manuscript.id));
  // An entry that is in use wins over one that was removed from the same path.
  const byPath = new Map<string, LockEntry>();
  for (const entry of lock) {
    const other = byPath.get(entry.path);
    if (!entry.removed || !other || other.removed) byPath.set(entry.path, entry);
  }
  for (const manuscript of manuscripts) take(manuscript, byPath.get(manuscript.path));
  const byHash = Map.groupBy(free, (entry) => entry.hash);
  for (const manuscript of manuscripts) {
    const same = byHash.get(manuscript.hash);
    if (same?.length === 1) take(manuscript, same[0]);
  }
  // A file that was moved and edited at once: the entry that just lost its file at the same address is the same article.
  const byUrl = new Map([...free].filter(isLost).map((entry) => [entry.url, entry]));
  for (const manuscript of manuscripts) take(manuscript, byUrl.get(manuscript.url));
  const fresh = () => manuscripts.filter((manuscript) => !known.has(manuscript) && !manuscript.id);
  const texts = Map.groupBy(fresh(), ({ bodyHash }) => bodyHash);
  const lost = Map.groupBy([...free].filter(isLost), ({ body }) => body);
  for (const [text, [manuscript, ...twins]] of texts) {
    const [entry, ...others] = lost.get(text) ?? [];
    if (text !== undefined && twins.length + others.length === 0) take(manuscript!, entry);
  }
  const doubts = doubtsIn([...free]);
  return { known, problems: fresh().flatMap((manuscript) => doubts(manuscript) ?? []) };
}

/** The entries that are without a file since the last build. */
function isLost({ removed }: LockEntry): boolean {
  return removed === undefined;
}

/** Asks about a new article if an entry without a file has its text, or has just lost a file of the same date. */
function doubtsIn(free: readonly LockEntry[]): (manuscript: Manuscript) => Problem | undefined {
  const byText = Map.groupBy(free, ({ body }) => body);
  const byDate = Map.groupBy(free.filter(isLost), ({ published }) => published);
  return (manuscript) => {
    const { bodyHash, published } = manuscript;
    const [same] = (bodyHash !== undefined && byText.get(bodyHash)) || [];
    const [meant] = same ? [same] : (published !== undefined && byDate.get(published)) || [];
    return meant && doubt(manuscript, meant, same ? 'text' : 'date');
  };
}

function doubt({ title, origin }: Manuscript, { id, path, removed }: LockEntry, shared: 'text' | 'date'): Problem {
  return {
    severity: 'warning',
    rule: 'renamed',
    message: `"${title}" has the ${shared} of ${path}, which ${removed === undefined ? 'is gone now' : 'was removed'}, and counts as another article`,
    hint: `If it is the same one, add "id: ${id}" to it: then readers do not see it twice, and links to its old address go on working.`,
    file: origin.file,
    line: origin.line,
  };
}
