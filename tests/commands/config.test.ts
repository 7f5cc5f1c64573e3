import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { config } from '../../src/commands/config.ts';
import type { Terminal } from '../../src/commands/terminal.ts';
import { folderOf } from '../folder.ts';
import { proved } from './schema.ts';

const yaml = `title: The Letter
url: https://example.org
send: { relays: [{ name: backup }] }
bounces: { address: letters@example.org }
newsletter: { from: letters@example.org, dkim: { selector: mail, domain: example.org } }
`;
const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const secrets = [
  'hidden-1',
  'hidden-2',
  'hidden-3',
  'hidden-4'.repeat(8),
  pem.split('\n')[1]!,
  'hidden-5'.repeat(4),
  'hidden-6',
];
const variables = {
  SMTP_URL: `smtp://letters:${secrets[0]}@smtp.example.org`,
  SMTP_BACKUP_URL: `smtps://letters:${secrets[1]}@backup.example.org`,
  IMAP_URL: `imaps://letters:${secrets[2]}@imap.example.org`,
  TIDINGS_SECRET: secrets[3]!,
  DATABASE_URL: `postgres://ada:${secrets[6]}@db.example.org/letters`,
  TIDINGS_WEBHOOK_POSTMARK: `user:${secrets[5]}`,
  TIDINGS_WEBHOOK_MAILGUN: secrets[5]!,
  TIDINGS_WEBHOOK_HMAC: secrets[5]!,
};

test.each([
  ['variables', {}, { ...variables, DKIM_PRIVATE_KEY: pem }],
  [
    'files',
    {
      'smtp.txt': secrets[0]!,
      'backup.txt': secrets[1]!,
      'imap.txt': secrets[2]!,
      'secret.txt': secrets[3]!,
      'dkim.pem': pem,
      'postmark.txt': `user:${secrets[5]}`,
      'key.txt': secrets[5]!,
      'database.txt': `postgres://ada@db.example.org/letters?password=${secrets[6]}`,
    },
    {
      SMTP_URL: 'smtp://letters@smtp.example.org',
      SMTP_PASSWORD_FILE: 'smtp.txt',
      SMTP_BACKUP_URL: 'smtps://letters@backup.example.org',
      SMTP_BACKUP_PASSWORD_FILE: 'backup.txt',
      IMAP_URL: 'imaps://letters@imap.example.org',
      IMAP_PASSWORD_FILE: 'imap.txt',
      TIDINGS_SECRET_FILE: 'secret.txt',
      DATABASE_URL_FILE: 'database.txt',
      DKIM_PRIVATE_KEY_FILE: 'dkim.pem',
      TIDINGS_WEBHOOK_POSTMARK_FILE: 'postmark.txt',
      TIDINGS_WEBHOOK_MAILGUN_FILE: 'key.txt',
      TIDINGS_WEBHOOK_HMAC_FILE: 'key.txt',
    },
  ],
])('what config shows can be put into a report: no secret from %s stands in it', async (_, files, environment) => {
  const cwd = await folderOf({ 'tidings.yaml': yaml, ...files });
  const said: string[] = [];
  const context = { cwd, environment, clock: () => new Date('2026-11-30T00:00:00Z') };
  const result = proved((text, value) => said.push(text, JSON.stringify(value)));
  expect(await config({ context, result, warn: () => {} } as unknown as Terminal, '.', {})).toBe(0);
  const [text, json] = said as [string, string];
  const masked = [
    ...['SMTP_PASSWORD', 'SMTP_BACKUP_PASSWORD', 'IMAP_PASSWORD', 'TIDINGS_SECRET', 'DKIM_PRIVATE_KEY'],
    ...['TIDINGS_WEBHOOK_POSTMARK', 'TIDINGS_WEBHOOK_MAILGUN', 'TIDINGS_WEBHOOK_HMAC'],
  ];
  expect(JSON.parse(json)).toMatchObject(Object.fromEntries(masked.map((name) => [name, { value: '********' }])));
  for (const secret of secrets) for (const shown of [text, json]) expect(shown).not.toContain(secret);
});

test('whoever offers to join by mail is warned of the pieces that are missing', async () => {
  const warned = async (more: string) => {
    const letters = yaml.replace(
      'from: letters@example.org,',
      'from: letters@example.org, subscribeEmail: join@example.org,',
    );
    const cwd = await folderOf({ 'tidings.yaml': letters.replace('address: letters@example.org', more) });
    const said: string[] = [];
    const { IMAP_URL: _, ...environment } = variables;
    const context = { cwd, environment, clock: () => new Date('2026-11-30T00:00:00Z') };
    const warn: Terminal['warn'] = (problems) => said.push(...problems.map(({ message }) => message));
    expect(await config({ context, result: () => {}, warn } as unknown as Terminal, '.', {})).toBe(0);
    return said;
  };
  const unread = 'no account is set in which mail to join@example.org arrives';
  expect(await warned('authserv: mx.example.org')).toEqual([unread]);
  expect(await warned('mailbox: Join')).toEqual([
    'joining by mail is off: mail to join@example.org gets no answer',
    unread,
  ]);
});
