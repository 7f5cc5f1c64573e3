import { escapeXml } from '../../../lib/escape.ts';
import type { Expansion } from './expansion.ts';
import { type MarkWords, markWords } from './words.ts';

/** The publication as the tags of an article name it. */
export interface ForeignSite {
  /** Without a slash at the end. */
  readonly origin: string;
  /** The address of the publication without a slash at the end; empty at the root of a host, where paths may name its files. */
  readonly root: string;
  readonly title: string;
  readonly words: MarkWords;
  /** A path below the root of the site as an address. */
  address(path: string): string;
  /** Markdown of a line as HTML. */
  inline(markdown: string): string;
}

export function foreignSite(
  { url, title, language }: { readonly url: string; readonly title: string; readonly language: string },
  inline: (markdown: string) => string,
): ForeignSite {
  const { origin, pathname } = new URL(url);
  const base = pathname.replace(/\/+$/, '');
  const root = base === '' ? '' : origin + base;
  return {
    origin,
    root,
    title,
    words: markWords(language),
    address: (path) => (path.startsWith('/') ? root + path : path),
    inline,
  };
}

/** Letters and feeds show no frames, and load nothing from elsewhere: the link is all. */
export function linkTo(address: string, words?: string): Expansion {
  return { html: `<a href="${escapeXml(address)}">${escapeXml(words?.trim() || address)}</a>`, address };
}

export function videoLink(host: 'youtube' | 'vimeo', id: string, words?: string): Expansion {
  if (/^https?:/.test(id)) return linkTo(id, words);
  const name = encodeURIComponent(id.trim().toWellFormed());
  return linkTo(host === 'youtube' ? `https://www.youtube.com/watch?v=${name}` : `https://vimeo.com/${name}`, words);
}
