import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Config } from '../../config/config.ts';
import { nearest } from '../../lib/nearest.ts';
import type { Article } from '../../model/article.ts';
import { letterNames } from '../../model/letter-name.ts';
import { ProblemError } from '../../model/problem.ts';
import { createAtomically, holds, isReadOnly } from '../../system/files.ts';
import { type BuildLockOptions, withBuildLock } from '../output/build-lock.ts';
import { type Prepared, prepare } from '../prepare.ts';
import { issuesFolder } from '../read-context.ts';
import { unwritable } from '../unwritable.ts';
import { dayOf } from './assemble.ts';
import { chosenBy } from './choose.ts';
import { lastScheduled, noteScheduled, type Scheduled } from './scheduled.ts';

export interface DigestRule {
  /** `last` for articles that no earlier issue carried, else an instant. */
  readonly since: string;
  readonly tag?: string;
}

export interface Digest {
  /** Absolute. */
  readonly file: string;
  readonly slug: string;
  /** Newest first. */
  readonly articles: readonly Article[];
  /** The text of the file; absent if an earlier run of a schedule wrote it. */
  readonly text?: string;
}

export interface DigestOptions extends BuildLockOptions {
  /**
   * For schedules: tells whether the last one that was made so has yet to be sent. It comes back in place of a new one,
   * so that a run that broke off can be continued.
   */
  readonly isUnsent?: (last: Scheduled) => Promise<boolean>;
}

/**
 * Writes an issue of what was published, ready to edit: a new file, named after the day of its newest article. Nothing
 * new is no issue. Of two made at the same time, the second carries the articles that the first left.
 * @throws ProblemError
 */
export async function writeDigest(
  config: Config,
  rule: DigestRule,
  { isUnsent, ...waiting }: DigestOptions = {},
): Promise<Digest | undefined> {
  // The build lock needs a file as well.
  if (isReadOnly(config.directory))
    throw unwritable(config.display(join(config.directory, issuesFolder)), { code: 'EROFS' });
  return withBuildLock(
    config,
    async () => {
      const last = isUnsent && (await lastScheduled(config, await prepare(config)));
      if (!last || !(await isUnsent(last))) return make(config, rule, isUnsent !== undefined);
      const { file, issue } = last;
      return { file, slug: issue.slug, articles: issue.items.map(({ article }) => article) };
    },
    waiting,
  );
}

async function make(config: Config, rule: DigestRule, isScheduled: boolean): Promise<Digest | undefined> {
  const taken = new Set<string>();
  for (;;) {
    const prepared = await prepare(config);
    const { articles: all, offers } = prepared.choosable;
    const articles = chosenBy(rule, all, prepared.carried, offers);
    if (articles.length === 0) {
      if (rule.tag !== undefined) refuseUnknown(rule.tag, all);
      return undefined;
    }
    const slug = freeName(dayOf(articles[0]!.published, config.settings.timezone), prepared, taken);
    const file = join(config.directory, issuesFolder, `${slug}.md`);
    const text = textOf(articles, letterNames(all));
    if (isScheduled) await noteScheduled(config, slug);
    if (await create(file, text, config)) return { file, slug, articles, text };
    taken.add(slug);
  }
}

/**
 * Removes the file of a digest that could not be finished, so that the next one carries its articles. Tells whether it
 * is gone: what somebody has written into it by now is theirs.
 */
export async function takeBack({ file, text }: Digest): Promise<boolean> {
  if (text === undefined || !holds(file, text)) return false;
  return rm(file).then(
    () => true,
    () => false,
  );
}

/** A sent issue keeps its name without its file: another one of that name would be taken for it. */
function freeName(day: string, prepared: Prepared, taken: ReadonlySet<string>): string {
  const used = slugsOfAll(prepared);
  let name = `${day}-digest`;
  for (let count = 2; used.has(name) || taken.has(name); count += 1) name = `${day}-digest-${count}`;
  return name;
}

/** The slugs of all articles and issues, those that are held back and those that were sent included. */
export function slugsOfAll({ publication, held, lock }: Prepared): ReadonlySet<string | undefined> {
  const { issues = [], articles } = publication;
  const all = [...issues, ...articles, ...held.issues, ...held.drafts, ...held.future, ...(lock.issues ?? [])];
  return new Set(all.map(({ slug }) => slug));
}

function textOf(articles: readonly Article[], names: ReadonlyMap<Article, string>): string {
  return [
    '---',
    '# The titles make the subject of the letter. For another one: "subject: …"',
    'kind: digest # also for readers who want digests only',
    `layout: ${articles.length === 1 && !articles[0]!.foreign ? 'full' : 'summary'} # or full, summary, headline; an article may have its own`,
    '# What you take out of this list comes with the next digest.',
    'articles:',
    ...articles.flatMap((article) => [`  - slug: ${scalar(names.get(article)!)}`, `    id: ${scalar(article.id)}`]),
    '---',
    '',
    '',
  ].join('\n');
}

function scalar(text: string): string {
  return stringify(text, { lineWidth: 0 }).trim();
}

async function create(file: string, text: string, { display }: Config): Promise<boolean> {
  return createAtomically(file, text).catch((error: NodeJS.ErrnoException) => {
    const hint = 'Move away the file in its place, or make the folder writable.';
    throw unwritable(display(file), error, { rule: 'write', hint, exitCode: 1 });
  });
}

/** A tag that no article has was hardly meant. */
function refuseUnknown(tag: string, articles: readonly Article[]): void {
  if (chosenBy({ tag }, articles, new Map()).length > 0) return;
  const tags = [...new Set(articles.flatMap((article) => article.tags))];
  const near = nearest(tag, tags);
  const hint = near ? `Did you mean "${near}"?` : `There are: ${tags.slice(0, 10).join(', ')}.`;
  throw new ProblemError(
    [
      {
        severity: 'error',
        rule: 'tag',
        message: `no article has the tag "${tag}"`,
        hint: tags.length > 0 ? hint : 'Write "tags: [news]" into the front matter of an article.',
      },
    ],
    { exitCode: 2 },
  );
}
