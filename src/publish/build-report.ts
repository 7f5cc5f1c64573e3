import type { Article } from '../model/article.ts';
import type { Issue } from '../model/issue.ts';
import { letterNames } from '../model/letter-name.ts';
import type { Problem } from '../model/problem.ts';
import type { Built } from './built.ts';
import type { Prepared } from './prepare.ts';

/** The slugs of articles and issues that no output holds. */
export interface HeldBack {
  readonly drafts: readonly string[];
  readonly future: readonly string[];
  /** Issues without articles. */
  readonly empty: readonly string[];
}

/** Of a publication, all that is told after a build, as plain values. */
export interface BuildSummary {
  /** Slugs, newest first. */
  readonly articles: readonly string[];
  readonly issues: readonly string[];
  readonly held: HeldBack;
  /** The letter to send next, if there is one. */
  readonly newest?: string;
  /** The local files that were copied, absolute. */
  readonly used: readonly string[];
  readonly problems: readonly Problem[];
}

/** The outcome of a build. */
export interface BuildReport extends BuildSummary, Pick<Built, 'written' | 'removed' | 'unmade' | 'told'> {
  /** How many files are as they were. */
  readonly unchanged: number;
}

export function buildReportOf({ written, unchanged, removed, unmade, told, ...built }: Built): BuildReport {
  const outcome = { written, unchanged: unchanged.length, removed, unmade, told };
  return { ...summaryOf(built, built.problems, unmade), ...outcome };
}

export function summaryOf(
  { publication, held }: Pick<Prepared, 'publication' | 'held'>,
  problems: readonly Problem[],
  unmade: readonly string[] = [],
): BuildSummary {
  const { articles, issues = [] } = publication;
  const newest = newestOf(articles, issues, unmade);
  return {
    articles: slugsOf(articles),
    issues: slugsOf(issues),
    held: heldBackOf(held),
    ...(newest !== undefined && { newest }),
    used: sourcesOf([...articles, ...issues]),
    problems,
  };
}

/** The same with articles that were added or edited; of the last ones, all but these are as they were. */
export function summaryWith(
  last: BuildSummary,
  articles: readonly Article[],
  changed: readonly { readonly article: Article }[],
): BuildSummary {
  const newest = newestOf(articles, [], []);
  return {
    ...last,
    articles: slugsOf(articles),
    ...(newest !== undefined && { newest }),
    used: [...new Set([...last.used, ...sourcesOf(changed.map(({ article }) => article))])].sort(),
  };
}

function sourcesOf(made: readonly Pick<Issue, 'files'>[]): string[] {
  return [...new Set(made.flatMap(({ files = [] }) => files.map(({ source }) => source)))].sort();
}

function heldBackOf({ drafts, future, issues }: Prepared['held']): HeldBack {
  const held = (because: string) => slugsOf(issues.filter((issue) => issue.because === because));
  return {
    drafts: [...slugsOf(drafts), ...held('draft')],
    future: [...slugsOf(future), ...held('future')],
    empty: held('empty'),
  };
}

function slugsOf(list: readonly { readonly slug: string }[]): string[] {
  return list.map(({ slug }) => slug);
}

/** The issue or article to send next: an issue comes before an article of the same date, since it carries that article. */
function newestOf(articles: readonly Article[], issues: readonly Issue[], unmade: readonly string[]) {
  const names = letterNames(articles);
  const article = articles.find((one) => !unmade.includes(names.get(one)!));
  const issue = issues.find(({ slug }) => !unmade.includes(slug));
  if (!article || !issue) return article ? names.get(article)! : issue?.slug;
  return Date.parse(issue.date) >= Date.parse(article.published) ? issue.slug : names.get(article)!;
}
