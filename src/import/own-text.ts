/**
 * A copy of a text that is kept. V8 makes a short text that is cut out of a long one a view of it, which keeps the long
 * one in memory: here, a piece of the archive.
 */
export function ownText(text: string): string {
  return Buffer.from(text).toString();
}
