import type { Socket } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../runs.ts';
import { connect } from '../../store/sqlite/harness.ts';
import { type Reply, type Step, startRelay } from '../relay.ts';
import { fixtureFor, settings } from '../sendings.ts';
import { transportTo } from '../transport-to.ts';

const faults = ['450', '550', '421', 'break', 'accept and break', 'crash', 'stop', 'none', 'none', 'none'] as const;
type Fault = (typeof faults)[number];

const replies: Partial<Record<Fault, Reply>> = {
  '450': '450 4.2.1 busy',
  '550': '550 5.7.1 no',
  '421': '421 4.3.2 closing',
  break: (socket: Socket) => socket.resetAndDestroy(),
  'accept and break': (socket: Socket, accept: () => void) => {
    accept();
    socket.resetAndDestroy();
  },
};

/** At a step of a letter; each happens once, in this order. */
const plan = fc.array(
  fc.record({
    step: fc.constantFrom<Step>('MAIL', 'RCPT', 'DATA', 'dot', 'dot', 'dot'),
    fault: fc.constantFrom(...faults),
  }),
  { maxLength: 60 },
);

const connections = 3;

test('nobody gets a letter twice and nobody is lost, whatever servers do and however often the sender dies', async () => {
  await fc.assert(
    fc.asyncProperty(plan, async (steps) => {
      const readers = Array.from({ length: 12 }, (_, index) => `reader${index}@example.org`);
      const { send, states, file, ledger, sending, timing } = await fixtureFor(readers);
      const tables = connect(file);
      const left = [...steps];
      let stop = new AbortController();
      let crashes = 0;
      let unknown = 0;
      const relay = await startRelay((step) => {
        if (left[0]?.step !== step) return undefined;
        const { fault } = left.shift()!;
        if (fault === 'stop') stop.abort();
        if (step === 'dot' && /break/.test(fault)) unknown += 1;
        if (fault !== 'crash') return fault === 'accept and break' && step !== 'dot' ? replies.break : replies[fault];
        // As if the process were gone: nothing that it does is recorded from now on.
        crashes += 1;
        tables.exec('UPDATE sending SET holder = NULL');
        return undefined;
      });
      const transport = transportTo(relay.port);
      const rounds = 3 + steps.length;
      for (let run = 0; run < rounds; run += 1) {
        stop = new AbortController();
        const { pending } = await ledger.counts(sending.id);
        if (pending === 0) break;
        await send([transport], { signal: stop.signal, send: { ...settings, connections } }).catch((error) =>
          expect(error.message).toContain('taken this sending over'),
        );
        expect(timing.idle).toBe(true);
        // Whoever comes next finds out what was under way.
        await (await ledger.take(sending.id))!.release();
        const counts = await ledger.counts(sending.id);
        expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(readers.length);
        for (const [reader, state] of Object.entries(await states())) {
          const copies = relay.accepted.filter((letter) => letter.to === reader).length;
          if (state === 'sent') expect(copies, reader).toBe(1);
          else if (state === 'in-doubt') expect(copies, reader).toBeLessThanOrEqual(1);
          else expect(copies, `${reader}, ${state}`).toBe(0);
        }
        expect(counts['in-doubt']).toBeLessThanOrEqual(crashes * connections + unknown);
      }
      expect((await ledger.counts(sending.id)).pending).toBe(0);
      await relay.close();
    }),
    { numRuns: runs(15) },
  );
});
