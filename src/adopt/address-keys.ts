import { readable } from '../lib/uri.ts';

/** An address as it is compared: pages that differ in none of these are one page. */
export interface AddressKeys {
  /** Host without `www.`, path and query. */
  readonly exact: string;
  /** The path alone, without the ending of a page and in lower case; absent for the first page and for foreign hosts. */
  readonly loose?: string;
}

/**
 * The keys of a web address: without scheme, `www.`, fragment, tracking parameters, `index.html` and a slash at the end,
 * in one percent-encoding. Undefined for what is no web address.
 * @param ownHosts The hosts on which the publication has been, as `hostOf` gives them.
 */
export function addressKeys(address: string, ownHosts: ReadonlySet<string>): AddressKeys | undefined {
  const url = webUrl(address);
  if (!url) return undefined;
  const host = hostIn(url);
  const path = pathOf(url.pathname);
  const query = queryOf(url.searchParams);
  const exact = `${host}${path}${query}`;
  const bare = path.replace(/\.(html?|php|aspx?)$/i, '').toLowerCase() + query;
  return bare !== '' && ownHosts.has(host) ? { exact, loose: bare } : { exact };
}

/** The host of a web address as it is compared. */
export function hostOf(address: string): string | undefined {
  const url = webUrl(address);
  return url && hostIn(url);
}

function webUrl(address: string): URL | undefined {
  const url = URL.parse(address.trim());
  return url && /^https?:$/.test(url.protocol) ? url : undefined;
}

function hostIn({ hostname, port }: URL): string {
  const host = hostname.replace(/^www\./, '').replace(/\.$/, '');
  return port === '' || port === '80' || port === '443' ? host : `${host}:${port}`;
}

function pathOf(pathname: string): string {
  const segments = pathname.split('/').filter((segment) => segment !== '');
  if (/^(index|default)\.(html?|php|aspx?)$/i.test(segments.at(-1) ?? '')) segments.pop();
  return segments.map((segment) => `/${encodeURIComponent(readable(segment).normalize('NFC'))}`).join('');
}

/** Parameters by which campaigns and feeds are counted. */
const tracking = /^(utm_\w+|mtm_\w+|pk_\w+|fbclid|gclid|msclkid|igshid|mc_[ce]id|_hsenc|_hsmi|mkt_tok|ref|ref_src)$/i;

function queryOf(parameters: URLSearchParams): string {
  const kept = [...parameters].filter(
    ([name, value]) => !tracking.test(name) && !(name === 'source' && value.startsWith('rss')),
  );
  if (kept.length === 0) return '';
  return `?${new URLSearchParams(kept.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))}`;
}
