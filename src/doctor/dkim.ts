import { mapLimit } from '../lib/map-limit.ts';
import type { OwnKey } from './dkim-key.ts';
import { type DkimKey, readDkimKey } from './dkim-key.ts';
import type { Dns } from './dns.ts';
import type { DnsFinding } from './finding.ts';
import { type Provider, usualSelectors } from './provider.ts';

const unsigned =
  'Without a DKIM signature of your own domain Gmail, Yahoo and Microsoft refuse bulk mail, and forwarded letters get lost.';

/**
 * Looks for the keys that letters are signed with (RFC 6376): those of our own, and those at the selectors that
 * somebody named. Where there are neither, it looks at the usual ones: the DNS has no list of them. Throws `Unanswered`.
 */
export async function checkDkim(
  { domain, selectors, own }: { domain: string; selectors: readonly string[]; own: readonly OwnKey[] },
  provider: Provider | undefined,
  dns: Dns,
): Promise<DnsFinding[]> {
  const ours = new Map(own.map((key) => [key.name, key]));
  const named = [...new Set([...ours.keys(), ...selectors.map((selector) => nameOf(selector, domain))])];
  const isNamed = named.length > 0;
  const tried = isNamed ? named : usualSelectors(provider).map((selector) => nameOf(selector, domain));
  const answers = await mapLimit(tried, 8, async (name) => ({ name, texts: (await dns.txt(name)).records }));
  const there = isNamed ? answers : answers.filter(({ texts }) => texts.some((text) => /\bp\s*=/.test(text)));
  const judgements = there.map(({ name, texts }) => judged(name, texts, ours.get(name)));
  const keys = isNamed ? judgements : withoutRevoked(judgements);
  const findings = keys.flatMap(({ findings }) => findings);
  if (there.length === 0) findings.push(await notFound(domain, tried.length, dns));
  const usable = keys.flatMap(({ key }) => (key && !key.revoked ? [key] : []));
  if (usable.length > 0 && usable.every(({ kind }) => kind === 'ed25519')) findings.push(onlyEdwards(domain));
  return findings.map((finding) => ({ check: 'DKIM', ...finding }));
}

type Found = Omit<DnsFinding, 'check'>;

interface Judged {
  readonly key?: DkimKey;
  readonly findings: readonly Found[];
}

/** A wildcard may say of every selector that its key is revoked. One such word is enough, and none where keys are in use. */
function withoutRevoked(keys: readonly Judged[]): readonly Judged[] {
  const inUse = keys.filter(({ key }) => !key?.revoked);
  return inUse.length > 0 ? inUse : keys.slice(0, 1);
}

function nameOf(selector: string, domain: string): string {
  return `${selector}._domainkey.${domain}`;
}

function judged(name: string, texts: readonly string[], own: OwnKey | undefined): Judged {
  if (texts.length === 0) return { findings: [absent(name, own)] };
  if (texts.length > 1) {
    const message = `${name} has ${texts.length} TXT records, and receivers may read any of them`;
    return { findings: [{ verdict: 'error', rule: 'dkim-several', message, hint: 'Delete all but the one in use.' }] };
  }
  const key = readDkimKey(texts[0]!);
  if (typeof key !== 'string' && own && key.half !== own.half) return { key, findings: [foreign(own, key)] };
  if (typeof key !== 'string') return { key, findings: qualities(name, key) };
  const message = `the key at ${name} cannot be read: ${key}`;
  const hint = 'Copy the record once more from where the key was made.';
  const record = own && { record: own.record };
  return { findings: [{ verdict: 'error', rule: 'dkim-broken', message, consequence: unsigned, hint, ...record }] };
}

/** Not the other half of ours. */
function foreign({ name, record }: OwnKey, { revoked }: DkimKey): Found {
  return {
    verdict: 'error',
    rule: revoked ? 'dkim-revoked' : 'dkim-foreign',
    message: revoked
      ? `the key at ${name}, which letters are signed with, is revoked: its "p=" is empty`
      : `the key at ${name} does not belong to the one that letters are signed with`,
    consequence: `Every signature fails. ${unsigned}`,
    hint: 'Put the record below in its place, or take the private key that belongs to it.',
    record,
  };
}

function absent(name: string, own: OwnKey | undefined): Found {
  const consequence = unsigned;
  const message = `there is no key at ${name}`;
  if (own) return { verdict: 'error', rule: 'dkim-missing', message, consequence, record: own.record };
  return {
    verdict: 'error',
    rule: 'dkim-missing',
    message,
    consequence,
    hint: `Add the TXT record that your mail server or provider shows for this selector, at the name ${name}.`,
  };
}

function qualities(name: string, { kind, bits = 0, revoked, testing }: DkimKey): Found[] {
  if (revoked) {
    const hint = 'Sign with another selector, or add its key again.';
    const message = `the key at ${name} is revoked: its "p=" is empty`;
    return [
      { verdict: 'warning', rule: 'dkim-revoked', message, consequence: 'A signature with it counts as none.', hint },
    ];
  }
  const findings: Found[] = [];
  if (kind === 'rsa' && bits < 2048) {
    const weak = bits < 1024;
    findings.push({
      verdict: weak ? 'error' : 'warning',
      rule: 'dkim-weak',
      message: `the key at ${name} has ${bits} bits, and 2048 are advised`,
      consequence: weak
        ? `Receivers refuse keys below 1024 bits (RFC 8301). ${unsigned}`
        : 'It can be broken with effort.',
      hint: 'Make a new key of 2048 bits under another selector and sign with that.',
    });
  }
  if (testing)
    findings.push({
      verdict: 'warning',
      rule: 'dkim-testing',
      message: `the key at ${name} is marked as a test: t=y`,
      consequence: 'Receivers may treat letters as if they were not signed.',
      hint: 'Take "t=y" out of the record.',
    });
  if (findings.length > 0) return findings;
  const words = kind === 'rsa' ? `an RSA key of ${bits} bits` : 'an Ed25519 key';
  return [{ verdict: 'ok', rule: 'dkim', message: `${name} has ${words}` }];
}

/** RFC 8020: where the name above them does not exist, no selector exists. */
async function notFound(domain: string, count: number, dns: Dns): Promise<Found> {
  const { exists } = await dns.txt(`_domainkey.${domain}`);
  const hint = 'Turn DKIM on at your mail server or provider and add the TXT record that it shows.';
  if (!exists)
    return {
      verdict: 'error',
      rule: 'dkim-missing',
      message: `${domain} has no DKIM key`,
      consequence: unsigned,
      hint,
    };
  return {
    verdict: 'warning',
    rule: 'dkim-unknown',
    message: `no DKIM key of ${domain} was found at ${count} usual selectors, but there may be others`,
    hint: 'Name yours with --selector. It is the value of "s=" in the DKIM-Signature of a letter that you sent.',
  };
}

function onlyEdwards(domain: string): Found {
  return {
    verdict: 'warning',
    rule: 'dkim-ed25519',
    message: `all keys found for ${domain} are of the kind Ed25519`,
    consequence: 'Large receivers do not check this kind yet, so for them your letters are not signed.',
    hint: 'Sign with an RSA key of 2048 bits as well.',
  };
}
