import type { Selection } from '../selection.ts';
import { absolute, encodePath } from './address.ts';
import { feedLinks } from './feeds.ts';
import { nameOf } from './list.ts';
import type { Page } from './page.ts';
import type { Site } from './site.ts';

/** What a feed is, how to subscribe, and the address of every feed there is. */
export function subscribePage(site: Site): Page {
  const { settings, words } = site;
  return {
    path: 'subscribe/index.html',
    template: 'subscribe',
    title: words.subscribe,
    description: words.followSite(settings.title),
    language: settings.language,
    canonical: absolute('subscribe/', settings),
    values: {
      feeds: feedLinks('', settings.title, site),
      parts: [part('tags', 'tag', site), part('authors', 'author', site), part('languages', 'language', site)].filter(
        ({ selections }) => selections.length > 0,
      ),
    },
  };
}

function part(id: 'tags' | 'authors' | 'languages', kind: Selection['kind'], site: Site) {
  const selections = site.selections.filter((selection) => selection.kind === kind);
  return {
    id,
    heading: site.words[id],
    selections: selections.map((selection) => {
      const name = nameOf(selection, site);
      return { name, path: encodePath(selection.path), feeds: feedLinks(selection.path, name, site) };
    }),
  };
}
