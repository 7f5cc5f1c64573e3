import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emlTransport } from '../../src/send/eml.ts';
import { SessionFault } from '../../src/send/transport.ts';
import { folderOf } from '../folder.ts';
import { subjectOf, to, yes } from './transport-contract.ts';

const never = new AbortController().signal;

test('numbers go on from what is there, and only the owner can read a message', async () => {
  const folder = await folderOf({ '0041-somebody@example.org.eml': 'kept', 'notes.txt': 'kept' });
  const session = await emlTransport(folder, 'outbox').open(never);
  expect(await session.send(subjectOf('new'), to('reader'), yes)).toEqual({
    result: 'accepted',
    reply: 'written as 0042-reader@example.org.eml',
  });
  expect((await readdir(folder)).toSorted()).toEqual([
    '0041-somebody@example.org.eml',
    '0042-reader@example.org.eml',
    'notes.txt',
  ]);
  expect((await stat(join(folder, '0042-reader@example.org.eml'))).mode & 0o777).toBe(0o600);
});

test('a file that appeared meanwhile is not replaced', async () => {
  const folder = await folderOf();
  const session = await emlTransport(folder, 'outbox').open(never);
  await session.send(subjectOf('first'), to('reader'), yes);
  await writeFile(join(folder, '0002-reader@example.org.eml'), 'of another process');
  expect(await session.send(subjectOf('second'), to('reader'), yes)).toMatchObject({
    reply: 'written as 0003-reader@example.org.eml',
  });
});

test('an address never leads out of the folder', async () => {
  const folder = await folderOf();
  const session = await emlTransport(folder, 'outbox').open(never);
  await session.send(subjectOf('x'), to('a/b{c}*'), yes);
  expect(await readdir(folder)).toEqual(['0001-a_b_c__@example.org.eml']);
});

test('what is withheld leaves no file and takes no number', async () => {
  const folder = await folderOf();
  const session = await emlTransport(folder, 'outbox').open(never);
  await session.send(subjectOf('x'), to('first'), async () => false);
  await session.send(subjectOf('x'), to('second'), yes);
  expect(await readdir(folder)).toEqual(['0001-second@example.org.eml']);
});

test('a folder that is a file is told, and trying again does not help', async () => {
  const folder = await folderOf({ outbox: '' });
  const fault = await emlTransport(join(folder, 'outbox'), 'outbox')
    .open(never)
    .catch((error) => error);
  expect(fault).toBeInstanceOf(SessionFault);
  expect(fault.temporary).toBe(false);
  expect(fault.problem.problems).toEqual([
    {
      severity: 'error',
      rule: 'outbox',
      message: 'messages cannot be written into outbox (EEXIST)',
      hint: 'Name a folder that you may write into, on a disk with room.',
    },
  ]);
});

test('a folder that goes away breaks the session, and the message surely was not written', async () => {
  const folder = join(await folderOf(), 'outbox');
  const session = await emlTransport(folder, 'outbox').open(never);
  await rm(folder, { recursive: true });
  expect(await session.send(subjectOf('x'), to('reader'), () => expect.unreachable('it cannot be written'))).toEqual({
    result: 'broken',
    complete: false,
    reply: 'the message cannot be written (ENOENT)',
  });
  expect(session.usable).toBe(false);
});
