import type { Article } from './article.ts';
import { letterFolder, letterNames } from './letter-name.ts';
import { pageFile } from './page-path.ts';
import { type Problem, ProblemError } from './problem.ts';
import type { Publication } from './publication.ts';

/**
 * The publication with its articles and issues newest first, as every output has them; those of one moment keep their
 * order. Throws a ProblemError that names each draft: nobody takes one back that a reader has seen.
 */
export function ordered(publication: Publication): Publication {
  const { articles, issues = [] } = publication;
  const drafts = articles.filter(({ draft }) => draft);
  if (drafts.length > 0) throw new ProblemError(drafts.map(draftOf));
  const sorted = newestFirstBy(articles, ({ published }) => published);
  const sortedIssues = newestFirstBy(issues, ({ date }) => date);
  if (sorted === articles && sortedIssues === issues) return publication;
  return { ...publication, articles: sorted, ...(publication.issues && { issues: sortedIssues }) };
}

/** Throws a ProblemError that names the articles and issues whose pages and letters would overwrite each other. */
export function refuseSharedSlugs({ articles, issues = [], settings }: Publication): void {
  const taken = new Map<string, Pick<Article, 'slug'> & { readonly origin?: Article['origin'] }>();
  const problems: Problem[] = [];
  const take = (one: Pick<Article, 'slug'> & { readonly origin?: Article['origin'] }, file: string) => {
    const other = taken.get(file);
    taken.set(file, one);
    if (!other) return true;
    problems.push(sharedSlug(one, other));
    return false;
  };
  const names = letterNames(articles);
  for (const article of articles) {
    if (take(article, pageFile(article, settings)) && settings.letters)
      take(article, letterFolder(names.get(article)!));
  }
  for (const issue of settings.letters ? issues : []) take(issue, letterFolder(issue.slug));
  if (problems.length > 0) throw new ProblemError(problems);
}

/** The list itself where it is in order already: an archive of 10,000 articles mostly is. */
function newestFirstBy<One>(list: readonly One[], dateOf: (one: One) => string): readonly One[] {
  const times = new Map(list.map((one) => [one, Date.parse(dateOf(one))]));
  const isSorted = list.every((one, index) => index === 0 || times.get(list[index - 1]!)! >= times.get(one)!);
  return isSorted ? list : list.toSorted((a, b) => times.get(b)! - times.get(a)!);
}

function draftOf({ slug, origin }: Article): Problem {
  return {
    severity: 'error',
    rule: 'draft',
    message: `${slug} is a draft, and a publication is for everybody`,
    hint: 'Leave drafts out of "articles".',
    ...origin,
  };
}

function sharedSlug(
  { slug, origin }: Pick<Article, 'slug'> & { readonly origin?: Article['origin'] },
  other: Pick<Article, 'slug'> & { readonly origin?: Article['origin'] },
): Problem {
  const named = other.origin === undefined ? '' : `; the other one is ${other.origin.file}`;
  if (slug !== other.slug)
    return {
      severity: 'error',
      rule: 'same-address',
      message: `${slug} and ${other.slug} would have the same files${named}`,
      hint: 'Give one of them another address or another "slug".',
      ...origin,
    };
  return {
    severity: 'error',
    rule: 'same-slug',
    message: `two articles or issues have the slug ${slug}${named}`,
    hint: 'Give each a slug of its own: it is a part of the paths of their files.',
    ...origin,
  };
}
