import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { join } from '../../src/sign-ups/join.ts';
import { key, secret } from '../store/store-at.ts';
import { addressFor } from '../store/subscriber-store-contract.ts';
import { listToJoin } from './asking.ts';

/** Runs lines in a process of its own, which has `store`, `parts`, `addressFor` and, by `die()`, an end without warning. */
function inAnotherProcess(file: string, lines: string) {
  const source = (path: string) => JSON.stringify(new URL(`../../src/${path}`, import.meta.url).href);
  const code = `
    const { createSecretKey } = await import('node:crypto');
    const { writeSync } = await import('node:fs');
    const { openStore } = await import(${source('store/open.ts')});
    const { askToConfirm } = await import(${source('sign-ups/ask.ts')});
    const { join } = await import(${source('sign-ups/join.ts')});
    const { addressOf } = await import(${source('subscribers/subscriber.ts')});
    const { checkSettings } = await import(${source('settings/input.ts')});
    const key = createSecretKey('${secret}', 'utf8');
    const now = new Date('2026-11-23T12:00:00Z');
    const store = await openStore(process.argv[1], { key, clock: () => now, named: 'x' });
    const settings = checkSettings({ title: 'x', url: 'https://example.org', server: { url: 'https://example.org' } });
    const parts = { store, key, settings, now };
    const say = (text) => writeSync(1, text + '\\n');
    const die = () => process.kill(process.pid, 'SIGKILL');
    ${lines}`;
  const { signal, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code, file], {
    encoding: 'utf8',
  });
  expect(signal, stderr).toBe('SIGKILL');
  return stdout.split('\n').filter(Boolean);
}

test('a server that dies after a wish is on the disk and before it answers has lost nothing, and doubles nothing', async () => {
  const { file, ask, mails, store, settings, clock } = await listToJoin();
  const stored = inAnotherProcess(
    file,
    `for (let person = 0; ; person += 1) {
       const address = 'p' + person + '@reader.example';
       await askToConfirm({ address: addressOf(address), way: 'form', shown: 'Text.' }, parts);
       if (person === 9) die();
       say(address);
     }`,
  );
  expect(stored).toHaveLength(9);
  // The visitor of the tenth saw no answer and sends the form again.
  expect(await ask('p9@reader.example')).toBe('refused: address a day');
  const waiting = await mails();
  expect(waiting.map(({ to }) => to)).toEqual([...stored, 'p9@reader.example']);
  const last = waiting.at(-1)!;
  const token = 'token' in last ? last.token : '';
  expect((await join(token, { store, key, settings, now: clock.now })).result).toBe('new');
});

test('a server that dies after somebody is taken in and before it answers says the second time that they are', async () => {
  const { file, ask, mails, store, settings, clock } = await listToJoin();
  await ask('ada@reader.example');
  const [mail] = await mails();
  const token = mail && 'token' in mail ? mail.token : '';
  inAnotherProcess(file, `await join('${token}', parts); die();`);
  const again = await join(token, { store, key, settings, now: clock.now });
  expect(again.result).toBe('known');
  const reader = await store.subscribers.find(addressFor('ada@reader.example'));
  expect(await store.subscribers.consentOf(reader!.id)).toHaveLength(1);
});
