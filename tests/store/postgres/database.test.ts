import { createHash, createSecretKey } from 'node:crypto';
import pg from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { PostgresConnection } from '../../../src/store/postgres/connection.ts';
import { loadDriver } from '../../../src/store/postgres/driver.ts';
import { postgresFault } from '../../../src/store/postgres/fault.ts';
import { migratePostgres, postgresMigrations } from '../../../src/store/postgres/migrations.ts';
import { openPostgresStore } from '../../../src/store/postgres/store.ts';
import { fill, planOf, sent } from '../ledger-contract.ts';
import { key } from '../store-at.ts';
import { addressesIn, addressFor, merge, rowOf } from '../subscriber-store-contract.ts';
import { connectTo, postgresHarness } from './harness.ts';
import { hasPostgres, sharedPostgres } from './server.ts';

const failure = (code: string | undefined, message = 'something') =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

test.each([
  ['ECONNREFUSED', undefined, 'the database cannot be reached', 1],
  ['ENOENT', undefined, 'the database cannot be reached', 1],
  ['ENOTFOUND', undefined, 'the database cannot be reached', 1],
  ['28P01', undefined, 'the database refuses user or password', 2],
  ['28000', undefined, 'the database refuses user or password', 2],
  ['3D000', undefined, 'the database does not exist', 2],
  ['42501', undefined, 'the database does not let this user do that', 2],
  ['25006', undefined, 'the database can only be read', 2],
  ['53100', undefined, 'the database has no room left', 1],
  ['53300', undefined, 'the database takes no more connections', 1],
  ['55P03', undefined, 'the database is in use by another program for too long', 1],
  ['57P01', undefined, 'the database ended the connection', 1],
  ['57P03', undefined, 'the database cannot be reached', 1],
  ['ECONNRESET', undefined, 'the database ended the connection', 1],
  ['XX001', undefined, 'the database is damaged', 2],
  ['08P01', 'no such user: ada', 'the database cannot be reached', 1],
  [undefined, 'Connection terminated unexpectedly', 'the database ended the connection', 1],
  [undefined, 'timeout exceeded when trying to connect', 'the database does not answer in time', 1],
  [undefined, 'The server does not support SSL connections', 'the database cannot be spoken with over TLS', 2],
  [
    undefined,
    'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string',
    'the database refuses user or password',
    2,
  ],
])('%s %s is told in words, and only what is set wrongly ends in 2', (code, message, words, exitCode) => {
  expect(postgresFault(failure(code, message), 'the database')).toMatchObject({ message: words, exitCode });
});

test('what is nobody’s fault but ours stays a failure', () => {
  const ours = failure('42601');
  expect(postgresFault(ours, 'the database')).toBe(ours);
});

test('a missing library is told with the command that installs it', async () => {
  await expect(loadDriver('file:///')).rejects.toMatchObject({
    message: 'DATABASE_URL is set, and the library pg is not installed',
    problems: [{ hint: 'Install it next to Tidings: npm install pg@8' }],
    exitCode: 2,
  });
});

test('a server that is not there is told in words, without the password', async () => {
  const url = 'postgres://ada:secret-word@127.0.0.1:1/tidings';
  const refusal = await openPostgresStore(url, { key, named: 'the database' }).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ name: 'ProblemError', message: 'the database cannot be reached', exitCode: 1 });
  expect(JSON.stringify(refusal)).not.toContain('secret-word');
});

test('a migration that was released never changes: databases in the world have run it', () => {
  const hashes = postgresMigrations.map((sql) => createHash('sha256').update(sql).digest('hex').slice(0, 16));
  expect(hashes).toEqual(['ffed846f80e68bdc', 'a67b2bffc6293883', '28fd4e4f3ed05217']);
});

