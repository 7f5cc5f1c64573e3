import type { Redirect, Settings } from '../model/publication.ts';
import { encodePath } from './address.ts';
import { feedsIn } from './feeds.ts';

/**
 * The headers file for Netlify, Cloudflare Pages and similar hosts. XML feeds are sent as `application/xml`: only then
 * does a browser apply their style sheet, and every feed reader accepts it. No path matches two rules that set the same
 * field, because some hosts join the values.
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

/** A placeholder matches one segment of a path. Hosts allow a hundred rules, so tags cannot have one each. */
const folders = ['', 'tags/:name/', 'authors/:name/', 'languages/:name/', 'selections/:name/', 'summaries/', 'issues/'];

/** The pages of the archive; a path may end in a star, which matches anything. */
const archivePages = [
  { path: 'archive/atom-*', type: 'application/atom+xml' },
  { path: 'archive/rss-*', type: 'application/rss+xml' },
  { path: 'archive/feed-*', type: 'application/feed+json' },
];

/** The letter as mailed is for people only; search engines index its page. */
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

/** The redirects file for Netlify, Cloudflare Pages and similar hosts: from an article's old address to its new one. */
export function redirectsFile(redirects: readonly Redirect[]): { path: string; content: string } {
  const lines = redirects.map(({ from, to }) => `${literal(from)} ${new URL(to).href} 301\n`);
  return { path: '_redirects', content: lines.join('') };
}

/** Escapes the star and the colon, which would match any path, and blanks and line ends, which would end it. */
function literal(path: string): string {
  return path.replace(/[*:\s\u0000-\u001f\u007f]/g, (sign) =>
    encodeURIComponent(sign).replace(sign, `%${sign.charCodeAt(0).toString(16).toUpperCase()}`),
  );
}
