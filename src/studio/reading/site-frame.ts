import { readFile } from 'node:fs/promises';
import type { File } from '../../pipeline.ts';
import { decideInSheet, decideScheme } from '../letter/decide-scheme.ts';
import { rewriteTags } from '../letter/rewrite-tags.ts';
import { type Rewritten, rewriteMarkup, rewriteStyle } from '../rewrite.ts';
import type { Good } from '../session.ts';
import { framed, siteAddresses } from '../site.ts';
import type { Studio } from '../studio.ts';

/** How a file of the site is looked at. */
export interface SiteFrameLook {
  readonly scheme: 'light' | 'dark';
  /** The name of the held item that is seen as if it were published. */
  readonly show?: string | undefined;
}

export interface SiteDocument {
  readonly type: string;
  readonly text: string;
}

/**
 * A page, a feed or a style sheet for a frame: its addresses lead to the studio, and its questions about the scheme are
 * decided, those of its style sheets, too. Undefined where the site has no such file.
 */
export async function siteDocument(
  studio: Studio,
  good: Good,
  path: string,
  look: SiteFrameLook,
): Promise<SiteDocument | undefined> {
  const file = await good.file(path);
  if (!file) return undefined;
  const text = await textOf(file);
  const to = addressesWithLook(studio, good, path, look);
  if (/\.css$/.test(path))
    return { type: 'text/css', text: rewriteStyle(decideInSheet(withScheme(text, look), look.scheme), to) };
  if (/\.xml$/.test(path)) return { type: 'application/xml', text: rewriteMarkup(text, to, { xml: true }) };
  return { type: 'text/html', text: framed(decideScheme(rewriteTags(text, { without: scripts }), look.scheme), to) };
}

/** None runs in a frame; a browser would complain of each. */
const scripts = new Set(['script']);

/** A feed has no head that could say it. */
function withScheme(css: string, { scheme }: SiteFrameLook): string {
  return css.replace(/(?<![\w-])color-scheme\s*:[^;}]*/g, `color-scheme: ${scheme}`);
}

/** As everywhere in the studio, but style sheets are asked for with the same look. */
function addressesWithLook(studio: Studio, good: Good, path: string, { scheme, show }: SiteFrameLook): Rewritten {
  const { url } = good.config.settings;
  const to = siteAddresses(studio, good, path, show);
  return (address) => {
    const full = URL.parse(address, new URL(path, url));
    if (!full?.href.startsWith(url) || !full.pathname.endsWith('.css')) return to(address);
    return studio.href('site-frame', { path: decodeURI(full.href.slice(url.length)), scheme, show });
  };
}

async function textOf(file: File): Promise<string> {
  const bytes = 'content' in file ? file.content : await readFile(file.source);
  return typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8');
}
