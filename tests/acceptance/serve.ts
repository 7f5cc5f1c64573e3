import { hash } from 'node:crypto';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, sep } from 'node:path';

/** A static web server on loopback, as a writer may have one: it shows a folder and tells what did not change. */
export interface Site {
  /** Its root, ending in `/`. */
  readonly url: string;
  /** The folder that it shows; may be changed. */
  folder: string;
  /** A new address, ending in `/`: set it, and requests that come to any other host are sent there for good. */
  movedTo?: string;
  /** What was asked for and how it was answered, in order. */
  readonly requests: Request[];
  close(): Promise<void>;
}

export interface Request {
  readonly path: string;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

export async function serve(folder: string): Promise<Site> {
  const requests: Request[] = [];
  const dates: Dates = new Map();
  const server = createServer(async (request, response) => {
    const { status, headers, body } = await answer(request, site, dates);
    requests.push({ path: request.url!, status, headers: request.headers });
    response.writeHead(status, { ...headers }).end(request.method === 'HEAD' ? undefined : body);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const site: Site = { url, folder, requests, close };
  return site;
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** By path: the second that was named as that of the last change, and the tag of what it was said of. */
type Dates = Map<string, { readonly date: string; readonly etag: string }>;

async function answer(
  { method, url, headers }: IncomingMessage,
  { folder, movedTo }: Site,
  dates: Dates,
): Promise<Answer> {
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, headers: { allow: 'GET, HEAD' } };
  if (movedTo && headers.host !== new URL(movedTo).host)
    return { status: 301, headers: { location: new URL(url!, movedTo).href } };
  const file = await fileAt(folder, url!);
  if (!file) return { status: 404, body: 'Not found' };
  const body = await readFile(file);
  const etag = `"${hash('sha256', body)}"`;
  const date = dateFor(url!, { etag, date: (await stat(file)).mtime.toUTCString() }, dates);
  const validators = { etag, ...(date !== undefined && { 'last-modified': date }) };
  if (isFresh(headers, validators)) return { status: 304, headers: validators };
  return { status: 200, headers: { ...validators, 'content-type': typeOf(file) }, body };
}

/** The file that a path means, or nothing; a path cannot leave the folder, for `URL` resolves its dots. */
async function fileAt(folder: string, path: string): Promise<string | undefined> {
  const { pathname } = new URL(path, 'http://localhost/');
  const file = join(folder, decodeURIComponent(pathname), pathname.endsWith('/') ? 'index.html' : '');
  const kind = await stat(file).catch(() => undefined);
  return kind?.isFile() && file.startsWith(folder + sep) ? file : undefined;
}

/**
 * The date of a file, unless other bytes had the same one: a program that is built on libcurl, such as newsboat, throws
 * away a 200 whose date is not later than that of what it has, and would never see the second change of a second.
 */
function dateFor(
  path: string,
  has: { readonly date: string; readonly etag: string },
  dates: Dates,
): string | undefined {
  const named = dates.get(path);
  if (named !== undefined && named.etag !== has.etag && Date.parse(has.date) <= Date.parse(named.date))
    return undefined;
  dates.set(path, has);
  return has.date;
}

/** RFC 9110, section 13.2.2: the date counts only where no entity tag is asked for. */
function isFresh(
  asked: IncomingHttpHeaders,
  has: { readonly etag: string; readonly 'last-modified'?: string },
): boolean {
  const tags = asked['if-none-match'];
  if (tags !== undefined) return tags.split(',').some((tag) => tag.trim().replace(/^W\//, '') === has.etag);
  return Date.parse(asked['if-modified-since'] ?? '') >= Date.parse(has['last-modified'] ?? '');
}

function typeOf(file: string): string {
  const types: Readonly<Record<string, string>> = {
    '.xml': 'application/xml; charset=utf-8',
    '.json': 'application/feed+json',
    '.html': 'text/html; charset=utf-8',
    '.txt': 'text/plain; charset=utf-8',
    '.css': 'text/css; charset=utf-8',
    '.png': 'image/png',
    '.csv': 'text/csv; charset=utf-8',
  };
  return types[extname(file)] ?? 'application/octet-stream';
}
