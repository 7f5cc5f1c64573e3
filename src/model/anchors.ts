import { escapeXml } from '../lib/escape.ts';
import { attributePattern } from '../lib/html.ts';
import { letterFileName } from './letter-name.ts';

/** How the anchors of an article are named where it is shown together with others. */
export interface AnchorsAmongOthers {
  /** The article's name, which no other one has. */
  readonly name: string;
  /** Its own address, with which links to its parts begin. */
  readonly url: string;
  /** The address at which these parts are now; `url`, if not set. */
  readonly at?: string;
}

/**
 * Content with ids that no other article has, and its links to them. A note is `fn1_first-frost`, since feed readers
 * show those in a window whose fragments begin with `fn`; all else is `first-frost_notes`.
 */
export function anchorsAmongOthers(content: string, { name, url, at = url }: AnchorsAmongOthers): string {
  const own = `${escapeXml(withoutFragment(url))}#`;
  if (!content.includes(' id=') && !content.includes(own)) return content;
  const prefix = letterFileName(name);
  const there = `${escapeXml(withoutFragment(at))}#`;
  return content.replace(startTag, (tag) =>
    tag.replace(anchored, (whole, start: string, attribute: string, value: string) => {
      if (attribute === 'id') return start + qualified(value, prefix);
      if (!value.startsWith(own)) return whole;
      const id = value.slice(own.length);
      return start + there + (id === '' ? '' : qualified(id, encodedFragment(prefix)));
    }),
  );
}

function qualified(id: string, name: string): string {
  if (id.startsWith(`${name}_`) || (id.startsWith('fn') && id.endsWith(`_${name}`))) return id;
  return id.startsWith('fn') ? `${id}_${name}` : `${name}_${id}`;
}

function withoutFragment(url: string): string {
  return url.replace(/#.*/s, '');
}

function encodedFragment(name: string): string {
  return escapeXml(new URL(`#${name}`, 'https://example.org').hash.slice(1));
}

/** Well-formed XML has no `<` in text or in values. */
const startTag = new RegExp(`<[a-z][a-z0-9]*${attributePattern}+`, 'gi');
const anchored = /(\s(id|href)\s*=\s*["'])([^"']*)/g;
