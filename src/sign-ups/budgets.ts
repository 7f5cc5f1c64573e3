import { createHmac } from 'node:crypto';
import { domainOf, localPartOf } from '../lib/address.ts';
import type { KeyHandle } from '../lib/key-handle.ts';
import { isMailboxDomain } from '../lib/mailbox-providers.ts';
import type { SignUpSettings } from '../model/publication.ts';
import type { Budget } from '../store/sign-ups.ts';
import { derivedKey } from '../subscribers/sealed.ts';
import type { Address } from '../subscribers/subscriber.ts';
import { isPrivateAddress } from '../system/public-address.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** The unit that a budget counts by. The names are kept in the database together with the counters. */
export type BudgetName =
  | 'address a day'
  | 'address a month'
  | 'domain'
  | 'network'
  | 'networks'
  | 'unstamped'
  | 'all'
  | 'unmailed';

export interface Budgeted {
  readonly address: Address;
  /** The address of the visitor; absent by mail. */
  readonly visitor?: string | undefined;
}

/**
 * The limits of a confirmation mail. It is the mail that is limited and not the form: an attacker has many networks
 * and may have many browsers, but the mailbox to be flooded, its domain and our good name are one each.
 */
export function budgetsOf({ address, visitor }: Budgeted, key: KeyHandle, limits: SignUpSettings): Budget[] {
  const { perHour, perDomain } = limits;
  const person = countedPerson(address);
  const domain = countedDomain(domainOf(person));
  // Of a provider's mailboxes each is another person's, and half of a list may be there.
  const ofDomain = isMailboxDomain(domain) ? Math.max(perDomain, Math.ceil(perHour / 2)) : perDomain;
  const budget = budgetMaker(key);
  return [
    budget('address a day', person, 1, day),
    budget('address a month', person, 3, 30 * day),
    ...networkBudgets(visitor, key, limits),
    budget('domain', domain, ofDomain),
    budget('all', '', perHour),
  ];
}

/**
 * The limits of an attempt to which no mail is sent, so that nobody can use up those of mails by it. There is always
 * one that has room, for each attempt waits for the disk.
 */
export function unmailedBudgets(
  visitor: string | undefined,
  key: KeyHandle,
  limits: SignUpSettings,
  now: Date,
): Budget[] {
  // All that end within one hour share a row.
  const rest = hour - (now.getTime() % hour);
  return [...networkBudgets(visitor, key, limits), budgetMaker(key)('unmailed', '', Number.MAX_SAFE_INTEGER, rest)];
}

/** The limit of forms that come without a stamp of ours, as those of pages without a script do; it counts attempts. */
export function unstampedBudget(key: KeyHandle, { perHour }: SignUpSettings): Budget {
  return budgetMaker(key)('unstamped', '', Math.ceil(perHour / 5), hour);
}

/**
 * In the place of an address: the visitor is behind a trusted proxy, and the fields about it contradict each other. All
 * of these share one budget, for who forges a field must not be counted less than others.
 */
export const unclearVisitor = 'unclear';

/** The address to keep of a visitor, if it is known. */
export function keptIp(visitor: string | undefined): string | undefined {
  return visitor === unclearVisitor ? undefined : visitor;
}

/** A visitor on this machine or in a private network is a proxy that the settings do not name: it brings everybody. */
function networkBudgets(visitor: string | undefined, key: KeyHandle, { perNetwork }: SignUpSettings): Budget[] {
  if (visitor === undefined || isPrivateAddress(visitor)) return [];
  const budget = budgetMaker(key);
  if (!visitor.includes(':')) return [budget('network', visitor.replace(/\.\d+$/, ''), perNetwork)];
  const groups = groupsOf(visitor);
  return [
    budget('network', groups.slice(0, 3).join(':'), perNetwork),
    budget('networks', groups.slice(0, 2).join(':'), 10 * perNetwork),
  ];
}

/** The counters name nobody: without the key, no guess of an address can be tried on them. */
function budgetMaker(key: KeyHandle) {
  const secret = derivedKey(key, 'sign-up counters');
  return (name: BudgetName, value: string, limit: number, window = hour): Budget => ({
    ...{ name, limit, window },
    key: new Uint8Array(createHmac('sha256', secret).update(`${name}\n${value}`).digest()),
  });
}

/** The address by which a mailbox is counted: what follows a plus is left out, and at Gmail the dots are. */
export function countedPerson({ normal }: Address): string {
  const domain = domainOf(normal).replace(/^googlemail\.com$/, 'gmail.com');
  const local = localPartOf(normal).replace(/(?<=.)\+.*$/s, '');
  return `${domain === 'gmail.com' ? local.replaceAll('.', '') : local}@${domain}`;
}

/**
 * The domain that one owner has, as far as its name tells: the last two labels, or three where the second is short and
 * below a country, as in `example.co.uk`. An owner could catch the mail of endless names below.
 */
function countedDomain(domain: string): string {
  const labels = domain.split('.');
  const isBelowCountry = labels.at(-1)!.length === 2 && (labels.at(-2)?.length ?? 0) <= 3;
  return labels.slice(isBelowCountry ? -3 : -2).join('.');
}

/** The eight groups of an IPv6 address, in hexadecimal without leading zeros. */
function groupsOf(address: string): string[] {
  const [head = [], tail] = address.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  // An IPv4 address at the end makes up two groups.
  const length = [...head, ...(tail ?? [])].reduce((sum, group) => sum + (group.includes('.') ? 2 : 1), 0);
  const zeros = tail ? Array<string>(Math.max(0, 8 - length)).fill('0') : [];
  return [...head, ...zeros, ...(tail ?? [])].map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''));
}
