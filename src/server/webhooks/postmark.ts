import { ownValue } from '../../lib/own-value.ts';
import type { MailFinding, Weight } from '../../returns/finding.ts';
import { isOfType, isSame } from './proof.ts';
import { type ProviderEvent, type Receive, refused } from './provider.ts';
import { addressesOf, instantAt, parsedJson, textAt, valueAt } from './untrusted.ts';
import { failureBy, tracesWith } from './weight.ts';

/** Receives webhooks of Postmark, which proves itself by basic authentication. @param login `user:password` */
export function postmark(login: string): Receive {
  return async (request) => {
    const [, code = ''] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(request.header('authorization') ?? '') ?? [];
    if (!isSame(Buffer.from(code, 'base64').toString('utf8'), login))
      return refused(401, 'the user or password is not that of TIDINGS_WEBHOOK_POSTMARK');
    if (!isOfType(request.header('content-type'), ['application/json'])) return refused(415, 'the body is no JSON');
    const event = parsedJson(await request.body());
    if (typeof event !== 'object' || event === null) return refused(400, 'the body is no JSON object');
    return { events: [eventOf(event)] };
  };
}

function eventOf(event: object): ProviderEvent {
  const record = textAt(event, 'RecordType') ?? '';
  const at = ['BouncedAt', 'ChangedAt', 'DeliveredAt', 'ReceivedAt']
    .map((name) => instantAt(event, name))
    .find(Boolean);
  const named = ['ID', 'MessageID', 'Recipient', 'Email', 'ChangedAt'].map((name) => textAt(event, name) ?? '');
  return {
    id: JSON.stringify([record, ...named]),
    finding: findingOf(event, record),
    ...(at && { at }),
    content: event,
  };
}

function findingOf(event: object, record: string): MailFinding {
  const recipients = addressesOf(valueAt(event, 'Email'), valueAt(event, 'Recipient'));
  const about = { recipients, traces: tracesWith({ tags: [textAt(event, 'Metadata', 'letter') ?? ''] }) };
  if (record === 'SpamComplaint') return { kind: 'complaint', ...about };
  if (record === 'SubscriptionChange') return changeOf(event, about);
  if (['Delivery', 'Open', 'Click'].includes(record)) return { kind: 'progress' };
  if (record !== 'Bounce') return { kind: 'unknown', reason: 'it is of a kind that this version does not know' };
  const type = textAt(event, 'Type') ?? '';
  if (type === 'SpamComplaint') return { kind: 'complaint', ...about };
  if (type === 'Unsubscribe') return { kind: 'departure', ...about };
  if (type === 'AutoResponder' || type === 'ChallengeVerification') return { kind: 'automatic' };
  // A letter that is late may still arrive.
  if (type === 'Transient' || type === 'Subscribe' || type === 'OpenRelayTest') return { kind: 'progress' };
  const weight = ownValue(weights, type);
  if (weight === undefined) return { kind: 'unknown', reason: `it is a bounce of the type "${type.slice(0, 40)}"` };
  const diagnostic = textAt(event, 'Details') || textAt(event, 'Description');
  return { kind: 'bounce', failures: [failureBy(weight, { recipients, diagnostic })], traces: about.traces };
}

/** Types of bounces (postmarkapp.com, "Bounce types"); `ours` are those that blame the sender or the letter. */
const weights: Readonly<Record<string, Exclude<Weight, 'none'>>> = {
  HardBounce: 'hard',
  BadEmailAddress: 'hard',
  SoftBounce: 'soft',
  DnsError: 'soft',
  Unknown: 'soft',
  Unconfirmed: 'soft',
  ManuallyDeactivated: 'soft',
  SpamNotification: 'ours',
  VirusNotification: 'ours',
  Blocked: 'ours',
  SMTPApiError: 'ours',
  DMARCPolicy: 'ours',
  TemplateRenderingFailed: 'ours',
};

/** Who unsubscribed at Postmark. A bounce comes as an event of its own, with the server's words. */
function changeOf(
  event: object,
  about: Pick<Extract<MailFinding, { kind: 'complaint' }>, 'recipients' | 'traces'>,
): MailFinding {
  if (valueAt(event, 'SuppressSending') !== true) return { kind: 'progress' };
  const reason = textAt(event, 'SuppressionReason');
  if (reason === 'SpamComplaint') return { kind: 'complaint', ...about };
  if (reason === 'HardBounce') return { kind: 'progress' };
  if (textAt(event, 'Origin') === 'Recipient') return { kind: 'departure', ...about };
  return { kind: 'unknown', reason: 'somebody suppressed the address in the account at Postmark' };
}
