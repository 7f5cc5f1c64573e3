import { escapeXml, oneLine } from '../lib/escape.ts';
import type { Issue } from '../model/issue.ts';
import { formatDayOfYear } from '../strings/calendar.ts';
import { absolute, rootFrom } from './address.ts';
import { feedLinks } from './feeds.ts';
import { link, time } from './html.ts';
import { issueAddress } from './issue.ts';
import { markOf } from './language.ts';
import type { Page } from './page.ts';
import type { Site } from './site.ts';

/** Every hand-made issue, by year. */
export function issuesPage(site: Site): Page {
  const { settings, words, issues } = site;
  const years = Map.groupBy(issues, ({ date }) => date.slice(0, 4));
  return {
    path: 'issues/index.html',
    template: 'list',
    title: words.issues,
    description: words.issuesExplained,
    language: settings.language,
    canonical: absolute('issues/', settings),
    follow: { path: 'issues/', name: words.issues },
    values: {
      kind: words.archive,
      title: words.issues,
      count: words.issuesExplained,
      website: '',
      follow: words.followIssues,
      feeds: feedLinks('issues/', words.issues, site),
      groups: [...years]
        .sort(([a], [b]) => (a < b ? 1 : -1))
        .map(([year, ofYear]) => ({ heading: year, entries: ofYear.map((issue) => entryOf(issue, site)) })),
      beside: '',
    },
  };
}

function entryOf({ date, slug, subject, language, items }: Issue, { settings, words }: Site) {
  const root = rootFrom('issues/');
  const title = link(root + issueAddress(slug), oneLine(subject), markOf(language, settings.language));
  const count = escapeXml(words.articles(items.length));
  const details = `<span class="details"${markOf(words.language, settings.language)}>${count}</span>`;
  return {
    time: time(date, formatDayOfYear(date, settings.language)),
    link: items.length === 0 ? title : `${title} ${details}`,
  };
}
