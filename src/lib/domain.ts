import { domainToASCII } from 'node:url';

/** A domain in ASCII (RFC 5891) and lower case, as the DNS has it; undefined if invalid. */
export function asciiDomain(domain: string): string | undefined {
  // The URL rules that domainToASCII follows would drop invisible characters, decode %2e and take 127.1 for an address.
  if (!/^(?:[A-Za-z0-9.\p{Join_Control}-]|(?![\x00-\x7f])[^\p{C}\p{Z}])+$/u.test(domain)) return undefined;
  const ascii = domainToASCII(domain);
  const labels = ascii.split('.');
  if (ascii.length > 253 || !labels.every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label))) {
    return undefined;
  }
  if (labels.length === 1) return ascii === 'localhost' ? ascii : undefined;
  return /^\d+$/.test(labels.at(-1)!) ? undefined : ascii;
}

/** Whether a text names a DKIM key of a domain: labels as `sub-domain` of RFC 5321 has them (RFC 6376, section 3.1). */
export function isSelector(text: string): boolean {
  return /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(text);
}

/** Whether a domain name is another one or lies below it. */
export function isBelow(name: string, domain: string): boolean {
  return `.${name}`.toLowerCase().endsWith(`.${domain}`.toLowerCase());
}

/** Whether a host is this machine: `localhost` or an address of 127.0.0.0/8 or ::1, not a name that begins like one. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|::1|127(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3})$/i.test(host);
}

/** Whether a name is set apart for examples and tests (RFC 2606, RFC 6761): no mail to it or from it reaches anybody. */
export function isReserved(domain: string): boolean {
  return /(?:^|\.)(?:example\.(?:com|net|org)|example|test|invalid|localhost)\.?$/i.test(domain);
}

/**
 * How two names are related: `line` if one is the other or lies below it, `siblings` if both lie below one of
 * two labels or more, else `strangers`. Only the DNS knows whether siblings have one owner: `a.example.org` and
 * `b.example.org` may, `a.co.uk` and `b.co.uk` do not.
 */
export function kinship(one: string, other: string): 'line' | 'siblings' | 'strangers' {
  if (isBelow(one, other) || isBelow(other, one)) return 'line';
  const parent = one.split('.').slice(-2).join('.');
  return isBelow(other, parent) ? 'siblings' : 'strangers';
}
