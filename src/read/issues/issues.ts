import { stat } from 'node:fs/promises';
import { extname, relative, sep } from 'node:path';
import { mapLimit } from '../../lib/map-limit.ts';
import { inZone } from '../../lib/time.ts';
import type { Manuscript } from '../../model/article.ts';
import { letterFileName, letterNames } from '../../model/letter-name.ts';
import type { Problem } from '../../model/problem.ts';
import { type Found, filesIn } from '../../system/walk.ts';
import { decode } from '../decode.ts';
import { type Disk, readBytes } from '../disk.ts';
import { withoutNoCharacters } from '../no-characters.ts';
import { limits, unreadable } from '../unreadable.ts';
import { type IssueManuscript, readIssue } from './issue.ts';

/** How many files are read at a time. */
const ahead = 16;

/**
 * Reads every hand-made issue in a folder, a real path: files that end in .md or .markdown, hidden ones passed over.
 * The articles were read before, for an introduction may link to them.
 */
export async function readIssues(
  folder: string,
  disk: Disk,
  articles: readonly Manuscript[],
): Promise<{ readonly issues: readonly IssueManuscript[]; readonly problems: readonly Problem[] }> {
  const found = await disk.find(folder);
  if ('fault' in found) return { issues: [], problems: [unreadable(found.fault, disk.display(folder))] };
  if (!(await stat(found.path)).isDirectory()) return { issues: [], problems: [noFolder(disk.display(folder))] };
  const { files, faults } = await filesIn(found.path, disk.root, (name) => meant.has(extname(name).toLowerCase()));
  const read = await mapLimit(files, ahead, (file) => readFile(file, found.path, disk));
  const issues = read.flatMap(({ issue }) => issue ?? []);
  const problems = [
    ...faults.map(({ path, fault }) => unreadable(fault, disk.display(path))),
    ...read.flatMap((one) => one.problems),
    ...clashes(issues, articles),
  ];
  return { issues, problems };
}

/** Endings of texts, by which a file may have been meant as an issue. */
const meant: ReadonlySet<string> = new Set(['.txt', '.md', '.markdown', '.json']);

async function readFile({ path, real }: Found, folder: string, disk: Disk): ReturnType<typeof readIssue> {
  const display = disk.display(path);
  const ending = extname(path).toLowerCase();
  if (ending !== '.md' && ending !== '.markdown') return { problems: [noIssue(display)] };
  const raw = await readBytes(real, limits[ending]!);
  if ('fault' in raw) return { problems: [unreadable(raw.fault, display)] };
  const decoded = decode(raw.bytes, display);
  if ('problem' in decoded) return { problems: [decoded.problem] };
  const file = {
    absolute: path,
    path: relative(disk.root, path).replaceAll(sep, '/').normalize('NFC'),
    name: relative(folder, path),
    display,
    ending,
    modified: inZone(raw.modified, disk.settings.timezone),
  };
  const written = withoutNoCharacters(decoded.text, display);
  const read = await readIssue(written.text, file, disk);
  return { ...read, problems: [...written.problems, ...read.problems] };
}

/** Each article is a letter of its own slug besides, so no issue can have that. */
function clashes(issues: readonly IssueManuscript[], articles: readonly Manuscript[]): Problem[] {
  const byArticle = new Map(
    [...letterNames(articles)].map(([{ origin }, name]) => [letterFileName(name), origin.file]),
  );
  const known = new Map(byArticle);
  return issues.flatMap(({ slug, origin }): Problem[] => {
    const other = known.get(slug);
    known.set(slug, other ?? origin.file);
    if (other === undefined) return [];
    const message = `the slug "${slug}" of this issue is also that of ${other}`;
    const hint = byArticle.has(slug)
      ? 'Rename the file of the issue, or give the article another "slug:".'
      : 'Rename one of the two files.';
    return [{ severity: 'error', rule: 'same-slug', message, hint, ...origin }];
  });
}

function noIssue(file: string): Problem {
  const message = 'this is no issue, for issues are Markdown';
  return { severity: 'error', rule: 'file-format', message, hint: 'Let its name end in .md, or move it away.', file };
}

function noFolder(file: string): Problem {
  const message = 'this is a file, and issues need a folder of that name';
  return { severity: 'error', rule: 'file-special', message, hint: 'Move it away.', file };
}
