/**
 * A text without a password: as it is, escaped as in a quoted string or an address, and in whatever base64 holds it, as
 * the login of a mail server does (RFC 4616, RFC 4954). Servers repeat lines that they refuse.
 */
export function withoutPassword(text: string, password: string | undefined): string {
  if (!password) return text;
  const mark = '[password]';
  const forms = [password, password.replace(/["\\]/g, '\\$&'), encodeURIComponent(password.toWellFormed())];
  const plain = [...new Set(forms)].reduce((rest, form) => rest.replaceAll(form, mark), text);
  const holds = (word: string) => Buffer.from(word, 'base64').includes(password);
  return plain.replace(/[A-Za-z0-9+/_-]{4,}={0,2}/g, (word) => (holds(word) ? mark : word));
}
