import { createHash } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { ResultName } from '../../src/commands/json/results.ts';
import type { Terminal } from '../../src/commands/terminal.ts';
import type { Ledger, Outcome, Plan, Sending } from '../../src/store/ledger.ts';
import type { MailVerdict } from '../../src/store/returned-mail.ts';
import type { SubscriberStore } from '../../src/store/subscriber-store.ts';
import { folderOf } from '../folder.ts';
import { fill, planOf } from '../store/ledger-contract.ts';
import { secret, storeAt } from '../store/store-at.ts';
import { proved } from './schema.ts';

export interface Publication {
  readonly folder: string;
  readonly subscribers: SubscriberStore;
  readonly ledger: Ledger;
  readonly terminal: Terminal;
  /** Takes a mail in that came back, an hour after the last change of the clock. */
  takeIn(verdict: MailVerdict): Promise<void>;
  /** What was printed, and the value that JSON would be. */
  readonly said: { text: string; value: unknown; name?: ResultName };
  setClock(instant: string): void;
  /** Freezes an issue for all readers, with outcomes for the first of them, each a minute after the other. */
  send(outcomes: readonly Outcome[], options?: { plan?: Partial<Plan>; keep?: boolean }): Promise<Sending>;
}

/** A publication whose list has so many readers: reader1@example.org and so on. */
export async function publication(readers: number, { json = false } = {}): Promise<Publication> {
  const folder = await folderOf({
    'tidings.yaml': 'title: My Letter\nurl: https://example.org\ntimezone: Europe/Vienna\n',
    '.env': `TIDINGS_SECRET=${secret}\n`,
  });
  let now = new Date('2026-11-23T12:00:00Z');
  const clock = () => now;
  const { subscribers, ledger, returnedMail } = await storeAt(`${folder}/tidings.db`, { clock });
  await fill(subscribers, readers);
  const said: Publication['said'] = { text: '', value: undefined };
  const terminal = {
    json,
    context: { cwd: folder, environment: {}, clock },
    signal: new AbortController().signal,
    hurry: new AbortController().signal,
    result: proved((text, value, name) => {
      said.text += text;
      said.name = name;
      said.value = JSON.parse(JSON.stringify(value));
    }),
    stream: async (pieces: AsyncIterable<string>) => {
      for await (const piece of pieces) said.text += piece;
    },
    ask: async () => undefined,
    note: () => {},
    warn: () => {},
    refuse: () => {},
  } as Terminal;
  return {
    ...{ folder, subscribers, ledger, terminal, said },
    takeIn: async (verdict) => {
      now = new Date(now.getTime() + 3_600_000);
      const fingerprint = createHash('sha256')
        .update(JSON.stringify([verdict, now]))
        .digest();
      await returnedMail.take([{ fingerprint, verdict, written: now }], { apply: true });
    },
    setClock: (instant) => {
      now = new Date(instant);
    },
    send: async (outcomes, { plan = {}, keep = false } = {}) => {
      const sending = await ledger.freeze(planOf(plan));
      const share = (await ledger.take(sending.id))!;
      for (const { subscriber } of (await share.next(outcomes.length)).slice(0, outcomes.length)) {
        now = new Date(now.getTime() + 60_000);
        await share.intend(subscriber.id);
        await share.record(subscriber.id, outcomes[subscriber.id - 1]!);
      }
      if (keep) onTestFinished(() => share.release());
      else await share.release();
      return sending;
    },
  };
}

export const [sent, failed, later, inDoubt]: [Outcome, Outcome, Outcome, Outcome] = [
  { kind: 'sent', relay: 'smtp.example.org:587', reply: '250 2.0.0 queued' },
  { kind: 'failed', relay: 'smtp.example.org:587', reply: '550 5.7.1 =not wanted, "here"' },
  {
    ...{ kind: 'later', relay: 'smtp.example.org:587', reply: '451 4.7.1 slowly' },
    due: new Date('2026-11-23T14:30:00Z'),
  },
  { kind: 'in-doubt', relay: 'smtp.example.org:587', reply: 'the connection was closed' },
];
