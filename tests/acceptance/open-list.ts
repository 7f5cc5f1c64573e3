import { join } from 'node:path';
import { loadConfig } from '../../src/config/config.ts';
import { openDatabase } from '../../src/store/sqlite/database.ts';
import { openLedger } from '../../src/store/sqlite/ledger/ledger.ts';
import { SqliteSubscribers } from '../../src/store/sqlite/subscribers.ts';

/** The list and the ledger of a publication folder, read and written beside the program under test. */
export async function openList(folder: string) {
  const clock = () => new Date();
  const config = await loadConfig(folder, {}, { cwd: folder, environment: {}, clock });
  const key = await config.secret();
  const database = openDatabase(join(folder, 'tidings.db'), { key, clock, named: 'tidings.db' });
  return { key, ledger: openLedger(database), store: new SqliteSubscribers(database) };
}
