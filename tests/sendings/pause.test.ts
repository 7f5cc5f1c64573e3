import { once } from 'node:events';
import { expect, test } from 'vitest';
import { PauseWatch } from '../../src/sendings/pause.ts';
import { desk } from './desk.ts';

test('a run hears of a pause that another process has made, and of why', async () => {
  const { ledger, plan, freeze } = await desk(['ada@example.org']);
  const { id } = (await freeze(await plan()))!;
  const watch = new PauseWatch(ledger, id, 5);
  await ledger.pause('all', 'the server is being moved');
  await once(watch.signal, 'abort');
  expect(watch.pause).toMatchObject({ isOfAll: true, why: 'the server is being moved' });
  watch.end();
});
