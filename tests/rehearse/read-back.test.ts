import { createSecretKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { messageBytes } from '../../src/email/message/compose.ts';
import { type Findings, readBack } from '../../src/rehearse/read-back.ts';
import { messagesOf } from '../../src/send/message/message.ts';
import { addressOf } from '../../src/subscribers/subscriber.ts';
import { keys, letterWith, sharedHeaders } from '../send/letters.ts';

const key = createSecretKey(Buffer.alloc(32, 7));
const list = 4711;
const letters = [
  { language: 'en', letter: letterWith(), mailing: sharedHeaders, viewUrl: 'https://example.org/frost/' },
];
const none: Findings = { content: [], links: [], signatures: [] };

test('a letter as it is sent has nothing wrong', async () => {
  expect(await read(await letterTo(7), 7)).toEqual(none);
});

test('a letter with the link of another reader is found, wherever the link stands', async () => {
  const { links } = await read(await letterTo(8), 7);
  expect(links).toEqual(
    ['the header List-Unsubscribe', 'the HTML part', 'the text part'].map(
      (place) => `reader@example.org: ${place} has no link to unsubscribe of this reader`,
    ),
  );
});

test('a letter for somebody else is found', async () => {
  const { content } = await read(await letterTo(7), 7, 'other@example.org');
  expect(content).toEqual(['other@example.org: it is addressed to reader@example.org']);
});

test.each([
  ['Subject: ', 'Subject: Buy ', 'its subject is "Buy The first frost, friend"'],
  ['Content-Type: text/html', 'Content-Type: text/plain', 'it has no HTML part'],
])('a letter in which "%s" is "%s" is found', async (from, to, fault) => {
  const { content, signatures } = await read((await letterTo(7)).replace(from, to), 7);
  expect(content).toEqual([`reader@example.org: ${fault}`]);
  expect(signatures).toHaveLength(keys.length);
});

function read(letter: string, subscriber: number, reader = 'reader@example.org'): Promise<Findings> {
  return readBack(new Map([[reader, Buffer.from(letter, 'latin1')]]), {
    expected: { letters, key, list, keys },
    numberOf: () => subscriber,
  });
}

async function letterTo(id: number): Promise<string> {
  const now = new Date('2026-11-23T09:00:00Z');
  const address = addressOf('reader@example.org')!;
  const subscriber = { id, address, tags: [], fields: {}, status: 'active', added: now, changed: now } as const;
  const sending = { id: 1, issue: 'tag:example.org,2026:frost', messageIds: 'keyed' } as const;
  const messageOf = messagesOf(letters, { sending, key, list, keys });
  const { message } = await messageOf({ subscriber, letter: 0, attempts: 0 }, now);
  return Buffer.from(messageBytes(message)).toString('latin1');
}
