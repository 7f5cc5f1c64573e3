import type { Reading } from '../inbox/read.ts';
import { counted } from '../lib/count-words.ts';
import { quoted } from '../lib/quoted.ts';
import { softBounceLimit } from '../store/returned-mail.ts';
import type { OutboxOutcomes } from './inbox-delivery.ts';
import type { Results } from './json/results.ts';

/** The result of reading a mailbox. */
export interface InboxReport {
  /** The mailbox as the person named it. */
  readonly name: string;
  /** Without those that were read before. */
  readonly readings: readonly Reading[];
  /** How many were read before. */
  readonly known: number;
  /** How many are left alone, as they were before, when a person was told of them; they are none of the readings. */
  readonly leftAlone: number;
  readonly moved: number;
  readonly apply: boolean;
  /** The sendings whose bounces are held, by their numbers, and how many of each. */
  readonly held: ReadonlyMap<number, { readonly slug: string; readonly count: number }>;
  /** What became of the mails that waited; absent in a trial. */
  readonly outbox?: OutboxOutcomes;
  /** The text to add to the next command. */
  readonly at: string;
}

const kinds: Readonly<Record<Exclude<Reading['kind'], 'known'>, string>> = {
  hard: 'came back for good',
  soft: 'came back for now',
  refused: 'refused, not for the reader',
  complaint: 'complaints of spam',
  unsubscribe: 'wishes to unsubscribe',
  asked: 'wishes to join',
  joined: 'confirmed to join',
  declined: 'wishes to join, declined',
  automatic: 'automatic answers',
  progress: 'delays and receipts',
  unknown: 'left alone',
};

/** How many of a kind a person is shown; `--json` has all. */
const shown = 20;

/** The report: mail found, people who left, returned letters, mail that was not understood, and the next step. */
export function wordsOfReport(report: InboxReport): string {
  const { readings, moved, apply, held, at, outbox } = report;
  const lines = [headLine(report)];
  const counts = countsOf(readings);
  const width = Math.max(...Object.values(counts).map((count) => String(count).length));
  const column = Math.max(...Object.values(kinds).map((words) => words.length)) + 1;
  for (const [kind, words] of Object.entries(kinds)) {
    const count = counts[kind as keyof typeof kinds];
    if (count > 0) lines.push(`  ${words.padEnd(column)}${String(count).padStart(width)}`);
  }
  const left = readings.filter(({ result }) => result === 'left');
  lines.push(...section(apply ? 'Taken off the list:' : 'Would be taken off the list:', left.map(personLine)));
  lines.push(
    ...section(apply ? 'Asked to confirm:' : 'Would be asked to confirm:', ofKind(readings, 'asked').map(nameOf)),
  );
  const joined = readings.filter(({ result }) => result === 'joined');
  lines.push(...section(apply ? 'Joined:' : 'Would join:', joined.map(nameOf)));
  for (const [sending, { slug }] of held) {
    const flood = readings.filter((one) => one.result === 'held' && one.sending === sending);
    lines.push(...section(floodWords(slug, flood.length), flood.map(personLine)));
  }
  const counting = readings.filter(({ result }) => result === 'counted');
  const rule = `${softBounceLimit.issues} issues in a row over ${softBounceLimit.days} days`;
  lines.push(...section(`Came back; given up after ${rule}:`, counting.map(personLine)));
  lines.push(...section('Refused, and the reader stays:', ofKind(readings, 'refused').map(personLine)));
  lines.push(...section('Wishes to join, not followed:', ofKind(readings, 'declined').map(mailLine)));
  lines.push(...section('Left alone:', ofKind(readings, 'unknown').map(mailLine)));
  lines.push(...wordsOfOutbox(outbox));
  if (moved > 0) lines.push(`${counted(moved, 'mail')} moved.`);
  return `${lines.join('\n')}\n${next({ readings, apply, held, at, left: left.length })}\n`;
}

