import { createSecretKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { messageBytes } from '../../src/email/message/compose.ts';
import type { NewsletterSettings } from '../../src/model/publication.ts';
import { starterSettings } from '../../src/publish/starter.ts';
import { writeBounceTag } from '../../src/send/message/bounce-tag.ts';
import { deliveryId } from '../../src/send/message/delivery-id.ts';
import { messagesOf } from '../../src/send/message/message.ts';
import { writeToken } from '../../src/subscribers/token.ts';
import { letterWith, sharedHeaders } from '../send/letters.ts';
import { key, secret } from '../store/store-at.ts';
import { addressFor, merge, rowOf } from '../store/subscriber-store-contract.ts';
import { listOf } from './list.ts';
import { mailOf, reported, written } from './mails.ts';

describe('whom it is about', () => {
  test('the tag of a letter proves whose it was, whatever else a server keeps', async () => {
    for (const name of ['postfix', 'exim', 'exim-in-words', 'qmail', 'exchange-online']) {
      const { read, statusOf, held } = await listOf();
      const { tag, address } = held(2);
      expect(await read([mailOf(name, { tag, address })])).toMatchObject([
        {
          kind: 'hard',
          result: 'left',
          address: 'grace@example.org',
          reason: expect.stringMatching(/^a letter came back: (?!.*(5\.1\.1).*\1).*5/),
        },
      ]);
      expect([await statusOf('ada'), await statusOf('grace'), await statusOf('mary')]).toEqual([
        'active',
        'bounced',
        'active',
      ]);
    }
  });

  test('a tag is known in capitals, too', async () => {
    const { read, held } = await listOf();
    const { tag, address } = held(2);
    expect(await read([mailOf('postfix', { tag: tag.toUpperCase(), address })])).toMatchObject([{ kind: 'hard' }]);
  });

  test('without a tag, the token of the letter that came back proves it', async () => {
    const { read, held } = await listOf({ bounces: false });
    const { token, address } = held(3);
    expect(await read([mailOf('exchange-online', { token, address })])).toMatchObject([{ result: 'left', address }]);
  });

  test('without both, its Message-ID proves it if the report names the same reader, and each alone does not', async () => {
    const { read, statusOf, held } = await listOf();
    const { messageId, address } = held(2);
    const alone = [
      mailOf('postfix', { address }),
      mailOf('postfix', { messageId, address: 'stranger@example.net' }),
      mailOf('postfix', { messageId, address: 'mary@example.org' }),
    ];
    for (const { kind } of await read(alone)) expect(kind).toBe('unknown');
    expect(await statusOf('grace')).toBe('active');
    expect(await read([mailOf('postfix', { messageId, address })])).toMatchObject([{ kind: 'hard', address }]);
  });

  test.each([
    'postfix',
    'complaint',
  ])('Message-IDs that anybody can compute take nobody off the list, 3,000 of them in one %s', async (name) => {
    for (const messageIds of ['keyed', 'unkeyed'] as const) {
      const { read, statusOf, subscribers, held } = await listOf({ messageIds });
      const sending = { issue: 'tag:example.org,2026:issue-1', messageIds: 'unkeyed' } as const;
      const guesses = Array.from({ length: 3_000 }, (_, index) =>
        deliveryId(key, { sending, list: subscribers.list, subscriber: index + 1 }, 'x@letters.example.org'),
      );
      const { address } = held(2);
      const inOne = guesses.join(' ');
      const inMany = guesses.join('\nMessage-ID: ');
      for (const messageId of [inOne, inMany, guesses[1]!])
        expect(await read([mailOf(name, { messageId, address })])).toMatchObject([
          { kind: 'unknown', reason: 'nothing proves which letter came back' },
        ]);
      expect(await statusOf('grace')).toBe('active');
      // The tag of the same letter is proof.
      expect(await read([mailOf(name, { messageId: guesses[1]!, tag: held(2).tag, address })])).toMatchObject([
        { result: 'left', address },
      ]);
    }
  });

  test('the genuine Message-ID proves nothing among others that are guesses', async () => {
    const { read, held } = await listOf();
    const { messageId, address } = held(2);
    const guess = (count: number) => Array.from({ length: count }, (_, index) => `<${index}@example.org>`);
    const ids = (...list: string[]) => mailOf('postfix', { messageId: list.join('\nMessage-ID: '), address });
    expect(await read([ids(...guess(2), messageId)])).toMatchObject([{ kind: 'unknown' }]);
    expect(await read([ids(...guess(1), messageId)])).toMatchObject([{ kind: 'hard', address }]);
  });

  test('a mail decides about one reader: Message-IDs of two readers are about nobody', async () => {
    const { read, held } = await listOf();
    const blocks = ['ada', 'grace'].map(
      (name) => `Final-Recipient: rfc822; ${name}@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n`,
    );
    const returned = [1, 2].map((subscriber) => `Message-ID: ${held(subscriber).messageId}\r\n`).join('');
    expect(await read([reported(blocks.join('\r\n'), { returned })])).toMatchObject([
      { kind: 'unknown', reason: 'it names letters to two readers' },
    ]);
  });

  test('a forged tag, one of another list, key or address proves nothing', async () => {
    const { read, subscribers, statusOf, held } = await listOf();
    const letter = { sending: 1, subscriber: 2 };
    const other = createSecretKey('x'.repeat(32), 'utf8');
    const own = createSecretKey(secret, 'utf8');
    const tags = [
      held(2).tag.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')),
      held(2).tag.replace(/^1\.2/, '1.3'),
      writeBounceTag(own, subscribers.list - 1, letter),
      writeBounceTag(other, subscribers.list, letter),
    ];
    const { address } = held(2);
    const mails = tags.map((tag) => mailOf('postfix', { tag, address }));
    mails.push(
      Buffer.from(
        mailOf('postfix', held(2))
          .toString()
          .replaceAll('bounces+', 'others+')
          .replaceAll(/Message-ID|List-Uns/gi, 'X'),
      ),
    );
    for (const { kind, reason } of await read(mails)) expect([kind, reason]).toEqual(['unknown', expect.any(String)]);
    expect(await statusOf('grace')).toBe('active');
  });

  test('a report that names another reader than its tag is about nobody', async () => {
    const { read, held } = await listOf();
    const mail = mailOf('postfix', { tag: held(2).tag, address: 'ada@example.org' });
    expect(await read([mail])).toMatchObject([
      { kind: 'unknown', reason: 'it names another reader than the letter was for' },
    ]);
  });

  test('a report with the tags of two readers is about nobody', async () => {
    const { read, held } = await listOf();
    const to = `Delivered-To: bounces+${held(1).tag}@letters.example.org\r\n`;
    const mail = Buffer.concat([Buffer.from(to), mailOf('postfix', held(2))]);
    expect(await read([mail])).toMatchObject([{ kind: 'unknown', reason: 'it names letters to two readers' }]);
  });

  test('an address that only the words of a person name is nobody', async () => {
    const { read } = await listOf();
    const mail = written(['From: x@example.net', 'Subject: Undelivered'], '<ada@example.org>: 550 5.1.1 User unknown');
    expect(await read([mail])).toMatchObject([{ kind: 'unknown', reason: 'it is a mail of its own' }]);
  });

  test('where a reader passes letters on, a dead mailbox counts but does not end it at once', async () => {
    const { read, held } = await listOf();
    const mail = mailOf('postfix', { tag: held(2).tag, address: 'elsewhere@example.net' });
    expect(await read([mail])).toMatchObject([
      { kind: 'soft', result: 'counted', times: 1, address: 'grace@example.org' },
    ]);
  });

  test('of two mailboxes behind one address, one that took the letter is enough', async () => {
    const { read, held } = await listOf();
    const blocks = ['failed\r\nStatus: 5.1.1', 'delivered\r\nStatus: 2.0.0'].map(
      (fate, index) => `Final-Recipient: rfc822; box${index}@example.net\r\nAction: ${fate}\r\n`,
    );
    const to = `bounces+${held(2).tag}@letters.example.org`;
    expect(await read([reported(blocks.join('\r\n'), { to })])).toMatchObject([{ kind: 'progress', result: 'none' }]);
  });

  test('somebody who is erased is nobody any more', async () => {
    const { read, subscribers, held } = await listOf();
    const letter = held(2);
    await subscribers.forget(addressFor('grace@example.org'));
    const [reading] = await read([mailOf('postfix', letter)]);
    expect(reading).toMatchObject({ result: 'none' });
    expect(reading).not.toHaveProperty('address');
  });
});

describe('what it does', () => {
  test('a refusal for what we are leaves the reader where they are', async () => {
    const { read, statusOf, held } = await listOf();
    expect(await read([mailOf('yahoo', held(2))])).toMatchObject([
      { kind: 'refused', result: 'none', address: 'grace@example.org' },
    ]);
    expect(await statusOf('grace')).toBe('active');
  });

  test('a complaint ends it', async () => {
    for (const trace of ['tag', 'token', 'messageId'] as const) {
      const { read, statusOf, held } = await listOf();
      const { address, ...letter } = held(2);
      expect(await read([mailOf('complaint', { [trace]: letter[trace], address })])).toMatchObject([
        { result: 'left' },
      ]);
      expect(await statusOf('grace')).toBe('complained');
    }
  });

  test('a wish to unsubscribe is met by its token, from any sender', async () => {
    const { read, statusOf, subscribers, held } = await listOf();
    const token = `Subject: unsubscribe ${held(2).token}`;
    expect(await read([written(['From: x@example.net', token])])).toMatchObject([
      { kind: 'unsubscribe', result: 'left' },
    ]);
    expect(await statusOf('grace')).toBe('unsubscribed');
    expect((await subscribers.consentOf(2)).at(-1)).toMatchObject({ event: 'unsubscribed', how: 'by mail' });
  });

  test('so is the way out of a new publication, which is by mail: the link in its letter holds the token', async () => {
    const { settings } = await starterSettings();
    const newsletter = settings.newsletter as NewsletterSettings;
    expect([newsletter.unsubscribeUrl, newsletter.unsubscribeEmail]).toEqual([undefined, expect.any(String)]);
    const { read, statusOf, subscribers } = await listOf();
    const sending = { id: 1, issue: 'tag:example.org,2026:issue-1', messageIds: 'keyed' } as const;
    const viewUrl = 'https://example.org/issues/frost/';
    const frozen = { language: 'en', letter: letterWith(), mailing: { ...sharedHeaders, newsletter }, viewUrl };
    const messageOf = messagesOf([frozen], { sending, key, list: subscribers.list, keys: [] });
    const subscriber = (await subscribers.get(2))!;
    const { message } = await messageOf({ subscriber, letter: 0, attempts: 0 }, new Date('2026-11-23T09:00:00Z'));
    const header = message.fields.join('');
    const link = new URL(/^List-Unsubscribe: <(.+?)>/m.exec(header)![1]!);
    const text = Buffer.from(messageBytes(message)).toString('latin1').replaceAll('=\r\n', '');
    expect(text).toContain(link.search.replace('=', '=3D'));

    const bounce = reported('Final-Recipient: rfc822; grace@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n', {
      returned: header.replace(/^Message-ID: .*\r\n/m, ''),
    });
    expect(await read([bounce], false)).toMatchObject([{ kind: 'hard', address: 'grace@example.org' }]);

    const wish = [`From: other@example.net`, `To: ${link.pathname}`, `Subject: ${link.searchParams.get('subject')}`];
    expect(await read([written(wish)])).toMatchObject([{ kind: 'unsubscribe', result: 'left' }]);
    expect(await statusOf('grace')).toBe('unsubscribed');
  });

  test('without a token it is met for the sender, at the address for it alone', async () => {
    const { read, statusOf, subscribers } = await listOf();
    const wish = (from: string, to: string, ...more: string[]) =>
      written([`From: ${from}`, `To: ${to}`, 'Subject: unsubscribe', ...more]);
    const leave = 'leave@letters.example.org';
    const strange = [
      wish('ada@example.org', 'letters@letters.example.org'),
      wish('stranger@example.net', leave),
      written([
        'Authentication-Results: mx; dmarc=fail',
        'From: ada@example.org',
        `To: ${leave}`,
        'Subject: unsubscribe',
      ]),
      written([
        'From: ada@example.org',
        `Subject: unsubscribe ${writeToken(createSecretKey('x'.repeat(32), 'utf8'), { purpose: 'unsubscribe', list: subscribers.list, subscriber: 1 })}`,
      ]),
    ];
    for (const { kind } of await read(strange)) expect(kind).toBe('unknown');
    expect(await statusOf('ada')).toBe('active');
    expect(await read([wish('Ada <ADA@example.org>', leave)])).toMatchObject([
      { result: 'left', address: 'ada@example.org' },
    ]);
  });

  test('it is met for the sender in answer to a letter of theirs, wherever the answer went', async () => {
    const { read, statusOf, held } = await listOf();
    const answer = (from: string, ...more: string[]) =>
      written(
        [`From: ${from}`, 'To: letters@letters.example.org', 'Subject: Re: The first frost', ...more],
        'Unsubscribe',
      );
    const { messageId } = held(1, 3);
    const strange = [
      answer('grace@example.org', `In-Reply-To: ${messageId}`),
      answer('ada@example.org', 'In-Reply-To: <other@letters.example.org>'),
      answer('stranger@example.net', `In-Reply-To: ${messageId}`),
      written([
        'Authentication-Results: mx; dmarc=fail',
        ...String(answer('ada@example.org', `In-Reply-To: ${messageId}`))
          .trim()
          .split('\r\n'),
      ]),
    ];
    for (const { kind } of await read(strange)) expect(kind).toBe('unknown');
    expect([await statusOf('ada'), await statusOf('grace')]).toEqual(['active', 'active']);
    expect(await read([answer('Ada <ADA@example.org>', `In-Reply-To: ${messageId}`)])).toMatchObject([
      { kind: 'unsubscribe', result: 'left', address: 'ada@example.org' },
    ]);
    const older = `References: ${held(2).messageId} <between@example.org>`;
    expect(await read([answer('grace@example.org', older)])).toMatchObject([{ result: 'left' }]);
  });

  test('who came back, was refused or complained is known for each issue, with the words of the server', async () => {
    const { read, returnedMail, held } = await listOf();
    await read([mailOf('postfix', held(2)), mailOf('yahoo', held(1)), mailOf('complaint', held(3, 2))]);
    expect(await returnedMail.counts(1)).toEqual({ hard: 1, soft: 0, refused: 1, complaint: 0 });
    expect(await returnedMail.counts(2)).toEqual({ hard: 0, soft: 0, refused: 0, complaint: 1 });
    expect(await returnedMail.read({ subscriber: 2 })).toMatchObject([
      {
        ...{ kind: 'hard', sending: 1, at: new Date('2026-11-23T09:00:00Z') },
        reply: '550 5.1.1 <grace@example.org>: Recipient address rejected: User unknown in virtual mailbox table',
      },
    ]);
  });

  test('who is away stays', async () => {
    const { read, statusOf, held } = await listOf();
    expect(await read([mailOf('away', held(1)), mailOf('postfix-delayed', held(1))])).toMatchObject([
      { kind: 'automatic' },
      { kind: 'progress' },
    ]);
    expect(await statusOf('ada')).toBe('active');
  });

  test('a mail is taken in once, however often it is read, also after its reader came back', async () => {
    const { read, statusOf, subscribers, held } = await listOf();
    const mail = mailOf('postfix', held(2));
    expect((await read([mail, mail])).map(({ kind }) => kind)).toEqual(['hard', 'known']);
    await merge(subscribers, [rowOf(2, 'grace@example.org', { again: true })]);
    expect(await read([mail])).toMatchObject([{ kind: 'known' }]);
    expect(await statusOf('grace')).toBe('active');
  });

  test('a dry run tells the same and stores nothing', async () => {
    const { read, statusOf, held } = await listOf();
    const mails = [mailOf('postfix', held(2)), mailOf('complaint', held(3)), mailOf('gmail', held(1))];
    const dry = await read(mails, false);
    expect(await statusOf('grace')).toBe('active');
    expect(await read(mails)).toEqual(dry);
    expect(dry.map(({ result }) => result)).toEqual(['left', 'left', 'counted']);
  });
});

describe('mailboxes that are full or away for now', () => {
  /** The letter of one sending came back on a day of November. */
  const full = (held: object, day: number) =>
    Buffer.from(mailOf('gmail', held).toString().replace('Mon, 23 Nov 2026', `${day} Nov 2026`));

  test('five issues in a row over a week are the end', async () => {
    const { read, statusOf, held } = await listOf();
    const mails = [1, 2, 3, 4, 5].map((sending) => full(held(2, sending), sending * 3));
    const readings = await read(mails);
    expect(readings.map(({ result, times }) => [result, times])).toEqual([
      ['counted', 1],
      ['counted', 2],
      ['counted', 3],
      ['counted', 4],
      ['left', 5],
    ]);
    expect(await statusOf('grace')).toBe('bounced');
  });

  test('so they are in a dry run', async () => {
    const { read, statusOf, held } = await listOf();
    const readings = await read(
      [1, 2, 3, 4, 5].map((sending) => full(held(2, sending), sending * 3)),
      false,
    );
    expect(readings.at(-1)).toMatchObject({ result: 'left', times: 5 });
    expect(await statusOf('grace')).toBe('active');
  });

  test.each([
    ['four issues', [1, 2, 3, 4], [1, 5, 9, 13]],
    ['five within a week', [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]],
    ['five with one between them that arrived', [1, 2, 4, 5, 6], [1, 5, 9, 13, 17]],
    ['one issue five times', [3, 3, 3, 3, 3], [1, 5, 9, 13, 17]],
  ])('%s are not', async (_, sendings, days) => {
    const { read, statusOf, held } = await listOf();
    await read(sendings.map((sending, index) => full(held(2, sending), days[index]!)));
    expect(await statusOf('grace')).toBe('active');
  });
});
