import type { MailFinding } from '../../returns/finding.ts';
import { tokensIn } from '../../subscribers/token.ts';
import { hmacOf, isFresh, isOfType, isSame } from './proof.ts';
import { type ProviderEvent, type Receive, refused } from './provider.ts';
import { addressesOf, instantAt, parsedJson, textAt, valueAt } from './untrusted.ts';
import { failureBy, tracesWith } from './weight.ts';

/** How old a signature may be, in minutes: who comes again signs again. */
const freshFor = 5;

const mostEvents = 1_000;

/**
 * Receives events of any program that knows the key: the field `Tidings-Signature` holds the HMAC-SHA-256, in hexadecimal,
 * of the field `Tidings-Timestamp` (seconds since 1970), a full stop and the body.
 */
export function signedByHmac(key: string, clock: () => Date): Receive {
  return async (request) => {
    const timestamp = request.header('tidings-timestamp') ?? '';
    const signature = request.header('tidings-signature') ?? '';
    if (!/^\d{1,12}$/.test(timestamp) || signature === '')
      return refused(401, 'Tidings-Timestamp or Tidings-Signature is missing');
    if (!isOfType(request.header('content-type'), ['application/json'])) return refused(415, 'the body is no JSON');
    const body = await request.body();
    if (!isSame(signature.toLowerCase(), hmacOf(key, `${timestamp}.`, body)))
      return refused(401, 'the signature is not made with TIDINGS_WEBHOOK_HMAC');
    if (!isFresh(Number(timestamp), clock(), freshFor))
      return refused(401, 'the signature is too old, or of the future');
    const content = parsedJson(body);
    const events = Array.isArray(content) ? content : [content];
    if (events.length > mostEvents) return refused(400, `the body holds more than ${mostEvents} events`);
    if (events.some((event) => typeof event !== 'object' || event === null))
      return refused(400, 'the body is no JSON object, nor a list of them');
    return { events: events.map((event) => eventOf(event as object)) };
  };
}

function eventOf(event: object): ProviderEvent {
  const at = instantAt(event, 'at');
  const id = textAt(event, 'id') ?? JSON.stringify(event);
  return { id, finding: findingOf(event), ...(at && { at }), content: event };
}

function findingOf(event: object): MailFinding {
  const type = textAt(event, 'type') ?? '';
  const recipients = addressesOf(valueAt(event, 'recipient'));
  const traces = tracesWith({
    addresses: addressesOf(valueAt(event, 'returnPath')),
    messageIds: [textAt(event, 'messageId') ?? ''],
    tokens: tokensIn(textAt(event, 'listUnsubscribe') ?? ''),
  });
  if (type === 'complaint') return { kind: 'complaint', recipients, traces };
  if (type === 'unsubscribe') return { kind: 'departure', recipients, traces };
  if (type === 'delivered') return { kind: 'progress' };
  if (type !== 'hard' && type !== 'soft')
    return { kind: 'unknown', reason: 'its "type" is none of hard, soft, complaint, unsubscribe and delivered' };
  const details = { recipients, status: textAt(event, 'status'), diagnostic: textAt(event, 'reply') };
  return { kind: 'bounce', failures: [failureBy(type, details)], traces };
}
