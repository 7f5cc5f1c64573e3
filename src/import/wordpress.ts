import { readable } from '../lib/uri.ts';
import type { Problem } from '../model/problem.ts';
import type { Archive } from './archive-shape.ts';
import { addParagraphs } from './autop.ts';
import { embedOf } from './embeds.ts';
import { hasBlocks, withoutBlocks } from './gutenberg.ts';
import { embedBareAddresses, finishedHtml } from './html-body.ts';
import {
  elementsIn,
  hasClass,
  htmlWords,
  parseHtml,
  replaceWith,
  unlessTooDeep,
  wordsIn,
  writeHtml,
} from './html-tree.ts';
import { type ImportedArticle, type LeftOut, type LeftOutReason, longestBody } from './imported-article.ts';
import { audienceOf, memberParts, showsNothing } from './member-parts.ts';
import { instantFrom, laterThan } from './moments.ts';
import { ownText } from './own-text.ts';
import { type LibraryPicture, type MediaLibrary, withoutShortcodes } from './shortcodes.ts';
import { readWxr, type WxrChannel, WxrHead, type WxrItem } from './wxr.ts';

/** One file of an export, which may be split into several. */
export interface WxrFile {
  readonly archive: Archive;
  readonly name: string;
}

/**
 * The posts of a WordPress export. The files are read twice, an item at a time: pictures and reused blocks may come
 * after the posts that show them.
 */
export async function* wordpressArticles(
  files: readonly WxrFile[],
  timezone: string,
  warn: (problem: Problem) => void,
): AsyncGenerator<ImportedArticle | LeftOut> {
  const survey = new Survey();
  for (const { archive, name } of files)
    for await (const item of readWxr(archive, name, new WxrHead(), warn)) survey.meet(item);
  for (const { archive, name } of files) {
    const channel = new WxrHead();
    for await (const item of readWxr(archive, name, channel)) {
      const context = { channel, survey, timezone };
      const made = unlessTooDeep(item.fields.get('title') ?? '', () => articleOf(item, context));
      if (made) yield made;
    }
  }
}

/** What other items say of the posts. */
class Survey {
  readonly pictures = new Map<string, LibraryPicture>();
  /** The numbers of pictures by that of their post, joined by commas. */
  readonly #byParent = new Map<string, string>();
  readonly blocks = new Map<string, string>();

  meet({ fields, meta }: WxrItem): void {
    const text = (name: string) => ownText(fields.get(name)?.trim() ?? '');
    const id = text('wp:post_id');
    const type = fields.get('wp:post_type')?.trim();
    if (type === 'wp_block') this.blocks.set(id, text('content:encoded'));
    const src = text('wp:attachment_url');
    if (type !== 'attachment' || !/\.(?:avif|bmp|gif|jpe?g|png|svg|webp)(?:\?|$)/i.test(src)) return;
    const alt = ownText(meta.get('_wp_attachment_image_alt')?.trim() ?? '');
    const picture = { src, alt, caption: text('excerpt:encoded') };
    this.pictures.set(id, picture);
    const parent = text('wp:post_parent');
    if (parent !== '' && parent !== '0')
      this.#byParent.set(parent, [this.#byParent.get(parent), id].filter(Boolean).join(','));
  }

  of(parent: string): readonly LibraryPicture[] {
    const ids = this.#byParent.get(parent)?.split(',') ?? [];
    return ids.flatMap((id) => this.pictures.get(id) ?? []);
  }
}

interface Context {
  readonly channel: WxrChannel;
  readonly survey: Survey;
  readonly timezone: string;
}

/** Items that belong to posts, or to the look of the site. */
const parts = /^(?:attachment|revision|nav_menu_item|custom_css|customize_changeset|oembed_cache|user_request|wp_.*)$/;

function articleOf(item: WxrItem, context: Context): ImportedArticle | LeftOut | undefined {
  const text = (name: string) => item.fields.get(name)?.trim() ?? '';
  const type = text('wp:post_type') || 'post';
  if (parts.test(type)) return undefined;
  const title = htmlWords(text('title'));
  const reason = refusalOf(item, type, text('wp:status'));
  if (reason) return { reason, title };
  const link = addressOf(text('link'), context.channel);
  const { body, unpublished, omitted } = publicPart(item, link, context);
  const image = context.survey.pictures.get(item.meta.get('_thumbnail_id')?.trim() ?? '');
  if (body === '' && !image) return { reason: 'without-text', title };
  const date = instantFrom(
    [text('wp:post_date_gmt'), 'Z'],
    [text('pubDate'), ''],
    [text('wp:post_date'), context.timezone],
  );
  const updated = laterThan(date, instantFrom([text('wp:post_modified_gmt'), 'Z']));
  const summary = htmlWords(text('excerpt:encoded'));
  return {
    title,
    name: readable(text('wp:post_name')),
    addresses: link === undefined ? [] : [link, ...oldAddresses(item, link)],
    ...(text('guid') && { oldId: text('guid') }),
    ...(date && { date }),
    ...(updated && { updated }),
    ...(summary && { summary }),
    authors: authorsOf(item, context.channel),
    tags: tagsOf(item),
    ...(image && { image: { src: image.src, alt: image.alt, ...captionOf(image) } }),
    ...attachmentsOf(item),
    ...(unpublished && { unpublished }),
    format: 'html',
    body,
    omitted: [...omitted],
  };
}

