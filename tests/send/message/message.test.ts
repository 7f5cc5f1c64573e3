import { createSecretKey } from 'node:crypto';
import { authenticate } from 'mailauth';
import { describe, expect, test } from 'vitest';
import type { FrozenLetter } from '../../../src/email/frozen.ts';
import { messageBytes } from '../../../src/email/message/compose.ts';
import { ProblemError } from '../../../src/model/problem.ts';
import { readBounceTag } from '../../../src/send/message/bounce-tag.ts';
import { type Making, messagesOf } from '../../../src/send/message/message.ts';
import type { Delivery } from '../../../src/store/ledger.ts';
import type { Subscriber } from '../../../src/subscribers/subscriber.ts';
import { addressOf } from '../../../src/subscribers/subscriber.ts';
import { readToken } from '../../../src/subscribers/token.ts';
import { hole, keys, letterWith, resolver, sharedHeaders } from '../letters.ts';

const key = createSecretKey(Buffer.alloc(32, 7));
const making: Making = {
  sending: { id: 3, issue: 'tag:example.org,2026:frost', messageIds: 'keyed' },
  key,
  list: 77,
  keys: [],
};
const frozen: FrozenLetter = {
  language: 'en',
  letter: letterWith(),
  mailing: sharedHeaders,
  viewUrl: 'https://example.org/issues/frost/',
};
const now = new Date('2026-11-23T09:00:00Z');

function deliveryTo(address: string, more: Partial<Subscriber> = {}): Delivery {
  const subscriber: Subscriber = {
    id: 41,
    address: addressOf(address)!,
    name: 'Ada',
    tags: [],
    fields: {},
    status: 'active',
    added: now,
    changed: now,
    ...more,
  };
  return { subscriber, letter: 0, attempts: 0 };
}

async function made(
  options: Partial<Making> = {},
  letter: Partial<FrozenLetter> = {},
  delivery = deliveryTo('ada@example.org'),
) {
  const { message, envelope } = await messagesOf([{ ...frozen, ...letter }], { ...making, ...options })(delivery, now);
  return { envelope, fields: message.fields.join(''), text: Buffer.from(messageBytes(message)).toString('latin1') };
}

/** The body without soft line breaks. */
const readable = (text: string) => text.replaceAll('=\r\n', '').replaceAll('=20', ' ').replaceAll('=3D', '=');

