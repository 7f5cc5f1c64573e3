import type { Config } from '../../config/config.ts';
import { type BuildLockOptions, withBuildLock } from '../output/build-lock.ts';
import { guardStateFiles } from '../output/state-files.ts';
import type { LockEntry } from './lock.ts';
import { readLock, writeLock } from './lock-file.ts';

/** Notes in `tidings.lock` that readers may know every article from now on, since a hub has brought them the feeds. */
export async function recordPinged(config: Config, options: BuildLockOptions = {}): Promise<void> {
  if (config.single || config.origins.url === 'flag') return;
  const note = async () => {
    const lock = await readLock(config);
    const isTrial = ({ seen, removed }: LockEntry) => seen !== undefined && removed === undefined;
    if (lock.entries.some(isTrial)) await writeLock(config, { ...lock, entries: lock.entries.map(known) });
  };
  await withBuildLock(config, () => guardStateFiles(config, note, 'The hub was told.'), options);
}

function known({ seen: _, ...entry }: LockEntry): LockEntry {
  return entry;
}
