import { isBelow } from './domain.ts';

/** A service whose users have mailboxes at domains that they share, and whose DNS they cannot change. */
interface MailboxProvider {
  /** `name.*` is the name below `.com` and below every country, also as `name.co.uk` and `name.com.br`. */
  readonly domains: readonly string[];
  /** The domains that its SMTP servers lie below, if that is not the mailbox's own. */
  readonly servers?: readonly string[];
}

const providers: readonly MailboxProvider[] = [
  { domains: ['gmail.com', 'googlemail.com'], servers: ['gmail.com'] },
  { domains: ['yahoo.*', 'ymail.com'], servers: ['yahoo.com'] },
  { domains: ['aol.*'], servers: ['aol.com'] },
  { domains: ['outlook.*', 'hotmail.*', 'live.*', 'msn.com'], servers: ['office365.com', 'outlook.com'] },
  { domains: ['icloud.com', 'me.com', 'mac.com'], servers: ['mail.me.com'] },
  { domains: ['gmx.*', 'gmx.net'], servers: ['gmx.net', 'gmx.com'] },
  { domains: ['web.de'] },
  { domains: ['mail.com'] },
  { domains: ['mail.de'] },
  { domains: ['t-online.de'] },
  { domains: ['freenet.de'] },
  { domains: ['proton.me', 'protonmail.com', 'protonmail.ch', 'pm.me'], servers: ['protonmail.ch'] },
  { domains: ['fastmail.com'] },
  { domains: ['zoho.com'] },
  { domains: ['mail.ru'] },
  { domains: ['yandex.ru', 'yandex.com'], servers: ['yandex.ru', 'yandex.com'] },
  { domains: ['qq.com'] },
  { domains: ['163.com'] },
  { domains: ['orange.fr'] },
  { domains: ['free.fr'] },
  { domains: ['laposte.net'] },
  { domains: ['libero.it'] },
  { domains: ['comcast.net'] },
  { domains: ['verizon.net'] },
  { domains: ['att.net'] },
  { domains: ['btinternet.com'] },
];

/** Whether a domain is one that a mailbox provider shares among its users. */
export function isMailboxDomain(domain: string): boolean {
  return providerOf(domain) !== undefined;
}

/** Whether an SMTP server belongs to the provider of a shared domain: no other can sign for it. */
export function isServerOfMailboxes(host: string, domain: string): boolean {
  const servers = [domain, ...(providerOf(domain)?.servers ?? [])];
  return servers.some((server) => isBelow(host, server));
}

const byDomain = new Map(providers.flatMap((provider) => provider.domains.map((domain) => [domain, provider])));

function providerOf(domain: string): MailboxProvider | undefined {
  const name = domain.toLowerCase();
  return byDomain.get(name) ?? byDomain.get(name.replace(/\.(com|(com?\.)?[a-z]{2})$/, '.*'));
}
