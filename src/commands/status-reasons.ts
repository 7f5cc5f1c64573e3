import { grouped } from '../lib/count-words.ts';
import { type ReasonCount, Reasons } from '../report/reasons.ts';
import type { Ledger } from '../store/ledger.ts';

/** Why letters of a sending failed or wait. */
export interface StatusReasons {
  readonly failures: readonly ReasonCount[];
  readonly waits: readonly ReasonCount[];
}

/** More letters than this say nothing new; `report` reads them all. */
const enough = 10_000;

/** Reads the last answer to letters that failed or wait, of a long list the first ones. */
export async function statusReasons(ledger: Pick<Ledger, 'read'>, sending: number): Promise<StatusReasons> {
  const [failures, waits] = [new Reasons(), new Reasons()];
  let number = 0;
  for await (const { events, address } of ledger.read(sending, 'failed')) {
    failures.add(events.at(-1)?.reply ?? '', address);
    if (++number === enough) break;
  }
  number = 0;
  for await (const { events, address } of ledger.read(sending, 'pending')) {
    const last = events.at(-1);
    if (last?.kind === 'later') waits.add(last.reply ?? '', address);
    if (++number === enough) break;
  }
  return { failures: failures.list(), waits: waits.list() };
}

/** The most frequent reasons, each with its code in plain words; `report` has the others. */
export function wordsOfReasons({ failures, waits }: StatusReasons): string {
  return `${section('Why letters failed:', failures)}${section('Why letters wait:', waits)}`;
}

const shown = 3;

function section(heading: string, reasons: readonly ReasonCount[]): string {
  if (reasons.length === 0) return '';
  const width = grouped(reasons[0]!.letters).length;
  const lines = reasons.slice(0, shown).map(({ code = '', words, meaning, letters }) => {
    const said = [code, words].filter(Boolean).join(' ') || 'no words were kept';
    return `  ${grouped(letters).padStart(width)}  ${said}${meaning ? ` (${meaning})` : ''}\n`;
  });
  const more = reasons.length > shown ? `  ${reasons.length - shown} rarer reasons stand in the report.\n` : '';
  return `${heading}\n${lines.join('')}${more}`;
}
