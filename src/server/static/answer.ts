import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { type ByteRange, rangeOf } from '../../lib/byte-range.ts';
import { signatureOf } from '../../system/files.ts';
import { type Bodies, type Coding, largestKept } from './bodies.ts';
import type { ServedHead } from './served-folder.ts';
import type { ServedFile } from './snapshot.ts';

interface Page {
  readonly file: ServedFile;
  readonly head: ServedHead;
  readonly status: 200 | 404;
}

/**
 * Answers GET and HEAD for a file: 304 where the reader has it (RFC 9110, section 13), 206 for one range (section 14),
 * compressed where that is understood. Nothing if the file has changed since the snapshot was taken. What needs no body
 * is answered at once, without a promise: feed readers ask most often for what they have.
 */
export function answerFile(
  request: Request,
  page: Page,
  bodies: Bodies,
): Response | undefined | Promise<Response | undefined> {
  const { file, head, status } = page;
  const { headers } = request;
  const ranged = status === 200 ? headers.get('range') : null;
  const coding = head.isPacked && ranged === null ? codingFor(headers.get('accept-encoding')) : '';
  const etag = `"${file.hash}${coding && `-${coding}`}"`;
  const fields: Record<string, string> = { ...head.fields, ETag: etag };
  if (status === 200 && isKnown(etag, file, headers)) return new Response(null, { status: 304, headers: fields });
  fields['Content-Type'] = file.feed && isBrowser(headers) ? 'application/xml; charset=utf-8' : head.type;
  if (coding) fields['Content-Encoding'] = coding;
  const isHead = request.method === 'HEAD';
  const isStill = [null, etag, head.fields['Last-Modified']].includes(headers.get('if-range'));
  const range = ranged !== null && isStill ? rangeOf(ranged, file.size) : undefined;
  if (range === 'unsatisfiable') {
    fields['Content-Range'] = `bytes */${file.size}`;
    return new Response(null, { status: 416, headers: fields });
  }
  if (range) {
    fields['Content-Range'] = `bytes ${range.first}-${range.last}/${file.size}`;
    return streamed(file, range, { status: 206, fields, isHead });
  }
  if (file.size > largestKept) return streamed(file, { first: 0, last: file.size - 1 }, { status, fields, isHead });
  return whole(file, coding, { status, fields, isHead }, bodies);
}

/** A browser says that it wants pages; then the style sheet of a feed shows, and a refusal is a page. */
export function isBrowser(headers: Headers): boolean {
  return headers.get('accept')?.includes('text/html') === true;
}

/** The best coding that is accepted, by the weights (RFC 9110, section 12.5.3). */
function codingFor(accepted: string | null): Coding {
  if (accepted === null) return '';
  const known = codings.get(accepted) ?? bestCoding(accepted);
  // Programs send few different fields; who sends many may be making them up.
  if (codings.size < 200) codings.set(accepted, known);
  return known;
}

const codings = new Map<string, Coding>();

function bestCoding(accepted: string): Coding {
  const weights = new Map(
    accepted
      .toLowerCase()
      .split(',')
      .map((part): [string, number] => {
        const [name = '', ...parameters] = part.split(';').map((word) => word.trim());
        const weight = parameters.find((one) => one.startsWith('q='));
        return [name, weight === undefined ? 1 : Number(weight.slice(2)) || 0];
      }),
  );
  const [br, gzip] = [weights.get('br') ?? 0, weights.get('gzip') ?? 0];
  return br > 0 && br >= gzip ? 'br' : gzip > 0 ? 'gzip' : '';
}

/** The date counts only without tags (RFC 9110, section 13.2.2); seconds are all that it has. */
function isKnown(etag: string, { modified }: ServedFile, headers: Headers): boolean {
  const tags = headers.get('if-none-match');
  if (tags !== null) {
    if (tags === etag) return true;
    return tags.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')));
  }
  const since = headers.get('if-modified-since');
  return since !== null && Math.floor(modified.getTime() / 1000) * 1000 <= Date.parse(since);
}

interface Outline {
  readonly status: 200 | 206 | 404;
  readonly fields: Record<string, string>;
  readonly isHead: boolean;
}

function streamed(
  file: ServedFile,
  { first, last }: ByteRange,
  { status, fields, isHead }: Outline,
): Response | undefined {
  if (signatureOf(file.source) !== file.signature) return undefined;
  const headers = { ...fields, 'Content-Length': String(last - first + 1) };
  if (isHead) return new Response(null, { status, headers });
  const stream = createReadStream(file.source, { start: first, end: last });
  return new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array<ArrayBuffer>>, { status, headers });
}

async function whole(
  file: ServedFile,
  coding: Coding,
  outline: Outline,
  bodies: Bodies,
): Promise<Response | undefined> {
  const body = await bodies.read(file, coding);
  if (!body) return undefined;
  const { status, fields, isHead } = outline;
  const headers = { ...fields, 'Content-Length': String(body.length) };
  return new Response(isHead ? null : (body as Uint8Array<ArrayBuffer>), { status, headers });
}
