import { expect, test } from 'vitest';
import { compileIssue } from '../../../src/email/compile.ts';
import { composeLetter } from '../../../src/pipeline.ts';
import { loadTheme } from '../../../src/publish/themes/theme.ts';
import { receivedHeaders } from '../../../src/studio/letter/received-headers.ts';
import { digest, publication } from '../../email/digest.ts';

test('headers are in the order of the message, folded lines joined and encoded words read', () => {
  const message =
    'From: S <s@example.org>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n =?utf-8?q?_an_alle?=\r\nX-Own: a\r\n\r\nSubject: none\r\n';
  expect(receivedHeaders(Buffer.from(message))).toEqual([
    { name: 'From', value: 'S <s@example.org>' },
    { name: 'Subject', value: '=?utf-8?q?Gr=C3=BC=C3=9Fe?= =?utf-8?q?_an_alle?=', decoded: 'Grüße an alle' },
    { name: 'X-Own', value: 'a' },
  ]);
});

test('those of a letter that most people have not met are explained', async () => {
  const settings = {
    ...publication.settings,
    newsletter: { ...publication.settings.newsletter, listId: 'letters.example.org' },
  };
  const letter = await compileIssue(digest, { ...publication, settings }, await loadTheme('plain'));
  const headers = receivedHeaders(composeLetter(letter, digest, { ...publication, settings }).message);
  const explained = headers.filter(({ meaning }) => meaning).map(({ name }) => name);
  expect(explained).toEqual([
    'Message-ID',
    'List-Id',
    'List-Unsubscribe',
    'List-Unsubscribe-Post',
    'List-Subscribe',
    'List-Archive',
    'Feedback-ID',
    'MIME-Version',
    'Content-Type',
  ]);
  expect(headers.map(({ value }) => value).join('')).not.toMatch(/[\r\n]/);
});

test('bytes that are no message have no headers', () => {
  expect(receivedHeaders(new Uint8Array())).toEqual([]);
});
