import { describe } from 'vitest';
import { describeJoining } from '../joining-contract.ts';
import { describeSubscriberStore } from '../subscriber-store-contract.ts';
import { postgresHarness } from './harness.ts';
import { hasPostgres } from './server.ts';

describe.skipIf(!hasPostgres)('PostgreSQL', () => {
  describeSubscriberStore('the list in PostgreSQL', postgresHarness);
  describeJoining('joining in PostgreSQL', postgresHarness);
});
