import { type DatabaseOptions, openDatabase } from '../store/sqlite/database.ts';
import { SqliteStore } from '../store/sqlite/subscribers.ts';
import type { SubscriberStore } from '../store/subscriber-store.ts';

/** Opens the list in a file, or begins one, and throws what `openDatabase` throws. Several processes may have it open. */
export function openStore(file: string, options: DatabaseOptions): SubscriberStore {
  return new SqliteStore(openDatabase(file, options));
}
