import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Whether the last build that wrote something was one of a part: it keeps no digest of the whole. */
export function wasPartial(root: string): boolean {
  const database = new DatabaseSync(join(root, '.tidings/memory.db'), { readOnly: true });
  const row = database.prepare('SELECT digest FROM standing').get();
  database.close();
  return row?.digest === '';
}
