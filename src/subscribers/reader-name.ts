import { oneLine } from '../lib/escape.ts';

/** In characters: the name has to fit the link that confirms, and the preferences keep no longer one than the form. */
const longestName = 60;

/** The name that a reader types, in one line and no longer than that, without marks that change the writing direction or stand for a lost letter. */
export function readerName(text: string): string {
  const line = oneLine(
    text
      .toWellFormed()
      .normalize('NFC')
      .replace(/[\u202a-\u202e\u2066-\u2069\ufffd]/g, ''),
  );
  return [...line].slice(0, longestName).join('').trim();
}
