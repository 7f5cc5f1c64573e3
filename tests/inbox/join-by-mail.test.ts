import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Reading, readInbox } from '../../src/inbox/read.ts';
import { knownLettersOf } from '../../src/returns/known-letters.ts';
import type { SettingsInput } from '../../src/settings/input.ts';
import { readSignUp, type SignUpTicket, writeSignUp } from '../../src/sign-ups/ticket.ts';
import { runs } from '../runs.ts';
import { listToJoin } from '../sign-ups/asking.ts';
import { key } from '../store/store-at.ts';
import { addressFor, merge, rowOf } from '../store/subscriber-store-contract.ts';
import { written } from './mails.ts';

const proof = 'Authentication-Results: mx.example.org; dmarc=pass header.from=example.net';
const hours = 3_600_000;

/** A list that people join by mail, and its mailbox. */
async function mailbox(more: Partial<SettingsInput> = {}) {
  const list = await listToJoin({
    newsletter: {
      from: 'My Letter <letters@example.org>',
      subscribeEmail: 'subscribe@example.org',
      unsubscribeEmail: 'leave@example.org',
    },
    bounces: { address: 'bounces@example.org', authserv: 'mx.example.org' },
    ...more,
  });
  const { store, settings, clock } = list;
  const letters = await knownLettersOf(settings, { ...store, key });
  const joining = { store, key, settings, languages: ['en', 'de', 'pt-BR'], clock: () => clock.now };
  const read = async (mails: readonly Uint8Array[], apply = true): Promise<Reading[]> => {
    const folder = {
      read: async function* () {
        yield* mails.map((bytes, index) => ({ key: String(index), bytes }));
      },
    };
    const options = { returnedMail: store.returnedMail, letters, joining, apply, signal: new AbortController().signal };
    return Array.fromAsync(readInbox(folder, options));
  };
  let number = 0;
  /** A mail of this time that no other one equals. */
  const mail = (from: string, ...header: string[]) => {
    number += 1;
    const own = header.some((line) => line.startsWith('To:')) ? [] : ['To: subscribe@example.org'];
    return written([
      proof,
      `From: ${from}`,
      `Date: ${clock.now.toUTCString()}`,
      `X-Number: ${number}`,
      ...own,
      ...header,
    ]);
  };
  const statusOf = async (address: string) => (await store.subscribers.find(addressFor(address)))?.status;
  const ticket = (address: string): SignUpTicket => ({
    ...{ list: store.subscribers.list, address: addressFor(address), tags: [], textHash: 'ab'.repeat(32) },
    ...{ asked: clock.now, way: 'mail' },
  });
  const token = (address: string, other: Partial<SignUpTicket> = {}) =>
    writeSignUp(key, { ...ticket(address), ...other });
  return { ...list, read, mail, statusOf, token };
}

const ada = 'Ada Example <ada@example.net>';

test('who writes is asked to confirm, answers, and is on the list with the record of it', async () => {
  const { store, read, mail, mails, statusOf, later, clock } = await mailbox();
  const asked = clock.now;
  expect(await read([mail(ada, 'Message-ID: <a@example.net>', 'Subject:')])).toMatchObject([
    { kind: 'asked', result: 'none', address: 'ada@example.net' },
  ]);
  expect(await statusOf('ada@example.net')).toBeUndefined();
  const [waiting, ...others] = await mails();
  expect(others).toEqual([]);
  expect(waiting).toMatchObject({ kind: 'confirm', way: 'mail', to: 'ada@example.net', inReplyTo: '<a@example.net>' });
  later(2 * hours);
  const { token } = waiting as { token: string };
  expect(readSignUp(key, token, clock.now)).not.toHaveProperty('name');
  expect(await read([mail(ada, `Subject: Re: Please confirm: The Letter [${token}]`)])).toMatchObject([
    { kind: 'joined', result: 'joined', address: 'ada@example.net' },
  ]);
  const subscriber = (await store.subscribers.find(addressFor('ada@example.net')))!;
  expect(subscriber.status).toBe('active');
  const consent = await store.subscribers.consentOf(subscriber.id);
  expect(consent.at(-1)).toMatchObject({ how: 'by mail', at: clock.now, asked });
  expect(consent.at(-1)).toMatchObject({ shown: expect.stringContaining('leave its subject as it is') });
  expect(consent.at(-1)).not.toHaveProperty('ip');
});

