import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../../config/config.ts';
import type { Problem } from '../../model/problem.ts';
import { formatEntry, formatIssue } from './format.ts';
import type { Lock } from './lock.ts';

type Addressed = Pick<Config, 'single' | 'settings' | 'origins'>;

/** Whether ids may be made of the publication's address: it is its own, and no flag of one run gave it. */
export function mayMint({ settings, origins }: Addressed): boolean {
  return origins.url !== 'flag' && !isPlaceholder(settings.url);
}

/** The host of the starter's settings, which every new publication begins with. */
const starterHost = 'slackwater.example.org';

/** Whether an address or id names the starter, or a host that nobody can own (RFC 6761). */
function isPlaceholder(uri: string): boolean {
  const host = /^tag:([^,]*)/.exec(uri)?.[1] ?? URL.parse(uri)?.hostname ?? '';
  return (
    host === starterHost || /(^|\.)(localhost|test|invalid|example)\.?$/.test(host) || /^127\.|^\[::1\]$/.test(host)
  );
}

/** The lock to write after a run, or nothing if there is none to be. */
export function lockToKeep(config: Addressed, before: Lock, after: Lock): Lock | undefined {
  if (config.single || config.origins.url === 'flag') return undefined;
  if (mayMint(config)) return after;
  const kept = withoutMinted(before, after);
  return kept.feed === undefined && kept.entries.length + (kept.issues?.length ?? 0) === 0 ? undefined : kept;
}

/** Whether a lock holds the very entries of another, and says the same of all else. */
export function isSameLock(before: Lock, after: Lock): boolean {
  const { entries, ...rest } = before;
  const { entries: others, ...more } = after;
  if (entries.length !== others.length || !isDeepStrictEqual(filled(rest), filled(more))) return false;
  const known = new Set(entries);
  return others.every((entry) => known.has(entry));
}

function filled({ feed, addresses = [], listId, issues = [] }: Omit<Lock, 'entries'>) {
  return [feed, listId, addresses.map((one) => JSON.stringify(one)).sort(), issues.map(formatIssue).sort()];
}

/** A lock without the lines that a run has made: all but those that were there before, and those of what was sent. */
export function withoutMinted(before: Lock, after: Lock, sent: ReadonlySet<string> = new Set()): Lock {
  const ids = new Set([
    ...before.entries.map(({ id }) => id),
    ...(before.issues ?? []).map(({ issue }) => issue),
    ...sent,
  ]);
  return {
    ...(before.feed !== undefined && { feed: before.feed }),
    ...(before.addresses && { addresses: before.addresses }),
    ...(before.listId !== undefined && { listId: before.listId }),
    entries: after.entries.filter(({ id }) => ids.has(id)),
    issues: (after.issues ?? []).filter(({ issue }) => ids.has(issue)),
  };
}

/** Warnings about an address that is nobody's own. */
export function placeholderProblems({ single, settings, at }: Config, { feed }: Lock): Problem[] {
  if (single) return [];
  if (isPlaceholder(settings.url))
    return [
      {
        severity: 'warning',
        rule: 'placeholder-url',
        message: `"url" is ${settings.url}, an example, so no ids are kept in tidings.lock yet`,
        hint: 'Readers know articles by ids that begin with its host. Set it to the address of your site before you publish.',
        ...at(['url']),
      },
    ];
  if (feed === undefined || !isPlaceholder(feed)) return [];
  return [
    {
      severity: 'warning',
      rule: 'placeholder-id',
      message: `the id of the feeds is ${feed}, which many publications have`,
      hint: `It stays, since readers know the feeds by it. Only if nobody has subscribed yet, delete the line {"feed":"${feed}"} in tidings.lock, and the next build makes another of "url".`,
    },
  ];
}

/** The paths of the articles and issues whose lines a lock lacks or has otherwise; nothing if it lacks nothing. */
export function missingIn(before: Lock, after: Lock): readonly string[] | undefined {
  const texts = new Map(before.entries.map((entry) => [entry.id, entry]));
  const entries = after.entries.filter((entry) => {
    const known = texts.get(entry.id);
    if (known === entry) return false;
    // Version 0.1.0 does not note the text's hash, and need not.
    const { body: _, ...rest } = entry;
    return !known || formatEntry(known.body === undefined ? rest : entry) !== formatEntry(known);
  });
  const lines = new Set(before.issues?.map(formatIssue));
  const issues = (after.issues ?? []).filter((issue) => !lines.has(formatIssue(issue)));
  if (entries.length + issues.length === 0 && before.feed === after.feed) return undefined;
  return [...entries, ...issues].flatMap(({ path }) => path ?? []);
}
