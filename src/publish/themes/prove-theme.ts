import { compileIssue } from '../../email/compile.ts';
import { issueOf } from '../../email/issue.ts';
import type { Theme } from '../../email/theme.ts';
import type { Publication } from '../../model/publication.ts';

/**
 * Compiles a letter of a summary and a headline, which is thrown away: letters of an article alone never use
 * `digest.mjml`, and its mistakes shall not wait for the first digest.
 * @throws ProblemError at the line of the template.
 */
export async function proveTheme(publication: Publication, theme: Theme): Promise<void> {
  const [article] = publication.articles;
  if (!article || !publication.settings.letters) return;
  const items = (['summary', 'headline'] as const).map((layout) => ({ article, layout }));
  await compileIssue({ ...issueOf(article), items }, publication, theme);
}
