import { isWebAddress, readable } from '../lib/uri.ts';
import { typeOfEnding } from '../system/media.ts';
import { archiveText, TooLarge } from './archive.ts';
import type { Archive } from './archive-shape.ts';
import { embedOf, pictureOf } from './embeds.ts';
import { finishedHtml } from './html-body.ts';
import {
  elementsIn,
  type HtmlElement,
  type HtmlTree,
  hasClass,
  htmlWords,
  parseHtml,
  removeNode,
  replaceWith,
  unlessTooDeep,
} from './html-tree.ts';
import { type ImportedArticle, type LeftOut, longestBody } from './imported-article.ts';
import { instantFrom } from './moments.ts';
import { type CsvRow, rowsIn } from './table.ts';

/**
 * The posts of a Substack export: `posts.csv`, and `posts/<number>.<name>.html` for the text of each.
 * @param from The address of the publication, which the export does not say, with `/` at its end.
 */
export async function* substackArticles(archive: Archive, from: string): AsyncGenerator<ImportedArticle | LeftOut> {
  const list = archive.names.find((name) => /(?:^|\/)posts\.csv$/.test(name))!;
  const folder = `${list.slice(0, -'posts.csv'.length)}posts/`;
  const names = new Set(archive.names);
  for (const row of await rowsIn(archive, list)) {
    const title = htmlWords(row.title ?? '') || nameOf(row);
    const file = `${folder}${row.post_id ?? ''}.html`;
    const refused = refusalOf(row, title);
    if (refused) yield refused;
    else if (!names.has(file)) yield { reason: 'without-text', title };
    else yield await articleIn(archive, file, row, { title, from });
  }
}

interface Naming {
  readonly title: string;
  readonly from: string;
}

async function articleIn(archive: Archive, file: string, row: CsvRow, naming: Naming) {
  try {
    const html = await archiveText(archive, file, longestBody);
    return unlessTooDeep(naming.title, () => articleOf(html, row, naming));
  } catch (error) {
    if (error instanceof TooLarge) return { reason: 'too-large', title: naming.title } as const;
    throw error;
  }
}

function refusalOf({ type = '' }: CsvRow, title: string): LeftOut | undefined {
  if (type === 'page') return { reason: 'page', title };
  return type === 'thread' ? { reason: 'thread', title } : undefined;
}

function articleOf(html: string, row: CsvRow, { title, from }: Naming): ImportedArticle | LeftOut {
  const tree = parseHtml(html);
  const omitted = new Set<string>();
  withoutOwnParts(tree, from, omitted);
  unwrapPictures(tree);
  const name = nameOf(row);
  const address = `${from}p/${encodeURIComponent(name)}`;
  const body = finishedHtml(tree, address);
  const sound = row.podcast_url && isWebAddress(row.podcast_url) ? row.podcast_url : undefined;
  if (body === '' && !sound) return { reason: 'without-text', title };
  const unpublished = unpublishedOf(row);
  const date = instantFrom([row.post_date ?? '', '']);
  const summary = htmlWords(row.subtitle ?? '');
  const type = sound && typeOfEnding(new URL(sound).pathname);
  return {
    title,
    name,
    addresses: [address],
    oldId: address,
    ...(date && { date }),
    ...(summary && { summary }),
    authors: [],
    tags: [],
    ...(sound && { attachments: [{ src: sound, ...(type && { type }) }] }),
    ...(unpublished && { unpublished }),
    format: 'html',
    body,
    omitted: [...omitted],
  };
}

/** `123.the-name` */
function nameOf({ post_id = '' }: CsvRow): string {
  return post_id.replace(/^\d+\./, '');
}

/** Only what was published for everybody is public. */
function unpublishedOf({ is_published = '', audience = '', post_date }: CsvRow): ImportedArticle['unpublished'] {
  if (is_published.toLowerCase() !== 'true' || !post_date) return 'draft';
  if (audience === 'everyone') return undefined;
  return audience === 'only_free' ? 'members' : 'paid';
}

