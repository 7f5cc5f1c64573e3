import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { askToConfirm, isCeiling } from '../../src/sign-ups/ask.ts';
import { join } from '../../src/sign-ups/join.ts';
import { readSignUp, writeSignUp } from '../../src/sign-ups/ticket.ts';
import { runs } from '../runs.ts';
import { key, storeAt } from '../store/store-at.ts';
import { addressFor, merge, rowOf } from '../store/subscriber-store-contract.ts';
import { listToJoin } from './asking.ts';

const [minute, hour, day] = [60_000, 3_600_000, 24 * 3_600_000];

/** Everything that the files of a database hold, as text. */
function contentOf(file: string): string {
  const database = new DatabaseSync(file, { readOnly: true });
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  const rows = tables.flatMap(({ name }) => database.prepare(`SELECT * FROM "${name}"`).all());
  database.close();
  return JSON.stringify(rows, (_, value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
  );
}

describe('somebody new', () => {
  test('is asked by one mail, whose token holds the choices, the page and the hash of the text', async () => {
    const { ask, mails, clock, store } = await listToJoin();
    const shown = 'I would like to get The Letter.';
    const choices = { name: 'Ada', language: 'de', tags: ['sea'], page: 'https://letters.example.org/subscribe/' };
    expect(await ask('Ada@reader.example', { ...choices, shown, visitor: '203.0.113.7' })).toBe('asked');
    const [mail, ...others] = await mails();
    expect(others).toEqual([]);
    expect(mail).toEqual({
      ...{ kind: 'confirm', way: 'form', to: 'Ada@reader.example', language: 'de', token: expect.any(String) },
    });
    expect(mail && 'token' in mail && readSignUp(key, mail.token, clock.now)).toEqual({
      ...{ list: store.subscribers.list, address: addressFor('Ada@reader.example'), asked: clock.now, way: 'form' },
      ...choices,
      textHash: createHash('sha256').update(shown).digest('hex'),
    });
  });

  test('leaves no trace in the database but a sealed mail, a hash and the text that all are shown', async () => {
    const { ask, file, store } = await listToJoin();
    await ask('ada.lovelace@reader.example', { name: 'Augusta', visitor: '203.0.113.7', tags: ['sea'] });
    expect((await store.subscribers.count()).statuses.pending).toBe(0);
    const content = contentOf(file);
    expect(content).toContain('I would like to get The Letter.');
    expect(content).not.toMatch(/lovelace|Augusta|203\.0\.113|reader\.example|sea/i);
  });

  test('has a name of at most 60 characters in one line, without marks that turn the direction', async () => {
    const { ask, mails, clock } = await listToJoin();
    await ask('ada@reader.example', { name: ` A\r\nda\u202e \ud800${'🌊'.repeat(80)}` });
    const [mail] = await mails();
    const ticket = mail && 'token' in mail ? readSignUp(key, mail.token, clock.now) : undefined;
    expect(ticket?.name).toMatch(/^A da .🌊{54}$/u);
  });

  test('who writes gets an answer to the mail, in the language of the publication', async () => {
    const { ask, mails } = await listToJoin();
    expect(await ask('ada@reader.example', { way: 'mail', inReplyTo: '<1@reader.example>' })).toBe('asked');
    expect(await mails()).toMatchObject([{ way: 'mail', inReplyTo: '<1@reader.example>', language: 'en' }]);
  });

  test('has the address of the visitor in the token only where the publication keeps it', async () => {
    for (const keepIp of [true, false]) {
      const { ask, mails, clock } = await listToJoin({ server: { url: 'https://letters.example.org', keepIp } });
      await ask('ada@reader.example', { visitor: '203.0.113.7' });
      const [mail] = await mails();
      const ticket = mail && 'token' in mail ? readSignUp(key, mail.token, clock.now) : undefined;
      expect(ticket?.ip).toBe(keepIp ? '203.0.113.7' : undefined);
    }
  });
});

describe('no mail goes', () => {
  test('to a reader who is on the list', async () => {
    const { ask, store, mails } = await listToJoin();
    await merge(store.subscribers, [rowOf(2, 'ada@reader.example')]);
    expect(await ask('ADA@reader.example')).toBe('refused: known');
    expect(await mails()).toEqual([]);
  });

  test('by a form to one who complained or was erased; a mail of their own is answered', async () => {
    const { ask, store, mails, later } = await listToJoin();
    await merge(store.subscribers, [rowOf(2, 'ada@reader.example'), rowOf(3, 'grace@reader.example')]);
    await store.subscribers.leave(addressFor('ada@reader.example'), 'complained', { how: 'by a report' });
    await store.subscribers.forget(addressFor('grace@reader.example'));
    later(minute);
    for (const address of ['ada@reader.example', 'grace@reader.example']) {
      expect([address, await ask(address)]).toEqual([address, 'refused: suppressed']);
      expect([address, await ask(address, { way: 'mail' })]).toEqual([address, 'asked']);
    }
    expect(await mails()).toHaveLength(2);
  });

  test('to an address behind which no reader is, or for a form that a program filled in', async () => {
    const { ask, mails } = await listToJoin();
    expect(await ask('abuse@reader.example')).toBe('refused: implausible');
    expect(await ask('ada@reader.example', { doubt: 'trap' })).toBe('refused: trap');
    expect(await mails()).toEqual([]);
    // The person behind the address has lost nothing by it.
    expect(await ask('ada@reader.example')).toBe('asked');
  });
});

test('who left, bounced or never confirmed in version 0.1.0 is asked like anybody', async () => {
  const { ask, store, later } = await listToJoin();
  const rows = ['left', 'bounced', 'waits'].map((name, index) => rowOf(index + 2, `${name}@reader.example`));
  await merge(store.subscribers, [
    ...rows.slice(0, 2),
    { ...rows[2]!, ...rowOf(4, 'waits@reader.example', { status: 'pending' }) },
  ]);
  await store.subscribers.leave(addressFor('left@reader.example'), 'unsubscribed', { how: 'by the link' });
  await store.subscribers.leave(addressFor('bounced@reader.example'), 'bounced', { how: 'by a report' });
  later(minute);
  for (const name of ['left', 'bounced', 'waits'])
    expect([name, await ask(`${name}@reader.example`)]).toEqual([name, 'asked']);
});

describe('a person', () => {
  test('gets one mail in 24 hours and three in 30 days, however the address is spelt', async () => {
    const { ask, later } = await listToJoin();
    const spellings = ['ada.love@gmail.com', 'adalove@gmail.com', 'a.d.a.love+x@googlemail.com', 'AdaLove@Gmail.com'];
    expect(await ask(spellings[0]!)).toBe('asked');
    for (const spelling of spellings) expect(await ask(spelling)).toBe('refused: address a day');
    later(day - 1);
    expect(await ask(spellings[1]!)).toBe('refused: address a day');
    later(1);
    expect(await ask(spellings[2]!)).toBe('asked');
    later(day);
    expect(await ask(spellings[3]!)).toBe('asked');
    later(day);
    expect(await ask(spellings[0]!)).toBe('refused: address a month');
    later(27 * day);
    expect(await ask(spellings[0]!)).toBe('asked');
  });

  test('whose clock was set back by a day is not locked out, and by none is let in twice', async () => {
    const { ask, later } = await listToJoin();
    expect(await ask('ada@reader.example')).toBe('asked');
    later(-365 * day);
    expect(await ask('ada@reader.example')).toBe('refused: address a day');
    later(day);
    expect(await ask('ada@reader.example')).toBe('asked');
  });
});

test('the ceiling of an hour holds for all together, by two servers on one database, and ends', async () => {
  const { ask, later, file, settings } = await listToJoin({
    server: { url: 'https://letters.example.org', signUps: { perHour: 4, perDomain: 3 } },
  });
  const beside = await storeAt(file, { clock: () => new Date('2026-11-23T12:00:00Z') });
  const askBeside = (address: string) =>
    askToConfirm(
      { address: addressFor(address), way: 'form', shown: 'Text.' },
      { store: beside, key, settings, now: new Date('2026-11-23T12:00:00Z') },
    );
  expect(await Promise.all([ask('a@one.example'), askBeside('b@one.example')])).toEqual(['asked', 'asked']);
  expect([await ask('c@one.example'), await askBeside('d@one.example')]).toEqual(['asked', 'refused: domain']);
  expect([await askBeside('a@two.example'), await ask('b@two.example')]).toEqual(['asked', 'refused: all']);
  later(hour);
  expect(await ask('b@two.example')).toBe('asked');
});

test('only a ceiling is worth another try within the day', () => {
  expect(isCeiling('refused: all')).toBe(true);
  expect(isCeiling('refused: network')).toBe(true);
  for (const end of ['asked', 'refused: address a day', 'refused: known', 'refused: implausible'] as const)
    expect(isCeiling(end)).toBe(false);
});

test('no wish that anybody sends makes more than one mail, and no mail goes elsewhere', async () => {
  const { ask, mails } = await listToJoin();
  const local = fc.stringMatching(/^[a-z]{3}[a-z.+]{0,6}[a-z]$/).filter((text) => !text.includes('..'));
  const sent = new Set<string>();
  await fc.assert(
    fc.asyncProperty(local, fc.string(), fc.string(), async (name, called, page) => {
      const address = `${name}@reader.example`;
      const result = await ask(address, { name: called, page, visitor: '10.0.0.1' });
      const waiting = await mails();
      expect(waiting.map(({ to }) => to)).toEqual(result === 'asked' ? [address] : []);
      if (result === 'asked') expect(sent.has(address)).toBe(false);
      sent.add(address);
    }),
    { numRuns: runs() },
  );
});

describe('a token', () => {
  const open = async (keepIp = false) => {
    const list = await listToJoin({ server: { url: 'https://letters.example.org', keepIp } });
    const { ask, mails, store, clock, settings } = list;
    const tokenFor = async (address: string, more = {}) => {
      await ask(address, more);
      const [mail] = await mails();
      return mail && 'token' in mail ? mail.token : '';
    };
    const use = (token: string, visitor?: string) => join(token, { store, key, settings, now: clock.now, visitor });
    return { ...list, tokenFor, use };
  };

  test('takes a person in, with the proof of consent: text, hash, page, both times, language', async () => {
    const { tokenFor, use, later, clock, store } = await open();
    const asked = clock.now;
    const page = 'https://letters.example.org/subscribe/';
    const token = await tokenFor('ada@reader.example', { name: 'Ada', language: 'de', tags: ['sea'], page });
    later(hour);
    const joined = await use(token, '203.0.113.9');
    expect(joined).toMatchObject({ result: 'new', language: 'de' });
    expect(joined.subscriber).toMatchObject({ name: 'Ada', language: 'de', tags: ['sea'], status: 'active' });
    const textHash = await store.signUps.keepText('I would like to get The Letter.');
    const [consent] = await store.subscribers.consentOf(joined.subscriber!.id);
    expect(consent).toMatchObject({
      ...{ event: 'confirmed', how: 'by the form', asked, at: clock.now, page, language: 'de', textHash },
    });
    expect(consent).not.toHaveProperty('ip');
  });

  test('keeps the address of who confirms where the publication says so', async () => {
    const { tokenFor, use, store } = await open(true);
    const token = await tokenFor('ada@reader.example', { visitor: '198.51.100.1' });
    const { subscriber } = await use(token, '203.0.113.9');
    expect(await store.subscribers.consentOf(subscriber!.id)).toMatchObject([{ ip: '203.0.113.9' }]);
  });

  test('that is used again finds the person known, and nothing is written twice', async () => {
    const { tokenFor, use, store } = await open();
    const token = await tokenFor('ada@reader.example');
    const { subscriber } = await use(token);
    expect(await use(token)).toMatchObject({ result: 'known' });
    expect(await store.subscribers.consentOf(subscriber!.id)).toHaveLength(1);
  });

  test('from before somebody left or was erased brings nobody back; one from after does', async () => {
    const { tokenFor, use, later, store } = await open();
    const token = await tokenFor('ada@reader.example');
    await use(token);
    later(minute);
    await store.subscribers.leave(addressFor('ada@reader.example'), 'unsubscribed', { how: 'by the link' });
    expect((await use(token)).result).toBe('spent');
    later(day);
    expect((await use(await tokenFor('ada@reader.example'))).result).toBe('returned');
    await store.subscribers.forget(addressFor('ada@reader.example'));
    expect((await use(token)).result).toBe('spent');
  });

  test('of another list, another purpose or too old is broken', async () => {
    const { tokenFor, use, later, store, clock } = await open();
    const token = await tokenFor('ada@reader.example');
    const ticket = readSignUp(key, token, clock.now)!;
    const foreign = writeSignUp(key, { ...ticket, list: (store.subscribers.list + 1) % 2 ** 32 });
    for (const one of [foreign, '', 'x', token.slice(1), `${token}A`]) expect((await use(one)).result).toBe('broken');
    later(7 * day + 1000);
    expect((await use(token)).result).toBe('broken');
    expect((await store.subscribers.count()).statuses.active).toBe(0);
  });
});
