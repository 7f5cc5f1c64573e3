import { ownValue } from '../../lib/own-value.ts';

/** Vocabularies of feeds by their namespace, lower case and without a scheme or a slash at the end. */
const families: Readonly<Record<string, string>> = {
  'www.w3.org/2005/atom': 'atom',
  'purl.org/atom/ns#': 'atom',
  'purl.org/rss/1.0': 'rss',
  'my.netscape.com/rdf/simple/0.9': 'rss',
  'channel.netscape.com/rdf/simple/0.9': 'rss',
  'my.netscape.com/publish/formats/rss-0.91.dtd': 'rss',
  'backend.userland.com/rss2': 'rss',
  'backend.userland.com/rss': 'rss',
  'blogs.law.harvard.edu/tech/rss': 'rss',
  'www.w3.org/1999/02/22-rdf-syntax-ns#': 'rdf',
  'purl.org/rss/1.0/modules/content': 'content',
  'purl.org/dc/elements/1.1': 'dc',
  'purl.org/dc/elements/1.0': 'dc',
  'purl.org/dc/terms': 'dcterms',
  'search.yahoo.com/mrss': 'media',
  'video.search.yahoo.com/mrss': 'media',
  'www.itunes.com/dtds/podcast-1.0.dtd': 'itunes',
  'rssnamespace.org/feedburner/ext/1.0': 'feedburner',
  'www.w3.org/1999/xhtml': 'xhtml',
};

/** The vocabulary of a namespace; of an unknown one itself, so that its elements are taken for no others. */
export function familyOf(namespace: string): string {
  const name = namespace
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/$/, '');
  return ownValue(families, name) ?? (name === '' ? '' : `{${name}}`);
}

/** The vocabularies by the prefixes that people give them, for documents that forget to declare one. */
const usual = new Set(Object.values(families));

/** The vocabulary of a prefix that is not declared; none of an unknown one. */
export function familyOfPrefix(prefix: string): string {
  const name = prefix.toLowerCase();
  if (usual.has(name)) return name;
  return /^atom\d*$/.test(name) ? 'atom' : `{${name}}`;
}
