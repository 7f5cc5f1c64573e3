import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { MailFolder } from '../../src/inbox/mail.ts';
import { isMaildir, openMaildir } from '../../src/inbox/maildir.ts';
import { folderOf } from '../folder.ts';

async function maildir(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await folderOf(files);
  for (const part of ['new', 'cur', 'tmp']) await mkdir(join(folder, part), { recursive: true });
  return folder;
}

const textsIn = async (mailbox: MailFolder) =>
  (await Array.fromAsync(mailbox.read())).map(({ key, bytes }) => [key, Buffer.from(bytes).toString()]);

test('what is new and what was seen is read in the order of names, and nothing else', async () => {
  const folder = await maildir({ 'new/2.b': 'two', 'cur/1.a:2,S': 'one', 'new/.hidden': 'x', 'tmp/3.c': 'half' });
  expect(await textsIn(openMaildir(folder, { name: 'x' }))).toEqual([
    ['1.a', 'one'],
    ['2.b', 'two'],
  ]);
});

test('a mail that is flagged or taken away while it is read is found again, or passed over', async () => {
  const folder = await maildir({ 'new/1.a': 'one', 'new/2.b': 'two', 'new/3.c': 'three' });
  const found: string[] = [];
  for await (const { key, bytes } of openMaildir(folder, { name: 'x' }).read()) {
    found.push(`${key} ${Buffer.from(bytes)}`);
    if (key !== '1.a') continue;
    await rename(join(folder, 'new/2.b'), join(folder, 'cur/2.b:2,S'));
    await rm(join(folder, 'new/3.c'));
  }
  expect(found).toEqual(['1.a one', '2.b two']);
});

test('of a mail larger than 10 MB its beginning is read', async () => {
  const folder = await maildir({ 'new/1.a': 'From: x\n' });
  const file = await open(join(folder, 'new/1.a'), 'r+');
  await file.truncate(10_485_761);
  await file.close();
  const [mail] = await Array.fromAsync(openMaildir(folder, { name: 'x' }).read());
  expect(mail!.bytes.byteLength).toBe(1_048_576);
  expect(Buffer.from(mail!.bytes.subarray(0, 7)).toString()).toBe('From: x');
});

test('mail is moved with its flags into a Maildir that is made for it, and never over another one', async () => {
  const folder = await maildir({ 'new/1.a': 'one', 'cur/2.b:2,S': 'two', 'new/3.c': 'three' });
  const target = join(await folderOf(), 'done');
  const mailbox = openMaildir(folder, { name: 'x', target });
  expect(await mailbox.move(['1.a', '2.b', 'gone'])).toBe(2);
  expect((await readdir(join(target, 'cur'))).sort()).toEqual(['1.a:2,', '2.b:2,S']);
  expect(await textsIn(mailbox)).toEqual([['3.c', 'three']]);
  await writeFile(join(folder, 'new/1.a'), 'another');
  await expect(mailbox.move(['1.a'])).rejects.toThrow(`mail cannot be moved to ${target} (EEXIST)`);
  expect(await textsIn(openMaildir(target, { name: 'x' }))).toContainEqual(['1.a', 'one']);
});

test('without a place to go nothing is moved', async () => {
  const folder = await maildir({ 'new/1.a': 'one' });
  expect(await openMaildir(folder, { name: 'x' }).move(['1.a'])).toBe(0);
  expect(await isMaildir(folder)).toBe(true);
  expect(await isMaildir(join(folder, 'new'))).toBe(false);
});

test('a pipe or a socket among the mails is passed over; it is not waited for', async () => {
  const folder = await maildir({ 'new/2.b': 'two' });
  execFileSync('mkfifo', [join(folder, 'new/1.a')]);
  const server = createServer().listen(join(folder, 'new/3.c'));
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  expect(await textsIn(openMaildir(folder, { name: 'x' }))).toEqual([['2.b', 'two']]);
});