/** Boxes that ask to subscribe, share or comment on Substack. */
const boxes = [
  'subscription-widget-wrap',
  'subscription-widget-wrap-editor',
  'subscription-widget',
  'subscribe-widget',
  'install-substack-app-embed',
  'community-chat',
  'directMessage',
  'paywall-jump',
  'paywall',
];

/** Elements that only Substack can fill. */
const unfillable = { 'poll-embed': 'poll', 'native-video-embed': 'video', 'native-audio-embed': 'audio' };

function withoutOwnParts(tree: HtmlTree, from: string, omitted: Set<string>): void {
  const having = (name: string) => elementsIn(tree, (element) => hasClass(element, name));
  for (const box of boxes.flatMap(having)) removeNode(box);
  for (const button of ['button-wrapper', 'captioned-button-wrap'].flatMap(having))
    if (isOwnButton(button, from)) removeNode(button);
  for (const [name, word] of Object.entries(unfillable))
    for (const element of having(name)) {
      omitted.add(word);
      removeNode(element);
    }
  for (const element of having('image-gallery-embed')) replaceWith(element, galleryOf(element));
  for (const name of ['digest-post-embed', 'embedded-publication-wrap', 'embedded-post-wrap', 'comment'])
    for (const element of having(name)) {
      const url = attributesOf(element).canonical_url ?? attributesOf(element).url;
      if (typeof url === 'string' && isWebAddress(url)) replaceWith(element, embedOf(url));
    }
}

/** A button to somewhere else is the writer's. */
function isOwnButton(button: HtmlElement, from: string): boolean {
  const links = elementsIn(button, ({ name }) => name === 'a').map(({ attribs }) => attribs.href ?? '');
  return links.every(
    (href) =>
      href === '' ||
      href.startsWith('%%') ||
      href.startsWith(from) ||
      /[?&](?:action=share|utm_)|\/(?:subscribe|comments)\b|\.substack\.com\/?(?:\?|$)/.test(href),
  );
}

function galleryOf(element: HtmlElement): string {
  const { gallery } = attributesOf(element) as { gallery?: { images?: unknown; caption?: unknown; alt?: unknown } };
  const images = Array.isArray(gallery?.images) ? gallery.images : [];
  const alt = typeof gallery?.alt === 'string' ? gallery.alt : '';
  const sources = images.flatMap(({ src } = {}) => (typeof src === 'string' ? src : []));
  return sources.map((src) => pictureOf(src, alt)).join('');
}

/** Substack keeps what an element was made of in one attribute. */
function attributesOf({ attribs }: HtmlElement): Readonly<Record<string, unknown>> {
  try {
    const found: unknown = JSON.parse(attribs['data-attrs'] ?? '{}');
    return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Pictures at their own addresses, in the place of those that Substack's server makes smaller on the way. */
function unwrapPictures(tree: HtmlTree): void {
  for (const element of elementsIn(tree, () => true)) {
    const { attribs, name } = element;
    for (const attribute of ['src', 'href']) if (attribs[attribute]) attribs[attribute] = unwrapped(attribs[attribute]);
    if (name === 'source' && attribs.srcset !== undefined) removeNode(element);
    if (name === 'img') for (const other of ['srcset', 'sizes']) delete attribs[other];
  }
}

/** `https://substackcdn.com/image/fetch/w_1456,c_limit/https%3A%2F%2F…` → the address at its end. */
function unwrapped(address: string): string {
  const [, inner] =
    /^https?:\/\/(?:substackcdn\.com|cdn\.substack\.com)\/image\/fetch\/(?:[^/]*\/)*?(https?(?::|%3A).*)$/i.exec(
      address,
    ) ?? [];
  if (inner === undefined) return address;
  const whole = readable(inner);
  return isWebAddress(whole) ? whole : address;
}
