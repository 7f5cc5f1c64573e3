import { isolating } from './isolate.ts';
import { perLanguage } from './language.ts';
import { arabic } from './languages/ar.ts';
import { czech } from './languages/cs.ts';
import { danish } from './languages/da.ts';
import { german } from './languages/de.ts';
import { english } from './languages/en.ts';
import { spanish } from './languages/es.ts';
import { finnish } from './languages/fi.ts';
import { french } from './languages/fr.ts';
import { hebrew } from './languages/he.ts';
import { italian } from './languages/it.ts';
import { japanese } from './languages/ja.ts';
import { korean } from './languages/ko.ts';
import { norwegian } from './languages/nb.ts';
import { dutch } from './languages/nl.ts';
import { polish } from './languages/pl.ts';
import { portuguese } from './languages/pt.ts';
import { brazilian } from './languages/pt-BR.ts';
import { russian } from './languages/ru.ts';
import { swedish } from './languages/sv.ts';
import { turkish } from './languages/tr.ts';
import { ukrainian } from './languages/uk.ts';
import { simplifiedChinese } from './languages/zh-Hans.ts';
import { traditionalChinese } from './languages/zh-Hant.ts';
import type { PageWords, ServerWords, Table, Words } from './table.ts';

/**
 * The table for a language tag (BCP 47): that of the language as its country writes it, else in its script, else of
 * the language; English where there is none.
 */
const tableFor = perLanguage((tag): Table => {
  const { language, script, region } = new Intl.Locale(tag).maximize();
  return tables[`${language}-${region}`] ?? tables[`${language}-${script}`] ?? tables[language] ?? english;
});

const tables: Readonly<Record<string, Table>> = {
  ar: arabic,
  cs: czech,
  da: danish,
  de: german,
  en: english,
  es: spanish,
  fi: finnish,
  fr: french,
  he: hebrew,
  it: italian,
  ja: japanese,
  ko: korean,
  nb: norwegian,
  nl: dutch,
  // People who write Nynorsk read Bokmål every day.
  nn: norwegian,
  no: norwegian,
  pl: polish,
  pt: portuguese,
  'pt-BR': brazilian,
  ru: russian,
  sv: swedish,
  tr: turkish,
  uk: ukrainian,
  'zh-Hans': simplifiedChinese,
  'zh-Hant': traditionalChinese,
};

/** The words for a language tag (BCP 47); English where its language has no table yet. */
export const wordsFor = perLanguage((language): Words => {
  const { words } = tableFor(language);
  return isolating(words, words.language);
});

/** The words for a language tag (BCP 47); English where its language has no table yet. */
export const pageWordsFor = perLanguage((language): PageWords => {
  const { pages } = tableFor(language);
  // Programs take what `feedOf` says for the name of a feed: it holds no invisible characters.
  return { ...isolating(pages, pages.language), feedOf: pages.feedOf };
});

/** The words for a language tag (BCP 47); English where its language has no table yet. */
export const serverWordsFor = perLanguage((language): ServerWords => {
  const { server, pages } = tableFor(language);
  return isolating(server, pages.language);
});
