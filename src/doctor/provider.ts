import { isBelow } from '../lib/domain.ts';

/** A service that takes mail at one address and sends it from others. */
export interface Provider {
  /** The suffixes of its SMTP servers' names. */
  readonly host: string;
  /** The prefixes of these names, if other hosts share the suffix. */
  readonly begin?: string;
  /** The `include:` that lets it send; none if it uses a return address of its own, where SPF is then checked. */
  readonly include?: string;
  /** Where its customers' DKIM keys usually are. Keys at names made anew for each customer are not here. */
  readonly selectors: readonly string[];
}

/** The provider whose SMTP server this is, if it is a known one. */
export function providerOf(host: string): Provider | undefined {
  return providers.find((one) => isBelow(host, one.host) && host.toLowerCase().startsWith(one.begin ?? ''));
}

/** The DNS records that each asks of its customers. */
const providers: readonly Provider[] = [
  { host: 'amazonaws.com', begin: 'email-smtp', selectors: [] },
  { host: 'brevo.com', selectors: ['brevo1', 'brevo2', 'mail'] },
  { host: 'elasticemail.com', selectors: ['api'] },
  { host: 'fastmail.com', include: 'spf.messagingengine.com', selectors: ['fm1', 'fm2', 'fm3'] },
  { host: 'gandi.net', include: '_mailcust.gandi.net', selectors: ['gm1', 'gm2', 'gm3'] },
  { host: 'gmail.com', include: '_spf.google.com', selectors: ['google'] },
  { host: 'infomaniak.com', include: 'spf.infomaniak.ch', selectors: [] },
  { host: 'mail.me.com', include: 'icloud.com', selectors: ['sig1'] },
  { host: 'mailbox.org', include: 'mailbox.org', selectors: ['mbo0001', 'mbo0002', 'mbo0003', 'mbo0004'] },
  { host: 'mailersend.net', selectors: ['ms1', 'ms2', 'mlsend2', 'mlsend'] },
  { host: 'mailgun.org', selectors: ['pdk1', 'pdk2', 'mailo', 'smtp', 'krs', 'pic', 'mx', 'k1'] },
  { host: 'mailjet.com', selectors: ['mailjet'] },
  { host: 'mandrillapp.com', selectors: ['mte1', 'mte2', 'mandrill'] },
  { host: 'migadu.com', include: 'spf.migadu.com', selectors: ['key1', 'key2', 'key3'] },
  { host: 'office365.com', include: 'spf.protection.outlook.com', selectors: ['selector1', 'selector2'] },
  { host: 'postmarkapp.com', selectors: [] },
  { host: 'protonmail.ch', include: '_spf.protonmail.ch', selectors: ['protonmail', 'protonmail2', 'protonmail3'] },
  { host: 'purelymail.com', include: '_spf.purelymail.com', selectors: ['purelymail1', 'purelymail2', 'purelymail3'] },
  { host: 'resend.com', selectors: ['resend'] },
  { host: 'sendgrid.net', selectors: ['s1', 's2'] },
  { host: 'smtp2go.com', selectors: [] },
];

/** Usual selectors of other programs and services. */
const usual = ['default', 'dkim', 'mail', 'email', 'key1', 'k1', 's1', 's2', 'google', 'selector1', 'selector2'];

/** Every selector that is worth a try where nobody named one: those of the provider first. */
export function usualSelectors(provider?: Provider): string[] {
  return [...new Set([...(provider?.selectors ?? []), ...usual, ...providers.flatMap(({ selectors }) => selectors)])];
}
