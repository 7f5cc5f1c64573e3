import { describe } from 'vitest';
import { describeSignUps } from '../sign-ups-contract.ts';
import { postgresHarness } from './harness.ts';
import { hasPostgres } from './server.ts';

describe.skipIf(!hasPostgres)('PostgreSQL', () => {
  describeSignUps('sign-ups in PostgreSQL', postgresHarness);
});
