import type { MailFinding, Traces, Weight } from '../../returns/finding.ts';
import { tokensIn } from '../../subscribers/token.ts';
import type { ProviderEvent } from './provider.ts';
import { addressesOf, instantAt, listAt, textAt, valueAt } from './untrusted.ts';
import { failureBy, tracesWith } from './weight.ts';

/**
 * Reads a message that Amazon SES published: feedback notifications, which name their kind `notificationType`, and event
 * publishing, which calls it `eventType`.
 * @param messageId Of the notification that brought it, by which an event without an identifier is known.
 */
export function sesEvents(message: string, messageId: string): ProviderEvent[] {
  const event = jsonIn(message);
  if (event === undefined) {
    // Said once, when event publishing to a topic is set up.
    if (/^Successfully validated SNS topic/i.test(message)) return [];
    const finding = { kind: 'unknown', reason: 'it is no event of Amazon SES' } as const;
    return [{ id: messageId, finding, content: message }];
  }
  const kind = textAt(event, 'eventType') ?? textAt(event, 'notificationType') ?? '';
  const part = valueAt(event, kind.toLowerCase());
  const at = instantAt(part, 'timestamp') ?? instantAt(event, 'mail', 'timestamp');
  const feedback = textAt(part, 'feedbackId');
  return [
    {
      id: feedback === undefined ? messageId : JSON.stringify([kind, feedback]),
      finding: findingOf(event, kind, part),
      ...(at && { at }),
      content: event,
    },
  ];
}

function findingOf(event: object, kind: string, part: unknown): MailFinding {
  const traces = tracesIn(valueAt(event, 'mail'));
  switch (kind) {
    case 'Bounce':
      return bounceOf(part, traces);
    case 'Complaint':
      return complaintOf(part, traces);
    case 'Reject': {
      const recipients = addressesOf(...listAt(event, 'mail', 'destination'));
      return {
        kind: 'bounce',
        failures: [failureBy('ours', { recipients, diagnostic: textAt(part, 'reason') })],
        traces,
      };
    }
    case 'Subscription':
      return valueAt(part, 'newTopicPreferences', 'unsubscribeAll') === true
        ? { kind: 'departure', recipients: addressesOf(...listAt(event, 'mail', 'destination')), traces }
        : { kind: 'progress' };
    case 'AmazonSnsSubscriptionSucceeded':
    case 'Delivery':
    case 'DeliveryDelay':
    case 'Send':
    case 'Open':
    case 'Click':
    case 'Rendering Failure':
      return { kind: 'progress' };
    default:
      return { kind: 'unknown', reason: 'it is of a kind that this version does not know' };
  }
}

/** SES says of a bounce only once it has given up. */
function bounceOf(bounce: unknown, traces: Traces): MailFinding {
  const [type, subtype = ''] = [textAt(bounce, 'bounceType'), textAt(bounce, 'bounceSubType')];
  const bounced = listAt(bounce, 'bouncedRecipients');
  if (subtype === 'UnsubscribedRecipient') {
    const recipients = addressesOf(...bounced.map((one) => valueAt(one, 'emailAddress')));
    return { kind: 'departure', recipients, traces };
  }
  const weight = weightOf(type, subtype);
  const failures = bounced.map((one) =>
    failureBy(weight, {
      recipients: addressesOf(valueAt(one, 'emailAddress')),
      // What SES says of its own suppression list is about an earlier letter.
      ...(!isSuppressed(subtype) && { status: textAt(one, 'status'), diagnostic: textAt(one, 'diagnosticCode') }),
      ...(isSuppressed(subtype) && { diagnostic: 'on the suppression list of Amazon SES' }),
    }),
  );
  return failures.length > 0
    ? { kind: 'bounce', failures, traces }
    : { kind: 'unknown', reason: 'it is a bounce of nobody' };
}

function isSuppressed(subtype: string): boolean {
  return subtype === 'Suppressed' || subtype === 'OnAccountSuppressionList';
}

function weightOf(type: string | undefined, subtype: string): Exclude<Weight, 'none'> {
  if (['MessageTooLarge', 'ContentRejected', 'AttachmentRejected'].includes(subtype)) return 'ours';
  return type === 'Permanent' && !isSuppressed(subtype) ? 'hard' : 'soft';
}

function complaintOf(complaint: unknown, traces: Traces): MailFinding {
  const type = textAt(complaint, 'complaintFeedbackType');
  // "not-spam" takes a complaint back; "auth-failure" and "virus" are no reader's words (RFC 5965).
  if (type !== undefined && !['abuse', 'fraud', 'other', 'opt-out'].includes(type))
    return { kind: 'unknown', reason: `it is a report of "${type.slice(0, 40)}"` };
  const recipients = addressesOf(
    ...listAt(complaint, 'complainedRecipients').map((one) => valueAt(one, 'emailAddress')),
  );
  return { kind: 'complaint', recipients, traces };
}

/**
 * SES replaces the Message-ID of what it sends, and the envelope's sender too, but tells both as they were: the sender
 * always, header fields if feedback notifications are set to include them.
 */
function tracesIn(mail: unknown): Traces {
  const fields = listAt(mail, 'headers').map((field) => ({
    name: textAt(field, 'name')?.toLowerCase(),
    value: textAt(field, 'value') ?? '',
  }));
  const valuesOf = (name: string) => fields.filter((field) => field.name === name).map(({ value }) => value);
  return tracesWith({
    addresses: addressesOf(valueAt(mail, 'source'), ...valuesOf('return-path')),
    messageIds: valuesOf('message-id'),
    tokens: valuesOf('list-unsubscribe').flatMap(tokensIn),
  });
}

function jsonIn(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
