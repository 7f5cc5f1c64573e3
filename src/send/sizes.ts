import { grouped } from '../lib/count-words.ts';

/** The end of a sentence about a server; both in bytes. */
export function sizesInWords(limit: number, size: number): string {
  return `takes no message of more than ${grouped(limit)} bytes, and this one has ${grouped(size)}`;
}
