import { expect, test } from 'vitest';
import { openDatabase } from '../../../../src/store/sqlite/database.ts';
import { joinOpenSendings } from '../../../../src/store/sqlite/ledger/open-sending.ts';
import { Tables } from '../../../../src/store/sqlite/tables.ts';
import { transaction } from '../../../../src/store/sqlite/transaction.ts';
import { noon } from '../../harness.ts';
import { fill, nothing, planOf, sent } from '../../ledger-contract.ts';
import { key } from '../../store-at.ts';
import { connect, sqliteHarness } from '../harness.ts';

/** An open sending, and the step that a confirmation takes in its own transaction. */
async function open() {
  const { file, process } = await sqliteHarness();
  const { ledger, subscribers } = await process();
  const database = openDatabase(file, { key, named: 'tidings.db', clock: () => new Date(noon) });
  const tables = new Tables(database);
  const join = (id: number) => transaction(database, () => joinOpenSendings(tables, id, new Date(noon)));
  const sending = await ledger.open(planOf());
  await fill(subscribers, 4);
  return { file, ledger, subscribers, join, id: sending.id };
}

test('the letters of those who were sent theirs are let go when the writer changes the letter', async () => {
  const { ledger, join, id, file } = await open();
  for (const number of [1, 2]) join(number);
  const share = (await ledger.take(id))!;
  await share.next(1);
  await share.intend(1);
  await share.record(1, sent);
  await share.release();
  const change = (source: string) => ledger.open(planOf({ source, subject: source, letters: planOf().letters }));
  await change('a2');
  join(3);
  await change('a3');
  join(4);
  await change('a4');
  // Of a1 and a2, letters still wait; of a3, one does.
  expect(await ledger.letters(id)).toHaveLength(4);
  const rest = (await ledger.take(id))!;
  expect((await rest.next(9)).map(({ subscriber, letter }) => [subscriber.id, letter])).toEqual([
    [2, 0],
    [3, 1],
    [4, 2],
  ]);
  await Promise.all([2, 3, 4].map((number) => rest.intend(number)));
  await Promise.all([2, 3, 4].map((number) => rest.record(number, sent)));
  await rest.release();
  await change('a5');
  expect(await ledger.letters(id)).toHaveLength(1);
  expect(await ledger.counts(id)).toEqual({ ...nothing, sent: 4 });
  expect(() => connect(file).exec('DELETE FROM outcome; DELETE FROM delivery')).toThrow('only added to');
});
