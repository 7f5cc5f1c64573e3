import type { ReportOptions } from '../../src/report/report.ts';
import type { Audience, DeliveryEvent, DeliveryRecord, Sending, State } from '../../src/store/ledger.ts';

export const noon = Date.parse('2026-11-23T12:00:00Z');
const relay = 'smtp.example.org:587';

export function sendingOf(prepared: number, excluded: Partial<Audience['excluded']> = {}): Sending {
  const all = {
    ...{ pending: 0, unsubscribed: 0, bounced: 0, complained: 0, erased: 0 },
    ...{ suppressed: 0, 'not-selected': 0, 'digests-only': 0, 'beyond-ascii': 0 },
    ...excluded,
  };
  return {
    ...{ id: 1, issue: 'tag:example.org,2026:autumn', slug: 'autumn', subject: 'Leaves & light', source: 'a' },
    frozen: new Date(noon - 60_000),
    messageIds: 'keyed',
    selection: {},
    audience: {
      prepared,
      candidates: prepared + Object.values(all).reduce((sum, count) => sum + count, 0),
      excluded: all,
    },
  };
}

/** One delivery; `events` as seconds after noon, what happened, and what a server said. */
export function deliveryOf(
  subscriber: number,
  state: State,
  events: readonly (readonly [second: number, kind: DeliveryEvent['kind'], reply?: string])[],
  more: Partial<DeliveryRecord> = {},
): DeliveryRecord {
  return {
    ...{ sending: 1, slug: 'autumn', subscriber, address: `reader${subscriber}@example.org`, state },
    attempts: events.length,
    ...(events[0] && { first: new Date(noon + events[0][0] * 1000) }),
    events: events.map(([second, kind, reply = '250 2.0.0 queued']) => ({
      ...{ at: new Date(noon + second * 1000), kind, relay },
      reply,
    })),
    ...more,
  };
}

export async function* streamOf(list: Iterable<DeliveryRecord>): AsyncGenerator<DeliveryRecord> {
  yield* list;
}

export interface Case {
  readonly sending: Sending;
  readonly deliveries: Iterable<DeliveryRecord>;
  readonly returned?: NonNullable<ReportOptions['returned']>;
}

/** The cases that a report is looked at in. */
export const cases: Readonly<Record<string, () => Case>> = {
  'letters that came back later': () => ({
    sending: sendingOf(1000),
    deliveries: Array.from({ length: 1000 }, (_, index) => deliveryOf(index + 1, 'sent', [[index / 8, 'sent']])),
    returned: {
      counts: { hard: 4, soft: 1, refused: 0, complaint: 2 },
      letters: [1, 2, 3, 4, 5, 6, 7].map((subscriber) => ({
        ...{ sending: 1, subscriber, address: `reader${subscriber}@example.org`, at: new Date(noon + 3_600_000) },
        ...(subscriber > 5
          ? { kind: 'complaint' as const }
          : {
              kind: subscriber === 5 ? ('soft' as const) : ('hard' as const),
              reply:
                subscriber === 5
                  ? '552 5.2.2 Mailbox full'
                  : `550 5.1.1 <reader${subscriber}@example.org>: no such user`,
            }),
      })),
    },
  }),
  'nothing sent yet': () => ({
    sending: sendingOf(12, { pending: 3 }),
    deliveries: Array.from({ length: 12 }, (_, index) => deliveryOf(index + 1, 'pending', [])),
  }),
  'a dozen readers': () => ({
    sending: sendingOf(12),
    deliveries: Array.from({ length: 12 }, (_, index) => deliveryOf(index + 1, 'sent', [[index / 8, 'sent']])),
  }),
  'a long list with a pause': () => ({
    sending: sendingOf(1000, { pending: 31, unsubscribed: 214, bounced: 40, complained: 2, 'beyond-ascii': 1 }),
    deliveries: long(1000),
  }),
  'all failed': () => ({
    sending: sendingOf(40),
    deliveries: Array.from({ length: 40 }, (_, index) =>
      deliveryOf(index + 1, 'failed', [
        [index * 2, 'failed', `550 5.7.1 <reader${index + 1}@example.org>: not wanted here (q${index}x1234567)`],
      ]),
    ),
  }),
};

const domains = ['mail.example', 'post.example', 'bücher.example', 'example.org', 'slow.example', 'example.net'];

/** Three hours with a pause in the midst, and everything that can happen. */
function* long(count: number): Generator<DeliveryRecord> {
  for (let number = 1; number <= count; number += 1) {
    const second = Math.floor((number / count) * 8000) + (number > count / 2 ? 2800 : 0);
    const address = `reader${number}@${number % 97 === 0 ? `own${number}.example` : domains[number % 6]}`;
    yield deliveryOf(number, ...fateOf(number, second), { address });
  }
}

function fateOf(number: number, second: number): [State, Parameters<typeof deliveryOf>[2]] {
  if (number % 83 === 0) return ['failed', [[second, 'failed', `550 5.1.1 <reader${number}@x.example>: no such user`]]];
  if (number % 211 === 0) return ['failed', [[second, 'failed', '552 5.2.2 Mailbox full']]];
  if (number % 307 === 0) return ['in-doubt', [[second, 'in-doubt', 'the connection was closed']]];
  if (number % 331 === 0) return ['suppressed', [[second, 'suppressed']]];
  const putOff = [second, 'later', '451 4.7.1 Greylisted, try again in 300 seconds'] as const;
  if (number % 101 === 0) return ['pending', [putOff]];
  if (number % 6 === 4) return ['sent', [putOff, [second + 60 + (number % 50) * 7, 'sent']]];
  return ['sent', [[second, 'sent']]];
}
