import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lostListProblems } from '../../src/sendings/list-mark.ts';
import type { Sending } from '../../src/store/ledger.ts';
import { type Desk, desk } from './desk.ts';

const readers = ['ada@example.org', 'grace@example.org', 'mary@example.org'];

const frozen = async (made: Desk) => (await made.freeze(await made.plan()))!;

/** Sends to the first reader alone. */
async function sendOne({ ledger }: Desk, { id }: Sending): Promise<void> {
  const share = (await ledger.take(id))!;
  const { subscriber } = (await share.next(1))[0]!;
  await share.intend(subscriber.id);
  await share.record(subscriber.id, { kind: 'sent', relay: 'r', reply: '250 ok' });
  await share.release();
}

const markIn = async ({ folder }: Desk) => JSON.parse(await readFile(join(folder, '.tidings', 'list.json'), 'utf8'));

test('a run sends what is pending, and another one then finds nothing', async () => {
  const made = await desk(readers);
  const sending = await frozen(made);
  expect(await made.run(sending)).toMatchObject({ summary: { sent: 3, stopped: false }, counts: { sent: 3 } });
  expect(await readdir(join(made.folder, 'letters'))).toHaveLength(3);
  expect(await made.run(sending)).toMatchObject({ summary: { sent: 0 }, counts: { sent: 3 } });
});

test('while one process sends an issue, another one does nothing', async () => {
  const made = await desk(readers);
  const sending = await frozen(made);
  const share = await made.ledger.take(sending.id);
  expect(await made.run(sending)).toBeUndefined();
  await share!.release();
});

test('a list that was begun in the place of a lost one is warned of, and one that sent the letters is not', async () => {
  const made = await desk(readers);
  await made.run(await frozen(made));
  expect(await lostListProblems(await made.config(), made.ledger)).toEqual([]);
  const begun = { list: made.ledger.list + 1, sendings: async () => [] };
  expect(await lostListProblems(await made.config(), begun)).toMatchObject([
    { severity: 'warning', rule: 'lost-list', hint: expect.stringContaining('put your newest copy in its place') },
  ]);
});

test('a copy of the list from the middle of a run is refused when it is put back', async () => {
  const made = await desk(readers);
  const sending = await frozen(made);
  await sendOne(made, sending);
  const copy = await made.copyList();
  await made.run(sending);
  expect(await markIn(made)).toEqual([{ list: made.ledger.list, sending: sending.id, outcomes: 3 }]);
  await expect(made.plan({}, copy)).rejects.toThrow(
    'tidings.db is an older copy: of frost it knows 1 of the 3 outcomes that the last run left',
  );
  const allowed = await made.plan({ olderList: true }, copy);
  expect(allowed).toMatchObject({ count: 2, problems: [{ severity: 'warning', rule: 'older-list' }] });
  expect(await made.plan()).toMatchObject({ count: 0, problems: [] });
});

test('a person who goes on with an older list is asked once', async () => {
  const made = await desk(readers);
  const sending = await frozen(made);
  const copy = await made.copyList();
  await made.run(sending);
  const signal = AbortSignal.abort();
  await made.run((await copy.ledger.find('frost'))!, { ledger: copy.ledger, signal });
  expect((await made.plan({}, copy)).count).toBe(3);
});

test('a run of another issue that reached nobody does not hide that a list is older', async () => {
  const made = await desk(readers, {
    files: { 'articles/snow.md': '---\ntitle: Snow\ndate: 2026-11-24\n---\n\nSnow.\n' },
  });
  const sending = await frozen(made);
  const copy = await made.copyList();
  await made.run(sending);
  const snow = (await made.freeze(await made.plan({}, { name: 'snow' })))!;
  await made.run(snow, { signal: AbortSignal.abort() });
  await expect(made.plan({}, copy)).rejects.toThrow('of frost it knows 0 of the 3 outcomes');
  await made.run(snow);
  await expect(made.plan({}, copy)).rejects.toThrow('of its newest issue it knows 0 of the 3 outcomes');
});

test('another list of the publication is not taken for an older one, and each has a mark of its own', async () => {
  const made = await desk(readers);
  await made.send();
  const other = await made.forgetList('ada@example.org');
  const plan = await made.plan({ alreadySent: true }, other);
  const sending = (await made.freeze(plan, {}, other))!;
  await made.run(sending, other);
  expect((await markIn(made)).map(({ outcomes }: { outcomes: number }) => outcomes)).toEqual([3, 1]);
});

test('a mark that is damaged counts as none', async () => {
  const made = await desk(readers);
  await made.send();
  for (const text of ['', '{', 'null', '[{"list": 1}]', '["x"]']) {
    await writeFile(join(made.folder, '.tidings', 'list.json'), text);
    expect((await made.plan()).problems).toEqual([]);
  }
});

test('where no mark can be written, nobody gets a letter', async () => {
  const made = await desk(readers);
  const sending = await frozen(made);
  await mkdir(join(made.folder, '.tidings', 'list.json'), { recursive: true });
  await expect(made.run(sending)).rejects.toThrow('.tidings/list.json cannot be read or written');
  expect(await made.ledger.counts(sending.id)).toMatchObject({ pending: 3 });
  expect(await made.ledger.take(sending.id)).toBeDefined();
});
