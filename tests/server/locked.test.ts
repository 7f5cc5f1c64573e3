import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { ProblemError } from '../../src/model/problem.ts';
import { AccessLog } from '../../src/server/access-log.ts';
import { folderOf } from '../folder.ts';
import { storeAt } from '../store/store-at.ts';
import { serverOf } from './doors-of.ts';

/** A server whose database another program has begun to write to. */
async function lockedServer(options: { readonly patience: number; readonly hold: number }) {
  const file = `${await folderOf({})}/tidings.db`;
  const clock = () => new Date('2026-11-23T12:00:00Z');
  const server = await serverOf({}, { store: await storeAt(file, { clock, ...options }) });
  const other = new DatabaseSync(file);
  onTestFinished(() => other.close());
  other.exec('BEGIN IMMEDIATE');
  return { ...server, store: server.doors.store, other };
}

const form = { method: 'POST', body: new URLSearchParams({ email: 'ada@reader.example' }) };

test('while another program writes to the list, pages and /healthz are answered, and a form waits and is taken', async () => {
  const { ask, store, other } = await lockedServer({ patience: 60_000, hold: 0 });
  let isAnswered = false;
  const answer = ask('/mail/sign-up', form).then((response) => {
    isAnswered = true;
    return response;
  });
  for (const path of ['/healthz', '/blog/', '/mail/sign-up']) expect((await ask(path)).status).toBe(200);
  expect(isAnswered).toBe(false);
  other.exec('COMMIT');
  expect((await answer).status).toBe(200);
  expect(await store.signUps.outbox()).toMatchObject({ waiting: 1 });
});

test('the log names a database that was in use for too long, and nobody', async () => {
  const { ask, logLines, store } = await lockedServer({ patience: 1, hold: 0 });
  expect((await ask('/mail/sign-up', form)).status).toBe(503);
  expect(logLines()).toContain(' failed: the database is in use by another program for too long\n');
  expect(logLines()).not.toMatch(/ada|reader|tidings\.db/);
  expect(await store.signUps.outbox()).toEqual({ waiting: 0 });
});

test('the log names any other problem by its rule and its place in the program, not by its words', () => {
  let lines = '';
  const log = new AccessLog(
    (text) => {
      lines += text;
    },
    () => new Date('2026-11-23T12:00:00Z'),
  );
  log.failure(new ProblemError([{ severity: 'error', rule: 'secret', message: 'ada@example.org is odd' }]));
  log.flush();
  expect(lines).toMatch(/^2026-11-23T12:00:00.000Z failed: ProblemError \(secret\) at .+\n$/);
  expect(lines).not.toContain('ada@example.org');
});
