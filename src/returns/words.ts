import { oneLine } from '../lib/escape.ts';

/** A server's reply, in one line that is safe for a terminal. */
export function wordsOf(text: string): string {
  const line = oneLine(text.replace(/[\p{Cc}\u2028-\u202e\u2066-\u2069]+/gu, ' '));
  return line.length > 200 ? `${line.slice(0, 199).trimEnd()}…` : line;
}
