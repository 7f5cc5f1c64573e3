import { uncleanIn } from '../clean/unclean.ts';
import { type Article, checkShape, faultyField } from '../model/article.ts';
import type { Problem } from '../model/problem.ts';

/**
 * Proves that a value from outside is an article that can be published: its fields have their shapes, its content is
 * what cleaning leaves as it is, and its files stay in the output folder. Returns the article, or problems that each
 * name the field, and in the content the element. Use it for records that were not read from files.
 */
export function check(value: unknown): Article | Problem[] {
  const article = checkShape(value);
  if (Array.isArray(article)) return article;
  const { content, url, slug, language, published, updated } = article;
  const fault = uncleanIn(content, { url, slug, language });
  const problems = fault === undefined ? [] : [faultyField('content', fault)];
  if (Date.parse(updated) < Date.parse(published)) problems.push(faultyField('updated', 'is before "published"'));
  return problems.length > 0 ? problems : article;
}
