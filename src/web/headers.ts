import type { Redirect, Settings } from '../model/publication.ts';
import { waysIn } from '../model/ways-in.ts';
import { encodePath } from './address.ts';
import { feedsIn } from './feeds.ts';

/**
 * The headers file for Netlify, Cloudflare Pages and similar hosts. XML feeds are sent as `application/xml`: only then
 * does a browser apply their style sheet, and every feed reader accepts it. No path matches two rules that set the same
 * field, because some hosts join the values.
 * @param files The paths of pictures and attachments, relative to the output.
 */
export function headersFile(settings: Settings, files: readonly string[]): string {
  const base = new URL(settings.url).pathname;
  const feeds = folders.flatMap((folder) =>
    feedsIn(folder, settings).map(({ path, type }) => feedRule(base + encodePath(path), type)),
  );
  const pages = (settings.syndicated ? archivePages : []).map(({ path, type }) => feedRule(base + path, type));
  const styles = ['style.css', 'feed.css'].map((path) =>
    rule(base + path, { 'Cache-Control': 'public, max-age=3600' }),
  );
  const everything = rule(`${base}*`, { 'X-Content-Type-Options': 'nosniff' });
  const { form, page } = waysIn(settings);
  const forms =
    form && page && page !== form ? [rule(new URL(page).pathname, { 'Content-Security-Policy': policyFor(form) })] : [];
  const letters = settings.letters ? letterRules(base) : [];
  return [everything, ...styles, ...feeds, ...pages, ...forms, ...letters, ...sandboxRules(base, files)].join('\n');
}

/** A placeholder matches one segment of a path. Hosts allow a hundred rules, so tags cannot have one each. */
const folders = ['', 'tags/:name/', 'authors/:name/', 'languages/:name/', 'selections/:name/', 'summaries/', 'issues/'];

/** The pages of the archive; a path may end in a star, which matches anything. */
const archivePages = [
  { path: 'archive/atom-*', type: 'application/atom+xml' },
  { path: 'archive/rss-*', type: 'application/rss+xml' },
  { path: 'archive/feed-*', type: 'application/feed+json' },
];

/** The page on which people type their addresses: no script but its own, no frame around it, nothing sent but to `form`. */
function policyFor(form: string): string {
  const { origin } = new URL(form);
  return `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' ${origin}; form-action 'self' ${origin}; base-uri 'none'; frame-ancestors 'none'`;
}

/** The letter as mailed is for people only; search engines index its page. */
function letterRules(base: string): string[] {
  const hidden = { 'X-Robots-Tag': 'noindex' };
  return [
    rule(`${base}issues/:name/email.html`, hidden),
    rule(`${base}issues/:name/email.txt`, { 'Content-Type': 'text/plain; charset=utf-8', ...hidden }),
  ];
}

/** Formats in which a browser runs scripts, the most usual vehicles first, for some hosts read a hundred rules only. */
const scriptable = ['html', 'htm', 'xhtml', 'xht', 'shtml', 'mht', 'mhtml', 'xml', 'xsl', 'xslt', 'rdf', 'svg', 'svgz'];

/** The files whose scripts would run at the address of the site, in the order of their formats. */
export function scriptableFiles(files: Iterable<string>): string[] {
  const rank = (path: string) => scriptable.indexOf(/\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? '');
  return [...new Set(files)]
    .filter((path) => rank(path) >= 0)
    .toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/**
 * In a sandbox a file has an origin of its own and runs no scripts. Each is named, since patterns of endings differ from
 * host to host and would catch pages and feeds; pages once more without the ending, which Cloudflare takes away.
 */
function sandboxRules(base: string, files: readonly string[]): string[] {
  const bare = (path: string) => (/\.html?$/i.test(path) ? [path, path.replace(/\.html?$/i, '')] : [path]);
  const paths = scriptableFiles(files).flatMap(bare);
  return paths.map((path) => rule(base + literal(encodePath(path)), { 'Content-Security-Policy': 'sandbox' }));
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