test('a trial tells the same and stores nothing, queues nothing', async () => {
  const { store, read, mail, statusOf, token } = await mailbox();
  const all = [mail(ada), mail('Ben <ben@example.net>', `Subject: [${token('ben@example.net')}]`)];
  const dry = await read(all, false);
  expect(dry.map(({ kind, result, address }) => [kind, result, address])).toEqual([
    ['asked', 'none', 'ada@example.net'],
    ['joined', 'joined', 'ben@example.net'],
  ]);
  expect([await statusOf('ben@example.net'), await store.signUps.outbox()]).toEqual([undefined, { waiting: 0 }]);
  expect(await read(all)).toEqual(dry);
});

test('a trial says of an old answer that its sender has left or moved since, as the run does', async () => {
  const { store, read, mail, token, later } = await mailbox();
  const of = (name: string) => mail(`${name}@example.net`, `Subject: [${token(`${name}@example.net`)}]`);
  await read([of('ada'), of('ben')]);
  const old = [of('ada'), of('ben')];
  later(hours);
  const ben = (await store.subscribers.find(addressFor('ben@example.net')))!;
  await store.subscribers.leave(addressFor('ada@example.net'), 'unsubscribed', { how: 'a test' });
  await store.subscribers.move(ben.id, addressFor('ben@example.com'), { how: 'a test' });
  const dry = await read(old, false);
  expect(dry.map(({ kind, result }) => [kind, result])).toEqual([
    ['declined', 'none'],
    ['declined', 'none'],
  ]);
  expect(await read(old)).toEqual(dry);
});

describe('a trial tells the same as the run after it', () => {
  const same = async (box: Awaited<ReturnType<typeof mailbox>>, mails: readonly Uint8Array[]) => {
    const plain = (readings: readonly Reading[]) =>
      readings.map(({ kind, result, address, reason }) => [kind, result, address, reason]);
    const dry = plain(await box.read(mails, false));
    expect(plain(await box.read(mails, false))).toEqual(dry);
    expect(plain(await box.read(mails))).toEqual(dry);
    return dry.map(([kind, result]) => `${kind} ${result}`);
  };

  test('where one person asks twice', async () => {
    const box = await mailbox();
    expect(await same(box, [box.mail(ada), box.mail(ada), box.mail('ben@example.net')])).toEqual([
      ...['asked none', 'declined none', 'asked none'],
    ]);
  });

  test('where one was asked on the day before, and a month has no mail left for another', async () => {
    const box = await mailbox();
    for (let time = 0; time < 3; time += 1) {
      await box.ask('ben@example.net');
      box.later(25 * hours);
    }
    await box.ask('ada@example.net');
    box.later(hours);
    expect(await same(box, [box.mail(ada), box.mail('ben@example.net'), box.mail('cem@example.net')])).toEqual([
      ...['declined none', 'declined none', 'asked none'],
    ]);
  });

  test('where so many of one domain ask that the last has to wait', async () => {
    const box = await mailbox({ server: { url: 'https://letters.example.org', signUps: { perDomain: 2 } } });
    const mails = ['ada', 'ben', 'cem'].map((name) => box.mail(`${name}@example.net`));
    expect(await same(box, mails)).toEqual(['asked none', 'asked none', 'unknown none']);
  });

  test('where one person confirms twice, and asks once more', async () => {
    const box = await mailbox();
    const answer = () => box.mail(ada, `Subject: [${box.token('ada@example.net')}]`);
    expect(await same(box, [answer(), answer(), box.mail(ada)])).toEqual([
      ...['joined joined', 'joined joined-before', 'joined joined-before'],
    ]);
  });

  test('where somebody leaves, confirms an older wish and asks anew', async () => {
    const box = await mailbox();
    await merge(box.store.subscribers, [rowOf(2, 'ada@example.net')]);
    const leave = box.mail(ada, 'To: leave@example.org', 'Subject: unsubscribe');
    const answer = box.mail(ada, `Subject: [${box.token('ada@example.net')}]`);
    expect(await same(box, [leave, answer, box.mail(ada)])).toEqual([
      ...['unsubscribe left', 'declined none', 'asked none'],
    ]);
  });
});

