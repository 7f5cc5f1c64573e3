/**
 * What XML 1.0 (section 2.2) forbids: most control characters, U+FFFE, U+FFFF and lone surrogates.
 * Form feed and vertical tab become a space, for they part words; the rest goes.
 */
export function stripForbidden(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u000b\u000c]/g, ' ')
    .replace(/[\u0000-\u0008\u000e-\u001f\ufffe\uffff]/g, '');
}

/** For element text and double-quoted attributes of XML and HTML alike. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] as string);
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
