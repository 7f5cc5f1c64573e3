import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeSubscribersCsv } from '../../src/commands/subscribers/export.ts';
import type { MergeOutcome, SubscriberStore } from '../../src/store/subscriber-store.ts';
import type { Row } from '../../src/subscribers/entry.ts';
import { type ListOptions, readList } from '../../src/subscribers/read-list.ts';
import { folderOf } from '../folder.ts';
import { runs } from '../runs.ts';
import { storeAt } from '../store/store-at.ts';
import { addressFor } from '../store/subscriber-store-contract.ts';

const clock = () => new Date('2026-11-23T09:00:00Z');
const fields = ['town'];

/** A list that is closed before its folder goes. */
async function emptyList(): Promise<SubscriberStore> {
  return (await storeAt(`${await folderOf()}/tidings.db`, { clock })).subscribers;
}

async function rowsOf(source: AsyncIterable<Buffer>, file: string, more: Partial<ListOptions> = {}): Promise<Row[]> {
  const options = { file, fields: new Set(fields), clock, recognised: () => {}, warn: () => {}, ...more };
  return (await Array.fromAsync(readList(source, options))).flat().map((row) => ({ ...row, file }));
}

async function merge(
  subscribers: SubscriberStore,
  batches: readonly (readonly Row[])[],
  apply = true,
): Promise<MergeOutcome[]> {
  return (await Array.fromAsync(subscribers.merge(batches, { apply }))).flat();
}

const exported = async (subscribers: SubscriberStore) =>
  (await Array.fromAsync(writeSubscribersCsv(subscribers, { fields }))).join('');

test.each([
  ['mailchimp-subscribed', 'mailchimp-unsubscribed', 'mailchimp-cleaned'],
  ['substack'],
  ['buttondown'],
  ['ghost'],
  ['listmonk'],
])('what came from %s goes out and comes in again as the same', async (...names) => {
  const subscribers = await emptyList();
  const reads = names.map((name) =>
    rowsOf(createReadStream(`${import.meta.dirname}/services/${name}.csv`), `${name}.csv`, { consent: 'form' }),
  );
  await merge(subscribers, await Promise.all(reads));
  const list = await exported(subscribers);
  const again = await rowsOf(Readable.from([Buffer.from(list)]), 'list.csv');
  expect(new Set((await merge(subscribers, [again])).map(({ result }) => result))).toEqual(new Set(['unchanged']));
  const other = await emptyList();
  await merge(other, [again]);
  expect(await exported(other)).toBe(list);
});

test('who gets digests only goes out and comes in as such, and gets each issue again where a list says so', async () => {
  const subscribers = await emptyList();
  const read = (csv: string) => rowsOf(Readable.from([Buffer.from(csv)]), 'list.csv', { consent: 'form' });
  await merge(subscribers, [await read('email,frequency\nada@example.org,Digests\ngrace@example.org,\n')]);
  const list = await exported(subscribers);
  expect(list).toMatch(/^email,name,status,language,tags,frequency,town,[^\n]*\nada@example\.org,,active,,,digests,/);
  const other = await emptyList();
  await merge(other, [await read(list)]);
  expect(await exported(other)).toBe(list);
  const said = await merge(other, [await read('email,frequency\nada@example.org,each\ngrace@example.org,each\n')]);
  expect(said.map(({ result, reason }) => [result, reason])).toEqual([
    ['changed', 'frequency'],
    ['unchanged', undefined],
  ]);
  expect(await other.find(addressFor('ada@example.org'))).not.toHaveProperty('frequency');
  // A list without the column changes nothing.
  await merge(subscribers, [await read('email\nada@example.org\n')]);
  expect(await subscribers.find(addressFor('ada@example.org'))).toMatchObject({ frequency: 'digests' });
});

const people = ['a', 'b', 'c'].map((name) => `${name}@example.org`);
const header = 'Email Address,MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME,';
const subscribed = (address: string) =>
  `${address},2,2024-03-01 09:00:00,2024-03-01 09:00:00,2024-03-01 09:00:00,1,x,""\n`;
const left = (address: string) => subscribed(address).replace(/,1,x/, ',2024-04-01 09:00:00,1,x');
const files = {
  subscribed: (some: readonly string[]) => `${header}LAST_CHANGED,LEID,EUID,TAGS\n${some.map(subscribed).join('')}`,
  unsubscribed: (some: readonly string[]) =>
    `${header}UNSUB_TIME,LAST_CHANGED,LEID,EUID,TAGS\n${some.map(left).join('')}`,
  cleaned: (some: readonly string[]) => `${header}CLEAN_TIME,LAST_CHANGED,LEID,EUID,TAGS\n${some.map(left).join('')}`,
};
const kinds = Object.keys(files) as (keyof typeof files)[];

test('nobody who left in any export is active again, in whatever order the exports come, at once or one by one', async () => {
  const anyExport = fc.record({ kind: fc.constantFrom(...kinds), some: fc.subarray(people, { minLength: 1 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(anyExport, { minLength: 1, maxLength: 5 }), fc.boolean(), async (exports, atOnce) => {
      const subscribers = await emptyList();
      const batches = await Promise.all(
        exports.map(({ kind, some }, at) =>
          rowsOf(Readable.from([Buffer.from(files[kind](some))]), `${kind}_${at}.csv`),
        ),
      );
      const dry = atOnce ? await merge(subscribers, batches, false) : [];
      const done = atOnce ? await merge(subscribers, batches) : [];
      for (const batch of atOnce ? [] : batches) await merge(subscribers, [batch]);
      expect(done).toEqual(dry);
      for (const address of people) {
        const named = exports.filter(({ some }) => some.includes(address));
        const gone = named.some(({ kind }) => kind !== 'subscribed');
        const found = await subscribers.find(addressFor(address));
        expect(found === undefined).toBe(named.length === 0);
        if (found) expect(found.status === 'active').toBe(!gone);
        expect((await subscribers.suppressionOf(addressFor(address))) !== undefined).toBe(gone);
      }
    }),
    { numRuns: runs(40) },
  );
});
