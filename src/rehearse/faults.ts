/** A step of a conversation over SMTP at which a server can fail. `dot` is when the message is complete. */
export type Step = 'MAIL' | 'RCPT' | 'DATA' | 'dot';

/** The fault of one letter at its first attempt. */
export interface RehearsedFault {
  /** As a report names it. */
  readonly words: string;
  readonly at: Step;
  /** The server's reply; 421 ends the session. Without a reply the connection breaks off or hangs. */
  readonly reply?: string;
  /** Milliseconds until the server says what it would have said at once. */
  readonly delay?: number;
  /** The required outcome. */
  readonly ends: 'sent' | 'failed' | 'in-doubt';
  /** Whether the subscriber has to be marked as bounced. */
  readonly bounces?: boolean;
}

/** The most telling ones first: a short list meets only these. */
export const faults: readonly RehearsedFault[] = [
  {
    words: 'no such mailbox: 550 5.1.1 to the recipient',
    at: 'RCPT',
    reply: '550 5.1.1 no such mailbox',
    ends: 'failed',
    bounces: true,
  },
  { words: 'the line breaks after the final dot, without an answer', at: 'dot', ends: 'in-doubt' },
  { words: 'not now: 450 to the recipient', at: 'RCPT', reply: '450 4.2.1 try again later', ends: 'sent' },
  { words: 'the message refused: 554 after the dot', at: 'dot', reply: '554 5.7.1 refused', ends: 'failed' },
  { words: 'not now: 451 after the dot', at: 'dot', reply: '451 4.3.0 try again later', ends: 'sent' },
  { words: 'the server goes away: 421 to the recipient', at: 'RCPT', reply: '421 4.3.2 closing down', ends: 'sent' },
  { words: 'the line breaks in place of an answer to DATA', at: 'DATA', ends: 'sent' },
  { words: 'not now: 451 to the sender', at: 'MAIL', reply: '451 4.3.2 try again later', ends: 'sent' },
  { words: 'not now: 451 to DATA', at: 'DATA', reply: '451 4.3.0 try again later', ends: 'sent' },
  { words: 'a slow answer to the dot', at: 'dot', delay: 500, ends: 'sent' },
];

/** How many letters each fault hits on a long list. */
const most = 5;

/**
 * Whom which fault hits: few and far between, for a sender gives up a server that fails one letter after another. Of a
 * short list it hits one in ten, and nobody of fewer than five.
 */
export function planFaults<Reader>(readers: readonly Reader[]): Map<Reader, RehearsedFault> {
  const count = Math.min(faults.length * most, readers.length < 5 ? 0 : Math.ceil(readers.length / 10));
  return new Map(
    Array.from({ length: count }, (_, index) => [
      readers[Math.floor(((index + 0.5) * readers.length) / count)]!,
      faults[index % faults.length]!,
    ]),
  );
}
