export type Fetch = (address: string, init: RequestInit) => Promise<Response>;

/** Patience for one answer, in milliseconds. */
const patience = 4_000;

/** No certificate and no confirmation is as large, in bytes. */
const largest = 64 * 1024;

/**
 * Fetches a small file: within some seconds, without following redirects, for they could lead anywhere.
 * @throws if it cannot be had; the words are for the log.
 */
export async function fetchBytes(fetch: Fetch, address: string): Promise<Uint8Array> {
  const response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(patience) });
  if (!response.ok) throw new Error(`the answer was ${response.status}`);
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body ?? []) {
    size += piece.length;
    if (size > largest) throw new Error('the answer is too large');
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
