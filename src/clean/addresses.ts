import { stripNoCharacters } from '../lib/escape.ts';
import { readable } from '../lib/uri.ts';

/** The page that content will be on. */
export interface BasePage {
  /** The article's own address. */
  readonly url: string;
  /** BCP 47: code in an article from right to left says that it runs the other way. */
  readonly language: string;
  /** Set if the content came from the web: what relative addresses are relative to. Else they name local files. */
  readonly webBase?: string;
}

/** An address in the content that may name a local file; it is settled once the files are known. */
export interface Reference {
  readonly kind: 'image' | 'media' | 'link';
  readonly value: string;
}

/** An attribute's value, or the pieces of one that waits for local files. */
export type AttributeValue = string | readonly (string | Reference)[];

/** The `href` of a link: http, https, mailto and tel; `#id` leads into the article's own page. */
export function linkAddress(value: string, page: BasePage): AttributeValue | undefined {
  const address = trimmed(value);
  if (address === '') return undefined;
  if (address.startsWith('#')) return `${page.url.replace(/#.*/, '')}${fragment(readable(address.slice(1)))}`;
  if (page.webBase === undefined && isRelative(address)) return [{ kind: 'link', value: address }];
  return absolute(address, page, /^(https?|mailto|tel):$/);
}

/** The address of a picture, film or sound: http and https. */
export function source(kind: 'image' | 'media'): (value: string, page: BasePage) => AttributeValue | undefined {
  return (value, page) => {
    const address = trimmed(value);
    if (address === '') return undefined;
    if (page.webBase === undefined && isRelative(address)) return [{ kind, value: address }];
    return absolute(address, page, /^https?:$/);
  };
}

/** A list of pictures with their widths or densities (HTML, section 4.8.4.2). A candidate that is unusable goes. */
export function srcset(value: string, page: BasePage): AttributeValue | undefined {
  const pieces: (string | Reference)[] = [];
  const resolve = source('image');
  for (const [address, size] of candidates(trimmed(value))) {
    const resolved = resolve(address, page);
    if (resolved === undefined || !/^(\d+(\.\d+)?[wx])?$/.test(size)) continue;
    pieces.push(pieces.length > 0 ? ', ' : '', ...(typeof resolved === 'string' ? [resolved] : resolved));
    if (size !== '') pieces.push(` ${size}`);
  }
  if (pieces.length === 0) return undefined;
  return pieces.every((piece) => typeof piece === 'string') ? pieces.join('') : pieces;
}

/** An address may hold commas but not end in one: there it closes a candidate without a size. */
function* candidates(list: string): Generator<[address: string, size: string]> {
  const start = /[^\s,]\S*/g;
  const rest = /[^,]*/y;
  for (let match = start.exec(list); match; match = start.exec(list)) {
    const address = match[0].replace(/,+$/, '');
    rest.lastIndex = start.lastIndex;
    const size = address === match[0] ? rest.exec(list)![0] : '';
    start.lastIndex += size.length;
    yield [address, size.trim()];
  }
}

/** `#` and an id of the content. */
export function fragment(id: string): string {
  return id === '' ? '#' : new URL(`#${anchor(id)}`, 'https://example.org').hash;
}

/** An id without the blanks that no id may hold. */
export function anchor(id: string): string {
  return id.trim().replace(/\s+/g, '-');
}

/** Hosts of well-known players, whose frames may stay. */
const players = new Set([
  'archive.org',
  'bandcamp.com',
  'embed.music.apple.com',
  'embed.podcasts.apple.com',
  'embed.ted.com',
  'geo.dailymotion.com',
  'media.ccc.de',
  'open.spotify.com',
  'player.twitch.tv',
  'player.vimeo.com',
  'w.soundcloud.com',
  'www.youtube-nocookie.com',
  'www.youtube.com',
]);

export function isPlayer(address: string): boolean {
  const url = URL.parse(address);
  return url?.protocol === 'https:' && players.has(url.host);
}

/** The address of a frame, absolute. A frame shows no local file. */
export function frame(value: string, page: BasePage): string | undefined {
  const address = trimmed(value);
  return address === '' ? undefined : absolute(address, page, /^https?:$/);
}

function absolute(address: string, page: BasePage, schemes: RegExp): string | undefined {
  const url = URL.parse(address.replace(/^[\\/]{2}/, 'https://'), page.webBase ?? page.url);
  return url && schemes.test(url.protocol) ? url.href : undefined;
}

/** Whether an address is a path without scheme and host: what may name a file. */
function isRelative(address: string): boolean {
  return !/^([a-z][a-z0-9+.-]*:|[\\/]{2}|[?#])/i.test(address);
}

function trimmed(value: string): string {
  return stripNoCharacters(value.replace(/[\t\n\r]/g, '')).trim();
}
