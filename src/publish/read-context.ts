import { join, relative } from 'node:path';
import type { Config } from '../config/config.ts';
import type { ReadContext } from '../read/read-context.ts';

/** Where hand-made issues lie. */
export const issuesFolder = 'issues';

/** How the files of a publication are read. */
export async function readContextOf(config: Config): Promise<ReadContext> {
  return {
    settings: config.settings,
    root: config.directory,
    display: config.display,
    slugFrom: config.single && config.source !== config.directory ? 'title' : 'file',
    published: config.published,
    static: config.static,
    secrets: await config.secrets(),
    ...(hasIssues(config) && { issues: issuesFolder }),
    ...(config.noticePattern && { noticePattern: config.noticePattern }),
  };
}

/** A publication that keeps its articles in that folder has none. */
function hasIssues({ single, settings, directory, source }: Config): boolean {
  return !single && settings.letters && relative(join(directory, issuesFolder), source).startsWith('..');
}