describe.skipIf(!hasPostgres)('PostgreSQL', () => {
  const refusalOf = async (schema: string, given = {}) =>
    openPostgresStore((await sharedPostgres()).url, { key, named: 'the database', schema, ...given }).then(
      () => undefined,
      (error: unknown) => error,
    );

  test('several processes that begin and fill one list at the same time lose nobody', async () => {
    const { process } = await postgresHarness();
    const stores = await Promise.all([process(), process(), process(), process()]);
    expect(new Set(stores.map(({ subscribers }) => subscribers.list)).size).toBe(1);
    await Promise.all(
      stores.map(async ({ subscribers }, index) => {
        for (let number = 0; number < 20; number += 1)
          await merge(subscribers, [rowOf(2, `reader${index}-${number}@example.org`)]);
      }),
    );
    expect(await addressesIn(stores[0]!.subscribers)).toHaveLength(80);
  });

  test('a schema of another program is refused, and left as it is', async () => {
    const { url, schema } = await postgresHarness();
    const client = await connectTo(url);
    await client.query(`CREATE SCHEMA "${schema}"; CREATE TABLE "${schema}".bookmark (url TEXT)`);
    expect(await refusalOf(schema)).toMatchObject({
      message: `the schema "${schema}" of the database is another program's`,
      exitCode: 2,
    });
    const { rows } = await client.query('SELECT tablename FROM pg_tables WHERE schemaname = $1', [schema]);
    expect(rows).toEqual([{ tablename: 'bookmark' }]);
    await client.end();
  });

  test('a database that a newer program wrote, or one of another secret, is refused', async () => {
    const { url, schema, process } = await postgresHarness();
    await (await process()).close();
    const other = createSecretKey('x'.repeat(32), 'utf8');
    expect(await refusalOf(schema, { key: other })).toMatchObject({
      message: 'the database was made with another TIDINGS_SECRET',
      exitCode: 2,
    });
    const client = await connectTo(url);
    await client.query(`UPDATE "${schema}".format SET version = ${postgresMigrations.length + 1}`);
    await client.end();
    expect(await refusalOf(schema)).toMatchObject({
      message: `the database was written by a newer Tidings (format ${postgresMigrations.length + 1}; this program knows ${postgresMigrations.length})`,
      exitCode: 2,
    });
  });

  test('a database of any earlier version becomes one of the newest, and a step that fails leaves it as it was', async () => {
    const { url, schema } = await postgresHarness();
    const connection = await PostgresConnection.open(url, { named: 'x', schema, patience: 1000 });
    onTestFinished(() => connection.close());
    const steps = ['CREATE TABLE tidings.a (x INT)', 'CREATE TABLE tidings.b (x INT)'];
    await migratePostgres(connection, steps.slice(0, 1));
    const broken = [...steps, 'CREATE TABLE tidings.c (x INT); CREATE TABLE tidings.a (x INT)'];
    await expect(migratePostgres(connection, broken)).rejects.toThrow('already exists');
    expect(await connection.row('SELECT version FROM tidings.format')).toEqual({ version: 2 });
    const sql = 'SELECT tablename FROM pg_tables WHERE schemaname = $1 ORDER BY 1';
    expect(await connection.rows(sql, schema)).toEqual(['a', 'b', 'format'].map((tablename) => ({ tablename })));
  });

  test('a database that is not in UTF-8 is refused', async () => {
    const { url } = await sharedPostgres();
    const client = await connectTo(url);
    await client.query("CREATE DATABASE narrow TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");
    const narrow = url.replace('/postgres?', '/narrow?');
    const refusal = openPostgresStore(narrow, { key, named: 'the database' });
    await expect(refusal).rejects.toMatchObject({ message: 'the database keeps its texts in LATIN1', exitCode: 2 });
    await client.query('DROP DATABASE narrow');
    await client.end();
  });

  test('a user who may not create tables is told what to ask for', async () => {
    const { url } = await sharedPostgres();
    const client = await connectTo(url);
    await client.query('CREATE DATABASE strict; CREATE ROLE ada LOGIN'.split(';')[0]!);
    await client.query('CREATE ROLE ada LOGIN');
    await client.query('REVOKE ALL ON DATABASE strict FROM PUBLIC');
    await client.query('GRANT CONNECT ON DATABASE strict TO ada');
    const strict = url.replace('tidings@', 'ada@').replace('/postgres?', '/strict?');
    const refusal = await openPostgresStore(strict, { key, named: 'the database' }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ message: 'the database does not let this user do that', exitCode: 2 });
    await client.query('DROP DATABASE strict');
    await client.query('DROP ROLE ada');
    await client.end();
  });

  test('the tables themselves keep what was sent, the log, the people and a frozen audience', async () => {
    const { url, schema, process } = await postgresHarness();
    const { subscribers, ledger } = await process();
    await fill(subscribers, 2);
    const { id } = await ledger.freeze(planOf());
    const share = (await ledger.take(id))!;
    await share.next(2);
    await share.intend(1);
    await share.record(1, sent);
    await share.release();
    const client = await connectTo(url);
    onTestFinished(() => client.end());
    await client.query(`SET search_path = "${schema}"`);
    for (const [sql, message] of [
      ["UPDATE delivery SET state = 'pending' WHERE subscriber = 1", 'never sent again'],
      ['DELETE FROM delivery WHERE subscriber = 2', 'nobody leaves'],
      ["UPDATE outcome SET reply = '250 other words'", 'only added to'],
      ['UPDATE outcome SET reply = NULL', 'only added to'],
      ['DELETE FROM outcome', 'only added to'],
      ["UPDATE consent SET how = 'by a better form'", 'only added to'],
      ['DELETE FROM consent', 'only added to'],
      ['DELETE FROM sending', 'given twice'],
    ] as const)
      await expect(client.query(sql), sql).rejects.toThrow(message);
  });

  test('an intent is durable also where the database is set to be quick, and a word of it waits for the disk', async () => {
    const { url, schema, process } = await postgresHarness();
    const hasty = `${url}&options=${encodeURIComponent('-c synchronous_commit=off')}`;
    const { subscribers, ledger } = await process({ url: hasty });
    await fill(subscribers, 1);
    const { id } = await ledger.freeze(planOf());
    const share = (await ledger.take(id))!;
    const client = await connectTo(url);
    await client.query(`
      CREATE FUNCTION "${schema}".waits() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF current_setting('synchronous_commit') = 'off' THEN RAISE EXCEPTION 'nobody waits for the disk'; END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER waits BEFORE UPDATE ON "${schema}".delivery FOR EACH ROW EXECUTE FUNCTION "${schema}".waits()`);
    await client.end();
    expect(await share.intend(1)).toBe(true);
    await share.record(1, sent);
    expect(await ledger.counts(id)).toMatchObject({ sent: 1 });
  });

  test('the time is that of the database where no clock is given', async () => {
    const { url, schema } = await postgresHarness();
    const store = await openPostgresStore(url, { key, named: 'the database', schema });
    onTestFinished(() => store.close());
    await merge(store.subscribers, [rowOf(2, 'ada@example.org')]);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query(
      `SELECT abs(extract(epoch FROM clock_timestamp()) * 1000 - added) < 60000 AS near FROM "${schema}".subscriber`,
    );
    await client.end();
    expect(rows).toEqual([{ near: true }]);
  });

  test('a machine whose clock is years ahead signs people up at the time of the database', async () => {
    const { url, schema } = await postgresHarness();
    const store = await openPostgresStore(url, { key, named: 'the database', schema });
    onTestFinished(() => store.close());
    const ahead = new Date(Date.now() + 5 * 365 * 86_400_000);
    const budget = { name: 'all', key: new Uint8Array(32), limit: 1, window: 3_600_000 };
    expect(await store.signUps.queue(new Uint8Array(9), [budget], ahead)).toEqual({ queued: true });
    // The budget is used up for an hour, and the mail is neither too old nor not due.
    expect(await store.signUps.usedUp([budget], new Date())).toBe('all');
    expect(await store.signUps.expire(ahead)).toBe(0);
    const [mail] = await store.signUps.take(1, ahead);
    expect(Math.abs(mail!.added.getTime() - Date.now())).toBeLessThan(60_000);
    await store.signUps.postpone(mail!.id, new Date(Date.now() + 60_000));
    expect(await store.signUps.take(1, ahead)).toEqual([]);
    const joining = { address: addressFor('ada@example.org'), tags: [], asked: new Date(), textHash: 'ab'.repeat(32) };
    await store.subscribers.confirm({ ...joining, how: 'by the form' }, ahead);
    const { added } = (await store.subscribers.get(1))!;
    expect(Math.abs(added.getTime() - Date.now())).toBeLessThan(60_000);
    const [confirmed] = await store.subscribers.consentOf(1);
    expect(Math.abs(confirmed!.at.getTime() - Date.now())).toBeLessThan(60_000);
  });

  test('what no text of PostgreSQL can hold is kept as far as it can be', async () => {
    const { process } = await postgresHarness();
    const { subscribers } = await process();
    await merge(subscribers, [rowOf(2, 'ada@example.org')]);
    await subscribers.leave(1, 'unsubscribed', { how: 'by a mail with a \0 in it' });
    expect((await subscribers.consentOf(1)).at(-1)).toMatchObject({ how: 'by a mail with a \uFFFD in it' });
  });
});
