import { counted, grouped } from '../lib/count-words.ts';
import { quoted } from '../lib/quoted.ts';
import type { SendSettings } from '../model/publication.ts';
import { cameBack, rateOf, returnWords } from '../report/returned.ts';
import { duration, share, statesInOrder, stateWords, Times } from '../report/words.ts';
import { type Activity, audienceNow, type Counts, type Ledger, type Sending } from '../store/ledger.ts';
import type { Store } from '../store/open.ts';
import { type ReturnCounts, returnKinds } from '../store/returned-mail.ts';
import type { BatchCounts } from '../store/shared-sendings.ts';
import type { StatusFlags } from './flags.ts';
import type { Results } from './json/results.ts';
import { csvOf, linesOf, plainOf } from './outcomes.ts';
import { findSending } from './send/find-sending.ts';
import { heldBack, leftOut } from './send/words.ts';
import { statusNext } from './status-next.ts';
import { statusReasons, wordsOfReasons } from './status-reasons.ts';
import { type WorkState, wordsOfWork } from './status-work.ts';
import { jsonList } from './subscribers/list.ts';
import { type OpenList, refuse, withList } from './subscribers/open-list.ts';
import type { Terminal } from './terminal.ts';

/** `tidings status [issue]`: all sendings, the numbers of one, or its deliveries by name. */
export async function status(terminal: Terminal, issue: string | undefined, flags: StatusFlags): Promise<number> {
  if (issue === undefined && (flags.only || flags.csv))
    refuse(`${flags.only ? '--only' : '--csv'} is about one issue`, 'Name it: tidings status <issue>.');
  return withList(terminal, flags, async (list) => {
    const { ledger, returnedMail, shared, config, at } = list;
    const times = new Times(config.settings.timezone);
    if (issue === undefined) return all(terminal, list, times);
    const sending = await findSending(ledger, issue, at);
    if (flags.only || flags.csv) return byName(terminal, ledger.read(sending.id, flags.only), flags);
    const [batches, paused] = [await shared?.batches(sending.id), await ledger.pauseOf(sending.id)];
    const isShared = batches !== undefined && sumOfBatches(batches) > 0;
    const work = { ...(isShared && { batches }), ...(paused && { paused }) };
    return one(terminal, { ledger, returnedMail }, { sending, times, at, work, send: config.settings.send });
  });
}

type Kept = Pick<Store, 'ledger' | 'returnedMail'>;

async function all(terminal: Terminal, list: OpenList, times: Times): Promise<number> {
  const { ledger, returnedMail, config, at } = list;
  const sendings = await Promise.all(
    (await ledger.sendings()).map(async (sending) => ({
      sending,
      counts: await ledger.counts(sending.id),
      returned: await returnedMail.counts(sending.id),
    })),
  );
  // Letters that came back later are no part of the sum, so they come after it, and only where there are any.
  const came = sendings.some(({ returned }) => sumOfReturned(returned) > 0);
  const heading = ['issue', 'frozen', 'audience', 'sent', 'failed', 'in doubt', 'suppressed', 'pending'];
  const rows = sendings.map(({ sending, counts, returned }) => [
    ...[sending.slug, times.isoDay(sending.frozen)],
    ...[
      audienceNow(sending, counts).prepared,
      counts.sent,
      counts.failed,
      counts['in-doubt'],
      counts.suppressed,
      openOf(counts),
    ].map(grouped),
    ...(came ? [grouped(cameBack(returned)), grouped(returned.complaint)] : []),
  ]);
  const newest = sendings[0];
  const expectant = await ledger.expectant();
  const coming = await statusNext(config, list);
  const table = newest
    ? `${tableOf([[...heading, ...(came ? ['came back', 'spam'] : [])], ...rows])}${coming.words}Next:\n  npx tidings status ${quoted(newest.sending.slug)}${at}\n`
    : `No issue was sent to the list yet.\n${coming.words}Next:\n  npx tidings send <issue>${at}\n`;
  terminal.result('status', `${waitFor(expectant)}${table}`, {
    sendings: sendings.map(({ sending, counts, returned }) => ({ ...plainSending(sending, counts), returned })),
    ...(expectant > 0 && { expectant }),
    next: coming.value,
  });
  return 0;
}

