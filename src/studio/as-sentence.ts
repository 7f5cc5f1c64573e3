/**
 * The message of a problem as a sentence: it begins with a small letter and has no full stop, so that a command can put its
 * place before it. A name or an address at its beginning stays as it is.
 */
export function asSentence(message: string): string {
  const begins = /^[a-z]+(?=[ ,])/.test(message) ? message.charAt(0).toUpperCase() : message.charAt(0);
  return `${begins}${message.slice(1)}${/[.?!…]$/.test(message) ? '' : '.'}`;
}
