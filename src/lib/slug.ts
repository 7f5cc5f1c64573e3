/**
 * A title or file name as a path segment: letters and digits of any script stay, in lower case and NFC, words are
 * joined by `-`. Empty if the text holds neither.
 */
export function slugOf(text: string): string {
  return (
    text
      .normalize('NFC')
      .toLowerCase()
      .normalize('NFC')
      .replace(/['’ʼ]/gu, '')
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  ).join('-');
}
