import type { MailFinding } from '../../returns/finding.ts';
import { knownLettersOf } from '../../returns/known-letters.ts';
import { resolve } from '../../returns/resolve.ts';
import type { KeptEvent, ReturnedMail } from '../../store/returned-mail.ts';
import { addressOf } from '../../subscribers/subscriber.ts';
import type { Doors } from '../doors.ts';
import { sha256 } from './proof.ts';
import type { ProviderEvent, ProviderName } from './provider.ts';

/** The part of an event that is kept for a person to read, in characters. */
const longestContent = 4_000;

/**
 * Does to the list what events ask for, as the inbox does for mails, and keeps those that nobody can be held to. All is
 * durable once the promise is fulfilled, and events that come twice change nothing.
 */
export async function takeEvents(
  provider: ProviderName,
  events: readonly ProviderEvent[],
  { store, settings, key, clock, metrics }: Pick<Doors, 'store' | 'settings' | 'key' | 'clock' | 'metrics'>,
): Promise<void> {
  const { subscribers, ledger, returnedMail } = store;
  const letters = await knownLettersOf(settings, { subscribers, ledger, key });
  const mails: ReturnedMail[] = [];
  const unknown: KeptEvent[] = [];
  for (const { id, finding, at, content } of events) {
    const fingerprint = sha256(`webhook\n${provider}\n${id}`);
    const verdict = await resolve(finding, letters);
    if (verdict.kind !== 'unknown') mails.push({ fingerprint, verdict, ...(at && { written: at }) });
    else {
      const isErased = await namesErased(finding, store);
      const text = isErased ? '{}' : withoutTokens(JSON.stringify(content)).slice(0, longestContent);
      unknown.push({ fingerprint, provider, at: clock(), reason: verdict.reason, content: text });
    }
  }
  const effects = mails.length > 0 ? await returnedMail.take(mails, { apply: true }) : [];
  if (unknown.length > 0) await returnedMail.keep(unknown);
  for (const { result } of effects) metrics.count('webhooks', { provider, result });
  if (unknown.length > 0) metrics.count('webhooks', { provider, result: 'unknown' }, unknown.length);
}

/** Nothing about a person who was erased is written down again. */
async function namesErased(finding: MailFinding, { subscribers }: Doors['store']): Promise<boolean> {
  for (const text of recipientsOf(finding)) {
    const address = addressOf(text);
    if (address && (await subscribers.suppressionOf(address))?.reason === 'erased') return true;
  }
  return false;
}

function recipientsOf(finding: MailFinding): readonly string[] {
  if (finding.kind === 'bounce') return finding.failures.flatMap(({ recipients }) => recipients);
  return finding.kind === 'complaint' || finding.kind === 'departure' ? finding.recipients : [];
}

/** Events of SES hold the letter's header, and with it the token of the reader. */
function withoutTokens(json: string): string {
  return json.replace(/(?<![\w-])[\w-]{59}(?![\w-])/g, '[token]');
}