function waitFor(expectant: number): string {
  if (expectant === 0) return '';
  const who = `${counted(expectant, 'reader')} who confirmed ${expectant === 1 ? 'waits' : 'wait'}`;
  return `${who} for the welcome letter, which could not be opened yet: "tidings check" says why.\n`;
}

async function byName(
  terminal: Terminal,
  deliveries: ReturnType<Ledger['read']>,
  { csv }: StatusFlags,
): Promise<number> {
  if (csv) await terminal.stream(csvOf(deliveries));
  else await terminal.stream(terminal.json ? jsonList('deliveries', deliveries, plainOf) : linesOf(deliveries));
  return 0;
}

interface About {
  readonly sending: Sending;
  readonly times: Times;
  /** The text that names the publication in the next command. */
  readonly at: string;
  readonly work: WorkState;
  readonly send: SendSettings;
}

function sumOfBatches({ held, waiting, later, resting }: BatchCounts): number {
  return held + waiting + later + resting;
}

async function one(terminal: Terminal, { ledger, returnedMail }: Kept, about: About): Promise<number> {
  const { sending, times } = about;
  const [counts, activity, bounces, returned, reasons] = await Promise.all([
    ledger.counts(sending.id),
    ledger.activity(sending.id),
    ledger.bounces(sending.id),
    returnedMail.counts(sending.id),
    statusReasons(ledger, sending.id),
  ]);
  const { subject, slug } = sending;
  const audience = audienceNow(sending, counts);
  const width = grouped(audience.prepared).length;
  const numbers = statesInOrder.map((state) => {
    const part = counts[state] > 0 ? `  ${share(counts[state], audience.prepared)}` : '';
    return `  ${stateWords[state][0].toLowerCase().padEnd(10)}  ${grouped(counts[state]).padStart(width)}${part}\n`;
  });
  const text = [
    `${subject} (${slug})\n`,
    begun({ ...sending, audience }, times),
    leftOut(audience),
    ...numbers,
    sumOf({ audience }, counts),
    cameBackLater(returned, counts.sent),
    wordsOfReasons(reasons),
    paceOf(activity, { sending, counts, times, isShared: about.work.batches !== undefined }),
    wordsOfWork(about.work, { ...about, slug }),
    heldBack(slug, bounces, about.at),
    next(about, counts, activity),
  ];
  terminal.result('status-issue', text.join(''), {
    ...plainSending(sending, counts),
    ...{ bounces, returned, ...reasons, ...activity, ...about.work },
  });
  return 0;
}

function begun({ frozen, open, selection, audience: { prepared, candidates } }: Sending, times: Times): string {
  const when = times.moment(frozen);
  const confirmed = `${counted(prepared, 'reader')} ${prepared === 1 ? 'has' : 'have'} confirmed`;
  if (open === 'open') return `It goes to each reader who confirms, since ${when}: ${confirmed} so far.\n`;
  if (open === 'closed') return `It went to each reader who confirmed, from ${when} on: ${confirmed}. It is closed.\n`;
  const tag = selection.tag === undefined ? '' : ` with the tag "${selection.tag}"`;
  return `Frozen on ${when}: ${grouped(prepared)} of ${grouped(candidates)} on the list${tag}.\n`;
}

function sumOf({ audience: { prepared } }: Pick<Sending, 'audience'>, counts: Counts): string {
  const parts = statesInOrder.map((state) => grouped(counts[state])).join(' + ');
  const sum = statesInOrder.reduce((total, state) => total + counts[state], 0);
  return sum === prepared
    ? `These add up: ${parts} = ${grouped(sum)}.\n`
    : `These do not add up: ${parts} = ${grouped(sum)}, and ${grouped(prepared)} were frozen. If nobody is adding any now, put your last backup in the place of tidings.db.\n`;
}

