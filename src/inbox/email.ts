import type { Email } from 'postal-mime';

/** To whom a mail came, by what servers note of the envelope, and by what its header says. */
export function recipientsOf(email: Email): string[] {
  const noted = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'x-delivered-to', 'x-rcpt-to', 'to'];
  const received = headerValues(email, 'received').map((value) => /\bfor\s+(<[^<>\s]+>)/i.exec(value)?.[1] ?? '');
  const values = [...noted.flatMap((name) => headerValues(email, name)), ...received];
  return [...new Set(values.flatMap((value) => value.slice(0, 10_000).match(/[^\s<>,;:"()]+@[^\s<>,;:"()]+/g) ?? []))];
}

/** The values of the fields of a name in lower case, from the top. */
export function headerValues(email: Email, name: string): string[] {
  return email.headers.filter(({ key }) => key === name).map(({ value }) => value);
}

/** The topmost of them. */
export function headerValue(email: Email, name: string): string | undefined {
  return headerValues(email, name)[0];
}
