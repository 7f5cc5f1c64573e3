import { createHash } from 'node:crypto';
import { oneLine } from '../lib/escape.ts';
import type { Settings } from '../model/publication.ts';
import { serverWordsFor, wordsFor } from '../strings/tables.ts';
import { markOf } from '../web/language.ts';
import { type Outside, type Page, pageRenderer } from '../web/page.ts';
import { siteOf } from '../web/site.ts';
import { compileTemplates, type Render } from '../web/template.ts';
import type { WebTemplates } from '../web/template-files.ts';

/**
 * The pages on which a reader acts, or reads why nothing can be done. None holds a word about the reader, so that each is
 * made once for a language.
 */
export type ReaderPage = 'leave' | 'left' | 'broken' | 'failed' | 'missing' | 'unreadable';

/** Makes a page in a language (BCP 47), or in that of the publication. */
export interface ReaderPages {
  (page: ReaderPage, language?: string): string;
  /** Makes a page with a template of its own, such as a form. */
  form(page: FormPage): string;
  /** The style sheet of all these pages. */
  readonly style: string;
}

/** A page with a template of its own. */
export interface FormPage extends Pick<Page, 'template' | 'title' | 'values'> {
  readonly language?: string | undefined;
  /** Whether it holds nothing that concerns one reader, and is remembered. */
  readonly isForAll?: boolean;
}

/** How many pages are remembered; who asks for more may be making up languages. */
const mostKept = 400;

/**
 * Where the server itself has the style sheet, below its base: a proxy may pass on nothing else, and another program
 * may make the site. What passes on the form passes this on, too.
 */
export const stylePath = 'sign-up/style.css';

/** @param has Whether a path below the address of the publication leads to one of the files that are served. */
export function readerPages(
  settings: Settings,
  templates: WebTemplates,
  has: (path: string) => boolean = () => false,
): ReaderPages {
  const render = compileTemplates(templates);
  const { style } = templates;
  const version = createHash('sha256').update(style).digest('hex').slice(0, 8);
  const kept = new Map<string, string>();
  const made = (page: FormPage) => {
    const outside = outsideOf(settings, version, has);
    const language = page.language ?? settings.language;
    if (page.isForAll !== true) return rendered(page, { ...settings, language }, outside, render);
    const key = JSON.stringify([outside, language, page]);
    const text = kept.get(key) ?? rendered(page, { ...settings, language }, outside, render);
    if (kept.size < mostKept) kept.set(key, text);
    return text;
  };
  const pages = (page: ReaderPage, language = settings.language) => made(actOf(page, { ...settings, language }));
  return Object.assign(pages, { form: made, style });
}

function actOf(page: ReaderPage, { language, title: publication }: Settings): FormPage {
  const words = serverWordsFor(language);
  const { unsubscribe, language: spoken } = wordsFor(language);
  const title = oneLine(publication);
  const texts: Readonly<Record<ReaderPage, string>> = {
    leave: words.leaving(title),
    left: words.left(title),
    broken: words.brokenLink,
    failed: words.tryAgain,
    missing: words.notFound,
    unreadable: words.formBroken,
  };
  const heading = page === 'leave' || page === 'left' ? unsubscribe : words.didNotWork;
  const values = {
    heading,
    text: texts[page],
    button: page === 'leave' ? unsubscribe : '',
    mark: markOf(spoken, language),
  };
  return { template: 'act', title: heading, values, language, isForAll: true };
}

/** On another host than the site's, links to the site are whole addresses. */
function outsideOf({ url, site, server }: Settings, version: string, has: (path: string) => boolean): Outside {
  const [there, own] = [new URL(url), server.url === undefined ? undefined : new URL(server.url)];
  const root = own && own.origin !== there.origin ? url : there.pathname;
  const style = own ? `${own.pathname}${stylePath}?${version}` : `${root}style.css`;
  // Another program makes a page at its own addresses, and none below ours.
  const hasFront = site || server.url === undefined || !url.startsWith(server.url) || has('');
  return { root, style, hasFront, hasIssues: site && has('issues/') };
}

function rendered(
  { template, title, values }: FormPage,
  { icon, ...settings }: Settings,
  outside: Outside,
  render: Render,
): string {
  const { url, server, language } = settings;
  // These pages load nothing from another host.
  const isOwn = icon !== undefined && new URL(icon).origin === new URL(server.url ?? url).origin;
  const site = siteOf({ settings: { ...settings, ...(isOwn && { icon }) }, articles: [] });
  const page = { path: 'index.html', outside, template, title, description: '', language, values };
  return pageRenderer(site, render)(page);
}
