import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { privateContent } from '../../src/read/private-content.ts';
import { folderOf } from '../folder.ts';
import { runs } from '../runs.ts';
import { png } from './pictures.ts';

async function reasonOf(content: string | Uint8Array, secrets: readonly string[] = []) {
  return privateContent(join(await folderOf({ file: content }), 'file'), secrets);
}

const pemOf = (options: object) =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'pem', type: 'pkcs8', ...options });

const locked = pemOf({ cipher: 'aes-256-cbc', passphrase: 'x' }) as string;
const sec1 = pemOf({ type: 'sec1' }) as string;
const mail =
  'Received: from mx.example.org\r\n by mail.example.org; Mon, 23 Nov 2026 09:00:00 +0000\r\nFrom: reader@example.org\r\nTo: letters@example.org\r\nSubject: Hello\r\n\r\nHello\r\n';

describe('for what it holds, a file is never public:', () => {
  test.each<[string, string | Uint8Array, string]>([
    ['a key', pemOf({}), 'it holds a private key'],
    ['a locked key', locked, 'it holds a private key'],
    ['a key of an older form', sec1, 'it holds a private key'],
    [
      'a key with header lines',
      sec1.replace('\n', '\nProc-Type: 4,ENCRYPTED\nDEK-Info: x\n\n'),
      'it holds a private key',
    ],
    ['a key with Windows line ends', sec1.replaceAll('\n', '\r\n'), 'it holds a private key'],
    ['a key of OpenSSH', sec1.replaceAll('EC PRIVATE', 'OPENSSH PRIVATE'), 'it holds a private key'],
    ['a key in one line of an .env file', `A=b\nKEY="${sec1.replaceAll('\n', '\\n')}"\n`, 'it holds a private key'],
    ['a key far behind other bytes', Buffer.concat([randomBytes(3_000_000), Buffer.from(sec1)]), 'a private key'],
    ['a key of PuTTY', 'PuTTY-User-Key-File-3: ssh-ed25519\n', 'it is a private key'],
    ['an .env file', `# Secrets\nTIDINGS_SECRET=${'x'.repeat(43)}\n`, 'it holds a TIDINGS_SECRET'],
    ['a shell file', `export TIDINGS_SECRET="${'x'.repeat(43)}"\n`, 'it holds a TIDINGS_SECRET'],
    ['a mail', mail, 'it is a mail'],
    ['a mail with plain line feeds', mail.replaceAll('\r\n', '\n'), 'it is a mail'],
    ['a mailbox', `From reader@example.org Mon Nov 23 09:00:00 2026\n${mail}`, 'it is a mail'],
    ['a log of changes of a database', Buffer.from([0x37, 0x7f, 0x06, 0x82, 0, 0]), 'it is a database of Tidings'],
  ])('%s', async (_, content, reason) => {
    expect(await reasonOf(content)).toContain(reason);
  });
});

describe('nothing speaks against', () => {
  test.each<[string, string | Uint8Array]>([
    ['a picture', png],
    ['an empty file', ''],
    ['a public key', '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----\n'],
    ['a program that looks for keys', "if (text.includes('-----BEGIN PRIVATE KEY-----')) refuse();\n"],
    ['an example of an .env file', '# TIDINGS_SECRET=\nSMTP_HOST=smtp.example.org\n'],
    ['a table of addresses of shops', 'name,email\nShop,shop@example.org\n'],
    ['notes with colons', 'From: the harbour\nTo: the quay\n\nTwo miles.\n'],
    ['a database of something else', Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(4080)])],
  ])('%s', async (_, content) => {
    expect(await reasonOf(content)).toBeUndefined();
  });
});

test('a secret is found wherever it stands, also across the pieces in which a file is read', async () => {
  const secret = 'a-secret-of-two-and-thirty-bytes';
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: -200, max: 200 }), fc.integer({ min: 0, max: 2 }), async (shift, pieces) => {
      const before = Math.max(0, pieces * 1_048_576 + shift);
      const bytes = Buffer.concat([Buffer.alloc(before, 'x'), Buffer.from(secret), Buffer.alloc(50, 'y')]);
      expect(await reasonOf(bytes, ['other-word', secret])).toBe('it holds a secret of this publication');
    }),
    { numRuns: runs(60) },
  );
});

test('a short word is no secret to search for', async () => {
  expect(await reasonOf('an open door', ['open'])).toBeUndefined();
});
