import { createSecretKey } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { openStore, type Store, type StoreOptions } from '../../src/store/open.ts';

export const secret = '0123456789abcdef0123456789abcdef';
export const key = createSecretKey(secret, 'utf8');

/** Opens the list in a file, as another process would; it is closed when the test ends. */
export async function storeAt(
  file: string,
  options: Partial<StoreOptions> & Pick<StoreOptions, 'clock'>,
): Promise<Store> {
  const store = await openStore(file, { key, named: 'tidings.db', ...options });
  onTestFinished(() => store.close());
  return store;
}
