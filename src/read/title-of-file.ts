import type { Problem } from '../model/problem.ts';
import type { Settings } from '../model/publication.ts';
import type { ParsedArticle } from './formats/source.ts';

/**
 * The title of an article that has none of its own, in the words of its file's name: a site may make titles in its
 * templates. Undefined where Tidings makes the site, and for a page that is not sure to be an article.
 */
export function titleOfFile(
  { name, bare, several, titlePlace }: Pick<ParsedArticle, 'name' | 'bare' | 'several' | 'titlePlace'>,
  { generator, site, frontMatter }: Pick<Settings, 'generator' | 'site' | 'frontMatter'>,
): { readonly title: string; readonly problem: Problem } | undefined {
  const words = name
    ?.replace(/^\d{4}-\d\d-\d\d(?=[-_])/, '')
    .replace(/[-_\s]+/g, ' ')
    .trim();
  if (!words || (generator === undefined && site) || frontMatter === 'strict' || bare || several) return undefined;
  return {
    title: words.charAt(0).toUpperCase() + words.slice(1),
    problem: {
      severity: 'warning',
      rule: 'no-title',
      message: 'the article has no title, so the name of its file is it',
      hint: 'Add "title: …" to its front matter.',
      ...titlePlace,
    },
  };
}

/** A page of the site with neither title nor text, such as one that a template fills, is no article. */
export function emptyPage({ titlePlace }: Pick<ParsedArticle, 'titlePlace'>): Problem {
  return {
    severity: 'warning',
    rule: 'passed-over',
    message: 'a file without a title and without text was passed over',
    hint: 'Give it a title and a text if it is meant to be an article.',
    ...titlePlace,
  };
}
