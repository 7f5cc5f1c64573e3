import { expect, onTestFinished, test } from 'vitest';
import { faults, type RehearsedFault } from '../../src/rehearse/faults.ts';
import { startServer } from '../../src/rehearse/server.ts';
import { smtpTransport } from '../../src/send/smtp/smtp.ts';
import type { Answer } from '../../src/send/transport.ts';

const reader = 'reader@example.org';
const message = {
  fields: ['Subject: Frost\r\n', `To: ${reader}\r\n`],
  body: [Buffer.from(`${'The beds were white at seven.\r\n'.repeat(2000)}`)],
};

const accepted = { result: 'accepted' };
const refused = (at: string, permanent: boolean, code: number) => ({ result: 'refused', at, permanent, code });
const expected: Readonly<Record<string, readonly [first: object, second: object]>> = {
  'no such mailbox: 550 5.1.1 to the recipient': [refused('recipient', true, 550), refused('recipient', true, 550)],
  'the line breaks after the final dot, without an answer': [{ result: 'broken', complete: true }, accepted],
  'not now: 450 to the recipient': [refused('recipient', false, 450), accepted],
  'the message refused: 554 after the dot': [refused('message', true, 554), refused('message', true, 554)],
  'not now: 451 after the dot': [refused('message', false, 451), accepted],
  'the server goes away: 421 to the recipient': [refused('recipient', false, 421), accepted],
  'the line breaks in place of an answer to DATA': [{ result: 'broken', complete: false }, accepted],
  'not now: 451 to the sender': [refused('sender', false, 451), accepted],
  'not now: 451 to DATA': [refused('message', false, 451), accepted],
  'a slow answer to the dot': [accepted, accepted],
};

test.each(faults.map((fault) => [fault.words, fault] as const))('%s: the sender is told so', async (words, fault) => {
  const { send, server } = await begin(fault);
  const [first, second] = expected[words]!;
  expect(await send(reader)).toMatchObject(first);
  expect([...server.struck]).toEqual([reader]);
  expect(await send(reader)).toMatchObject(second);
  expect(await send('somebody@example.org')).toMatchObject(accepted);
});

test('what was taken is counted before it is answered, and kept as it was sent', async () => {
  const { send, server, counts } = await begin();
  expect(await send(reader)).toMatchObject(accepted);
  expect(await send(reader)).toMatchObject(accepted);
  expect(await send('somebody@example.org')).toMatchObject(accepted);
  expect(counts).toEqual([1, 2, 3]);
  expect(Object.fromEntries(server.taken)).toEqual({ [reader]: 2, 'somebody@example.org': 1 });
  expect([...server.letters.keys()]).toEqual([reader]);
  const bytes = Buffer.concat([Buffer.from(`${message.fields.join('')}\r\n`), ...message.body]);
  expect(server.letters.get(reader)!.equals(bytes)).toBe(true);
});

test('of two letters that are not answered, the server has one', async () => {
  const silence = faults.find(({ ends }) => ends === 'in-doubt')!;
  const { send, server } = await begin(silence, 'other@example.org');
  await send(reader);
  await send('other@example.org');
  expect([...server.taken.keys()]).toEqual(['other@example.org']);
});

/** A server with a fault for one reader or for several, and what sends to it over a connection of its own each time. */
async function begin(fault?: RehearsedFault, ...others: string[]) {
  const counts: number[] = [];
  const server = await startServer({
    nameOf: (recipient) => recipient,
    faults: new Map(fault ? [reader, ...others].map((one) => [one, fault]) : []),
    kept: new Set([reader]),
    onTaken: (count) => counts.push(count),
  });
  onTestFinished(() => server.close());
  const transport = smtpTransport({ host: '127.0.0.1', port: server.port, tls: 'none' });
  const send = async (to: string): Promise<Answer> => {
    const session = await transport.open(new AbortController().signal);
    try {
      return await session.send(message, { from: 'letters@example.org', to }, async () => true);
    } finally {
      await session.close();
    }
  };
  return { server, counts, send };
}
