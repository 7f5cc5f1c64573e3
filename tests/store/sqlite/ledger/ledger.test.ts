import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openDatabase } from '../../../../src/store/sqlite/database.ts';
import { SqliteLedger } from '../../../../src/store/sqlite/ledger/ledger.ts';
import { migrate, migrations } from '../../../../src/store/sqlite/migrations.ts';
import { noon } from '../../harness.ts';
import { failed, fill, nothing, numbersOf, planOf, sent } from '../../ledger-contract.ts';
import { key, secret } from '../../store-at.ts';
import { addressFor } from '../../subscriber-store-contract.ts';
import { connect, sqliteHarness } from '../harness.ts';

async function begin(count: number, options: { patience?: number; leaseInterval?: number } = {}) {
  const harness = await sqliteHarness();
  const mine = await harness.process(options);
  await fill(mine.subscribers, count);
  const { id } = await mine.ledger.freeze(planOf());
  const share = (await mine.ledger.take(id))!;
  await share.next(count);
  return { ...harness, ...mine, share, id };
}

/** From now on signs of life come when the test says so. */
function pulse(): void {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
}

const words = (message: string, exitCode = 1) => expect.objectContaining({ name: 'ProblemError', exitCode, message });

describe('where the database fails, nothing is half recorded, and the share goes no further:', () => {
  test('a full disk', async () => {
    const { file, process, id, share: first } = await begin(3);
    await first.release();
    const open = openDatabase(file, { key, clock: () => new Date(noon), named: 'tidings.db' });
    onTestFinished(() => open.database.close());
    const share = (await new SqliteLedger(open).take(id))!;
    await share.next(3);
    await share.intend(1);
    const { page_count } = open.database.prepare('PRAGMA page_count').get() as { page_count: number };
    open.database.exec(`PRAGMA max_page_count = ${page_count}`);
    const long = { ...failed, reply: 'no '.repeat(100_000) };
    const results = await Promise.allSettled([share.record(1, sent), share.record(2, long), share.intend(3)]);
    const full = words('tidings.db has no room left on the disk');
    expect(results).toEqual(Array(3).fill({ status: 'rejected', reason: full }));
    await expect(share.intend(3)).rejects.toEqual(full);
    await expect(share.next(1)).rejects.toEqual(full);
    expect(await (await process()).ledger.counts(id)).toEqual({ ...nothing, 'under-way': 1, pending: 2 });
    // Others need not wait until they find out that nobody is at it.
    await share.release();
    expect(await (await process()).ledger.counts(id)).toEqual({ ...nothing, 'in-doubt': 1, pending: 2 });
    expect(await (await process()).ledger.take(id)).toBeDefined();
  });

  test('a lock that another program keeps', async () => {
    const { share, file, ledger, id } = await begin(2, { patience: 1, leaseInterval: 60_000 });
    const other = connect(file);
    other.exec('BEGIN IMMEDIATE');
    const busy = words('tidings.db is in use by another program for too long');
    await expect(share.intend(1)).rejects.toEqual(busy);
    other.exec('ROLLBACK');
    await expect(share.intend(2)).rejects.toEqual(busy);
    expect(await ledger.counts(id)).toEqual({ ...nothing, pending: 2 });
  });

  test('and shows no more signs of life, so that another can take over', async () => {
    pulse();
    const { share, file } = await begin(1, { patience: 1 });
    const other = connect(file);
    other.exec('BEGIN IMMEDIATE');
    await expect(share.intend(1)).rejects.toThrow('in use');
    other.exec('ROLLBACK');
    const beat = () => other.prepare('SELECT beat FROM sending').get();
    const before = beat();
    vi.advanceTimersByTime(100);
    expect(beat()).toEqual(before);
  });

  test('a lock at the very end, which is told', async () => {
    const { share, file } = await begin(2, { patience: 1, leaseInterval: 60_000 });
    const other = connect(file);
    other.exec('BEGIN IMMEDIATE');
    await expect(share.release()).rejects.toEqual(words('tidings.db is in use by another program for too long'));
    other.exec('ROLLBACK');
  });
});

test('a lock that passes stops nobody who only shows that he lives', async () => {
  pulse();
  const { share, file } = await begin(1, { patience: 1 });
  const other = connect(file);
  const beats = () => Number(other.prepare('SELECT beat FROM sending').get()!.beat);
  const before = beats();
  other.exec('BEGIN IMMEDIATE');
  await vi.advanceTimersByTimeAsync(40);
  other.exec('ROLLBACK');
  expect(beats()).toBe(before);
  await vi.advanceTimersByTimeAsync(40);
  expect(beats()).toBe(before + 1);
  expect(await share.intend(1)).toBe(true);
});