describe('each mail is taken in once', () => {
  test('however often it is read', async () => {
    const { read, mail, mails, token } = await mailbox();
    const all = [mail(ada), mail('ben@example.net', `Subject: [${token('ben@example.net')}]`)];
    await read(all);
    expect((await read(all)).map(({ kind }) => kind)).toEqual(['known', 'known']);
    expect(await mails()).toHaveLength(1);
  });

  test('and where a run broke off between its act and the note of it, reading again goes on and writes to nobody twice', async () => {
    const { store, read, mail, mails, statusOf, token } = await mailbox();
    const all = [mail(ada), mail('ben@example.net', `Subject: [${token('ben@example.net')}]`)];
    const { take } = store.returnedMail;
    const broken = async () => {
      throw new Error('the power failed');
    };
    store.returnedMail.take = broken;
    for (const one of all) await expect(read([one])).rejects.toThrow('the power failed');
    store.returnedMail.take = take;
    expect(await statusOf('ben@example.net')).toBe('active');
    expect((await read(all)).map(({ kind, result }) => [kind, result])).toEqual([
      ['declined', 'none'],
      ['joined', 'joined-before'],
    ]);
    expect(await mails()).toHaveLength(1);
  });
});

describe('the language', () => {
  test.each([
    ['Content-Language: de-AT', 'de'],
    ['Accept-Language: fr, pt-BR;q=0.8', 'pt-BR'],
    ['Content-Language: pt', 'pt-BR'],
    ['Content-Language: fr', undefined],
    ['Content-Language: ;;;', undefined],
  ])('of "%s" is %s', async (header, language) => {
    const { read, mail, mails, clock } = await mailbox();
    await read([mail(ada, header)]);
    const [waiting] = await mails();
    expect(waiting!.language).toBe(language ?? 'en');
    const { token } = waiting as { token: string };
    expect(readSignUp(key, token, clock.now)!.language).toBe(language);
  });
});

describe('nobody else is answered, and none of these puts anybody on the list', () => {
  const forged = 'its topmost Authentication-Results is not of mx.example.org';
  const plain = ['To: subscribe@example.org', 'Subject: subscribe'];

  test.each([
    ['a mail that proves nothing', [`From: ${ada}`, ...plain], 'it has no Authentication-Results of mx.example.org'],
    ['a field of another server', [proof.replace('mx.', 'mx2.'), `From: ${ada}`, ...plain], forged],
    [
      'a field of ours below another one',
      ['Authentication-Results: other; none', proof, `From: ${ada}`, ...plain],
      forged,
    ],
    [
      'another sender than the server saw',
      [proof, 'From: victim@example.com', ...plain],
      'neither DMARC nor a DKIM signature of example.com passed',
    ],
    ['two senders', [proof, `From: ${ada}`, 'From: victim@example.net', ...plain], 'its From is not one plain address'],
    ['a list', [proof, 'List-Id: <friends.example.net>', `From: ${ada}`, ...plain], 'it came over a mailing list'],
    [
      'a mail without a return path',
      [proof, 'Return-Path: <>', `From: ${ada}`, ...plain],
      'its envelope has no sender to answer to',
    ],
    ['a program', [proof, 'From: no-reply@example.net', ...plain], 'its sender is a program'],
  ])('%s', async (_, header, reason) => {
    const { store, read, statusOf, token } = await mailbox();
    const answer = header.map((line) => line.replace('Subject: subscribe', `Subject: [${token('ada@example.net')}]`));
    for (const mail of [written(header), written(answer)])
      expect(await read([mail])).toMatchObject([{ kind: 'unknown', reason }]);
    expect([await store.signUps.outbox(), await statusOf('ada@example.net')]).toEqual([{ waiting: 0 }, undefined]);
  });

  test('a program that answers the mail which asks to confirm, even with its token', async () => {
    const { store, read, mail, statusOf, token } = await mailbox();
    const subject = `Subject: Re: Please confirm [${token('ada@example.net')}]`;
    const programs = ['Auto-Submitted: auto-replied', 'Precedence: auto_reply', 'X-Autoreply: yes'];
    const away = [
      ...programs.map((field) => mail(ada, subject, field)),
      mail(ada, `Subject: Out of office: [${token('ada@example.net')}]`),
    ];
    for (const { kind } of await read(away)) expect(kind).toBe('automatic');
    expect([await store.signUps.outbox(), await statusOf('ada@example.net')]).toEqual([{ waiting: 0 }, undefined]);
  });

  test('a report that the mail which asks to confirm could not be delivered', async () => {
    const { store, read, mail } = await mailbox();
    const report = mail('MAILER-DAEMON@example.net', 'Return-Path: <>', 'Content-Type: multipart/report; boundary=b');
    expect(await read([report])).toMatchObject([{ kind: 'unknown' }]);
    expect(await store.signUps.outbox()).toEqual({ waiting: 0 });
  });

  test('our own mailboxes', async () => {
    const { store, read, mail } = await mailbox();
    const own = ['letters@example.org', 'subscribe@example.org', 'leave@example.org', 'bounces+tag@example.org'];
    for (const address of own) {
      const bytes = Buffer.from(String(mail(address)).replace('header.from=example.net', 'header.from=example.org'));
      expect((await read([bytes]))[0]!.kind).not.toBe('asked');
    }
    expect(await store.signUps.outbox()).toEqual({ waiting: 0 });
  });

  test('a proven mail to somebody else that is sent once more, to us', async () => {
    const { store, read, mail } = await mailbox();
    const again = mail(ada, 'To: friend@example.com', 'Delivered-To: subscribe@example.org');
    const reason = 'neither its To nor its Cc names subscribe@example.org';
    expect(await read([again])).toMatchObject([{ kind: 'unknown', reason }]);
    expect(await store.signUps.outbox()).toEqual({ waiting: 0 });
    const copy = mail(ada, 'To: friend@example.com', 'Cc: Letters <Subscribe@example.org>');
    expect(await read([copy])).toMatchObject([{ kind: 'asked' }]);
  });

  test('but not because it is large: a wish of 10 MB is one', async () => {
    const { read, mail } = await mailbox();
    const large = Buffer.concat([mail(ada), Buffer.alloc(10_000_000, 'word and word\r\n')]);
    expect(await read([large])).toMatchObject([{ kind: 'asked' }]);
  });

  test('mail to another address', async () => {
    const { store, read, mail } = await mailbox();
    expect(await read([mail(ada, 'To: letters@example.org')])).toMatchObject([
      { kind: 'unknown', reason: 'it is a mail of its own' },
    ]);
    expect(await store.signUps.outbox()).toEqual({ waiting: 0 });
  });

  test('anybody, while no server is named whose word counts', async () => {
    const { store, read, mail, statusOf, token } = await mailbox({ bounces: {} });
    const all = [mail(ada), mail(ada, `Subject: [${token('ada@example.net')}]`)];
    for (const reading of await read(all))
      expect(reading).toMatchObject({
        kind: 'unknown',
        reason: 'joining by mail is off, because bounces.authserv is not set',
      });
    expect([await store.signUps.outbox(), await statusOf('ada@example.net')]).toEqual([{ waiting: 0 }, undefined]);
  });

  test('a mail that lay there for more than a week', async () => {
    const { store, read, mail, later } = await mailbox();
    const old = mail(ada);
    later(8 * 24 * hours);
    expect(await read([old])).toMatchObject([{ kind: 'unknown', reason: 'it was written more than a week ago' }]);
    expect(await store.signUps.outbox()).toEqual({ waiting: 0 });
  });

  test('a reader who is on the list', async () => {
    const { store, read, mail } = await mailbox();
    await merge(store.subscribers, [rowOf(2, 'ada@example.net')]);
    expect(await read([mail(ada)])).toMatchObject([{ kind: 'joined', result: 'joined-before' }]);
    expect(await store.signUps.outbox()).toEqual({ waiting: 0 });
  });
});

