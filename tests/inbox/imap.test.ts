import { describe, expect, test } from 'vitest';
import { openImap } from '../../src/inbox/imap.ts';
import { holdPatience } from '../send/patience.ts';
import { type Behaviour, imapServer } from './imap-server.ts';

const mail = (subject: string) => `Subject: ${subject}\r\n\r\n`;

async function account(behaviour: Behaviour = {}, mails: readonly string[] = [mail('a'), mail('b'), mail('c')]) {
  const folders = new Map([['INBOX', new Map(mails.map((text, index) => [index * 2 + 1, text]))]]);
  const server = await imapServer(folders, behaviour);
  const imap = { host: '127.0.0.1', port: server.port, tls: 'none', user: 'ada', password: 'secret' } as const;
  return { ...server, folders, imap };
}

test('all mail of the folder is read, and nothing is changed by it', async () => {
  const { imap, asked } = await account();
  const mailbox = await openImap(imap, { folder: 'INBOX' });
  const mails = await Array.fromAsync(mailbox.read());
  expect(mails.map(({ key, bytes }) => [key, Buffer.from(bytes).toString()])).toEqual([
    ['1', mail('a')],
    ['3', mail('b')],
    ['5', mail('c')],
  ]);
  await mailbox.close();
  expect(asked.some((words) => words.startsWith('EXAMINE'))).toBe(true);
  expect(asked.filter((words) => /SELECT|STORE|DELETE|EXPUNGE|MOVE|COPY/.test(words))).toEqual([]);
});

test('an empty folder has no mails', async () => {
  const { imap } = await account({}, []);
  const mailbox = await openImap(imap, { folder: 'INBOX' });
  expect(await Array.fromAsync(mailbox.read())).toEqual([]);
  await mailbox.close();
});

test('many mails are fetched in portions, and of a large one its beginning', async () => {
  const large = `Subject: large\r\n\r\n${'x'.repeat(10_485_760)}`;
  const { imap, asked } = await account({}, [...Array.from({ length: 60 }, (_, index) => mail(String(index))), large]);
  const mailbox = await openImap(imap, { folder: 'INBOX' });
  const mails = await Array.fromAsync(mailbox.read());
  expect(mails).toHaveLength(61);
  expect(mails.at(-1)!.bytes.byteLength).toBe(1_048_576);
  expect(asked.filter((words) => words.includes('BODY.PEEK'))).toHaveLength(3);
  await mailbox.close();
});

test('mail is moved into a folder that is made for it', async () => {
  const { imap, folders } = await account();
  const mailbox = await openImap(imap, { folder: 'INBOX', target: 'Done' });
  expect(await mailbox.move(['1', '5'])).toBe(2);
  await mailbox.close();
  expect([...folders.get('INBOX')!.keys()]).toEqual([3]);
  expect([...folders.get('Done')!.values()]).toEqual([mail('a'), mail('c')]);
});

test.each([
  ['a wrong password', { password: 'other' }, 'refused the login of "ada": wrong'],
  ['a server that hangs up', { hangUp: 'EXAMINE' }, 'closed the connection'],
] satisfies [string, Behaviour, string][])('%s is told in words, without the password', async (_, behaviour, words) => {
  const { imap } = await account(behaviour);
  const opening = openImap(imap, { folder: 'INBOX' });
  await expect(opening).rejects.toThrow(words);
  await expect(opening).rejects.not.toThrow('secret');
});

test('a server that repeats the login gets the password into no message, nor its base64', async () => {
  const login = Buffer.from('\0ada\0secret').toString('base64');
  const { imap } = await account({ refusal: `LOGIN ada secret is AUTHENTICATE PLAIN ${login}` });
  await expect(openImap(imap, { folder: 'INBOX' })).rejects.toMatchObject({
    message: expect.stringContaining('LOGIN ada [password] is AUTHENTICATE PLAIN [password]'),
  });
});

describe('a server that is silent is told in words', () => {
  test('from the beginning', async () => {
    const { imap } = await account({ silent: 'greeting' });
    const opening = openImap(imap, { folder: 'INBOX', timeouts: { connection: 100, silence: 60_000 } });
    await expect(opening).rejects.toThrow('does not answer in time');
  });

  test('when the folder is opened', async () => {
    const { imap } = await account({ silent: 'EXAMINE', onSilence: holdPatience().runOut });
    await expect(openImap(imap, { folder: 'INBOX' })).rejects.toThrow('does not answer in time');
  });

  test('while mail is fetched', async () => {
    const { imap } = await account({ silent: 'UID FETCH', onSilence: holdPatience().runOut });
    const mailbox = await openImap(imap, { folder: 'INBOX' });
    await expect(Array.fromAsync(mailbox.read())).rejects.toThrow('does not answer in time');
    await mailbox.close();
  });
});

test('a folder that is not there, a port where nobody listens and TLS where there is none are told in words', async () => {
  const { imap } = await account();
  await expect(openImap(imap, { folder: 'Bounces' })).rejects.toThrow('there is no folder "Bounces"');
  await expect(openImap({ ...imap, port: 1 }, { folder: 'INBOX' })).rejects.toThrow('takes no connection');
  await expect(openImap({ ...imap, tls: 'starttls' }, { folder: 'INBOX' })).rejects.toThrow('offers no STARTTLS');
  await expect(openImap({ ...imap, tls: 'implicit' }, { folder: 'INBOX' })).rejects.toThrow('speaks no TLS there');
  await expect(openImap({ ...imap, user: '' }, { folder: 'INBOX' })).rejects.toThrow('IMAP_USER is not set');
});

test('Ctrl-C ends what is under way', async () => {
  const { imap } = await account({ silent: 'UID FETCH' });
  const interrupt = new AbortController();
  const mailbox = await openImap(imap, { folder: 'INBOX', signal: interrupt.signal });
  const reading = Array.fromAsync(mailbox.read());
  setImmediate(() => interrupt.abort());
  await expect(reading).rejects.toThrow('closed the connection');
  await mailbox.close();
});