test('who stands still for too long is followed by another, and records nothing any more', async () => {
  const { share, process, id } = await begin(3, { leaseInterval: 60_000 });
  await share.intend(1);
  // Its pulse is too slow for one who is this impatient.
  const { ledger } = await process({ leaseInterval: 1 });
  const second = (await ledger.take(id))!;
  expect(await ledger.counts(id)).toEqual({ ...nothing, 'in-doubt': 1, pending: 2 });
  expect(share.lost.aborted).toBe(false);
  const over = expect.objectContaining({ message: 'another process has taken this sending over' });
  await expect(share.record(1, sent)).rejects.toEqual(over);
  expect(share.lost).toMatchObject({ aborted: true, reason: over });
  await expect(share.intend(2)).rejects.toEqual(over);
  await share.release();
  expect(await numbersOf(second)).toEqual([2, 3]);
  expect(await second.intend(2)).toBe(true);
});

test('who has lost a share learns it from its own pulse, too', async () => {
  pulse();
  const { share, file } = await begin(1);
  connect(file).exec(`UPDATE sending SET holder = '{"host":"elsewhere","pid":1,"id":"x"}'`);
  await vi.advanceTimersByTimeAsync(40);
  expect(share.lost.aborted).toBe(true);
  await expect(share.intend(1)).rejects.toThrow('taken this sending over');
});

test('two who wait for the same dead sender do not both get it', async () => {
  const { process, id, kill } = await begin(2);
  await kill();
  const processes = await Promise.all([process(), process(), process()]);
  const shares = await Promise.all(processes.map(({ ledger }) => ledger.take(id)));
  expect(shares.filter((share) => share !== undefined)).toHaveLength(1);
});

test('several processes that are at one sending in turns, or die at it, send to everybody once', async () => {
  const { file, process: begun } = await sqliteHarness();
  const { subscribers, ledger } = await begun();
  await fill(subscribers, 40);
  const { id } = await ledger.freeze(planOf());
  const source = new URL('../../../../src/', import.meta.url);
  const code = `
    const { createSecretKey } = await import('node:crypto');
    const { setTimeout } = await import('node:timers/promises');
    const { openStore } = await import(${JSON.stringify(new URL('store/open.ts', source).href)});
    const key = createSecretKey('${secret}', 'utf8');
    const { ledger } = await openStore(process.argv[1], { key, clock: () => new Date(), named: 'x' });
    for (;;) {
      const share = await ledger.take(${id});
      const deliveries = (await share?.next(3)) ?? [];
      if (share && deliveries.length === 0) process.exit(0);
      for (const { subscriber } of deliveries) {
        if (!(await share.intend(subscriber.id))) continue;
        process.stdout.write(subscriber.id + ' ');
        await share.record(subscriber.id, { kind: 'sent', relay: 'r', reply: '250' });
      }
      if (deliveries.at(-1)?.subscriber.id > Number(process.argv[2])) process.kill(process.pid, 'SIGKILL');
      await share?.release();
      await setTimeout(1);
    }`;
  const run = (last: number) =>
    new Promise<string>((resolve) => {
      const child = spawn(process.execPath, ['--input-type=module', '--eval', code, file, String(last)]);
      let words = '';
      child.stdout.on('data', (data) => (words += data));
      child.stderr.on('data', (data) => (words += data));
      child.on('close', () => resolve(words));
    });
  const words = (await Promise.all([10, 20, 100].map(run))).join('');
  const numbers = words.trim().split(' ').map(Number);
  expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  expect(await ledger.counts(id)).toEqual({ ...nothing, sent: 40 });
});

test('a letter that is not what was frozen is not sent', async () => {
  const { file, ledger, id } = await begin(1);
  connect(file).exec(`UPDATE letter SET content = replace(content, 'Leaves fall', 'Leaves rise')`);
  await expect(ledger.letters(id)).rejects.toThrow(
    words('tidings.db is damaged: a letter is not what was frozen in it', 2),
  );
});

