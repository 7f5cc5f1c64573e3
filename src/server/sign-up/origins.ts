import { isLoopback } from '../../lib/domain.ts';
import type { Settings } from '../../model/publication.ts';

/** The sites whose pages may hold the form: the publication's, the server's own, and those of `server.origins`. */
export function allowedOrigins({ url, server }: Settings): ReadonlySet<string> {
  const own = [url, server.url].flatMap((address) => (address === undefined ? [] : [new URL(address).origin]));
  return new Set([...own, ...server.origins]);
}

/** By the field `Origin` of a request; a program that is no browser sends none, and `null` may come from anywhere. */
export type Sender = 'allowed' | 'none' | 'null' | 'foreign';

export function originKindOf(request: Request, allowed: ReadonlySet<string>): Sender {
  const origin = request.headers.get('origin');
  if (origin === null) return 'none';
  if (origin === 'null') return 'null';
  return allowed.has(origin) || isOnThisMachine(origin, request) ? 'allowed' : 'foreign';
}

/** A page that this server has sent to a browser on its own machine, where its owner tries it. */
function isOnThisMachine(origin: string, { url }: Request): boolean {
  const [page, own] = [URL.parse(origin), new URL(url)];
  return page?.protocol === 'http:' && page.host === own.host && isLoopback(own.hostname.replace(/^\[|\]$/g, ''));
}

/** The fields of an answer that tell a browser whether a page of another site may read it (the CORS of Fetch). */
export function corsFields(request: Request, allowed: ReadonlySet<string>): Record<string, string> {
  const origin = request.headers.get('origin');
  return {
    Vary: 'Origin, Accept',
    ...(origin !== null && allowed.has(origin) && { 'Access-Control-Allow-Origin': origin }),
  };
}

/** A page of an allowed site, as an absolute address; nothing for any other. A path is one of the publication. */
export function allowedPage(text: string, { url }: Settings, allowed: ReadonlySet<string>): URL | undefined {
  if (text === '' || text.length > 2000 || /[\p{Cc}\s\\]/u.test(text)) return undefined;
  const page = URL.parse(text, url);
  const isOpen = page !== null && page.username === '' && page.password === '';
  return isOpen && allowed.has(page.origin) ? page : undefined;
}