describe('an answer counts for its token', () => {
  let list: Awaited<ReturnType<typeof mailbox>>;
  beforeEach(async () => {
    list = await mailbox();
  });
  const outcome = async (token: string, from = ada, ...header: string[]) => {
    const [reading] = await list.read([list.mail(from, `Subject: Re: [${token}]`, ...header)]);
    return [reading!.kind, reading!.result, await list.statusOf('ada@example.net')];
  };
  const elsewhere = 'To: letters@example.org';

  test('wherever the answer went', async () => {
    expect(await outcome(list.token('ada@example.net'), ada, elsewhere)).toEqual(['joined', 'joined', 'active']);
  });

  test('only from its own address', async () => {
    const token = list.token('ada@example.net');
    expect(await outcome(token, 'ben@example.net')).toEqual(['unknown', 'none', undefined]);
    expect(await list.statusOf('ben@example.net')).toBeUndefined();
    expect(await outcome(token, 'ADA@Example.NET')).toEqual(['joined', 'joined', 'active']);
  });

  test('not with any one sign changed', async () => {
    const token = list.token('ada@example.net');
    const changed = [0, 5, 20, token.length - 30, token.length - 1].map((at) => {
      const sign = token[at] === 'A' ? 'B' : 'A';
      return token.slice(0, at) + sign + token.slice(at + 1);
    });
    for (const one of [...changed, token.slice(1), token.slice(0, -1)])
      expect(await outcome(one, ada, elsewhere)).toEqual(['unknown', 'none', undefined]);
  });

  test('not of another key, another list or another purpose', async () => {
    const other = createSecretKey('x'.repeat(32), 'utf8');
    const ticket = readSignUp(key, list.token('ada@example.net'), list.clock.now)!;
    expect(await outcome(writeSignUp(other, ticket), ada, elsewhere)).toEqual(['unknown', 'none', undefined]);
    const foreign = list.token('ada@example.net', { list: list.store.subscribers.list + 1 });
    expect(await outcome(foreign, ada, elsewhere)).toEqual(['unknown', 'none', undefined]);
  });

  test('for seven days; who answers later is asked anew', async () => {
    const token = list.token('ada@example.net');
    list.later(7 * 24 * hours + hours);
    expect(await outcome(token, ada, elsewhere)).toEqual(['unknown', 'none', undefined]);
    expect(await outcome(token)).toEqual(['asked', 'none', undefined]);
  });

  test('once: who has left since is not brought back by it', async () => {
    const token = list.token('ada@example.net');
    list.later(hours);
    expect(await outcome(token)).toEqual(['joined', 'joined', 'active']);
    expect(await outcome(token)).toEqual(['joined', 'joined-before', 'active']);
    await list.store.subscribers.leave(addressFor('ada@example.net'), 'unsubscribed', { how: 'a test' });
    list.later(hours);
    expect(await outcome(token)).toEqual(['declined', 'none', 'unsubscribed']);
  });

  test('also to come back, where it was asked for after leaving', async () => {
    await merge(list.store.subscribers, [rowOf(2, 'ada@example.net')]);
    await list.store.subscribers.leave(addressFor('ada@example.net'), 'unsubscribed', { how: 'a test' });
    list.later(hours);
    expect(await outcome(list.token('ada@example.net'))).toEqual(['joined', 'joined', 'active']);
  });
});

