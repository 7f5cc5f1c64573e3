import { escapeXml } from '../lib/escape.ts';
import { isWebAddress } from '../lib/uri.ts';

/** HTML for an address that a service shows as a player or a card: a player's frame where there is one, else a link. */
export function embedOf(address: string): string {
  const url = address.trim().replaceAll('&#038;', '&').replaceAll('&amp;', '&');
  const player = playerOf(url);
  if (player) return `<figure><iframe src="${escapeXml(player)}" allowfullscreen></iframe></figure>`;
  return isWebAddress(url) ? `<p><a href="${escapeXml(url)}">${escapeXml(url)}</a></p>` : '';
}

/** The frame of a film or a sound. */
function playerOf(address: string): string | undefined {
  const url = URL.parse(address);
  if (!url) return undefined;
  const host = url.host.replace(/^(?:www|m|mobile)\./, '');
  if (host === 'youtu.be') return youtube(url.pathname.slice(1));
  if (/^youtube(?:-nocookie)?\.com$/.test(host))
    return youtube(url.searchParams.get('v') ?? /^\/(?:embed|shorts|live|v)\/([^/]+)/.exec(url.pathname)?.[1] ?? '');
  const vimeo = /^(?:player\.)?vimeo\.com$/.test(host) ? /\/(\d+)(?:\/|$)/.exec(url.pathname)?.[1] : undefined;
  if (vimeo) return `https://player.vimeo.com/video/${vimeo}`;
  if (host === 'soundcloud.com') return `https://w.soundcloud.com/player/?url=${encodeURIComponent(url.href)}`;
  const spotify = host === 'open.spotify.com' && /^\/(?:embed\/)?(\w+\/\w+)/.exec(url.pathname)?.[1];
  return spotify ? `https://open.spotify.com/embed/${spotify}` : undefined;
}

function youtube(id: string): string | undefined {
  return /^[\w-]{6,20}$/.test(id) ? `https://www.youtube-nocookie.com/embed/${id}` : undefined;
}

/** A picture with its caption. */
export function pictureOf(src: string, alt: string, caption = ''): string {
  const image = `<img src="${escapeXml(src)}" alt="${escapeXml(alt)}">`;
  return `<figure>${image}${caption && `<figcaption>${caption}</figcaption>`}</figure>`;
}
