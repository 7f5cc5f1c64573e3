import type { IncomingMessage } from 'node:http';
import { type AskOptions, askWeb, NothingLearned } from './ask-web.ts';
import { describeImage, type Media } from './media.ts';

/** Media type, length and size of a remote file, or why none could be learned, in words that may follow a colon. */
export type MediaAnswer = Partial<Media> | { readonly fault: string };

/** A picture shows its size early; what comes later is never read. */
const imageBytes = 64 * 1024;

/**
 * Asks the web what a file is. Of an image the beginning is read, of other files nothing but the headers.
 * @throws only the reason of the signal.
 */
export async function fetchMedia(url: string, kind: 'image' | 'file', options: AskOptions = {}): Promise<MediaAnswer> {
  try {
    return await (kind === 'image' ? fetchImage(url, options) : fetchHeaders(url, options));
  } catch (error) {
    if (error instanceof NothingLearned) return { fault: error.message };
    throw error;
  }
}

async function fetchImage(url: string, options: AskOptions): Promise<Partial<Media>> {
  return askWeb(url, 'GET', imageBytes, options, async (response) => {
    refuseFailure(response);
    const type = typeOf(response);
    const bytes = await beginningOf(response);
    const image = await describeImage(bytes);
    if (!image && !type?.startsWith('image/'))
      throw new NothingLearned(`what comes from there is no picture${type ? ` but ${type}` : ''}`);
    const isWhole = response.statusCode === 200 && bytes.length < imageBytes && !isPacked(response);
    const length = isWhole ? bytes.length : lengthOf(response);
    // No file is shorter than its beginning.
    return { ...(type && { type }), ...image, ...(length && length >= bytes.length && { length }) };
  });
}

async function fetchHeaders(url: string, options: AskOptions): Promise<Partial<Media>> {
  const head = await askWeb(url, 'HEAD', undefined, options, async (response) =>
    isSuccess(response) ? headersOf(response) : undefined,
  );
  if (head?.length) return head;
  // Some servers refuse HEAD or answer it without a length. The range of one byte tells the length of the whole.
  return askWeb(url, 'GET', 1, options, async (response) => {
    refuseFailure(response);
    return headersOf(response);
  });
}

async function beginningOf(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= imageBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, imageBytes);
}

function isSuccess({ statusCode }: IncomingMessage): boolean {
  return statusCode === 200 || statusCode === 206;
}

function refuseFailure(response: IncomingMessage): void {
  if (isSuccess(response)) return;
  throw new NothingLearned(`the server answers ${response.statusCode} ${response.statusMessage}`.trimEnd());
}

function headersOf(response: IncomingMessage): Partial<Media> {
  const type = typeOf(response);
  const length = lengthOf(response);
  return { ...(type && { type }), ...(length && { length }) };
}

function typeOf({ headers }: IncomingMessage): string | undefined {
  return /^[a-z]+\/[a-z0-9][a-z0-9.+-]*(?=\s*(;|$))/i.exec(headers['content-type'] ?? '')?.[0].toLowerCase();
}

/** Of the whole file. A length of 0 is what servers say that do not know it. */
function lengthOf(response: IncomingMessage): number | undefined {
  const { headers, statusCode } = response;
  if (isPacked(response)) return undefined;
  const announced =
    statusCode === 206
      ? /^bytes 0-\d+\/(\d{1,15})$/.exec(headers['content-range'] ?? '')?.[1]
      : /^\d{1,15}$/.exec(headers['content-length'] ?? '')?.[0];
  return Number(announced) || undefined;
}

/** Whether the response has a content encoding: its bytes and length are then not those of the file. */
function isPacked({ headers }: IncomingMessage): boolean {
  return (headers['content-encoding'] ?? 'identity') !== 'identity';
}
