import { hash } from 'node:crypto';
import { flowedValue, isFlowed, stuffed } from '../flowed.ts';
import type { Hole, Letter, Segments, SlotValues } from '../letter.ts';
import { fillSegments, readerOf } from '../slots.ts';
import { mailboxField, textField } from './field.ts';
import {
  type AutomaticMail,
  automaticHeaders,
  headerDate,
  headerMailbox,
  headerMessageId,
  headerSubject,
  listHeaders,
  type MessageHeaders,
} from './headers.ts';
import { encodeQuotedPrintable } from './quoted-printable.ts';
import type { SharedHeaders } from './shared-headers.ts';

/** The parts of a letter that are sent; the preheader is in the HTML. */
export type LetterTexts = Pick<Letter, 'subject' | 'html' | 'text'>;

/** The headers and slot values of one message. */
export interface Recipient extends Pick<MessageHeaders, 'to' | 'date' | 'messageId' | 'unsubscribeToken'> {
  /** An https `unsubscribeUrl` becomes a header, too. */
  readonly values: SlotValues;
  /** Set for a mail that no person wrote. */
  readonly automatic?: AutomaticMail | undefined;
  /** Base64url, which ends the subject in brackets, so that an answer holds it. */
  readonly subjectToken?: string | undefined;
}

/** A complete message (RFC 5322, MIME) in pieces, of ASCII alone. No line of its body begins with a dot. */
export interface Message {
  /** Each header field with its folds, ended by CRLF. */
  readonly fields: readonly string[];
  /** The bytes after the empty line. Pieces that all readers share are the same memory. */
  readonly body: readonly Uint8Array[];
}

/** The complete message (RFC 5322, MIME) of a letter to one recipient. Throws as `prepareMessages` does. */
export function composeMessage(letter: LetterTexts, shared: SharedHeaders, recipient: Recipient): Uint8Array {
  return messageBytes(prepareMessages(letter, shared)(recipient));
}

/**
 * Encodes a letter once: text and HTML as alternatives, quoted-printable, cut at its slots. The returned function
 * composes the message to one recipient by putting encoded values in between. The same input gives the same bytes.
 * @throws ProblemError as `fillLetter` does, and if a value does not fit into a header.
 */
export function prepareMessages(letter: LetterTexts, shared: SharedHeaders): (recipient: Recipient) => Message {
  const boundary = boundaryOf(letter);
  const parts = [
    ...partOf('text/plain', boundary, letter.text),
    ...partOf('text/html', boundary, letter.html),
    `\r\n--${boundary}--\r\n`,
  ];
  const pieces = joined(parts);
  const { replyTo } = shared.newsletter;
  const from = mailboxField('From', headerMailbox('"from"', shared.from));
  const replies = replyTo ? [mailboxField('Reply-To', headerMailbox('"replyTo"', replyTo))] : [];
  const structure = ['MIME-Version: 1.0\r\n', `Content-Type: multipart/alternative;\r\n boundary="${boundary}"\r\n`];
  return ({ to, date, messageId, unsubscribeToken, values, automatic, subjectToken }) => {
    const read = readerOf(values);
    const others = Object.entries({
      ...listHeaders({ ...shared, unsubscribeToken, unsubscribeUrl: values.unsubscribeUrl }),
      ...(automatic && automaticHeaders(automatic)),
    });
    return {
      fields: [
        from,
        mailboxField('To', headerMailbox('the recipient', to)),
        ...replies,
        textField('Subject', headerSubject(fillSegments(letter.subject, read)), subjectToken),
        `Date: ${headerDate(date)}\r\n`,
        `Message-ID: ${headerMessageId(messageId)}\r\n`,
        ...others.map(([name, value]) => `${name}: ${value}\r\n`),
        ...structure,
      ],
      body: pieces.map((piece) => (piece instanceof Uint8Array ? piece : encodeValue(read(piece.hole), piece))),
    };
  };
}

/** The message as it travels. */
export function messageBytes({ fields, body }: Message): Uint8Array {
  return Buffer.concat([Buffer.from(`${fields.join('')}\r\n`, 'latin1'), ...body]);
}

/** A hole, and the soft line break that follows it, if one does. */
interface Gap {
  readonly hole: Hole;
  readonly end: '=\r\n' | '';
  /** Whether the value begins and ends a line of text that flows. */
  readonly flow: { readonly starts: boolean; readonly ends: boolean } | undefined;
}

/**
 * Quoted-printable never writes "=_" (RFC 2045, section 6.7), so that no value whatever can hold the boundary. It
 * follows from the letter: a message that is attached to another keeps its own.
 */
function boundaryOf({ text, html }: LetterTexts): string {
  return `=_tidings-${hash('sha256', JSON.stringify([text, html])).slice(0, 32)}`;
}

function* partOf(type: 'text/plain' | 'text/html', boundary: string, segments: Segments): Generator<string | Gap> {
  const start = type === 'text/plain' ? '' : '\r\n';
  const flows = type === 'text/plain' && isFlowed(segments);
  const format = flows ? '; format=flowed; delsp=no' : '';
  yield `${start}--${boundary}\r\nContent-Type: ${type}; charset=utf-8${format}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n`;
  for (const [index, segment] of segments.entries()) {
    const before = segments[index - 1] ?? '\n';
    const next = segments[index + 1];
    const starts = typeof before === 'string' && before.endsWith('\n');
    // A value begins a line and ends it, so that it can be encoded by itself.
    if (typeof segment !== 'string') {
      const ends = next === undefined || (typeof next === 'string' && /^[\r\n]/.test(next));
      yield { hole: segment, end: ends ? '' : '=\r\n', flow: flows ? { starts, ends } : undefined };
      continue;
    }
    const encoded = encodeQuotedPrintable(flows ? stuffed(segment, starts) : segment);
    yield next === undefined || encoded.endsWith('\n') || encoded === '' ? encoded : `${encoded}=\r\n`;
  }
}

/** Neighbours that are the same for everybody become one piece. */
function joined(parts: readonly (string | Gap)[]): (Uint8Array | Gap)[] {
  const pieces: (Uint8Array | Gap)[] = [];
  let text = '';
  for (const part of [...parts, undefined]) {
    if (typeof part === 'string') {
      text += part;
      continue;
    }
    if (text !== '') pieces.push(Buffer.from(text, 'latin1'));
    text = '';
    if (part) pieces.push(part);
  }
  return pieces;
}

function encodeValue(value: string, { end, flow }: Gap): Uint8Array {
  return Buffer.from(encodeQuotedPrintable(flow ? flowedValue(value, flow) : value) + end, 'latin1');
}
