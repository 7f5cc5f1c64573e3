import { counted, grouped } from '../lib/count-words.ts';
import { quoted } from '../lib/quoted.ts';
import type { SendSettings } from '../model/publication.ts';
import type { Times } from '../report/words.ts';
import type { Pause } from '../store/ledger.ts';
import type { BatchCounts } from '../store/shared-sendings.ts';

/** Who works at a sending that was handed to workers, and whether somebody keeps it from going on. */
export interface WorkState {
  /** Absent where no batch is left. */
  readonly batches?: BatchCounts;
  readonly paused?: Pause;
}

export function wordsOfWork(
  { batches, paused }: WorkState,
  {
    slug,
    times,
    at,
    send,
  }: { slug: string; times: Times; at: string; send: Pick<SendSettings, 'rate' | 'ratePerDomain'> },
): string {
  const lines: string[] = [];
  if (batches) {
    const { held, waiting, later, resting } = batches;
    const who =
      held === 0
        ? 'No worker has a batch of it now'
        : `${counted(held, 'worker')} ${held === 1 ? 'sends' : 'send'} it now`;
    const parts = [
      waiting > 0 && `${inBatches(waiting)} ${waiting === 1 ? 'waits' : 'wait'} for a worker`,
      later > 0 && `${grouped(later)} for a time`,
      resting > 0 && `${grouped(resting)} for you (hand it over again)`,
    ].filter(Boolean);
    lines.push(`${[who, ...parts].join('; ')}${limits(send)}.\n`);
  }
  if (paused) {
    const issue = paused.isOfAll ? '' : ` ${quoted(slug)}`;
    const whose = paused.isOfAll ? 'All sendings are' : 'It is';
    const why = paused.why === undefined ? '' : `: ${paused.why}`;
    lines.push(
      `${whose} paused since ${times.moment(paused.at)}${why}. To end that:\n  npx tidings send${issue} --resume${at}\n`,
    );
  }
  return lines.join('');
}

function inBatches(count: number): string {
  return `${grouped(count)} ${count === 1 ? 'batch' : 'batches'}`;
}

/** The rates that all machines keep to together. */
function limits({ rate, ratePerDomain }: Pick<SendSettings, 'rate' | 'ratePerDomain'>): string {
  const parts = [
    rate !== undefined && `${grouped(rate)} a second`,
    ratePerDomain !== undefined && `${grouped(ratePerDomain)} a second to one domain`,
  ].filter(Boolean);
  return parts.length === 0 ? '' : `; together at most ${parts.join(', and ')}`;
}
