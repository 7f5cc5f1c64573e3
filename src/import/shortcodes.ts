import { escapeXml } from '../lib/escape.ts';
import { isWebAddress } from '../lib/uri.ts';
import { embedOf, pictureOf } from './embeds.ts';
import { isForMembers, memberParts } from './member-parts.ts';

/** A picture of the media library. */
export interface LibraryPicture {
  readonly src: string;
  readonly alt: string;
  /** HTML. */
  readonly caption: string;
}

/** What shortcodes may ask of the archive. */
export interface MediaLibrary {
  /** By its number. */
  picture(id: string): LibraryPicture | undefined;
  /** The pictures that were uploaded to the article. */
  own(): readonly LibraryPicture[];
}

type Given = Readonly<Record<string, string>>;

/** The HTML of a shortcode, or nothing if it cannot be made. */
type Shortcode = (given: Given, content: string, library: MediaLibrary) => string | undefined;

/**
 * Text with the shortcodes of WordPress as HTML. An unknown one is left out and named in `omitted`, the text between
 * its two parts stays, unless that was for members and the `isWhole` text is not wanted; code and words in brackets are
 * not touched. `[[name]]` is the text `[name]`.
 */
export function withoutShortcodes(html: string, library: MediaLibrary, omitted: Set<string>, isWhole = false): string {
  if (!html.includes('[')) return html;
  return replaced(html, { library, omitted, isWhole, depth: 0 });
}

interface Run {
  readonly library: MediaLibrary;
  readonly omitted: Set<string>;
  readonly isWhole: boolean;
  readonly depth: number;
}

/** The places that are passed over: comments, tags of HTML with their attributes, and code with all that is in it. */
const passed = /<!--|<(?<code>pre|code|script|style|textarea)\b[^<>]*>|<\/?[a-z][^<>]*>/.source;
/** A shortcode's tag: its name, and attributes without brackets, but for those in quotation marks. */
const tag =
  /\[(?<escaped>\[?)(?<slash>\/?)(?<name>[a-zA-Z][\w-]*)(?<attributes>(?:"[^"]{0,2000}"|“[^”]{0,2000}”|[^[\]"“])*)\](?<end>\]?)/
    .source;

function replaced(html: string, run: Run): string {
  const ends = new Ends(html);
  const scan = new RegExp(`${passed}|${tag}`, 'gi');
  let result = '';
  let from = 0;
  for (let match = scan.exec(html); match; match = scan.exec(html)) {
    const [whole, groups] = [match[0], match.groups!];
    if (groups.name === undefined) {
      const end = whole === '<!--' ? '-->' : groups.code && `</${groups.code.toLowerCase()}`;
      scan.lastIndex = (end && ends.after(end, scan.lastIndex)?.end) || scan.lastIndex;
      continue;
    }
    result += html.slice(from, match.index);
    from = scan.lastIndex;
    if (groups.escaped && groups.end) {
      result += whole.slice(1, -1);
      continue;
    }
    const found = { name: groups.name.toLowerCase(), attributes: groups.attributes!, isEnd: groups.slash === '/' };
    const takesContent = !found.isEnd && !/\/\s*$/.test(found.attributes);
    const close = takesContent ? ends.after(`[/${found.name}]`, from) : undefined;
    if (groups.escaped && close && html[close.end] === ']') {
      result += html.slice(match.index + 1, close.end);
      from = close.end + 1;
      scan.lastIndex = from;
      continue;
    }
    const made = outcomeOf(found, close && html.slice(from, close.start), run);
    if (made && close && made.closes) from = close.end;
    else if (groups.end) from -= 1;
    result +=
      (groups.escaped ?? '') +
      (made ? made.html : whole.slice(groups.escaped!.length, whole.length - groups.end!.length));
    scan.lastIndex = from;
  }
  return result + html.slice(from);
}

/** Where elements and shortcodes end; found once, so that a text full of beginnings takes no longer than another. */
class Ends {
  readonly #html: string;
  #places: Map<string, { readonly start: number; readonly end: number }[]> | undefined;

  constructor(html: string) {
    this.#html = html;
  }

  /** The first one that begins after a place. */
  after(word: string, place: number): { readonly start: number; readonly end: number } | undefined {
    const found = this.#all().get(word);
    // What lies before this place is asked for no more.
    while (found && found.length > 0 && found.at(-1)!.start < place) found.pop();
    return found?.at(-1);
  }

