import { describe } from 'vitest';
import { describeLedger } from '../ledger-contract.ts';
import { postgresHarness } from './harness.ts';
import { hasPostgres } from './server.ts';

describe.skipIf(!hasPostgres)('PostgreSQL', () => {
  describeLedger('the ledger in PostgreSQL', postgresHarness);
});