describe('the budgets of sign-up count', () => {
  test('a person is asked once a day, however many mails come and however the address is spelt', async () => {
    const { read, mail, mails, later } = await mailbox();
    const all = ['ada@example.net', 'ADA@example.net', 'ada+1@example.net', 'ada@example.net'].map((one) => mail(one));
    expect((await read(all)).map(({ kind }) => kind)).toEqual(['asked', 'declined', 'declined', 'declined']);
    later(25 * hours);
    expect((await read([mail(ada)])).map(({ kind }) => kind)).toEqual(['asked']);
    expect(await mails()).toHaveLength(1);
  });

  test('whom the hourly ceiling keeps waiting is asked when the mailbox is read again', async () => {
    const { read, mail, mails, later } = await mailbox({ server: { signUps: { perHour: 2 } } });
    const all = ['a', 'b', 'c', 'd'].map((name) => mail(`${name}@example.net`));
    expect((await read(all)).map(({ kind }) => kind)).toEqual(['asked', 'asked', 'unknown', 'unknown']);
    later(2 * hours);
    expect((await read(all)).map(({ kind }) => kind)).toEqual(['known', 'known', 'asked', 'asked']);
    expect((await mails()).map(({ to }) => to)).toEqual([
      'a@example.net',
      'b@example.net',
      'c@example.net',
      'd@example.net',
    ]);
  });
});

test('10,000 mails of all kinds at the door never make it throw, and only who is proven is asked', async () => {
  const { store, read, token } = await mailbox();
  const line = fc.oneof(
    fc.constantFrom(
      ...[
        proof,
        'From: ada@example.net',
        'From: victim@example.com',
        'To: subscribe@example.org',
        'Subject: subscribe',
        'List-Id: <a>',
      ],
      ...[
        `Subject: [${token('victim@example.com')}]`,
        'Authentication-Results: mx.example.com; dmarc=pass',
        'Content-Type: multipart/mixed; boundary=b',
        '--b',
        '',
        ' folded',
        '\0',
      ],
    ),
    fc.string({ maxLength: 60 }),
  );
  const mail = fc.array(line, { maxLength: 12 }).map((lines) => Buffer.from(lines.join('\r\n')));
  await fc.assert(
    fc.asyncProperty(fc.array(mail, { minLength: 50, maxLength: 50 }), async (all) => {
      for (const { kind, address } of await read(all, false))
        if (kind === 'asked') expect(address).toBe('ada@example.net');
    }),
    { numRuns: runs(200) },
  );
  expect([await store.signUps.outbox(), await store.subscribers.find(addressFor('victim@example.com'))]).toEqual([
    { waiting: 0 },
    undefined,
  ]);
});
