/** Whether a text is a media type without parameters, such as `image/jpeg` (RFC 6838, section 4.2). */
export function isMediaType(text: string): boolean {
  return /^[a-z]+\/[a-z0-9][a-z0-9.+-]*$/i.test(text);
}
