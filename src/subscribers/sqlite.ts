import { type DatabaseOptions, openDatabase } from './database.ts';
import { SqliteStore } from './sqlite-store.ts';
import type { SubscriberStore } from './store.ts';

/** Opens the list in a file, or begins one, and throws what `openDatabase` throws. Several processes may have it open. */
export function openStore(file: string, options: DatabaseOptions): SubscriberStore {
  return new SqliteStore(openDatabase(file, options));
}
