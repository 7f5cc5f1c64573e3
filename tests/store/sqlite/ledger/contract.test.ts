import { describeLedger } from '../../ledger-contract.ts';
import { sqliteHarness } from '../harness.ts';

describeLedger('the ledger in SQLite', sqliteHarness);
