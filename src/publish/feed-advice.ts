import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { lint } from '../feed/lint/lint.ts';
import type { Article } from '../model/article.ts';
import type { Problem } from '../model/problem.ts';
import type { Prepared } from './prepare.ts';

/**
 * Warnings about all that feed readers would show badly, as `check --feeds` prints them.
 * @param isAbout Leaves out those about other articles.
 */
export function feedAdvice(
  { publication, held }: Pick<Prepared, 'publication' | 'held'>,
  config: Config,
  isAbout?: (article: Article) => boolean,
): Problem[] {
  return lint(publication, settingsFile(config), [...held.drafts, ...held.future], isAbout);
}

/** The settings file; a single article may have none. */
function settingsFile({ directory, origins, display }: Config): string | undefined {
  return Object.values(origins).includes('tidings.yaml') ? display(join(directory, 'tidings.yaml')) : undefined;
}
