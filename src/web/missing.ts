import { serverWordsFor, wordsFor } from '../strings/tables.ts';
import { markOf } from './language.ts';
import type { Page } from './page.ts';
import type { Site } from './site.ts';

/** The page that hosts show where nothing is: at any depth, so that it leads on by paths from the root of the host. */
export function missingPage({ settings, issues }: Site): Page {
  const { language } = settings;
  const words = serverWordsFor(language);
  const root = new URL(settings.url).pathname;
  const heading = words.notFound.replace(/[.。।]$/, '');
  return {
    path: '404.html',
    template: 'missing',
    title: heading,
    description: '',
    language,
    outside: { root, style: `${root}style.css`, hasFront: true, hasIssues: issues.length > 0 },
    values: {
      heading,
      mark: markOf(wordsFor(language).language, language),
    },
  };
}
