import { describe } from 'vitest';
import { describeReturnedMail } from '../returned-mail-contract.ts';
import { postgresHarness } from './harness.ts';
import { hasPostgres } from './server.ts';

describe.skipIf(!hasPostgres)('PostgreSQL', () => {
  describeReturnedMail('returned mail in PostgreSQL', postgresHarness);
});
