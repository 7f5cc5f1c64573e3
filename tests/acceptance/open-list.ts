import { loadConfig } from '../../src/config/config.ts';
import { openStore } from '../../src/store/open.ts';

/** The list and the ledger of a publication folder, read and written beside the program under test. */
export async function openList(folder: string) {
  const clock = () => new Date();
  const config = await loadConfig(folder, {}, { cwd: folder, environment: {}, clock });
  const key = await config.secret();
  const { place } = await config.list();
  const store = await openStore(place, { key, clock, named: 'tidings.db' });
  return { key, ...store };
}
