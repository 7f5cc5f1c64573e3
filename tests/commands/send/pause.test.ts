import { expect, test } from 'vitest';
import { sendToList } from '../../../src/commands/send/list.ts';
import { pauseSending } from '../../../src/commands/send/pause.ts';
import { status } from '../../../src/commands/status.ts';
import { publication, sent } from '../sendings.ts';

const flags = { publication: '.' };

test('an issue is paused and goes on, and a send in between says why it sends nothing', async () => {
  const { terminal, said, send, ledger } = await publication(3);
  const { id } = await send([sent]);
  expect(await pauseSending(terminal, 'autumn', { ...flags, pause: true })).toBe(0);
  expect(
    said.text,
  ).toBe(`autumn is paused: whoever sends stops within a few seconds, after the letters that are under way.
Next: to go on:
  npx tidings send autumn --resume
`);
  expect(said.value).toMatchObject({ slug: 'autumn', paused: true, changed: true });
  await expect(sendToList(terminal, 'autumn', { ...flags, eml: 'letters' })).rejects.toMatchObject({
    ...{ message: 'autumn is paused', exitCode: 2, state: 'Nothing was sent.' },
    problems: [{ rule: 'paused', hint: 'End it by: tidings send autumn --resume' }],
  });
  said.text = '';
  await pauseSending(terminal, 'autumn', { ...flags, pause: true });
  expect(said.text).toContain('autumn was paused before.\n');
  said.text = '';
  await status(terminal, 'autumn', flags);
  expect(said.text).toContain(
    'It is paused since 23 November 2026, 13:01 Europe/Vienna. To end that:\n  npx tidings send autumn --resume\n',
  );
  expect(said.text).toMatch(/--resume\n$/);
  said.text = '';
  expect(await pauseSending(terminal, 'autumn', { ...flags, resume: true })).toBe(0);
  expect(said.text).toBe(`The pause of autumn has ended. Workers go on by themselves.
Next: where no worker does, go on with:
  npx tidings send autumn
`);
  expect(await sendToList(terminal, 'autumn', { ...flags, eml: 'letters', confirm: '2' })).toBe(0);
  expect(await ledger.counts(id)).toMatchObject({ sent: 3 });
});

test('all sendings are paused at once, and a pause of one outlives that of all', async () => {
  const { terminal, said, send } = await publication(1);
  await send([]);
  await pauseSending(terminal, undefined, { ...flags, pause: true });
  expect(said.text).toMatch(/^All sendings are paused: /);
  await expect(sendToList(terminal, 'autumn', { ...flags, eml: 'letters' })).rejects.toMatchObject({
    message: 'all sendings are paused',
    problems: [{ hint: 'End it by: tidings send --resume' }],
  });
  said.text = '';
  await pauseSending(terminal, 'autumn', { ...flags, resume: true });
  expect(said.text).toBe('autumn was not paused by itself, but all sendings are.\n');
  await pauseSending(terminal, 'autumn', { ...flags, pause: true });
  said.text = '';
  await pauseSending(terminal, 'autumn', { ...flags, resume: true });
  expect(said.text).toBe(
    'The pause of autumn has ended, and all sendings are still paused: npx tidings send --resume\n',
  );
  said.text = '';
  await pauseSending(terminal, undefined, { ...flags, resume: true });
  expect(said.text).toMatch(/^The pause of all sendings has ended\. /);
  await expect(pauseSending(terminal, 'winter', { ...flags, pause: true })).rejects.toMatchObject({
    message: '"winter" was not sent to the list',
  });
});

test('a list in a file has no workers, and nothing is frozen for them', async () => {
  const { terminal, send } = await publication(1);
  await send([]);
  await expect(sendToList(terminal, 'autumn', { ...flags, toWorkers: true })).rejects.toMatchObject({
    message: 'workers share a list in PostgreSQL, and this one is in tidings.db',
    exitCode: 2,
  });
});
