import { describe, expect, test } from 'vitest';
import { checkDatabase } from '../../src/doctor/database.ts';
import { bouncerOf, hasBouncer } from '../store/postgres/pgbouncer.ts';
import { hasPostgres, sharedPostgres } from '../store/postgres/server.ts';

const named = 'the database';

test('a database that does not answer is an error with its way out', async () => {
  const place = 'postgres://ada:secret-word@127.0.0.1:1/tidings';
  const findings = await checkDatabase({ place, named });
  expect(findings).toMatchObject([{ check: 'Database', verdict: 'error', message: 'the database cannot be reached' }]);
  expect(JSON.stringify(findings)).not.toContain('secret-word');
});

describe.skipIf(!hasPostgres)('PostgreSQL', () => {
  test('a database that answers is told with its version, and nothing is made in it', async () => {
    const { url } = await sharedPostgres();
    const look = () => checkDatabase({ place: url, named });
    const findings = await look();
    expect(findings).toMatchObject([{ check: 'Database', verdict: 'ok' }]);
    expect(findings[0]!.message).toMatch(/^the database answers: PostgreSQL \d+\.\d+, and there is no list yet$/);
    expect(await look()).toEqual(findings);
  });

  test.skipIf(!hasBouncer)('PgBouncer in between is told', async () => {
    const place = await bouncerOf(await sharedPostgres());
    expect(await checkDatabase({ place, named })).toMatchObject([
      { verdict: 'ok' },
      { verdict: 'note', message: 'PgBouncer, or a pooler like it, is in between' },
    ]);
  });
});
