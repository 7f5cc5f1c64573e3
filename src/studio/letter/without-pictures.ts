import { escapeXml } from '../../lib/escape.ts';
import { rewriteTags, type TagAttributes } from './rewrite-tags.ts';

/** The letter where a mail program shows no pictures: their text in a box of their size, and no pictures in grounds. */
export function withoutPictures(html: string): string {
  return rewriteTags(html, {
    css: withoutGrounds,
    without: new Set(['source', 'svg']),
    tag(name, attributes) {
      if (name === 'img') return boxOf(attributes);
      const { background, style, ...rest } = attributes;
      if (background === undefined && !/url\(/i.test(style ?? '')) return undefined;
      return { ...rest, ...(style !== undefined && { style: withoutGrounds(style) }) };
    },
  });
}

function withoutGrounds(css: string): string {
  return css.replace(/url\((?:"[^"]*"|'[^']*'|[^)]*)\)/gi, 'none');
}

/** Keeps class and style, so that rules which hide or size a picture still do. */
function boxOf({ alt = '', class: name, style = '', width, height, title }: TagAttributes): string {
  const size = [Number(width), Number(height)] as const;
  const known = size.every((one) => one > 0);
  const own = /(^|;)\s*display\s*:/i.test(style) ? '' : 'display: inline-block;';
  const room = [
    ...(Number(width) > 0 && !/(^|;)\s*width\s*:/i.test(style) ? [`width: ${Number(width)}px;`] : []),
    ...(known ? [`aspect-ratio: ${size.join(' / ')};`] : ['min-height: 1.5em;']),
  ];
  const look = 'box-sizing: border-box; max-width: 100%; overflow: hidden; border: 1px solid; padding: 4px;';
  const attributes = Object.entries({
    class: name,
    title,
    style: [style.replace(/\s*;?\s*$/, (end) => (style.trim() === '' ? end : ';')), own, ...room, look]
      .filter(Boolean)
      .join(' '),
  })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeXml(value!)}"`);
  return `<span${attributes.join('')}>${escapeXml(alt)}</span>`;
}
