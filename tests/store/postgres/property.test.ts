import { describe } from 'vitest';
import { describeLedgerProperty } from '../ledger-property.ts';
import { describeOpenProperty } from '../open-property.ts';
import { postgresHarness } from './harness.ts';
import { hasPostgres } from './server.ts';

describe.skipIf(!hasPostgres)('PostgreSQL', () => {
  // Each case has tables of its own, which take their time.
  describeLedgerProperty('the ledger in PostgreSQL', postgresHarness, 0.2);
  describeOpenProperty('an open sending in PostgreSQL', postgresHarness, 0.2);
});
