import { oneLine } from '../lib/escape.ts';
import { wordsFor } from '../strings/tables.ts';
import { absolute, encodePath } from './address.ts';
import { feedLinks } from './feeds.ts';
import type { Page } from './page.ts';
import { type Site, type Topic, topicName } from './site.ts';

/** The page about subscribing: what a feed is, how to subscribe, and the address of every feed. */
export function subscribePage(site: Site): Page {
  const { settings, words } = site;
  const { colon } = wordsFor(settings.language);
  return {
    path: 'subscribe/index.html',
    template: 'subscribe',
    title: words.subscribe,
    description: words.followSite(settings.title),
    language: settings.language,
    canonical: absolute('subscribe/', settings),
    values: {
      feeds: feedLinks('', settings.title, site).map((feed) => ({
        ...feed,
        copyLabel: words.copy + colon + feed.format,
      })),
      parts: [
        part('tags', 'tag', site),
        part('authors', 'author', site),
        part('languages', 'language', site),
        { id: 'issues', heading: words.issues, selections: site.issues.length > 0 ? [issues(site)] : [] },
        { id: 'selections', heading: words.selections, selections: site.saved.map((saved) => followed(saved, site)) },
        { id: 'summaries', heading: words.summaries, selections: settings.feeds.summaries ? [summaries(site)] : [] },
      ].filter(({ selections }) => selections.length > 0),
    },
  };
}

function part(id: 'tags' | 'authors' | 'languages', kind: Topic['kind'], site: Site) {
  const selections = site.selections.filter((selection) => selection.kind === kind);
  return {
    id,
    heading: site.words[id],
    selections: selections.map((selection) => {
      const page = encodePath(selection.path);
      return { ...followed({ title: topicName(selection, site.settings), path: selection.path }, site), page };
    }),
  };
}

function issues(site: Site) {
  const path = 'issues/';
  return { ...followed({ title: site.words.issues, path }, site), page: path };
}

function summaries(site: Site) {
  return followed({ title: site.words.inSummary, path: 'summaries/' }, site);
}

/** The feeds whose content has no page. */
function followed({ title, path }: { title: string; path: string }, site: Site) {
  return { name: oneLine(title), page: '', feeds: feedLinks(path, title, site) };
}
