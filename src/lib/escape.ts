/**
 * Removes the characters that XML 1.0 (section 2.2) forbids: most controls, U+FFFE, U+FFFF and lone surrogates.
 * Form feed and vertical tab become a space, because they separate words.
 */
export function stripForbidden(text: string): string {
  if (!suspicious.test(text)) return text;
  return text
    .toWellFormed()
    .replace(/[\u000b\u000c]/g, ' ')
    .replace(/[\u0000-\u0008\u000e-\u001f\ufffe\uffff]/g, '');
}

/** Forbidden, or half of a pair; nearly every text passes at the price of one search. */
const suspicious = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/;

/**
 * The same for text from elsewhere, and without U+FDD0 to U+FDEF: Unicode keeps them for programs, and ours mark the
 * slots and values of a letter with them while it is made.
 */
export function stripNoCharacters(text: string): string {
  return stripForbidden(text).replace(/[\ufdd0-\ufdef]/g, '');
}

/** The first of a text that is no character, or undefined: what `stripNoCharacters` takes out, but for what separates words. */
export function noCharacterIn(text: string): { readonly index: number; readonly name: string } | undefined {
  const index = text.search(noCharacter);
  if (index < 0) return undefined;
  return { index, name: `U+${text.charCodeAt(index).toString(16).toUpperCase().padStart(4, '0')}` };
}

const noCharacter = /[\u0000-\u0008\u000e-\u001f\ufdd0-\ufdef\ufffe\uffff]/;

/** Plain text in one line, without the characters that XML forbids. */
export function oneLine(text: string): string {
  return stripForbidden(text).replace(/\s+/g, ' ').trim();
}

/**
 * Text from elsewhere for a terminal, which it cannot steer, and where it cannot begin a line of its own: line ends and
 * tabs are spaces, control characters and marks of direction are U+FFFD. Keeps the length.
 */
export function visible(text: string): string {
  return text
    .replace(/[\t\n\u2028\u2029]/g, ' ')
    .replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
    .toWellFormed();
}

/** For element text and double-quoted attributes of XML and HTML alike. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] as string);
}

/** For element text alone, where quotes are harmless. `]]>` cannot come out of it. */
export function escapeText(text: string): string {
  return text.replace(/[&<>]/g, (character) => entities[character] as string);
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
