import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { AccessLog } from '../../src/server/access-log.ts';
import { Metrics } from '../../src/server/metrics.ts';
import { addOutboxReadings } from '../../src/server/vitals.ts';
import { welcomeStep } from '../../src/server/welcome-step.ts';
import { folderOf } from '../folder.ts';
import { startMailServer } from '../send/servers.ts';
import { settingsOf } from '../sendings/desk.ts';
import { secret, storeAt } from '../store/store-at.ts';
import { addressFor } from '../store/subscriber-store-contract.ts';

const never = new AbortController().signal;
const clock = () => new Date('2026-12-01T09:00:00Z');
const welcome = '---\nsubject: Welcome\ndate: 2026-11-20\nsendOn: confirmed\n---\n\nGood to have you here.\n';

/** The step over a database that nobody is in yet; `port` of a mail server, if there is one. */
async function stepIn(files: Record<string, string>, port?: number) {
  const folder = await folderOf({
    ...{ 'tidings.yaml': settingsOf('example.org'), '.env': `TIDINGS_SECRET=${secret}\n`, 'articles/.keep': '' },
    ...files,
  });
  const environment = port === undefined ? {} : { SMTP_URL: `smtp://127.0.0.1:${port}` };
  const config = () => loadConfig('.', {}, { cwd: folder, clock, environment });
  const store = await storeAt(join(folder, 'tidings.db'), { clock });
  let logged = '';
  const log = new AccessLog((text) => {
    logged += text;
  }, clock);
  const metrics = new Metrics();
  /** As the server runs it, and as one that was started later. */
  const begin = () => {
    const step = welcomeStep({ config, store, cwd: folder, clock }, { log, metrics });
    return async () => {
      const due = await step.run(never);
      log.flush();
      return due;
    };
  };
  const run = begin();
  const again = async () => begin()();
  const joined = (name: string) =>
    store.subscribers.confirm(
      ...([
        {
          address: addressFor(`${name}@example.org`),
          tags: [],
          asked: clock(),
          textHash: '00'.repeat(32),
          how: 'by the form',
        },
        clock(),
      ] as const),
    );
  return { folder, run, again, joined, metrics, store, logged: () => logged };
}

test('a server opens the letter to those who confirm and sends it to each, and counts it', async () => {
  const { port, received } = await startMailServer();
  const { run, joined, metrics, logged } = await stepIn({ 'issues/welcome.md': welcome }, port);
  expect(await run()).toBeUndefined();
  expect(logged()).toBe('2026-12-01T09:00:00.000Z welcome: welcome was opened\n');
  await joined('ada');
  await joined('grace');
  expect(await run()).toBeUndefined();
  expect(received.map(({ to }) => to).toSorted()).toEqual([['ada@example.org'], ['grace@example.org']]);
  expect(await metrics.text()).toContain('tidings_welcomes_total{result="sent"} 2\n');
});

test('a fault in the issue is logged once, with its place and without a word about a person', async () => {
  const broken = welcome.replace('confirmed', 'joined');
  const { run, logged, folder, store } = await stepIn({ 'issues/welcome.md': broken });
  await run();
  await run();
  expect(logged()).toBe(
    '2026-12-01T09:00:00.000Z welcome: issues/welcome.md:4:9: sendOn must be confirmed, or left out. The letter to those who confirm stays as it was.\n',
  );
  await writeFile(join(folder, 'issues/welcome.md'), welcome);
  expect(await store.ledger.sendings()).toEqual([]);
});

test('who confirms while the letter is broken gets it once it is mended, and is counted until then', async () => {
  const { port, received } = await startMailServer();
  const broken = welcome.replace('confirmed', 'joined');
  const { run, again, joined, metrics, logged, folder, store } = await stepIn({ 'issues/welcome.md': broken }, port);
  addOutboxReadings(metrics, store, clock);
  await run();
  await joined('ada');
  expect(await metrics.text()).toContain('tidings_welcomes_withheld 1\n');
  await writeFile(join(folder, 'issues/welcome.md'), welcome);
  expect(await again()).toBeUndefined();
  expect(logged()).toContain(' welcome: welcome was opened, and goes to 1 reader who confirmed before it could be\n');
  expect(received.map(({ to }) => to)).toEqual([['ada@example.org']]);
  expect(await metrics.text()).toContain('tidings_welcomes_withheld 0\n');
});

test('without an issue for those who confirm nothing is read, sent or said', async () => {
  const { run, joined, logged, store } = await stepIn({ 'articles/broken.md': '---\ntitle: [\n---\n' });
  await joined('ada');
  expect(await run()).toBeUndefined();
  expect([logged(), await store.ledger.sendings()]).toEqual(['', []]);
});
