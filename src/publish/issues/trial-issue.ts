import { extname, join } from 'node:path';
import type { Config } from '../../config/config.ts';
import type { Issue } from '../../model/issue.ts';
import { hasErrors, ProblemError } from '../../model/problem.ts';
import { Disk } from '../../read/disk.ts';
import { type IssueManuscript, readIssue } from '../../read/issues/issue.ts';
import type { Prepared } from '../prepare.ts';
import { assembleIssues } from './assemble.ts';

/**
 * The issue that a text would be if it were the file of an issue, drafts and future ones as if they were published.
 * Nothing is written.
 * @param file Of an issue of the publication, relative to it with `/`.
 * @throws ProblemError that says why there is none.
 */
export async function trialIssue(config: Config, prepared: Prepared, file: string, text: string): Promise<Issue> {
  const manuscript = await readText(config, prepared, file, text);
  const { publication, choosable, lock, before, held } = prepared;
  const others = prepared.issuesRead.map((one) => (one.path === file ? manuscript : one));
  const stock = {
    settings: publication.settings,
    ...choosable,
    entries: lock.entries,
    redirects: publication.redirects ?? [],
    held,
    now: endOfTime,
  };
  const assembled = assembleIssues(others, before.issues ?? [], stock);
  const issue = assembled.issues.find(({ slug }) => slug === manuscript.slug);
  if (issue) return issue;
  const own = assembled.problems.filter((problem) => problem.file === manuscript.origin.file);
  if (own.length > 0) throw new ProblemError(own);
  const message = 'an article of this issue is still to come, and the issue waits for it';
  const hint = 'The letter can be seen as soon as the article is published, or taken out.';
  throw new ProblemError([{ severity: 'error', rule: 'issue-articles', message, hint }]);
}

/** An issue is seen before its date, as well. */
const endOfTime = new Date(8_640_000_000_000_000);

async function readText(config: Config, prepared: Prepared, path: string, text: string): Promise<IssueManuscript> {
  const { settings, directory, published, display } = config;
  const disk = await Disk.open({
    settings,
    root: directory,
    display,
    published,
    static: config.static,
    secrets: await config.secrets(),
  });
  const byId = new Map(prepared.publication.articles.map((article) => [article.id, article]));
  for (const entry of prepared.lock.entries) {
    const article = byId.get(entry.id);
    if (article) disk.articles.set(join(disk.root, entry.path), article);
  }
  const absolute = join(disk.root, path);
  const source = {
    absolute,
    path,
    name: path.split('/').slice(1).join('/'),
    display: display(join(directory, path)),
    ending: extname(path),
    modified: '',
  };
  const plain = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const { issue, problems } = await readIssue(plain, source, disk);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (!issue || hasErrors(errors)) throw new ProblemError(errors);
  return { ...issue, draft: false };
}
