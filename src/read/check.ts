import { uncleanIn } from '../clean/unclean.ts';
import type { Article } from '../model/article.ts';
import { checkShape, faultyField } from '../model/article-shape.ts';
import type { Problem } from '../model/problem.ts';

/**
 * Proves that a value from outside is an article that can be published: its fields have their shapes, its content is
 * what cleaning leaves as it is, and its files stay in the output folder. Returns the article, or problems that each
 * name the record and the field, and in the content the element. `ArticleRecord` is the shape; `articleFrom` takes HTML
 * or Markdown that nobody has cleaned.
 */
export function check(value: unknown): Article | Problem[] {
  const proved = prove(value);
  return Array.isArray(proved) ? proved.map((problem) => ({ ...problem, ...placeOf(value) })) : proved;
}

/** The name that a record gives itself, however broken it is: of 500 records somebody has to find the one. */
function placeOf(value: unknown): Pick<Problem, 'file' | 'line'> {
  const { origin, id, url, slug, title } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const { file, line } = (origin ?? {}) as Readonly<Record<string, unknown>>;
  const name = [file, id, url, slug, title].find((one) => typeof one === 'string' && one.trim() !== '');
  if (name === undefined) return {};
  return { file: name as string, ...(name === file && Number.isInteger(line) && { line: line as number }) };
}

function prove(value: unknown): Article | Problem[] {
  const article = checkShape(value);
  if (Array.isArray(article)) return article;
  const { content, url, language, published, updated } = article;
  const fault = uncleanIn(content, { url, language });
  const problems = fault === undefined ? [] : [faultyField('content', fault)];
  if (Date.parse(updated) < Date.parse(published)) problems.push(faultyField('updated', 'is before "published"'));
  return problems.length > 0 ? problems : article;
}
