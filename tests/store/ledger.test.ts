import { describeLedger } from './ledger-contract.ts';
import { sqliteHarness } from './ledgers.ts';

describeLedger('the ledger in SQLite', sqliteHarness);
