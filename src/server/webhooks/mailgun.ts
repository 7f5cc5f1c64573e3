import type { MailFinding } from '../../returns/finding.ts';
import { hmacOf, isFresh, isOfType, isSame, sha256 } from './proof.ts';
import { type ProviderEvent, type Receive, refused } from './provider.ts';
import { addressesOf, instantAt, parsedJson, textAt, valueAt } from './untrusted.ts';
import { failureBy, tracesWith } from './weight.ts';

/** Mailgun comes again for eight hours, with the signature of the first time or another. */
const freshFor = 12 * 60;

/**
 * Receives webhooks of Mailgun. Its signature covers a timestamp and a token, and not the event: a token is good for one
 * event alone, or the reader of one request could send others.
 * @param key The "HTTP webhook signing key" of the account.
 */
export function mailgun(key: string, clock: () => Date): Receive {
  return async (request) => {
    if (!isOfType(request.header('content-type'), ['application/json'])) return refused(415, 'the body is no JSON');
    const body = parsedJson(await request.body());
    const timestamp = textAt(body, 'signature', 'timestamp') ?? '';
    const token = textAt(body, 'signature', 'token') ?? '';
    const signature = textAt(body, 'signature', 'signature') ?? '';
    const event = valueAt(body, 'event-data');
    if (!/^\d{1,12}$/.test(timestamp) || token === '' || token.length > 200 || typeof event !== 'object' || !event)
      return refused(400, 'the body is no event of Mailgun');
    if (!isSame(signature.toLowerCase(), hmacOf(key, timestamp, token)))
      return refused(401, 'the signature is not made with TIDINGS_WEBHOOK_MAILGUN');
    const now = clock();
    if (!isFresh(Number(timestamp), now, freshFor)) return refused(406, 'the signature is too old, or of the future');
    const until = new Date((Number(timestamp) + freshFor * 60) * 1000);
    const use = { token: sha256(`mailgun\n${token}`), request: sha256(JSON.stringify(event)), until };
    return { events: [eventOf(event)], token: use };
  };
}

function eventOf(event: object): ProviderEvent {
  const at = instantAt(event, 'timestamp');
  const named = ['event', 'id', 'recipient', 'timestamp'].map((name) => textAt(event, name) ?? '');
  return { id: JSON.stringify(named), finding: findingOf(event), ...(at && { at }), content: event };
}

function findingOf(event: object): MailFinding {
  const kind = textAt(event, 'event') ?? '';
  const recipients = addressesOf(valueAt(event, 'recipient'));
  const traces = tracesWith({
    addresses: addressesOf(valueAt(event, 'envelope', 'sender')),
    messageIds: [textAt(event, 'message', 'headers', 'message-id') ?? ''],
  });
  const about = { recipients, traces };
  if (kind === 'complained') return { kind: 'complaint', ...about };
  if (kind === 'unsubscribed') return { kind: 'departure', ...about };
  if (kind === 'rejected') return bounceOf(event, 'ours', about);
  if (['accepted', 'delivered', 'opened', 'clicked', 'stored'].includes(kind)) return { kind: 'progress' };
  if (kind !== 'failed') return { kind: 'unknown', reason: 'it is of a kind that this version does not know' };
  // Mailgun goes on trying; if it gives up, it says so by another event.
  if (textAt(event, 'severity') === 'temporary') return { kind: 'progress' };
  const reason = textAt(event, 'reason');
  if (reason === 'suppress-unsubscribe') return { kind: 'departure', ...about };
  if (reason === 'suppress-complaint') return { kind: 'complaint', ...about };
  return bounceOf(event, reason === 'old' || reason === 'suppress-bounce' ? 'soft' : 'hard', about);
}

function bounceOf(
  event: object,
  weight: 'hard' | 'soft' | 'ours',
  { recipients, traces }: Pick<Extract<MailFinding, { kind: 'complaint' }>, 'recipients' | 'traces'>,
): MailFinding {
  const [code, status, message, description, reject] = [
    ['delivery-status', 'code'],
    ['delivery-status', 'enhanced-code'],
    ['delivery-status', 'message'],
    ['delivery-status', 'description'],
    ['reject', 'reason'],
  ].map((path) => textAt(event, ...path));
  const words = message || description || reject || '';
  const diagnostic = code && /^[45]\d\d$/.test(code) && !words.startsWith(code) ? `${code} ${words}` : words;
  return { kind: 'bounce', failures: [failureBy(weight, { recipients, status, diagnostic })], traces };
}
