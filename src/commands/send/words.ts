import { counted, grouped } from '../../lib/count-words.ts';
import { quoted } from '../../lib/quoted.ts';
import type { RunProgress } from '../../send/loop/loop.ts';
import { leftOutByReason } from '../../sendings/left-out.ts';
import { type Audience, type BounceCounts, type Counts, type Pause, sizeOf } from '../../store/ledger.ts';

/** The facts for the decision: the number of recipients and the server. */
export function goesTo(subject: string, people: string, through: string): string {
  return `"${subject}" goes to ${people} through ${through}.\n`;
}

/** The people on the list who get nothing, by reason; empty if everybody gets it. */
export function leftOut(audience: Audience): string {
  const some = leftOutByReason(audience);
  return some.length === 0 ? '' : `Left out: ${some.join(', ')}.\n`;
}

/** The details after the number of letters while they are sent. */
export function detail({ sent, failed, inDoubt, suppressed }: RunProgress): string {
  const parts = [
    `${sent} sent`,
    failed > 0 && `${failed} failed`,
    suppressed > 0 && `${suppressed} suppressed`,
    `${inDoubt} in doubt`,
  ];
  return parts.filter(Boolean).join(', ');
}

/** The domains that all remaining letters wait for, in place of a pace. */
export function resting({ later, until, domains = [], why }: RunProgress): string {
  const time = until!.toTimeString().slice(0, 5);
  if (later === 0) return `goes on at ${time}; Ctrl-C is safe`;
  const [domain, ...more] = domains;
  const others = more.length > 0 ? ` and ${counted(more.length, 'other domain')}` : '';
  const whom = domain ? ` for ${domain}${others}` : '';
  const answer = why ? `; the last answer: ${why}` : '';
  return `${grouped(later)} ${later === 1 ? 'waits' : 'wait'}${whom} until ${time}; Ctrl-C is safe${answer}`;
}

/** Said when a server has failed several times in a row, once for each time that it is away. */
export function away(from: string, to: string | undefined, why: string): string {
  if (to !== undefined) return `${from} is away (${why}); ${to} takes over.\n`;
  return `${from} is away (${why}). It is tried again until it is back or the time of send.retryFor is over; Ctrl-C ends that, and what is left stays pending.\n`;
}

/** How a run ended, by the whole sending's numbers. */
export function ending(slug: string, counts: Counts, { stopped, at }: { stopped: boolean; at: string }): string {
  const rest = restOf(counts);
  const went = stopped ? `Stopped. So far ${slug} was sent to` : `${slug} was sent to`;
  const numbers = `${went} ${grouped(counts.sent)} of ${counted(sizeOf(counts), 'subscriber')}${rest && `: ${rest}`}.\n`;
  const next = stopped
    ? 'Next: run the same command again. It goes on where this stopped, and nobody gets the letter twice.\n'
    : `Next: see what became of it:\n  npx tidings status ${quoted(slug)}${at}\n`;
  return `${numbers}${doubtful(slug, counts, at)}${next}`;
}

/** Where all had their turn already. */
export function nothingLeft(slug: string, counts: Counts, at: string): string {
  const rest = restOf(counts);
  return `Nothing new: ${slug} was sent to ${counted(counts.sent, 'subscriber')} before${rest && `; ${rest}`}.\n${doubtful(slug, counts, at)}`;
}

/** Said where nothing is pending any more, because a person has cancelled the rest; empty if nobody has. */
export function cancelledBefore(count: number): string {
  return count === 0 ? '' : `It was cancelled by hand for ${counted(count, 'subscriber')}, so nothing is pending.\n`;
}

/** Marks that wait for a person, and the two ways out. */
export function heldBack(slug: string, { held }: Pick<BounceCounts, 'held'>, at: string): string {
  if (held === 0) return '';
  const addresses = held === 1 ? '1 address' : `${grouped(held)} addresses`;
  return `Servers said of ${addresses} that no mailbox is there, and nobody was taken off the list for it. If that is wrong, mend the cause and send these letters once more; if it is right, as with an old list, accept it:
  npx tidings send ${quoted(slug)} --only failed${at}
  npx tidings send ${quoted(slug)} --accept-bounces --confirm=${held}${at}
`;
}

/** Said where somebody paused what this process was sending. */
export function pausedMeanwhile(slug: string, { isOfAll, why }: Pause, at: string): string {
  const issue = isOfAll ? '' : ` ${quoted(slug)}`;
  return `It was paused meanwhile${why === undefined ? '' : `: ${why}`}. To end that:\n  npx tidings send${issue} --resume${at}\n`;
}

/** Said when a person has accepted what was held. */
export function takenOff(count: number): string {
  return `${counted(count, 'subscriber')} ${count === 1 ? 'was' : 'were'} taken off the list, because letters bounced.\n`;
}

function restOf(counts: Counts): string {
  const parts = [
    counts.failed > 0 && `${grouped(counts.failed)} failed`,
    counts['in-doubt'] > 0 && `${grouped(counts['in-doubt'])} in doubt`,
    counts.suppressed > 0 && `${grouped(counts.suppressed)} suppressed`,
    counts['under-way'] > 0 && `${grouped(counts['under-way'])} under way`,
    counts.pending > 0 && `${grouped(counts.pending)} still to send`,
  ];
  return parts.filter(Boolean).join(', ');
}

function doubtful(slug: string, counts: Counts, at: string): string {
  if (counts['in-doubt'] === 0) return '';
  return `Nobody can know whether those in doubt got it. These are they:\n  npx tidings status ${quoted(slug)} --only in-doubt${at}\n`;
}
