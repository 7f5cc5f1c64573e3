import type { ReaderPage, ReaderPages } from './reader-pages.ts';
import { isBrowser } from './static/answer.ts';

interface Refusal {
  readonly status: 404 | 405 | 413 | 500;
  /** For programs. */
  readonly text: string;
  /** For people. */
  readonly page: ReaderPage;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Says why nothing is done: browsers get a page in the language of the publication, programs a line. */
export function refusal(
  request: Request,
  { status, text, page, headers }: Refusal,
  pages: ReaderPages,
  everywhere: Readonly<Record<string, string>>,
): Response {
  const isPage = isBrowser(request.headers);
  const type = isPage ? 'text/html' : 'text/plain';
  const own = { 'Content-Type': `${type}; charset=utf-8`, 'Cache-Control': 'no-store', Vary: 'Accept' };
  return new Response(isPage ? pages(page) : `${text}\n`, { status, headers: { ...everywhere, ...own, ...headers } });
}
