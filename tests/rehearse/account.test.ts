import { expect, test } from 'vitest';
import { checksOf, faultReports, type Remains } from '../../src/rehearse/account.ts';
import { faults, type RehearsedFault } from '../../src/rehearse/faults.ts';
import { type DeliveryRecord, type State, states } from '../../src/store/ledger.ts';

const noMailbox = faults.find(({ bounces }) => bounces)!;
const silence = faults.find(({ ends }) => ends === 'in-doubt')!;

test('where all adds up every check holds, and what went wrong on purpose is told', () => {
  const remains = remainsWith({});
  expect(checksOf(remains).filter(({ ok }) => !ok)).toEqual([]);
  expect(faultReports(remains)).toEqual([
    { fault: noMailbox.words, letters: 1, became: '1 failed' },
    { fault: silence.words, letters: 1, became: '1 in doubt by name (the server has 0)' },
    {
      fault: 'the sender is killed in the middle (SIGKILL), and begun again',
      letters: 1,
      became: '1 in doubt by name (the server has 1)',
    },
  ]);
});

test('where nobody was killed nothing is said of a kill', () => {
  const remains = remainsWith({ killed: false });
  expect(checksOf(remains)).toHaveLength(5);
  expect(faultReports(remains)).toHaveLength(2);
});

test.each<[what: string, change: Partial<Given>, found: string]>([
  ['somebody is left over', { states: { a: 'pending' } }, '6 in the ledger, 1 of them still to send'],
  ['a row is missing', { prepared: 7 }, '6 in the ledger, 0 of them still to send'],
  ['the server lacks what is sent', { taken: { a: 0 } }, 'a is sent, and the server never took it'],
  ['the server has what failed', { taken: { gone: 1 } }, 'gone is failed, and has it'],
  ['a stranger got it', { taken: { stranger: 1 } }, 'stranger was never in the audience'],
  ['somebody got it twice', { taken: { b: 2 } }, 'b got it 2 times'],
  [
    'who has no mailbox is marked as sent',
    { states: { gone: 'sent' }, taken: { gone: 1 } },
    'gone is sent, not failed',
  ],
  ['a silent server is believed', { states: { silent: 'sent' }, taken: { silent: 1 } }, 'silent is sent, not in-doubt'],
  ['who has no mailbox is not marked', { bounced: [] }, 'gone is not marked'],
  ['somebody else is marked', { bounced: ['gone', 'a'] }, 'a is marked'],
  ['more are in doubt than a kill explains', { states: { a: 'in-doubt', b: 'in-doubt' } }, 'killed'],
])('where %s, it is told', (_, change, found) => {
  const wrong = checksOf(remainsWith(change)).filter(({ ok }) => !ok);
  expect(wrong.flatMap((check) => check.found).join('\n')).toContain(found);
});

test('of many that are wrong ten are named, and the rest counted', () => {
  const taken = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`stranger${index}`, 1]));
  const { found } = checksOf(remainsWith({ taken })).find(({ ok }) => !ok)!;
  expect(found).toHaveLength(11);
  expect(found.at(-1)).toBe('and 15 more');
});

interface Given {
  readonly states: Readonly<Record<string, State>>;
  readonly taken: Readonly<Record<string, number>>;
  readonly bounced: readonly string[];
  readonly prepared: number;
  readonly killed: boolean;
}

/** What six readers left behind, and what is otherwise. */
function remainsWith(change: Partial<Given>): Remains {
  const becameOf = {
    ...{ a: 'sent', b: 'sent', c: 'sent', gone: 'failed', silent: 'in-doubt', killed: 'in-doubt' },
    ...change.states,
  } as Record<string, State>;
  const taken = { a: 1, b: 1, c: 1, killed: 1, ...change.taken };
  const records = new Map(
    Object.entries(becameOf).map(([address, state], index): [string, DeliveryRecord] => [
      address,
      { sending: 1, slug: 'frost', subscriber: index + 1, address, state, attempts: 1, events: [] },
    ]),
  );
  const count = (state: State) => Object.values(becameOf).filter((one) => one === state).length;
  return {
    prepared: change.prepared ?? 6,
    records,
    counts: Object.fromEntries(states.map((state) => [state, count(state)])) as Remains['counts'],
    server: {
      taken: new Map(Object.entries(taken).filter(([, times]) => times > 0)),
      struck: new Set(['gone', 'silent']),
    },
    faults: new Map<string, RehearsedFault>([
      ['gone', noMailbox],
      ['silent', silence],
    ]),
    connections: 2,
    killed: change.killed ?? true,
    bounced: new Set(change.bounced ?? ['gone']),
  };
}