describe('a message', () => {
  test('names its letter in the field that its provider gives back, by a tag that no signature covers', async () => {
    const make = messagesOf([frozen], { ...making, keys });
    const plain = await make(deliveryTo('ada@example.org'), now);
    const marked = await make(deliveryTo('ada@example.org'), now, undefined, 'X-PM-Metadata-letter');
    expect(marked.message.fields.slice(0, -1)).toEqual(plain.message.fields);
    const [, tag = ''] = /^X-PM-Metadata-letter: (\S{1,80})\r\n$/.exec(marked.message.fields.at(-1)!) ?? [];
    expect(readBounceTag(key, 77, tag)).toEqual({ sending: 3, subscriber: 41 });
    const { dkim } = await authenticate(Buffer.from(messageBytes(marked.message)), { resolver });
    expect(dkim.results.map(({ status }) => status.result)).toEqual(keys.map(() => 'pass'));
  });

  test('goes to the address as its owner writes it, from the sender, dated now', async () => {
    const { envelope, fields } = await made({}, {}, deliveryTo('Ada@Bücher.example'));
    expect(envelope).toEqual({ from: 'letter@example.org', to: 'Ada@Bücher.example' });
    expect(fields).toContain('To: Ada@xn--bcher-kva.example\r\n');
    expect(fields).toContain('Subject: The first frost, Ada\r\n');
    expect(fields).toContain('Date: Mon, 23 Nov 2026 09:00:00 +0000\r\n');
  });

  test('has the same Message-ID at every try, and another one for each person, issue and list', async () => {
    const id = async (options: Partial<Making> = {}, more: Partial<Subscriber> = {}) =>
      /^Message-ID: <(.+)>/m.exec((await made(options, {}, deliveryTo('ada@example.org', more))).fields)![1];
    expect(await id()).toMatch(/^[\w-]{32}@example\.org$/);
    expect(await id()).toBe(await id());
    const others = [
      await id({}, { id: 42 }),
      await id({ list: 78 }),
      await id({ sending: { ...making.sending, issue: 'tag:example.org,2026:thaw' } }),
    ];
    expect(new Set([...others, await id()]).size).toBe(4);
  });

  test('carries links that name its reader, and that nobody else can make', async () => {
    const { text } = await made();
    const token = /unsubscribe\/([\w-]{59})/.exec(readable(text))![1]!;
    expect(readToken(key, token, 'unsubscribe')).toEqual({ purpose: 'unsubscribe', list: 77, subscriber: 41 });
    const headers = [
      `<https://example.org/unsubscribe/${token}>`,
      `<mailto:unsubscribe@example.org?subject=unsubscribe%20${token}>`,
    ];
    expect(text).toContain(`List-Unsubscribe: ${headers.join(',\r\n ')}\r\n`);
  });

  test('names its reader by mail, too, where there is no page to unsubscribe on', async () => {
    const { unsubscribeUrl, ...newsletter } = sharedHeaders.newsletter;
    expect(unsubscribeUrl).toBeDefined();
    const { text } = await made({}, { mailing: { ...sharedHeaders, newsletter } });
    const links = [...readable(text).matchAll(/mailto:unsubscribe@example\.org\?subject=unsubscribe%20([\w-]{59})/g)];
    expect(links).toHaveLength(3);
    for (const [, token] of links) expect(readToken(key, token!, 'unsubscribe')?.subscriber).toBe(41);
  });

  test('holds what the list knows of its reader, and a link to its page', async () => {
    const letter = {
      ...letterWith(),
      html: ['<p>', { ...hole('html'), slot: 'city' }, ' ', { ...hole('html'), slot: 'email' }, '</p>'],
      text: [
        { ...hole('text', 'unsubscribeUrl'), slot: 'viewUrl' },
        ' ',
        { ...hole('text', 'unsubscribeUrl'), slot: 'preferencesUrl' },
      ],
    };
    const fields = { city: 'Wien', email: 'somebody@example.net' };
    const { text } = await made({}, { letter }, deliveryTo('ada@example.org', { fields }));
    expect(readable(text)).toContain('<p>Wien ada@example.org</p>');
    const token = /issues\/frost\/\s+https:\/\/example\.org\/preferences\/([\w-]{59})/.exec(readable(text))![1]!;
    expect(readToken(key, token, 'preferences')?.subscriber).toBe(41);
  });

  test('comes back, where bounces have an address, to one that tells whose it was', async () => {
    const { envelope } = await made({ bounces: { address: 'bounces@example.org' } });
    const tag = /^bounces\+(.+)@example\.org$/.exec(envelope.from)![1]!;
    expect(readBounceTag(key, 77, tag)).toEqual({ sending: 3, subscriber: 41 });
  });

  test('is signed by every key', async () => {
    const { text } = await made({ keys });
    const { dkim } = await authenticate(text, {
      resolver,
      sender: 'letter@example.org',
      helo: 'localhost',
      ip: '127.0.0.1',
    });
    expect(dkim.results.map(({ status }) => status.result)).toEqual(['pass', 'pass']);
  });

  test('carries the field by which its server knows it again, which no signature covers', async () => {
    const makeMessage = messagesOf([frozen], { ...making, keys });
    const { message } = await makeMessage(deliveryTo('ada@example.org'), now, 'X-Known-By');
    const id = /^Message-ID: <(.+)>/m.exec(message.fields.join(''))![1];
    expect(message.fields.at(-1)).toBe(`X-Known-By: ${id}\r\n`);
    const without = Buffer.from(messageBytes({ ...message, fields: message.fields.slice(0, -1) }));
    const { dkim } = await authenticate(without, {
      resolver,
      sender: 'letter@example.org',
      helo: 'localhost',
      ip: '127.0.0.1',
    });
    expect(dkim.results.map(({ status }) => status.result)).toEqual(['pass', 'pass']);
  });

  test('shares with all others the memory of what does not differ', async () => {
    const makeMessage = messagesOf([frozen], making);
    const [one, other] = [
      await makeMessage(deliveryTo('a@example.org'), now),
      await makeMessage(deliveryTo('b@example.org'), now),
    ];
    const shared = one.message.body.filter((piece, index) => piece === other.message.body[index]);
    expect(shared.length).toBeGreaterThan(one.message.body.length / 3);
  });
});

test.each([
  ['an address beyond ASCII before its @', deliveryTo('jürgen@example.org'), 'letters beyond ASCII'],
  ['a link that is too long', deliveryTo('ada@example.org'), 'longer than 512 characters'],
])('%s makes no message, but a problem', async (_, delivery, words) => {
  const newsletter = { ...sharedHeaders.newsletter, unsubscribeUrl: `https://example.org/${'x'.repeat(460)}/{token}` };
  const makeMessage = messagesOf([{ ...frozen, mailing: { ...sharedHeaders, newsletter } }], making);
  const error = await makeMessage(delivery, now).catch((reason) => reason);
  expect(error).toBeInstanceOf(ProblemError);
  expect(error.message).toContain(words);
});

test('an address for bounces that has no room for a tag is told before anything is sent', () => {
  const address = `${'b'.repeat(40)}@example.org`;
  expect(() => messagesOf([frozen], { ...making, bounces: { address } })).toThrow('no address can hold the tag');
});
