import { describeLedgerProperty } from '../../ledger-property.ts';
import { describeOpenProperty } from '../../open-property.ts';
import { sqliteHarness } from '../harness.ts';

describeLedgerProperty('the ledger in SQLite', sqliteHarness);
describeOpenProperty('an open sending in SQLite', sqliteHarness);
