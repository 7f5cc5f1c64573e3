import { loadConfig } from '../config/config.ts';
import { readBy, unwatchable } from '../publish/output/watch.ts';
import { watchBelow } from '../system/watch-below.ts';
import type { SessionPlace, StudioSession } from './session.ts';

/** Milliseconds of quiet before a change counts, since editors write a file in several steps. */
const calm = 12;

/** Tells a session of changes below its publication until the signal ends it. */
export async function watchPublication(
  session: StudioSession,
  place: SessionPlace,
  signal: AbortSignal,
): Promise<void> {
  const { warn: _, ...quiet } = place.context;
  const config = await loadConfig(place.path, place.flags, quiet);
  let timer: NodeJS.Timeout | undefined;
  const counts = readBy(config, new Set());
  const heard = (path: string) => {
    if (!counts(path)) return;
    clearTimeout(timer);
    timer = setTimeout(() => session.touched(), calm);
  };
  try {
    await watchBelow(config.directory, heard, { signal, except: config.output });
  } catch (error) {
    throw unwatchable(error as NodeJS.ErrnoException);
  } finally {
    clearTimeout(timer);
  }
}
