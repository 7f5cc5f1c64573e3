import { oneLine } from '../lib/escape.ts';
import type { Settings } from '../model/publication.ts';
import { absolute, encodePath } from './address.ts';
import type { Site } from './site.ts';

/** The paths of a folder's three feeds; the settings give those of the main feeds, which have no folder; none where there are no feeds. */
export function feedsIn(folder: string, { feeds: { paths }, syndicated }: Settings) {
  if (!syndicated) return [];
  const own = folder === '' ? paths : { atom: 'atom.xml', rss: 'rss.xml', json: 'feed.json' };
  return [
    { format: 'Atom', type: 'application/atom+xml', path: folder + own.atom },
    { format: 'RSS', type: 'application/rss+xml', path: folder + own.rss },
    { format: 'JSON Feed', type: 'application/feed+json', path: folder + own.json },
  ];
}

/** The three feeds as links on pages. `label` describes the content of the feed. */
export function feedLinks(folder: string, name: string, { settings, words }: Site) {
  return feedsIn(folder, settings).map(({ format, type, path }) => ({
    format,
    type,
    label: words.feedOf(format, oneLine(name)),
    path: encodePath(path),
    url: absolute(path, settings),
  }));
}
