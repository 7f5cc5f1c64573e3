import { fileKey, foldersAbove } from '../lib/output-path.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import type { SitePage } from '../model/site-page.ts';

/** A page of the site that would be where something else is. @param there The end of a sentence: what is there. */
export function pageClash({ path, origin }: Pick<SitePage, 'path' | 'origin'>, there: string): Problem {
  return {
    severity: 'error',
    rule: 'site-page',
    message: `the page would be at /${path.replace(/(^|\/)index\.html$/, '$1')}, where ${there}`,
    hint: 'Give the file another name, or add a "slug", such as slug: about.',
    ...origin,
  };
}

/** The words for a file that the output has of its own. */
export const ownPages = 'the site has pages of its own';

/**
 * Refuses a page of the site whose file is another's too, or whose folder is a file. To be called with every path of the
 * output, those of the pages among them.
 * @throws ProblemError that names the file of the page.
 */
export function pageGuard(pages: readonly SitePage[]): (path: string) => void {
  if (pages.length === 0) return () => undefined;
  const files = new Map<string, SitePage>();
  const folders = new Map<string, SitePage>();
  for (const page of pages) {
    const key = fileKey(page.path);
    files.set(key, page);
    for (const folder of foldersAbove(key)) folders.set(folder, page);
  }
  const seen = new Set<string>();
  return (path) => {
    const key = fileKey(path);
    const page = seen.has(key) ? files.get(key) : (folders.get(key) ?? fileAbove(key, files));
    if (files.has(key)) seen.add(key);
    if (page) throw new ProblemError([pageClash(page, ownPages)]);
  };
}

function fileAbove(key: string, files: ReadonlyMap<string, SitePage>): SitePage | undefined {
  return foldersAbove(key)
    .map((folder) => files.get(folder))
    .find((page) => page !== undefined);
}
