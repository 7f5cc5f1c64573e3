import { decodeWords } from 'postal-mime';

/** A header field as a mail program reads it. */
export interface ReceivedHeader {
  readonly name: string;
  /** In one line. */
  readonly value: string;
  /** The value with its encoded words read (RFC 2047), where it has some. */
  readonly decoded?: string;
  /** For those that most people have not met. */
  readonly meaning?: string;
}

/** The header of a message, its folded lines joined (RFC 5322, section 2.2.3). */
export function receivedHeaders(message: Uint8Array): ReceivedHeader[] {
  const [head = ''] = Buffer.from(message).toString('latin1').split('\r\n\r\n', 1);
  const fields = head.replace(/\r\n(?=[ \t])/g, '').split('\r\n');
  return fields.filter(Boolean).map((field) => {
    const colon = field.indexOf(':');
    const name = field.slice(0, colon);
    const value = field.slice(colon + 1).trim();
    const decoded = /=\?[^?]+\?[bq]\?/i.test(value) ? decodeWords(value) : value;
    const meaning = meanings.get(name.toLowerCase());
    return { name, value, ...(decoded !== value && { decoded }), ...(meaning && { meaning }) };
  });
}

const meanings: ReadonlyMap<string, string> = new Map([
  ['message-id', 'Names this message. Answers and bounces refer to it, and it is never used twice.'],
  ['reply-to', 'Answers go here and not to the sender.'],
  ['mime-version', 'The message has parts. Always 1.0.'],
  ['content-type', 'Two forms of one letter, text and HTML. A mail program shows the last one that it can.'],
  ['list-id', 'Names the newsletter, whoever sends it. Filters and folders of readers go by it (RFC 2919).'],
  ['list-unsubscribe', 'Where a mail program unsubscribes its reader: the button next to the sender (RFC 2369).'],
  [
    'list-unsubscribe-post',
    'One request to that address is enough, without a page to confirm. Gmail and Yahoo ask for it (RFC 8058).',
  ],
  ['list-subscribe', 'Where somebody joins to whom the letter was passed on (RFC 2369).'],
  ['list-archive', 'Where earlier letters can be read (RFC 2369).'],
  ['feedback-id', 'By these words Gmail sums up complaints for its Postmaster Tools.'],
  ['auto-submitted', 'No person wrote this mail, so no program answers it (RFC 3834).'],
  ['x-auto-response-suppress', 'Asks Exchange not to answer by itself.'],
  ['dkim-signature', 'Proves that the domain sent the message and that nobody changed it (RFC 6376).'],
]);
