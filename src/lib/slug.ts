/** File systems allow 255 bytes a name; this leaves room for suffixes. */
const maximumBytes = 120;

/**
 * A title or file name as a path segment: letters and digits of any script stay, in lower case and NFC, words are
 * joined by `-`; whole words up to 120 bytes. Empty if the text holds neither letter nor digit.
 */
export function slugOf(text: string): string {
  const folded = text.normalize('NFC').toLowerCase().normalize('NFC').replace(unseen, '');
  const words = folded.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu) ?? [];
  let slug = '';
  for (const word of words) {
    const longer = slug === '' ? cut(word) : `${slug}-${word}`;
    if (Buffer.byteLength(longer) > maximumBytes) break;
    slug = longer;
  }
  return slug;
}

/**
 * Whether a text can stand in an address as it is: letters and digits of any script and the signs that RFC 3986 allows
 * in a path (section 3.3), in parts with `/` between them, none of which leads out of its folder.
 */
export function isSlug(text: string): boolean {
  return (
    Buffer.byteLength(text) <= longestSlug &&
    text.split('/').every((part) => /^[\p{L}\p{M}\p{N}._~!$&'()*+,;=:@-]+$/u.test(part) && !/^\.+$/.test(part))
  );
}

/** The folders of letters have such a name with a little more. */
const longestSlug = 200;

/** Whether a name, with any ending, is that of a device on Windows, where no file or folder can have it. */
export function isDeviceName(name: string): boolean {
  return /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)/i.test(name);
}

/** Apostrophes, and characters that only shape their neighbours: soft hyphen, joiners, variation selectors, keycaps. */
const unseen = /['’ʼ\u00ad\u2060]|\u200d|\u20e3|\p{Variation_Selector}/gu;

/** A single word (a Japanese title is one) that is too long, cut between code points. */
function cut(word: string): string {
  let kept = '';
  for (const character of word) {
    if (Buffer.byteLength(kept + character) > maximumBytes) break;
    kept += character;
  }
  return kept;
}
