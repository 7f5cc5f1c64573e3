import type { Config } from '../config/config.ts';
import type { Problem } from '../model/problem.ts';
import { publishesList } from './generators/jekyll.ts';
import { Tree } from './tree.ts';

/** A warning where the site that is in the folder of the publication would publish the list of readers with its pages. */
export async function publishedListProblems({
  directory,
  settings,
  display,
}: Pick<Config, 'directory' | 'settings' | 'display'>): Promise<Problem[]> {
  if (settings.generator !== 'jekyll') return [];
  const file = await publishesList(await Tree.top(directory));
  if (file === undefined) return [];
  return [
    {
      severity: 'warning',
      rule: 'published-list',
      message: 'Jekyll publishes every file of this folder, so the list of readers would be on the web',
      hint: `Add to the list "exclude" of ${file}: tidings.db*. If a site was built since the list began, look whether it holds tidings.db.`,
      file: display(`${directory}/${file}`),
    },
  ];
}