test('an audience that others change while it is frozen is not frozen', async () => {
  const { process, file } = await sqliteHarness();
  const { subscribers, ledger } = await process();
  await fill(subscribers, 2);
  const freezing = ledger.freeze(planOf(), {
    onProgress: () => connect(file).exec('DELETE FROM delivery WHERE subscriber = 2'),
  });
  await expect(freezing).rejects.toThrow('does not add up: 2 chosen (1 stored) and 0 left out of 2 on the list');
  expect(await ledger.find('autumn')).toBeUndefined();
});

test('of two processes that freeze an issue, the last to begin does it, and the other is told', async () => {
  const { process } = await sqliteHarness();
  const [first, second] = [await process(), await process()];
  await fill(first.subscribers, 10_001);
  let other: Promise<unknown> | undefined;
  const freezing = first.ledger.freeze(planOf(), {
    onProgress: () => {
      other ??= second.ledger.freeze(planOf({ source: 'b2' }));
    },
  });
  await expect(freezing).rejects.toThrow('another process began to freeze the same issue');
  expect(await other).toMatchObject({ source: 'b2', audience: { prepared: 10_001 } });
});

describe('the tables themselves', () => {
  test('keep what was sent, the log and a frozen audience', async () => {
    const { share, file, subscribers } = await begin(2);
    await share.intend(1);
    await share.record(1, sent);
    const other = connect(file);
    for (const [sql, message] of [
      ["UPDATE delivery SET state = 'pending' WHERE subscriber = 1", 'never sent again'],
      ['DELETE FROM delivery WHERE subscriber = 2', 'nobody leaves'],
      ["UPDATE outcome SET reply = '250 other words'", 'only added to'],
      ['UPDATE outcome SET reply = NULL', 'only added to'],
      ['DELETE FROM outcome', 'only added to'],
    ] as const)
      expect(() => other.exec(sql), sql).toThrow(message);
    await subscribers.forget(addressFor('reader1@example.org'));
    expect(() => other.exec("UPDATE outcome SET kind = 'failed'")).toThrow('only added to');
    expect(() => other.exec('DELETE FROM outcome')).toThrow('only added to');
  });

  test('hold not a byte of what a server said of somebody who was forgotten', async () => {
    const { share, file, subscribers } = await begin(2);
    await share.intend(1);
    const reply = '550 5.1.1 <reader1@example.org> moved to Kakania';
    await share.record(1, { kind: 'failed', relay: 'r', reply, bounce: 'hard' });
    const everything = async () => {
      const names = await readdir(join(file, '..'));
      return (await Promise.all(names.map((name) => readFile(join(file, '..', name), 'latin1')))).join('');
    };
    expect(await everything()).toContain('Kakania');
    await subscribers.forget(addressFor('reader1@example.org'));
    const left = await everything();
    expect([left.includes('Kakania'), left.includes('reader1@'), left.includes('reader2@')]).toEqual([
      false,
      false,
      true,
    ]);
  });

  test('of an earlier version keep their Message-IDs once they are frozen, and those that were not get keyed ones', async () => {
    const { file, process } = await sqliteHarness();
    const first = connect(file);
    migrate(first, 'tidings.db', migrations.slice(0, 3));
    first.exec(`INSERT INTO sending (issue, slug, subject, source, selection, ways, audience, frozen)
      VALUES ('tag:example.org,2026:frost', 'frost', 'Frost', 'a', '{}', '[]', '{}', 0),
        ('tag:example.org,2026:autumn', 'autumn', 'Autumn', 'a', '{}', '[]', NULL, NULL)`);
    const { ledger } = await process();
    await ledger.freeze(planOf());
    expect((await ledger.sendings()).map(({ slug, messageIds }) => [slug, messageIds])).toEqual([
      ['autumn', 'keyed'],
      ['frost', 'unkeyed'],
    ]);
  });

  test('come to a list that an earlier version made, and leave it as it was', async () => {
    const { file, process } = await sqliteHarness();
    const first = connect(file);
    migrate(first, 'tidings.db', migrations.slice(0, 1));
    first.exec(`INSERT INTO subscriber (address, normal, status, added, changed)
      VALUES ('ada@example.org', 'ada@example.org', 'active', 0, 0); INSERT INTO tag VALUES (1, 'members')`);
    const { ledger, subscribers } = await process();
    expect(await subscribers.find(addressFor('ada@example.org'))).toMatchObject({ id: 1, tags: ['members'] });
    expect(await ledger.freeze(planOf())).toMatchObject({ audience: { prepared: 1 } });
    expect(first.prepare('PRAGMA user_version').get()).toEqual({ user_version: migrations.length });
  });
});
