import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { Hono } from 'hono';
import { rangeOf } from '../lib/byte-range.ts';
import { escapeXml } from '../lib/escape.ts';
import type { File } from '../pipeline.ts';
import { typeOfEnding } from '../system/media.ts';
import { everywhere, policyOfFrames } from './guard.ts';
import { type Rewritten, rewriteMarkup, rewriteStyle } from './rewrite.ts';
import type { Good } from './session.ts';
import type { Studio } from './studio.ts';

/** Each file of the output, rendered when it is asked for, with its addresses led to the studio. */
export function siteRoutes(studio: Studio): Hono {
  return new Hono().get('/site/*', async (context) => {
    const show = context.req.query('show');
    const { good, fault } = await studio.session.state(show);
    const path = pathAfterSite(new URL(context.req.url).pathname);
    const headers = { ...everywhere, 'Content-Security-Policy': policyOfFrames };
    if (!good) return new Response(`${fault?.map(({ message }) => message).join('\n')}\n`, { status: 503, headers });
    const file = path === undefined ? undefined : await fileAt(good, path);
    if (file) return answer(studio, good, file, { show, headers, range: context.req.header('range') });
    const missing = await good.file('404.html');
    if (missing) return answer(studio, good, missing, { show, headers, status: 404 });
    return new Response('The publication has no such file.\n', { status: 404, headers });
  });
}

/** Where an address that is seen at a path of the output leads to in the studio. */
export function siteAddresses(studio: Studio, good: Good, path = '', show?: string): Rewritten {
  const { url } = good.config.settings;
  const here = new URL(path.split('/').map(encodeURIComponent).join('/'), url);
  return (address) => {
    if (address === '' || address.startsWith('#')) return undefined;
    const full = URL.parse(address, here);
    if (!full?.href.startsWith(url)) return undefined;
    const parts = full.href
      .slice(url.length)
      .replace(/[?#].*$/s, '')
      .split('/')
      .map(decodedPart);
    return studio.href('site', ...parts, { show }) + full.hash;
  };
}

function decodedPart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function pathAfterSite(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname.slice(pathname.indexOf('/site/') + '/site/'.length));
  } catch {
    return undefined;
  }
}

async function fileAt(good: Good, path: string): Promise<File | undefined> {
  const index = path === '' || path.endsWith('/') ? `${path}index.html` : undefined;
  return (await good.file(index ?? path)) ?? (index === undefined ? good.file(`${path}/index.html`) : undefined);
}

interface Answering {
  readonly show: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** The part of a file that is asked for. */
  readonly range?: string | undefined;
  readonly status?: number;
}

async function answer(studio: Studio, good: Good, file: File, { show, headers, range, status = 200 }: Answering) {
  const type = typeOf(file.path);
  if ('source' in file && !/html|xml|^text\/css/.test(type))
    return answerFrom(file.source, { type, headers, range, status });
  const bytes = 'content' in file ? file.content : await readFile(file.source);
  const to = siteAddresses(studio, good, file.path, show);
  const body = /html|xml/.test(type)
    ? rewriteMarkup(textOf(bytes), to, { xml: type.startsWith('application/xml') })
    : type.startsWith('text/css')
      ? rewriteStyle(textOf(bytes), to)
      : typeof bytes === 'string'
        ? bytes
        : new Uint8Array(bytes);
  return new Response(body, { status, headers: { ...headers, 'Content-Type': type } });
}

/** A picture, film or attachment, of which a player asks for one part after another (RFC 9110, section 14). */
async function answerFrom(
  source: string,
  {
    type,
    headers,
    range,
    status,
  }: Pick<Answering, 'headers' | 'range'> & { readonly type: string; readonly status: number },
): Promise<Response> {
  const { size } = await stat(source);
  const fields: Record<string, string> = { ...headers, 'Content-Type': type, 'Accept-Ranges': 'bytes' };
  const part = range === undefined || status !== 200 ? undefined : rangeOf(range, size);
  if (part === 'unsatisfiable')
    return new Response(null, { status: 416, headers: { ...fields, 'Content-Range': `bytes */${size}` } });
  const { first, last } = part ?? { first: 0, last: size - 1 };
  fields['Content-Length'] = String(last - first + 1);
  if (part) fields['Content-Range'] = `bytes ${first}-${last}/${size}`;
  const body =
    size === 0 ? null : (Readable.toWeb(createReadStream(source, { start: first, end: last })) as ReadableStream);
  return new Response(body, { status: part ? 206 : status, headers: fields });
}

function textOf(bytes: string | Uint8Array): string {
  return typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8');
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.eml': 'text/plain; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mjml': 'text/plain; charset=utf-8',
  '.opml': 'application/xml; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.xml': 'application/xml; charset=utf-8',
};

function typeOf(path: string): string {
  return types[extname(path).toLowerCase()] ?? typeOfEnding(path) ?? 'application/octet-stream';
}

/** A document of a frame, whose links open beside the studio. */
export function framed(markup: string, to: Rewritten): string {
  return rewriteMarkup(markup, to).replace(/<head\b[^>]*>/i, (head) => `${head}<base target="_blank">`);
}

/** A document of a frame that says why there is nothing else. */
export function emptyFrame(words: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>Nothing to see</title>
<style>html { background: Canvas; color: CanvasText; } p { font: 15px/1.5 system-ui, sans-serif; max-width: 40em; margin: 1.25rem; white-space: pre-line; }</style>
<p>${escapeXml(words)}</p>
</html>
`;
}
