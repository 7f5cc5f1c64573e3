import { escapeXml } from '../lib/escape.ts';
import type { Words } from '../strings/table.ts';
import type { Element } from './content.ts';
import { type Context, linkStyle, type Writer, write } from './html.ts';
import { pictured } from './renditions.ts';

export const writeImage: Writer = ({ attributes }, context) =>
  imageTag(attributes, context, context.within === 'picture' ? picture : 'vertical-align:middle');

/** Media that only plays in a browser becomes a link, under its poster if it has one. */
export const writeMedia: Writer = (node, context) => {
  const media = mediaLink(node, context.words);
  if (!media) return '';
  const link = (inner: string) => write('a', unmarked, context, { href: media.url, style: linkStyle(context) }, inner);
  const { width = '', height = '' } = node.attributes;
  const shown = media.poster && { src: media.poster, alt: media.label, width, height };
  const poster = shown && imageTag(shown, context, picture);
  const label = `<div style="margin:${poster ? '8px' : '0'} 0 20px">${link(escapeXml(media.label))}</div>`;
  return poster ? `<div>${link(poster)}</div>${label}` : label;
};

/** The address and the name of a video, audio or embedded page. */
export function mediaLink(node: Element, words: Words): { url: string; label: string; poster?: string } | undefined {
  const { attributes, children } = node;
  const source = children.find((child) => typeof child === 'object' && child.name === 'source' && child.attributes.src);
  const url = attributes.src ?? (source as Element | undefined)?.attributes.src;
  if (!url) return undefined;
  const { title, poster } = attributes;
  if (node.name === 'iframe')
    return { url: watchable(url), label: title || words.openPage(URL.parse(url)?.host ?? url) };
  const label = node.name === 'video' ? words.playVideo : words.playAudio;
  return { url, label: title ? label + words.colon + title : label, ...(poster && { poster }) };
}

/** YouTube's embedded players refuse to play outside a page. */
function watchable(url: string): string {
  const video = /^https:\/\/www\.youtube(?:-nocookie)?\.com\/embed\/([\w-]+)/.exec(url);
  return video ? `https://www.youtube.com/watch?v=${video[1]}` : url;
}

const unmarked: Element = { name: 'span', attributes: {}, children: [] };
const picture = 'display:block;border-radius:4px';

/**
 * Outlook takes the size from the attributes, everything else from the style. A width in per cent lets the table
 * around a picture be narrower than it; a maximum in per cent alone does not.
 */
function imageTag(attributes: Readonly<Record<string, string>>, context: Context, style: string): string {
  const alt = escapeXml(attributes.alt ?? '');
  const { src } = attributes;
  const { room, renditions } = context;
  if (!src) return alt;
  const original = { url: src, width: pixels(attributes.width), height: pixels(attributes.height) };
  const { url, width, height } = pictured(original, { width: room }, renditions);
  // Outlook ignores max-width, so a picture of unknown size needs a width attribute. The style overrides it elsewhere.
  const unknown = style === picture ? ` width="${room}"` : '';
  const dimensions = width === null ? unknown : ` width="${width}" height="${height}"`;
  const fluid =
    width === null
      ? `${unknown && 'width:auto;'}max-width:100%`
      : width > 200
        ? `width:100%;max-width:${width}px`
        : 'max-width:100%';
  // A JPEG has no holes; in its place a blocked picture shows a ground, also in dark mode.
  const ground = isPhotograph(url) ? ' class="shade"' : '';
  return `<img src="${escapeXml(url)}" alt="${alt}"${ground}${dimensions} style="${style};${fluid};height:auto;border:0">`;
}

function isPhotograph(url: string): boolean {
  return /\.jpe?g$/i.test(URL.parse(url)?.pathname ?? '');
}

function pixels(value: string | undefined): number | undefined {
  return /^\d{1,5}$/.test(value ?? '') ? Number(value) : undefined;
}
