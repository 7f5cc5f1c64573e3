import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { folderOf } from '../folder.ts';

async function imapOf(environment: Record<string, string>, files: Record<string, string> = {}) {
  const cwd = await folderOf({ 'tidings.yaml': 'title: T\nurl: https://example.org\n', ...files });
  const config = await loadConfig('.', {}, { cwd, environment, clock: () => new Date(0) });
  return config.imap();
}

test.each<[string, Record<string, string>, object | undefined]>([
  ['nothing is set', {}, undefined],
  [
    'an address holds it all',
    { IMAP_URL: 'imaps://ada%40example.org:p%2Fw@imap.example.org' },
    { host: 'imap.example.org', port: 993, tls: 'implicit', user: 'ada@example.org', password: 'p/w' },
  ],
  [
    'imap: means STARTTLS',
    { IMAP_URL: 'imap://imap.example.org' },
    { host: 'imap.example.org', port: 143, tls: 'starttls' },
  ],
  ['so does port 143', { IMAP_HOST: 'a.example', IMAP_PORT: '143' }, { host: 'a.example', port: 143, tls: 'starttls' }],
  [
    'a host alone means TLS from the start',
    { IMAP_HOST: 'a.example' },
    { host: 'a.example', port: 993, tls: 'implicit' },
  ],
  ['this machine needs none', { IMAP_HOST: 'localhost' }, { host: 'localhost', port: 143, tls: 'none' }],
  [
    'a name that begins like its address does not pass for this machine',
    { IMAP_HOST: '127.mail.evil.example' },
    { host: '127.mail.evil.example', port: 993, tls: 'implicit' },
  ],
  [
    'port 993 of this machine has it',
    { IMAP_URL: 'imap://127.0.0.1:993' },
    { host: '127.0.0.1', port: 993, tls: 'implicit' },
  ],
  [
    'parts win over the address',
    {
      IMAP_URL: 'imaps://x:y@a.example',
      IMAP_HOST: 'b.example',
      IMAP_USER: 'u',
      IMAP_PASSWORD: 'p',
      IMAP_TLS: 'starttls',
    },
    { host: 'b.example', port: 143, tls: 'starttls', user: 'u', password: 'p' },
  ],
])('%s', async (_, environment, expected) => expect(await imapOf(environment)).toEqual(expected));

test('a password may lie in a file of its own, without its line break', async () => {
  const imap = await imapOf({ IMAP_HOST: 'a.example', IMAP_PASSWORD_FILE: 'secret' }, { secret: 'hush\n' });
  expect(imap?.password).toBe('hush');
});

test.each<[Record<string, string>, string]>([
  [{ IMAP_URL: 'https://u:hush@example.org' }, 'IMAP_URL is not an IMAP address'],
  [{ IMAP_URL: 'imaps://u:hu%sh@example.org' }, 'IMAP_URL holds a % that is no escape'],
  [{ IMAP_HOST: 'a', IMAP_PORT: '99999' }, 'IMAP_PORT is "99999"'],
  [{ IMAP_HOST: 'a', IMAP_TLS: 'maybe' }, 'IMAP_TLS is "maybe"'],
  [{ IMAP_HOST: 'a', IMAP_PASSWORD_FILE: 'gone' }, 'IMAP_PASSWORD_FILE names gone, which cannot be read (ENOENT)'],
])('%j is refused without showing a password', async (environment, message) => {
  const error = await imapOf(environment).catch((thrown) => thrown);
  expect(error).toMatchObject({ exitCode: 2, problems: [{ message, hint: expect.any(String) }] });
  expect(JSON.stringify(error.problems)).not.toContain('hush');
});
