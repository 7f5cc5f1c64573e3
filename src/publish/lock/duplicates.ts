import { feedIdsIn } from '../../model/feed-ids.ts';
import type { IssueEntry, LockEntry } from './lock.ts';

/** A line of the lock with its value. */
export interface Placed<Value> {
  /** Counted from 0. */
  readonly index: number;
  readonly value: Value;
}

/** The fault of a line, and its remedy. */
export interface LineFault {
  /** Counted from 0. */
  readonly index: number;
  readonly message: string;
  readonly hint: string;
}

/** Conflicting lines about one article or issue, as a merge leaves them if both branches changed it. */
export function duplicatesIn(
  entries: readonly Placed<LockEntry>[],
  issues: readonly Placed<IssueEntry>[],
): readonly LineFault[] {
  // Two branches may each have moved one article; a removed entry may share its path with the file's next article.
  const keysOf = ({ id, path, removed }: LockEntry) => [`id ${id}`, ...(removed ? [] : [`path ${path}`])];
  const issueKeys = ({ issue, path }: IssueEntry) => [
    `issue ${issue}`,
    ...(path === undefined ? [] : [`path ${path}`]),
  ];
  return [...duplicates(entries, keysOf, later), ...duplicates(issues, issueKeys, sent)];
}

/**
 * Makes one line of those about one article that differ only in what a build notes besides: two branches may both have
 * met it, or one of them with a Tidings that does not note it. What readers may know of one, they may know of both.
 */
export function mergeTwins(entries: readonly Placed<LockEntry>[]): readonly Placed<LockEntry>[] {
  if (new Set(entries.map(({ value }) => value.id)).size === entries.length) return entries;
  const merged = new Map<string, Placed<LockEntry>>();
  for (const line of entries) {
    const { body, seen, order, guid, guidIsLink, atomId, jsonId, ...rest } = line.value;
    const key = JSON.stringify(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)));
    const twin = merged.get(key);
    if (twin && contradicts(twin.value, line.value)) merged.set(`${key} ${line.index}`, line);
    else merged.set(key, twin ? { index: twin.index, value: mergedEntry(twin.value, line.value) } : line);
  }
  return [...merged.values()];
}

/** Whether two lines name different ids of one article for feeds of one format. */
function contradicts(one: LockEntry, other: LockEntry): boolean {
  const ids = ['guid', 'atomId', 'jsonId'] as const;
  return ids.some((name) => (one[name] ?? other[name]) !== (other[name] ?? one[name]));
}

function mergedEntry(one: LockEntry, other: LockEntry): LockEntry {
  const { body = other.body, seen, order = other.order, ...rest } = one;
  const earlier = seen !== undefined && other.seen !== undefined && Date.parse(other.seen) < Date.parse(seen);
  const first = other.seen === undefined ? undefined : earlier ? other.seen : seen;
  return {
    ...rest,
    ...feedIdsIn(other),
    ...feedIdsIn(one),
    ...(body !== undefined && { body }),
    ...(first !== undefined && { seen: first }),
    ...(order !== undefined && { order: Math.min(order, other.order ?? order) }),
  };
}

/** One fault for each line that shares a key with an earlier one, however many they share. */
function duplicates<Value>(
  lines: readonly Placed<Value>[],
  keysOf: (value: Value) => readonly string[],
  better: (one: Value, other: Value) => { readonly kept: Value; readonly because: string } | undefined,
): LineFault[] {
  const seen = new Map<string, Placed<Value>>();
  return lines.flatMap((line) => {
    const keys = keysOf(line.value);
    const shared = keys.find((key) => seen.has(key));
    const before = shared === undefined ? undefined : seen.get(shared);
    for (const key of keys) seen.set(key, line);
    if (!before) return [];
    const choice = better(before.value, line.value);
    const [keep, drop] = choice?.kept === before.value ? [before, line] : [line, before];
    const hint = choice
      ? `Keep line ${keep.index + 1}, ${choice.because}, and delete line ${drop.index + 1}.`
      : 'Keep either line and delete the other.';
    const message = `line ${before.index + 1} has the same ${shared!.slice(0, shared!.indexOf(' '))}`;
    return [{ index: line.index, message, hint }];
  });
}

function later(one: LockEntry, other: LockEntry) {
  const difference = Date.parse(one.updated) - Date.parse(other.updated);
  if (difference === 0) return undefined;
  return { kept: difference > 0 ? one : other, because: 'whose "updated" is later' };
}

function sent(one: IssueEntry, other: IssueEntry) {
  if (Boolean(one.articles) === Boolean(other.articles)) return undefined;
  return { kept: one.articles ? one : other, because: 'which knows what was sent' };
}
