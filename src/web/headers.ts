import type { Redirect, Settings } from '../model/publication.ts';
import { encodePath } from './address.ts';
import { feedsIn } from './feeds.ts';

/**
 * How Netlify, Cloudflare Pages and their like shall serve the files. XML feeds go out as `application/xml`: only then
 * does a browser apply their style sheet, and every feed reader takes it. No path is met by two rules that set the
 * same field, for some hosts would join the values.
 */
export function headersFile(settings: Settings): string {
  const base = new URL(settings.url).pathname;
  const feeds = folders.flatMap((folder) =>
    feedsIn(folder, settings).map(({ path, type }) => feedRule(base + encodePath(path), type)),
  );
  const pages = archivePages.map(({ path, type }) => feedRule(base + path, type));
  const styles = ['style.css', 'feed.css'].map((path) =>
    rule(base + path, { 'Cache-Control': 'public, max-age=3600' }),
  );
  const everything = rule(`${base}*`, { 'X-Content-Type-Options': 'nosniff' });
  const letters = settings.letters ? letterRules(base) : [];
  return [everything, ...styles, ...feeds, ...pages, ...letters].join('\n');
}

/** A placeholder stands for one part of a path: hosts allow a hundred rules, so no tag has one of its own. */
const folders = ['', 'tags/:name/', 'authors/:name/', 'languages/:name/', 'selections/:name/', 'summaries/', 'issues/'];

/** The pages of the archive; a star may end a path. */
const archivePages = [
  { path: 'archive/atom-*', type: 'application/atom+xml' },
  { path: 'archive/rss-*', type: 'application/rss+xml' },
  { path: 'archive/feed-*', type: 'application/feed+json' },
];

/** A letter as it was mailed is there for people who want to see it; search engines know its page. */
function letterRules(base: string): string[] {
  const hidden = { 'X-Robots-Tag': 'noindex' };
  return [
    rule(`${base}issues/:name/email.html`, hidden),
    rule(`${base}issues/:name/email.txt`, { 'Content-Type': 'text/plain; charset=utf-8', ...hidden }),
  ];
}

function feedRule(path: string, type: string): string {
  return rule(path, {
    'Content-Type': type.endsWith('json') ? type : 'application/xml; charset=utf-8',
    'Cache-Control': 'public, max-age=600, must-revalidate',
  });
}

function rule(path: string, fields: Readonly<Record<string, string>>): string {
  return `${path}\n${Object.entries(fields)
    .map(([name, value]) => `  ${name}: ${value}\n`)
    .join('')}`;
}

/** How Netlify, Cloudflare Pages and their like shall lead from where an article stood to where it stands. */
export function redirectsFile(redirects: readonly Redirect[]): { path: string; content: string } {
  const lines = redirects.map(({ from, to }) => `${literal(from)} ${to} 301\n`);
  return { path: '_redirects', content: lines.join('') };
}

/** A star or a colon would stand for any path. */
function literal(path: string): string {
  return path.replaceAll('*', '%2A').replaceAll(':', '%3A');
}