/** The same as data, with every mail. */
export function plainReport({ name, readings, known, leftAlone, moved, apply, outbox }: InboxReport): Results['inbox'] {
  const { unknown, ...counts } = countsOf(readings);
  return {
    mailbox: name,
    applied: apply,
    read: readings.length,
    known,
    leftAlone,
    moved,
    counts: { ...counts, unknown },
    ...(outbox && { outbox }),
    mails: readings,
  };
}

function headLine({ name, readings, known, leftAlone }: InboxReport): string {
  const were = (count: number) => (count === 1 ? 'was' : 'were');
  const before = known > 0 ? `, and ${known} that ${were(known)} read before` : '';
  const alone = leftAlone > 0 ? `, and ${leftAlone} that ${were(leftAlone)} left alone before` : '';
  return `${counted(readings.length, 'new mail')} in ${name}${before}${alone}.`;
}

function wordsOfOutbox(outbox: OutboxOutcomes | undefined): string[] {
  if (!outbox) return [];
  const { sent, waiting, refused, expired } = outbox;
  const lines = [
    [sent, 'sent'],
    [waiting, 'waiting for the mail server; the next run tries again, for a day'],
    [refused, 'refused by the mail server for good'],
    [expired, 'given up after a day'],
  ] as const;
  const told = lines.filter(([count]) => count > 0);
  return section(
    'Mails that ask to confirm:',
    told.map(([count, what]) => `${count} ${what}`),
  );
}

function next({
  readings,
  apply,
  held,
  at,
  left,
}: Pick<InboxReport, 'readings' | 'apply' | 'held' | 'at'> & { left: number }): string {
  if (!apply) return 'Nothing was stored. Next: run it again without --dry-run.';
  if (held.size > 0)
    return `Next: find out why so much came back. If these mailboxes really are gone:\n${accept(held, at)}`;
  if (ofKind(readings, 'refused').length > 0)
    return `Next: see why servers refuse your letters:\n  npx tidings doctor${at.replace(' --publication', '')}`;
  if (ofKind(readings, 'unknown').length > 0) return 'Next: read the mail that was left alone yourself.';
  if (ofKind(readings, 'asked').length > 0) return `Next: read their answers:\n  npx tidings inbox${at}`;
  return left > 0 || readings.some(({ result }) => result === 'joined')
    ? `Next:\n  npx tidings subscribers${at}`
    : 'Next: write the next article.';
}

function countsOf(readings: readonly Reading[]): Record<keyof typeof kinds, number> {
  const counts = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, 0])) as Record<keyof typeof kinds, number>;
  for (const { kind } of readings) if (kind !== 'known') counts[kind] += 1;
  return counts;
}

function accept(held: InboxReport['held'], at: string): string {
  const lines = [...held.values()].map(
    ({ slug, count }) => `  npx tidings send ${quoted(slug)} --accept-bounces --confirm=${count}${at}`,
  );
  return lines.join('\n');
}

function floodWords(slug: string, count: number): string {
  return `So much of ${slug} came back at once that nobody is taken off for it yet (${counted(count, 'letter')}):`;
}

function ofKind(readings: readonly Reading[], kind: Reading['kind']): Reading[] {
  return readings.filter((reading) => reading.kind === kind);
}

function section(heading: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const more = lines.length > shown ? [`  and ${lines.length - shown} more; --json has them all`] : [];
  return ['', heading, ...lines.slice(0, shown).map((line) => `  ${line}`), ...more];
}

function nameOf({ address }: Reading): string {
  return address ?? 'somebody who is no longer on the list';
}

function personLine(reading: Reading): string {
  const { times, result, reason = '' } = reading;
  const count = result === 'counted' && times !== undefined ? `, ${counted(times, 'issue')} in a row` : '';
  return `${nameOf(reading)}${count}: ${reason}`;
}

function mailLine({ date, from, subject, reason = '' }: Reading): string {
  const what = [date.slice(0, 10), from, subject && `"${subject}"`].filter(Boolean).join('  ');
  return `${what || 'a mail without a header'}: ${reason}`;
}
