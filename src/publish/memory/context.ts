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
  const place = [directory, display(directory), published, config.static, secrets];
  return JSON.stringify([program, settings, noticePattern?.source, ...place]);
}
