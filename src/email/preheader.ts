import { displayWidth } from '../lib/wrap.ts';

/** The longest line that an inbox gives to subject and preheader, in columns. */
const columns = 250;

/**
 * Invisible characters that fill the inbox's line behind a preheader, so that the letter's first words do not follow
 * it. Inboxes join spaces that stand next to each other: each is followed by a character without width.
 */
export function preheaderPadding(preheader: string): string {
  if (preheader === '') return '';
  const missing = Math.max(0, columns - displayWidth(preheader));
  return '\u00a0\u200c\u00a0\u034f'.repeat(Math.ceil(missing / 2));
}
