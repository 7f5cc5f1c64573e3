import { timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';

/** Who may ask the studio, and how. */
export interface GuardOptions {
  readonly port: number;
  /** The first part of every path. */
  readonly token: string;
}

const hosts = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Lets through only what is meant for this machine (a page on the web can lead its own name to the loopback address),
 * begins with the token, and where it writes comes from the studio's own pages.
 */
export function guard({ port, token }: GuardOptions): MiddlewareHandler {
  const own = new Set(hosts.flatMap((host) => (port === 80 ? [host, `${host}:80`] : [`${host}:${port}`])));
  return async (context, next) => {
    const { req } = context;
    const host = req.header('host') ?? '';
    const refuse = (status: 403 | 405 | 421, words: string) => context.body(words, status, plain);
    if (!own.has(host)) return refuse(421, 'This is the studio of Tidings on this machine, under another name.\n');
    if (!['GET', 'HEAD', 'POST'].includes(req.method)) return refuse(405, 'The studio takes GET and POST.\n');
    if (!isSame(new URL(req.url).pathname.split('/')[1] ?? '', token)) return context.html(withoutToken, 403, closed);
    if (req.method === 'POST' && !isOwnOrigin(req.header('origin'), req.header('sec-fetch-site'), host))
      return refuse(403, 'Only the pages of the studio may write.\n');
    await next();
    return undefined;
  };
}

function isOwnOrigin(origin: string | undefined, site: string | undefined, host: string): boolean {
  return origin === `http://${host}` && (site === undefined || site === 'same-origin');
}

function isSame(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** What every answer of the studio says besides its policy. */
export const everywhere = {
  'Cache-Control': 'no-store',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  // The token is in every address. A form needs its origin, which "no-referrer" would take away.
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
} as const;

const nothing = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const closed = { ...everywhere, 'Content-Security-Policy': nothing };
const plain = { ...closed, 'Content-Type': 'text/plain; charset=utf-8' };

/** No script but those of the studio itself: the files of a publication have the same origin. */
export function policyOfPages(scripts: string): string {
  return [
    "default-src 'none'",
    `script-src ${scripts}`,
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Of letters and pages within a frame: nothing runs there. */
export const policyOfFrames = [
  "default-src 'none'",
  'img-src * data:',
  "style-src 'unsafe-inline' 'self'",
  "font-src 'self'",
  'media-src *',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  'sandbox allow-same-origin allow-popups',
].join('; ');

const withoutToken = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Tidings studio</title>
<main>
<h1>Open the address that the terminal printed</h1>
<p>It holds a token, by which the studio knows you from other programs and pages. It is another one each time the studio begins.</p>
</main>
</html>
`;
