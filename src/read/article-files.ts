import type { Problem } from '../model/problem.ts';

/** A file in the folder of articles, by its name relative to that folder. */
interface Named {
  readonly name: string;
}

/**
 * The files of a folder that are articles. A README and a section's `_index.md` speak to those who work on the files; a
 * text next to the `index` of an article belongs to that article, and is a warning, since it could be meant as one.
 */
export function articlesAmong<File extends Named>(
  files: readonly File[],
  display: (file: File) => string,
): { readonly files: readonly File[]; readonly problems: readonly Problem[] } {
  const homes = new Set(files.flatMap(({ name }) => /^(.+[/\\])index\.\w+$/i.exec(name)?.[1] ?? []));
  const kept: File[] = [];
  const problems: Problem[] = [];
  for (const file of files) {
    if (/(?:^|[/\\])(?:readme|_index)\.\w+$/i.test(file.name)) continue;
    const home = /(?:^|[/\\])index\.\w+$/i.test(file.name) ? undefined : homeOf(file.name, homes);
    if (home !== undefined && /\.txt$/i.test(file.name)) problems.push(passedOver(display(file), home));
    else kept.push(file);
  }
  return { files: kept, problems };
}

function homeOf(name: string, homes: ReadonlySet<string>): string | undefined {
  const folders = [...name.matchAll(/[/\\]/g)].map(({ index }) => name.slice(0, index + 1));
  return folders.findLast((folder) => homes.has(folder));
}

function passedOver(file: string, home: string): Problem {
  return {
    severity: 'warning',
    rule: 'passed-over',
    message: `this text lies in the folder ${home.slice(0, -1)} of another article and is none itself`,
    hint: 'To make it an article, move it out of that folder; to keep it as a file of the other one, link to it from there.',
    file,
  };
}

/** A page of HTML that has neither front matter nor a title, in a folder of articles. */
export function passedOverPage(file: string): Problem {
  return {
    severity: 'warning',
    rule: 'passed-over',
    message: 'this page has neither front matter nor a title, and is no article',
    hint: 'To make it an article, begin it with "title: …" between two lines of three hyphens, or give it a <title>.',
    file,
  };
}
