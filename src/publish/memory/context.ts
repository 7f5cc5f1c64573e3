import { hash } from 'node:crypto';
import type { Config } from '../../config/config.ts';

/**
 * All that records follow from besides their files: the settings, where they lie, and how files are named. A memory is
 * good for these only.
 * @param program Identifies the running program, as `engine` does.
 */
export async function contextOf(config: Config, program: string): Promise<string> {
  const { directory, settings, published, noticePattern, display } = config;
  const secrets = hash('sha256', JSON.stringify(await config.secrets()));
  const place = [directory, published, config.static, secrets];
  // The last one is by itself: it alone follows from the working directory.
  return JSON.stringify([program, settings, noticePattern?.source, ...place, display(directory)]);
}

/** Whether two contexts are the same but for the working directory, from which files are named. */
export function isSameElsewhere(one: string, other: string): boolean {
  return withoutNames(one) === withoutNames(other);
}

function withoutNames(context: string): string {
  return context.slice(0, context.lastIndexOf(','));
}