/** Letters that came back or were called spam after a server had taken them. */
function cameBackLater(returned: ReturnCounts, sent: number): string {
  if (sumOfReturned(returned) === 0) return '';
  const kinds = returnKinds.filter((kind) => returned[kind] > 0);
  const width = Math.max(...kinds.map((kind) => grouped(returned[kind]).length));
  const lines = kinds.map((kind) => {
    const mark = rateOf(returned[kind], sent);
    const words = `${share(returned[kind], sent)} of those sent${mark === 'low' ? '' : `, ${mark}`}`;
    return `  ${returnWords[kind][0].toLowerCase().padEnd(18)}  ${grouped(returned[kind]).padStart(width)}  ${words}\n`;
  });
  return `After a server had taken them, and no part of the sum:\n${lines.join('')}`;
}

function sumOfReturned(returned: ReturnCounts): number {
  return cameBack(returned) + returned.complaint;
}

interface Pace extends Pick<About, 'sending' | 'times'> {
  readonly counts: Counts;
  /** Whether workers have it, of whom there is a line of its own. */
  readonly isShared: boolean;
}

function paceOf({ first, last, lastMinute, sender }: Activity, { sending, counts, times, isShared }: Pace): string {
  const idle =
    sending.open === 'open' ? '"tidings serve" and "tidings inbox" send it by themselves' : 'Nobody sends it now';
  const who = sender ? `Process ${sender.pid} on ${sender.host} sends it now` : idle;
  if (!first || !last) return `No server has answered yet.${isShared ? '' : ` ${who}.`}\n`;
  const seconds = (last.getTime() - first.getTime()) / 1000;
  const soon = lastMinute > 0 && leftTime(counts, lastMinute, seconds);
  const left = sender && soon ? `, ${grouped(lastMinute)} in the last minute, ${soon} left` : '';
  const rate = seconds >= 1 ? `, ${paceWords(counts.sent / seconds)}` : '';
  return `Servers answered ${times.span(first, last)} (${duration(seconds)}${rate}).\n${isShared ? '' : `${who}${left}.\n`}`;
}

/** In the unit in which it is more than one. */
function paceWords(perSecond: number): string {
  if (perSecond >= 1) return `${grouped(Math.round(perSecond))} a second`;
  if (perSecond >= 1 / 60) return `${Math.round(perSecond * 60)} a minute`;
  return `${Math.round(perSecond * 3600)} an hour`;
}

/** By the pace of the last minute, or of all the time if it began later. */
function leftTime(counts: Counts, lastMinute: number, seconds: number): string {
  return duration(Math.max(10, (openOf(counts) / lastMinute) * Math.min(60, Math.max(1, seconds))));
}

function next(
  { sending: { slug }, at, work: { batches, paused } }: About,
  counts: Counts,
  { sender }: Activity,
): string {
  const issue = quoted(slug);
  if (sender || (batches && batches.held > 0)) return `Next: see how it goes on:\n  npx tidings status ${issue}${at}\n`;
  const steps: string[] = [];
  // The way out of a pause was told.
  if (openOf(counts) > 0 && batches) steps.push('have workers go on:', '  npx tidings worker');
  else if (openOf(counts) > 0 && !paused)
    steps.push('go on where it stopped; nobody gets it twice:', `  npx tidings send ${issue}${at}`);
  if (counts['in-doubt'] > 0)
    steps.push('whose letters are in doubt:', `  npx tidings status ${issue} --only in-doubt${at}`);
  if (counts.failed > 0)
    steps.push(
      'whose letters failed and why, and send these once more:',
      `  npx tidings status ${issue} --only failed${at}`,
      `  npx tidings send ${issue} --only failed${at}`,
    );
  if (steps.length === 0 && paused) return '';
  if (steps.length === 0) steps.push('a page about it:', `  npx tidings report ${issue}${at}`);
  return `Next: ${steps.join('\n')}\n`;
}

function openOf(counts: Counts): number {
  return counts.pending + counts['under-way'];
}

function plainSending(
  { issue, slug, subject, frozen, open, selection, audience }: Sending,
  counts: Counts,
): Omit<Results['status']['sendings'][number], 'returned'> {
  return {
    issue,
    slug,
    subject,
    frozen,
    ...(open && { open }),
    selection,
    audience: audienceNow({ ...(open && { open }), audience }, counts),
    counts,
  };
}

/** Columns of which the first two are words and the others numbers. */
function tableOf(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row.map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join('  ');
  return rows.map((row) => `${line(row)}\n`).join('');
}
