import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyStore } from '../../../src/store/open.ts';
import { folderOf } from '../../folder.ts';
import { storeAt } from '../store-at.ts';
import { addressesIn, addressFor, merge, rowOf } from '../subscriber-store-contract.ts';

const clock = () => new Date('2026-11-23T09:00:00Z');
const fileOf = async () => join(await folderOf(), 'tidings.db');
const named = { list: 'the list', copy: 'the copy' };

test('a backup is the whole list at one moment, for its owner alone, while the list is in use', async () => {
  const file = await fileOf();
  const { subscribers } = await storeAt(file, { clock });
  await merge(subscribers, [rowOf(2, 'ada@example.org'), rowOf(3, 'grace@example.org')]);
  await subscribers.leave(addressFor('grace@example.org'), 'unsubscribed', { how: 'link' });
  const target = join(file, '..', 'copy.db');
  expect(await copyStore(file, target, named)).toBe((await stat(target)).size);
  expect((await stat(target)).mode & 0o777).toBe(0o600);
  await merge(subscribers, [rowOf(2, 'late@example.org')]);
  const { subscribers: copy } = await storeAt(target, { clock });
  expect(await addressesIn(copy)).toEqual(['ada@example.org', 'grace@example.org']);
  expect(await copy.suppressionOf(addressFor('grace@example.org'))).toMatchObject({ reason: 'unsubscribed' });
  expect(copy.list).toBe(subscribers.list);
});

test('a backup replaces no file and leaves no half of one', async () => {
  const file = await fileOf();
  await storeAt(file, { clock });
  const folder = join(file, '..');
  await writeFile(join(folder, 'copy.db'), 'older');
  await expect(copyStore(file, join(folder, 'copy.db'), named)).rejects.toMatchObject({ code: 'EEXIST' });
  await writeFile(join(folder, 'wrong.db'), 'no database at all, and long enough to be seen as none'.repeat(20));
  await expect(copyStore(join(folder, 'wrong.db'), join(folder, 'b.db'), named)).rejects.toThrow(
    'the list is no database',
  );
  await expect(copyStore(join(folder, 'none.db'), join(folder, 'b.db'), named)).rejects.toMatchObject({
    code: 'ENOENT',
  });
  expect((await readdir(folder)).filter((name) => /tmp|b\.db/.test(name) && !name.startsWith('tidings'))).toEqual([]);
  expect(await readFile(join(folder, 'copy.db'), 'utf8')).toBe('older');
});

test('a backup keeps the budgets of sign-ups and consent, and no mail that waits', async () => {
  const file = await fileOf();
  const { subscribers, signUps } = await storeAt(file, { clock });
  const budgets = [{ name: 'person', key: new Uint8Array(32), limit: 1, window: 86_400_000 }];
  const mail = new TextEncoder().encode('sealed mail to somebody who is not on the list');
  await signUps.queue(mail, budgets, clock());
  const asked = new Date('2026-11-23T08:50:00Z');
  const textHash = await signUps.keepText('I would like to get The Letter.');
  const joining = { address: addressFor('ada@example.org'), tags: [], asked, textHash, how: 'by the form' } as const;
  await subscribers.confirm(joining, clock());
  const target = join(file, '..', 'copy.db');
  await copyStore(file, target, named);
  expect(await readFile(target, 'latin1')).not.toContain('sealed mail');
  const copy = await storeAt(target, { clock });
  expect(await copy.signUps.outbox()).toEqual({ waiting: 0 });
  expect(await copy.signUps.queue(mail, budgets, clock())).toEqual({ queued: false, budget: 'person' });
  expect(await copy.subscribers.consentOf(1)).toMatchObject([{ asked, shown: 'I would like to get The Letter.' }]);
  expect(await signUps.outbox()).toMatchObject({ waiting: 1 });
});