/** The body without what members only can read; a post that was for them as a whole stays whole, for a draft. */
function publicPart(item: WxrItem, link: string | undefined, context: Context) {
  const text = (name: string) => item.fields.get(name)?.trim() ?? '';
  const audience = audienceOf(item.meta);
  const unpublished = unpublishedOf(text('wp:status'), text('wp:post_password')) ?? audience;
  const make = (isWhole: boolean) => {
    const omitted = new Set<string>();
    return { body: bodyOf(item, link, { omitted, isWhole }, context), unpublished, omitted };
  };
  if (audience) return make(true);
  const made = make(false);
  if (!made.omitted.has(memberParts) || !showsNothing(made.body)) return made;
  return { ...make(true), unpublished: unpublished ?? ('members' as const) };
}

function refusalOf({ fields }: WxrItem, type: string, status: string): LeftOutReason | undefined {
  if (type === 'page') return 'page';
  if (type !== 'post') return 'other-type';
  if (status === 'trash' || status === 'auto-draft' || status === 'inherit') return 'trashed';
  return (fields.get('content:encoded')?.length ?? 0) > longestBody ? 'too-large' : undefined;
}

/** Whatever is not plainly published is not: a status of a plugin may mean anything. */
function unpublishedOf(status: string, password: string): ImportedArticle['unpublished'] {
  if (password !== '') return 'protected';
  if (status === 'publish') return undefined;
  if (status === 'future') return 'scheduled';
  return status === 'private' || status === 'pending' ? status : 'draft';
}

/** Squarespace writes paths only. A preview such as `?p=12` is no address of a page. */
function addressOf(link: string, { fields }: WxrChannel): string | undefined {
  const base = fields.get('wp:base_blog_url') || fields.get('link');
  const url = URL.parse(link, base && URL.canParse(base) ? base : undefined);
  return url && /^https?:$/.test(url.protocol) && url.search === '' && url.pathname !== '/' ? url.href : undefined;
}

/** A post that got another name answers at its older ones. */
function oldAddresses(item: WxrItem, link: string): string[] {
  const old = item.meta.get('_wp_old_slug')?.trim();
  const name = item.fields.get('wp:post_name')?.trim();
  if (!old || !name || !link.includes(`/${name}`)) return [];
  const at = link.lastIndexOf(`/${name}`);
  return [`${link.slice(0, at)}/${old}${link.slice(at + name.length + 1)}`];
}

function authorsOf({ fields, categories }: WxrItem, { authors }: WxrChannel): string[] {
  const several = categories.filter(({ domain }) => domain === 'author').map(({ name }) => htmlWords(name));
  const login = fields.get('dc:creator')?.trim() ?? '';
  const names = several.length > 0 ? several : [authors.get(login) || login];
  // An e-mail address, as Squarespace has for a login, is nobody's business.
  return names.filter((name) => name !== '' && !name.includes('@'));
}

function tagsOf({ categories }: WxrItem): string[] {
  const named = categories.filter(
    ({ domain, nicename }) => domain === 'post_tag' || (domain === 'category' && nicename !== 'uncategorized'),
  );
  return [...new Set(named.map(({ name }) => htmlWords(name)).filter((name) => name !== ''))];
}

function captionOf({ caption }: LibraryPicture): { caption?: string } {
  const words = htmlWords(caption);
  return words === '' ? {} : { caption: words };
}

/** A podcast plugin keeps address, length and type on three lines. */
function attachmentsOf({ meta }: WxrItem): Pick<ImportedArticle, 'attachments'> {
  const [src = '', length = '', type = ''] = (meta.get('enclosure') ?? '').split('\n').map((line) => line.trim());
  if (!URL.canParse(src)) return {};
  const bytes = /^[1-9]\d{0,14}$/.test(length) ? { length: Number(length) } : {};
  return { attachments: [{ src, ...bytes, ...(/^[a-z]+\/[a-z0-9.+-]+$/.test(type) && { type }) }] };
}

/** The parts that are left out of a text are named in `omitted`. */
interface Cut {
  readonly omitted: Set<string>;
  /** Whether parts for members stay. */
  readonly isWhole: boolean;
}

function bodyOf(item: WxrItem, link: string | undefined, cut: Cut, { survey }: Context): string {
  const id = item.fields.get('wp:post_id')?.trim() ?? '';
  const library: MediaLibrary = { picture: (one) => survey.pictures.get(one), own: () => survey.of(id) };
  const html = htmlOf(item.fields.get('content:encoded') ?? '', library, cut, survey.blocks);
  const tree = parseHtml(html);
  for (const figure of elementsIn(tree, (element) => hasClass(element, 'wp-block-embed'))) {
    const [wrapper] = elementsIn(figure, (element) => hasClass(element, 'wp-block-embed__wrapper'));
    const embed = wrapper && embedOf(wordsIn(wrapper));
    if (embed) replaceWith(figure, embed);
  }
  embedBareAddresses(tree);
  return finishedHtml(tree, link);
}

/** Shortcodes, blocks and lines as the HTML that WordPress shows. A reused block holds no other one. */
function htmlOf(
  content: string,
  library: MediaLibrary,
  cut: Cut,
  blocks: ReadonlyMap<string, string> = new Map(),
): string {
  const text = withoutShortcodes(content.replace(/\r\n?/g, '\n'), library, cut.omitted, cut.isWhole);
  if (!hasBlocks(text)) return classicHtml(text);
  const reusable = (id: string) => {
    const block = blocks.get(id);
    return block === undefined ? undefined : htmlOf(block, library, cut);
  };
  return withoutBlocks(text, { classic: classicHtml, reusable, isWhole: cut.isWhole }, cut.omitted);
}

function classicHtml(text: string): string {
  const tree = parseHtml(text);
  addParagraphs(tree);
  return writeHtml(tree);
}