  #all() {
    if (this.#places) return this.#places;
    this.#places = new Map();
    const all = [...this.#html.matchAll(/-->|(<\/(?:pre|code|script|style|textarea))\s*>|\[\/[a-z][\w-]*\]/gi)];
    for (const { 0: whole, 1: element, index } of all.reverse()) {
      const word = (element ?? whole).toLowerCase();
      const places = this.#places.get(word) ?? [];
      places.push({ start: index, end: index + whole.length });
      this.#places.set(word, places);
    }
    return this.#places;
  }
}

interface FoundTag {
  readonly name: string;
  readonly attributes: string;
  readonly isEnd: boolean;
}

/** What becomes of a tag: nothing if it is no shortcode but text. `closes`: the HTML is that of the content, too. */
function outcomeOf(
  found: FoundTag,
  content: string | undefined,
  run: Run,
): { readonly html: string; readonly closes: boolean } | undefined {
  const { name, attributes, isEnd } = found;
  const known = Object.hasOwn(shortcodes, name) ? shortcodes[name] : undefined;
  if (known && isEnd) return { html: '', closes: false };
  if (known) {
    const isRaw = content === undefined || rawNames.has(name) || run.depth > 5;
    const inner = isRaw ? content : replaced(content, { ...run, depth: run.depth + 1 });
    const html = known(attributesOf(attributes), inner ?? '', run.library);
    if (html === undefined) run.omitted.add(`[${name}]`);
    return { html: html ?? '', closes: content !== undefined };
  }
  if (content !== undefined && !run.isWhole && isForMembers(name)) {
    run.omitted.add(memberParts);
    return { html: '', closes: true };
  }
  if (!isShortcode(found, content !== undefined)) return undefined;
  if (!isEnd) run.omitted.add(`[${name}]`);
  return { html: '', closes: false };
}

/** Plugins make shortcodes of any name; a word in brackets is mostly text. */
function isShortcode({ name, attributes, isEnd }: FoundTag, isClosed: boolean): boolean {
  if (isEnd || isClosed) return true;
  return (
    /\s[\w-]+\s*=\s*["'“”\w]/.test(attributes) || attributes.startsWith('=') || name.includes('_') || plain.has(name)
  );
}

/** Shortcodes of well-known plugins that stand without attributes. */
const plain: ReadonlySet<string> = new Set(
  'archives contact-form contact-form-7 ez-toc jetpack-related-posts polldaddy recent-posts sitemap subscribe toc wpforms'.split(
    ' ',
  ),
);

/** `name="value"`, `name=value`, and words without a name by their place. Editors make curly quotation marks. */
function attributesOf(text: string): Given {
  const given: Record<string, string> = {};
  let place = 0;
  const values = /([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|[“”″]([^“”″]*)[“”″]|([^\s"']+))|"([^"]*)"|([^\s"']+)/g;
  for (const [, name, ...found] of text.replace(/^=/, ' ').matchAll(values)) {
    const value = found.find((one) => one !== undefined) ?? '';
    given[name?.toLowerCase() ?? String(place++)] = value;
  }
  return given;
}

/** Their content is code. */
const rawNames: ReadonlySet<string> = new Set(['code', 'sourcecode', 'source', 'embed']);

const caption: Shortcode = ({ caption: words = '' }, content) => {
  const [, image, rest = ''] = /^\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*<\/a>)?)([\s\S]*)$/i.exec(content) ?? [];
  if (image === undefined) return content;
  const text = rest.trim() || words;
  return `\n\n<figure>${image}${text && `<figcaption>${text}</figcaption>`}</figure>\n\n`;
};

const gallery: Shortcode = ({ ids, include, exclude = '' }, _, library) => {
  const listed = (ids ?? include)?.split(/[\s,]+/).flatMap((id) => library.picture(id) ?? []);
  const without = new Set(exclude.split(/[\s,]+/).map((id) => library.picture(id)?.src));
  const pictures = (listed ?? library.own()).filter(({ src }) => !without.has(src));
  if (pictures.length === 0) return undefined;
  return `\n\n${pictures.map(({ src, alt, caption }) => pictureOf(src, alt, caption)).join('\n')}\n\n`;
};

/** A film or a sound, by the first of its sources. */
function player(element: 'audio' | 'video', endings: readonly string[]): Shortcode {
  return (given, content) => {
    const named = ['src', ...endings, '0'].map((key) => given[key]).find((value) => value !== undefined);
    const src = (named ?? content).trim().split('|')[0]!;
    if (!isWebAddress(src) && !/^\/?[\w-]+(?:\/|\.\w)/.test(src)) return undefined;
    const poster = given.poster ? ` poster="${escapeXml(given.poster)}"` : '';
    return `\n\n<figure><${element} controls src="${escapeXml(src)}"${poster}></${element}></figure>\n\n`;
  };
}

/** A service's address, or what stands in it before the number. */
function service(before: string): Shortcode {
  return (given, content) => {
    const value = (given.url ?? given.id ?? given.v ?? given.tweet ?? given['0'] ?? content).trim();
    if (value === '') return undefined;
    const html = embedOf(isWebAddress(value) ? value : `${before}${value}`);
    return html === '' ? undefined : `\n\n${html}\n\n`;
  };
}

const code: Shortcode = ({ language, lang, '0': first = '' }, content) => {
  const name = /^[\w+#-]+$/.exec(language ?? lang ?? first)?.[0];
  const text = content.replace(/^\r?\n|\r?\n$/g, '');
  // The editor kept < as an entity in some versions, and as it is in others.
  const escaped = /&(?:lt|gt|amp|quot|#\d+);/.test(text) ? text : escapeXml(text);
  const element = name ? `<code class="language-${name.toLowerCase()}">` : '<code>';
  return `\n\n<pre>${element}${escaped.replace(/<(?!\/?code)/g, '&lt;')}</code></pre>\n\n`;
};

const shortcodes: Readonly<Record<string, Shortcode>> = {
  caption,
  wp_caption: caption,
  gallery,
  embed: service(''),
  audio: player('audio', ['mp3', 'm4a', 'ogg', 'wav', 'wma']),
  video: player('video', ['mp4', 'm4v', 'webm', 'ogv', 'flv']),
  youtube: service('https://www.youtube.com/watch?v='),
  vimeo: service('https://vimeo.com/'),
  soundcloud: service('https://soundcloud.com/'),
  spotify: service('https://open.spotify.com/'),
  twitter: service('https://twitter.com/i/status/'),
  tweet: service('https://twitter.com/i/status/'),
  instagram: service('https://www.instagram.com/p/'),
  gist: service('https://gist.github.com/'),
  code,
  source: code,
  sourcecode: code,
};
