import { describeReturnedMail } from '../returned-mail-contract.ts';
import { sqliteHarness } from './harness.ts';

describeReturnedMail('returned mail in SQLite', sqliteHarness);
