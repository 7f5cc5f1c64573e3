import type { Failure, Traces, Weight } from '../../returns/finding.ts';
import { wordsOf } from '../../returns/words.ts';
import { statusIn, weigh } from '../../subscribers/diagnosis.ts';

/** A provider's account of one failure. */
interface Told {
  readonly recipients: readonly string[];
  readonly status?: string | undefined;
  readonly diagnostic?: string | undefined;
}

/**
 * A failure by the class that a provider gives it. Where it passes on the server's own code, that one decides by the
 * rules of returned mail, so that a reader is treated the same whichever way the news took; but a provider that calls
 * a failure passing is believed.
 */
export function failureBy(given: Exclude<Weight, 'none'>, { recipients, status, diagnostic = '' }: Told): Failure {
  const told = wordsOf(diagnostic.replace(/^(smtp|x-[\w-]+)\s*;\s*/i, ''));
  const diagnosis = { status: status ?? '', diagnostic: told };
  const known = statusIn(diagnosis);
  const hasCode = (known !== undefined && !known.endsWith('.0.0')) || /(?<![\d.])[45]\d\d(?![\d.])/.test(told);
  const own = hasCode ? weigh(diagnosis) : given;
  const weight = given === 'ours' || (given === 'soft' && own === 'hard') ? given : own;
  return { weight, ...(known && { status: known }), ...(told && { diagnostic: told }), recipients };
}

/** Traces of a letter of which a provider tells this much. */
export function tracesWith(traces: Partial<Traces>): Traces {
  const messageIds = (traces.messageIds ?? []).map((id) => `<${id.trim().replace(/^<|>$/g, '')}>`);
  const plausible = messageIds.filter((id) => /^<[^<>\s]{1,990}>$/.test(id));
  return { addresses: [], tokens: [], ...traces, messageIds: [...new Set(plausible)].slice(0, 2) };
}
