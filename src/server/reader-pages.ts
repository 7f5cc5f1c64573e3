import { oneLine } from '../lib/escape.ts';
import type { Settings } from '../model/publication.ts';
import { serverWordsFor, wordsFor } from '../strings/tables.ts';
import { markOf } from '../web/language.ts';
import { pageRenderer } from '../web/page.ts';
import { siteOf } from '../web/site.ts';
import { compileTemplates, type WebTemplates } from '../web/template.ts';

/** The pages on which a reader acts. None holds a word about the reader, so that each is made once for a language. */
export type ReaderPage = 'leave' | 'left' | 'broken' | 'failed';

/** Makes a page in a language (BCP 47), or in that of the publication. */
export type ReaderPages = (page: ReaderPage, language?: string) => string;

/** How many languages are remembered; who asks for more may be making them up. */
const mostKept = 200;

export function readerPages(settings: Settings, templates: WebTemplates): ReaderPages {
  const render = compileTemplates(templates);
  const kept = new Map<string, string>();
  return (page, language = settings.language) => {
    const key = `${page} ${language}`;
    const known = kept.get(key) ?? made(page, { ...settings, language }, render);
    if (kept.size < mostKept) kept.set(key, known);
    return known;
  };
}

function made(page: ReaderPage, settings: Settings, render: ReturnType<typeof compileTemplates>): string {
  const { language } = settings;
  const words = serverWordsFor(language);
  const { unsubscribe, language: spoken } = wordsFor(language);
  const title = oneLine(settings.title);
  const texts: Readonly<Record<ReaderPage, string>> = {
    leave: words.leaving(title),
    left: words.left(title),
    broken: words.brokenLink,
    failed: words.tryAgain,
  };
  const toHtml = pageRenderer(siteOf({ settings, articles: [] }), render);
  return toHtml({
    path: 'index.html',
    root: new URL(settings.url).pathname,
    template: 'act',
    title: unsubscribe,
    description: '',
    language,
    values: {
      heading: unsubscribe,
      text: texts[page],
      button: page === 'leave' ? unsubscribe : '',
      mark: markOf(spoken, language),
    },
  });
}
