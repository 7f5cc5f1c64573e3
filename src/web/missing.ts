import { serverWordsFor, wordsFor } from '../strings/tables.ts';
import { markOf } from './language.ts';
import type { Page } from './page.ts';
import type { Site } from './site.ts';

/** The page that hosts show where nothing is: at any depth, so that it leads on by paths from the root of the host. */
export function missingPage({ settings, issues }: Site): Page {
  const { language } = settings;
  const words = serverWordsFor(language);
  const root = new URL(settings.url).pathname;
  return {
    path: '404.html',
    template: 'act',
    title: words.didNotWork,
    description: '',
    language,
    outside: { root, style: `${root}style.css`, hasFront: true, hasIssues: issues.length > 0 },
    values: {
      heading: words.didNotWork,
      text: words.notFound,
      button: '',
      mark: markOf(wordsFor(language).language, language),
    },
  };
}
