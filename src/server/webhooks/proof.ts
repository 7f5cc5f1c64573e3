import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Whether two texts are the same, in a time that does not tell how much of them is. */
export function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(sha256(given), sha256(expected));
}

export function sha256(content: string | Uint8Array): Uint8Array {
  return createHash('sha256').update(content).digest();
}

/** HMAC-SHA-256 over some pieces, in hexadecimal. */
export function hmacOf(key: string, ...pieces: readonly (string | Uint8Array)[]): string {
  const hmac = createHmac('sha256', key);
  for (const piece of pieces) hmac.update(piece);
  return hmac.digest('hex');
}

/** Whether an instant in seconds since 1970 is at most so many minutes old, and not ahead of our clock by more than five. */
export function isFresh(seconds: number, now: Date, minutes: number): boolean {
  const age = now.getTime() / 1000 - seconds;
  return age <= minutes * 60 && age >= -300;
}

/** Whether a request says that its body is of one of these media types. */
export function isOfType(header: string | undefined, types: readonly string[]): boolean {
  const type = (header ?? '').split(';')[0]!.trim().toLowerCase();
  return types.includes(type);
}
