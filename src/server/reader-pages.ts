import { oneLine } from '../lib/escape.ts';
import type { Settings } from '../model/publication.ts';
import { serverWordsFor, wordsFor } from '../strings/tables.ts';
import { markOf } from '../web/language.ts';
import { type Page, pageRenderer } from '../web/page.ts';
import { siteOf } from '../web/site.ts';
import { compileTemplates, type Render, type WebTemplates } from '../web/template.ts';

/** The pages on which a reader acts. None holds a word about the reader, so that each is made once for a language. */
export type ReaderPage = 'leave' | 'left' | 'broken' | 'failed';

/** Makes a page in a language (BCP 47), or in that of the publication. */
export interface ReaderPages {
  (page: ReaderPage, language?: string): string;
  /** Makes a page that holds what concerns one reader, such as a form; it is not remembered. */
  form(page: FormPage): string;
}

/** A page with a template of its own. */
export interface FormPage extends Pick<Page, 'template' | 'title' | 'values'> {
  readonly language?: string | undefined;
}

/** How many languages are remembered; who asks for more may be making them up. */
const mostKept = 200;

export function readerPages(settings: Settings, templates: WebTemplates): ReaderPages {
  const render = compileTemplates(templates);
  const kept = new Map<string, string>();
  const pages = (page: ReaderPage, language = settings.language) => {
    const key = `${page} ${language}`;
    const known = kept.get(key) ?? made(page, { ...settings, language }, render);
    if (kept.size < mostKept) kept.set(key, known);
    return known;
  };
  const form = (page: FormPage) =>
    rendered(page, { ...settings, language: page.language ?? settings.language }, render);
  return Object.assign(pages, { form });
}

function made(page: ReaderPage, settings: Settings, render: Render): string {
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
  const heading = page === 'leave' || page === 'left' ? unsubscribe : words.didNotWork;
  const values = {
    heading,
    text: texts[page],
    button: page === 'leave' ? unsubscribe : '',
    mark: markOf(spoken, language),
  };
  return rendered({ template: 'act', title: heading, values }, settings, render);
}

function rendered({ template, title, values }: FormPage, settings: Settings, render: Render): string {
  const { url, language } = settings;
  const page = { path: 'index.html', root: new URL(url).pathname, template, title, description: '', language, values };
  return pageRenderer(siteOf({ settings, articles: [] }), render)(page);
}
