import { perLanguage } from './language.ts';
import { english } from './languages/en.ts';
import type { PageWords } from './pages.ts';
import type { Words } from './words.ts';

/** Everything that one language says. To add a language, add its file to `languages/` and its row to `tables`. */
export interface Table {
  readonly words: Words;
  readonly pages: PageWords;
}

/**
 * The table for a language tag (BCP 47): that of the language as its country writes it, else in its script, else of
 * the language; English where there is none.
 */
export const tableFor = perLanguage((tag): Table => {
  const { language, script, region } = new Intl.Locale(tag).maximize();
  return tables[`${language}-${region}`] ?? tables[`${language}-${script}`] ?? tables[language] ?? english;
});

const tables: Readonly<Record<string, Table>> = {
  en: english,
};
