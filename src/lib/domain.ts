/** Whether a domain name is another one or lies below it. */
export function isBelow(name: string, domain: string): boolean {
  return `.${name}`.toLowerCase().endsWith(`.${domain}`.toLowerCase());
}
