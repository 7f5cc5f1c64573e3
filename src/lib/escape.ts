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
