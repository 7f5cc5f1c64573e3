import { readFileSync } from 'node:fs';
import { compileIssue } from '../../src/email/compile.ts';
import { issueOf } from '../../src/email/issue.ts';
import type { Email } from '../../src/email/letter.ts';
import { fallbackValues, fillLetter, fillMjml } from '../../src/email/slots.ts';
import { parseTheme, type Theme } from '../../src/email/theme.ts';
import type { Article } from '../../src/model/article.ts';
import type { NewsletterSettings, Settings } from '../../src/model/publication.ts';
import { sampleArticle, samplePublication } from '../sample.ts';

const folder = new URL('../../templates/email/plain/', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, folder), 'utf8');

/** The files of the theme `plain`. */
export const plain = {
  layout: read('layout.mjml'),
  article: read('article.mjml'),
  digest: read('digest.mjml'),
  settings: read('theme.yaml'),
};

/** The theme `plain`, or that with some of its files changed. */
export function themeWith(changed: Partial<typeof plain> = {}): Theme {
  return parseTheme({ ...plain, ...changed }, 'templates/email/plain');
}

/** A newsletter with everything set. */
export const newsletter: NewsletterSettings = {
  from: 'Example Letters <letter@example.org>',
  replyTo: 'author@example.org',
  address: 'Garden Lane 1\n1010 Vienna',
  listId: 'letter.example.org',
  unsubscribeUrl: 'https://example.org/unsubscribe/{token}',
  unsubscribeEmail: 'unsubscribe@example.org',
  preferencesUrl: 'https://example.org/preferences/{token}',
};

/** An article's letter as the output folder holds it. */
export async function letterOf(
  article: Partial<Article> = {},
  settings: Partial<Settings> = {},
  theme: Theme = themeWith(),
): Promise<Email & { mjml: string }> {
  const publication = samplePublication({ settings: { newsletter, ...settings } });
  const issue = issueOf(sampleArticle(article));
  const letter = await compileIssue(issue, publication, theme);
  const values = fallbackValues(issue, publication.settings);
  return { ...fillLetter(letter, values), mjml: fillMjml(letter, values) };
}
