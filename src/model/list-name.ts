/** Whether a text can be the name of a mailing list (RFC 2919): like a host name, with a dot. */
export function isListName(text: string): boolean {
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(text);
}
