import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isMbox, openMbox } from '../../src/inbox/mbox.ts';
import { folderOf } from '../folder.ts';
import { runs } from '../runs.ts';

const mailsIn = async (file: string) =>
  (await Array.fromAsync(openMbox(file, { name: 'x' }).read())).map(({ bytes }) => Buffer.from(bytes).toString());

async function mbox(text: string): Promise<string> {
  return join(await folderOf({ mbox: text }), 'mbox');
}

const from = 'From x@example.org Mon Nov 23 09:00:00 2026';

test('mails are parted where a line begins with "From " after an empty one', async () => {
  const file = await mbox(`${from}\nSubject: a\n\nOne\nFrom here on\n\n${from}\r\nSubject: b\r\n\r\nTwo\r\n\r\n`);
  expect(await mailsIn(file)).toEqual(['Subject: a\n\nOne\nFrom here on\n\n', 'Subject: b\r\n\r\nTwo\r\n\r\n']);
});

test('a quoted "From " loses one sign', async () => {
  expect(await mailsIn(await mbox(`${from}\n\n>From me\n>>From you\n> From us\n`))).toEqual([
    '\nFrom me\n>From you\n> From us\n',
  ]);
});

test('whatever mails are put in come out again', async () => {
  const line = fc.oneof(
    fc.constantFrom('From x', '>From x', '', 'Subject: a', 'From', '\0'),
    fc.stringMatching(/^[ -~]{0,30}$/),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(line, { maxLength: 8 }), { minLength: 1, maxLength: 4 }), async (mails) => {
      const texts = mails.map((lines) => lines.map((one) => `${one}\n`).join(''));
      const quoted = texts.map((text) => `${from}\n${text.replace(/^(>*From )/gm, '>$1')}\n`);
      expect(await mailsIn(await mbox(quoted.join('')))).toEqual(texts.map((text) => `${text}\n`));
    }),
    { numRuns: runs(30) },
  );
});

test('what arrives while it is read is for the next time', async () => {
  const file = await mbox(`${from}\n\nOne\n\n`);
  const found: string[] = [];
  for await (const { bytes } of openMbox(file, { name: 'x' }).read()) {
    found.push(Buffer.from(bytes).toString());
    await appendFile(file, `${from}\n\nTwo\n\n`);
  }
  expect(found).toEqual(['\nOne\n\n']);
});

test('of a mail larger than 10 MB its beginning is read, and the next one after it', async () => {
  const file = await mbox(`${from}\nSubject: large\n\n${'x'.repeat(11_000_000)}\n\n${from}\nSubject: small\n\n`);
  const [large, small] = await mailsIn(file);
  expect(large!.length).toBe(1_048_576);
  expect(small).toBe('Subject: small\n\n');
});

test('an empty file has no mails, and a file of something else is no mbox', async () => {
  expect(await isMbox(await mbox(''))).toBe(true);
  expect(await mailsIn(await mbox(''))).toEqual([]);
  expect(await isMbox(await mbox('Subject: a\n'))).toBe(false);
});
