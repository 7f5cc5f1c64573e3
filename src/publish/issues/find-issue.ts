import { issueNamed } from '../../email/issue.ts';
import { nearest } from '../../lib/nearest.ts';
import type { Article } from '../../model/article.ts';
import type { Issue } from '../../model/issue.ts';
import { articlesNamed, letterNames } from '../../model/letter-name.ts';
import { ProblemError } from '../../model/problem.ts';
import type { Prepared } from '../prepare.ts';

/**
 * The issue of a slug, of an id, or of the file that it was written in, from the present folder or from the publication:
 * one that was made by hand, or an article by itself. Where articles share a slug, their sections tell them apart.
 * @throws ProblemError that says why there is none, or which one was perhaps meant.
 */
export function findIssue({ publication: { issues = [], articles }, held, lock }: Prepared, name: string): Issue {
  const slug = name.replace(/^(\.\/)+/, '');
  const names = letterNames(articles);
  const letterOf = (article: Article) => issueNamed(names.get(article)!, article);
  const made = issues.find(({ id, ...issue }) => issue.slug === slug || issue.origin?.file === slug || id === slug);
  if (made) return made;
  const [article, ...others] = articlesNamed(slug, articles, names);
  if (others.length > 0) refuse(`several articles have the slug "${slug}"`, candidates([article!, ...others], names));
  if (article) return letterOf(article);
  const written = articles.find(({ id, origin }) => origin.file === slug || id === slug);
  if (written) return letterOf(written);
  // Paths of the lock are relative to the publication; they count only if no file relative to the working directory matches.
  const line = lock.issues?.find(({ path }) => path === slug);
  const inside = issues.find(({ id }) => id === line?.issue);
  if (inside) return inside;
  const entry = lock.entries.find(({ path, removed }) => path === slug && !removed);
  const own = articles.find(({ id }) => id === entry?.id);
  if (own) return letterOf(own);
  const because = held.issues.find((issue) => issue.slug === slug)?.because;
  if (because === 'empty') refuse(`${slug} is held back: no article is for it yet`, 'Write one, or name one in it.');
  if (because === 'draft' || articlesNamed(slug, held.drafts).length > 0)
    refuse(`${slug} is held back: it is a draft`, 'Take "draft: true" out of its front matter.');
  if (because === 'future' || articlesNamed(slug, held.future).length > 0)
    refuse(`${slug} is held back: its date is still to come`, 'Wait for it, or set another clock with --now.');
  const slugs = [...issues.map((issue) => issue.slug), ...names.values()];
  if (slugs.length === 0) refuse('there is no issue yet', 'Write an article first.');
  const near = nearest(slug, slugs);
  refuse(
    `there is no issue "${slug}"`,
    near ? `Did you mean "${near}"?` : `There are: ${slugs.slice(0, 10).join(', ')}${slugs.length > 10 ? ', …' : ''}.`,
  );
}

function candidates(articles: readonly Article[], names: ReadonlyMap<Article, string>): string {
  return `Write ${articles.map((article) => names.get(article)).join(' or ')}.`;
}

function refuse(message: string, hint: string): never {
  throw new ProblemError([{ severity: 'error', rule: 'not-found', message, hint }], { exitCode: 2 });
}
