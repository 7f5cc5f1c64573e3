import { elements } from '../../../clean/elements.ts';
import { escapeXml } from '../../../lib/escape.ts';
import { attributesOf } from './elements.ts';
import type { Expansion } from './expansion.ts';
import { videoLink } from './links.ts';
import type { ForeignTag } from './tag.ts';

/** An element of MDX: one of HTML is written as HTML, with the attributes that are mere text; a component is not known. */
export function expandElement({ text }: ForeignTag, partner: ForeignTag | undefined): Expansion | undefined {
  const [, slash = '', written = ''] = /^<(\/?)([\w.:-]*)/.exec(text) ?? [];
  if (written === '' || /^(?:React\.)?Fragment$/.test(written)) return {};
  const attributes = textsOf(text);
  const name = meanings.get(written) ?? written;
  if (/^[A-Z]/.test(name)) {
    const video = /^(?:Lite)?(YouTube|Vimeo)(?:Embed|Video)?$/i.exec(name)?.[1]?.toLowerCase() as
      | 'youtube'
      | 'vimeo'
      | undefined;
    const id = attributes.get('id') ?? attributes.get('videoId') ?? attributes.get('videoid');
    return video && id && slash === '' ? videoLink(video, id, attributes.get('title')) : undefined;
  }
  if (slash === '/') return { html: `</${name}>` };
  // A picture or link whose address is computed shows nothing.
  if (name === 'img' && !attributes.has('src')) return undefined;
  const kept = [...attributes].filter(([key]) => !/^(?:on|class|style$|key$|ref$)/.test(key));
  const isEmpty = text.endsWith('/>') && !elements.get(name)?.empty && partner === undefined;
  return {
    html: `<${name}${kept.map(([key, value]) => ` ${key}="${escapeXml(value)}"`).join('')}>${isEmpty ? `</${name}>` : ''}`,
  };
}

/** Components of Next, Astro and others that stand for an element. */
const meanings: ReadonlyMap<string, string> = new Map([
  ['Image', 'img'],
  ['Img', 'img'],
  ['Link', 'a'],
  ['NextLink', 'a'],
]);

/** The attributes whose values are texts or numbers. */
function textsOf(tag: string): ReadonlyMap<string, string> {
  return new Map(
    [...attributesOf(tag)].flatMap(([name, value]): [string, string][] => {
      if (!value.startsWith('{')) return [[name, value.slice(1, -1)]];
      const text = expandExpression(value)?.text;
      return text === undefined ? [] : [[name, text]];
    }),
  );
}

/** An expression that is mere text or a number; a comment shows nothing. */
export function expandExpression(text: string): Expansion | undefined {
  const inner = text.slice(1, -1).trim();
  if (inner === '' || /^\/\*[\s\S]*\*\/$/.test(inner)) return {};
  const [, double, single, raw, number] = /^(?:"([^"\\]*)"|'([^'\\]*)'|`([^`\\$]*)`|(\d[\d.]*))$/.exec(inner) ?? [];
  const value = double ?? single ?? raw ?? number;
  return value === undefined ? undefined : { text: value, address: value };
}
