import type { Dns } from './dns.ts';
import type { DnsFinding } from './finding.ts';

type Found = Omit<DnsFinding, 'check'>;

const refused = 'Gmail, Yahoo and Microsoft refuse mail from senders of more than 5,000 letters a day that have none.';

/** Whose letters they are. */
interface Sender {
  readonly domain: string;
  /** The domain that they are signed by, if that is known here. */
  readonly signing?: string | undefined;
}

/** Checks what receivers are to do with forged letters (RFC 9989, which replaced RFC 7489). Throws `Unanswered`. */
export async function checkDmarc(sender: Sender, dns: Dns): Promise<DnsFinding[]> {
  const { domain } = sender;
  const found = await discover(domain, dns);
  const findings = found ? await judged(sender, found, dns) : [missing(domain)];
  return findings.map((finding) => ({ check: 'DMARC', ...finding }));
}

interface Policy {
  /** The domain whose record it is: the sender's own, or one above it. */
  readonly domain: string;
  readonly texts: readonly string[];
  readonly tags: ReadonlyMap<string, string>;
}

/** The record that holds for a domain (RFC 9989, section 4.10.1). */
async function discover(domain: string, dns: Dns): Promise<Policy | undefined> {
  const found: Policy[] = [];
  for await (const policy of climb(domain, dns)) {
    // A record of its own holds over one above it. Several count as none, which has to be said.
    if (policy.domain === domain) return policy;
    if (policy.texts.length === 1) found.push(policy);
  }
  const organization = organizationIn(found, domain);
  return found.find((policy) => policy.domain === organization) ?? found.at(-1);
}

/** The organizational domain of a name (RFC 9989, section 4.10.2). */
async function organizationOf(domain: string, dns: Dns): Promise<string> {
  const found: Policy[] = [];
  for await (const policy of climb(domain, dns)) if (policy.texts.length === 1) found.push(policy);
  return organizationIn(found, domain);
}

/** The highest name with a record; below a public suffix, the name right below it. */
function organizationIn(found: readonly Policy[], domain: string): string {
  const highest = found.at(-1);
  if (!highest) return domain;
  const isSuffix = highest.tags.get('psd')?.toLowerCase() === 'y' && highest.domain !== domain;
  if (!isSuffix) return highest.domain;
  const labels = highest.domain.split('.').length + 1;
  return domain.split('.').slice(-labels).join('.');
}

/** Walks up the tree of names (RFC 9989, section 4.10) and tells of those with records. */
async function* climb(domain: string, dns: Dns): AsyncGenerator<Policy> {
  for (let name: string | undefined = domain; name !== undefined; name = above(name)) {
    const texts = (await dns.txt(`_dmarc.${name}`)).records.filter((text) => /^v\s*=\s*DMARC1\s*(;|$)/.test(text));
    const tags = tagsOf(texts[0] ?? '');
    if (texts.length > 0) yield { domain: name, texts, tags };
    if (texts.length === 1 && /^[yn]$/i.test(tags.get('psd') ?? '')) return;
  }
}

/** From eight labels on the walk goes straight to seven. */
function above(name: string): string | undefined {
  const labels = name.split('.');
  const rest = labels.length > 7 ? labels.slice(-7) : labels.slice(1);
  return rest.length > 0 ? rest.join('.') : undefined;
}

function tagsOf(text: string): Map<string, string> {
  const pairs = text.split(';').map((part) => part.split('='));
  return new Map(pairs.map(([name, ...value]) => [name!.trim().toLowerCase(), value.join('=').trim()]));
}

function missing(domain: string): Found {
  return {
    verdict: 'error',
    rule: 'dmarc-missing',
    message: `${domain} has no DMARC record`,
    consequence: refused,
    record: { name: `_dmarc.${domain}`, type: 'TXT', value: proposal(domain) },
  };
}

/** RFC 5321, section 4.5.1: every domain with mail has a postmaster. */
function proposal(domain: string): string {
  return `v=DMARC1; p=none; rua=mailto:postmaster@${domain}`;
}

const policies: ReadonlySet<string> = new Set(['none', 'quarantine', 'reject']);

async function judged(sender: Sender, found: Policy, dns: Dns): Promise<Found[]> {
  const { domain } = sender;
  const { texts, tags } = found;
  const name = `_dmarc.${found.domain}`;
  if (texts.length > 1)
    return [
      {
        verdict: 'error',
        rule: 'dmarc-several',
        message: `${name} has ${texts.length} DMARC records, and receivers then heed none`,
        consequence: refused,
        hint: `Delete all but one of them: ${texts.join(' | ')}`,
      },
    ];
  const inherited = found.domain !== domain;
  const said = tags.get('p')?.toLowerCase();
  if (said === undefined || !policies.has(said)) return [withoutPolicy(name, found)];
  const policy = (inherited && tags.get('sp')?.toLowerCase()) || said;
  const origin = inherited ? `, inherited from ${found.domain}` : '';
  const ok: Found = { verdict: 'ok', rule: 'dmarc', message: `${domain} has the DMARC policy ${policy}${origin}` };
  return [
    ok,
    ...ofDroppedTags(name, found),
    ...(await alignment(sender, tags, dns)),
    ...(await reports(name, found, dns)),
  ];
}

/** RFC 9989 took `pct` out of DMARC; `t=y` says that a policy is only tried. */
function ofDroppedTags(name: string, { domain, texts, tags }: Policy): Found[] {
  const pct = tags.get('pct');
  if (pct === undefined) return [];
  const rest = texts[0]!
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '' && !/^pct\s*=/i.test(part));
  const isPartial = pct !== '100';
  return [
    {
      verdict: 'warning',
      rule: 'dmarc-pct',
      message: `the DMARC record of ${domain} has "pct=${pct}", which receivers do not read any more (RFC 9989)`,
      consequence: isPartial
        ? 'They follow the policy for all letters, not for a part of them, or for none.'
        : 'It changes nothing, and some programs that check records call it an error.',
      hint: isPartial ? 'Take it out; to try a policy first, the record says "t=y".' : 'Take it out.',
      record: { name, type: 'TXT', value: [...rest, ...(isPartial ? ['t=y'] : [])].join('; ') },
    },
  ];
}

function withoutPolicy(name: string, { domain, texts, tags }: Policy): Found {
  const said = tags.get('p');
  const rest = [...tags]
    .filter(([tag]) => tag !== 'v' && tag !== 'p' && tag !== '')
    .map(([tag, value]) => `; ${tag}=${value}`);
  // RFC 9989, section 4.10.1: with an address for reports it counts as p=none, without one as no record.
  const counts = reportTargets(tags).length > 0;
  return {
    verdict: counts ? 'warning' : 'error',
    rule: 'dmarc-broken',
    message: `the DMARC record of ${domain} ${said === undefined ? 'has no policy' : `has the policy "${said}", which is none`}: ${texts[0]}`,
    consequence: counts ? 'Receivers take it for p=none.' : `Receivers act as if it were not there. ${refused}`,
    record: { name, type: 'TXT', value: `v=DMARC1; p=none${rest.join('')}` },
  };
}

/**
 * Whether a signature counts for the sender (RFC 9989, section 4.4). Letters leave with the sender's own domain as
 * return address, so SPF is met.
 */
async function alignment({ domain, signing }: Sender, tags: ReadonlyMap<string, string>, dns: Dns): Promise<Found[]> {
  if (signing === domain) return [];
  const isStrict = tags.get('adkim')?.toLowerCase() === 's';
  if (signing === undefined) return isStrict ? [strict(domain)] : [];
  if (isStrict)
    return [unaligned(domain, signing, `the DMARC record asks for signatures of ${domain} itself (adkim=s)`)];
  const [organization, other] = await Promise.all([organizationOf(domain, dns), organizationOf(signing, dns)]);
  if (organization !== other) return [unaligned(domain, signing, `${other} and ${organization} are different owners`)];
  const message = `letters are signed by ${signing}, and both it and ${domain} belong to ${organization}`;
  return [{ verdict: 'ok', rule: 'dmarc-aligned', message }];
}

function strict(domain: string): Found {
  const message = `DMARC of ${domain} is strict about DKIM: a signature has to be of ${domain} itself (d=${domain})`;
  return { verdict: 'note', rule: 'dmarc-strict', message };
}

function unaligned(domain: string, signing: string, why: string): Found {
  return {
    verdict: 'error',
    rule: 'dmarc-unaligned',
    message: `letters from ${domain} are signed by ${signing}, but ${why}`,
    consequence: 'DMARC does not count the signature, and forwarded letters fail it.',
    hint: `Take "domain" out of newsletter.dkim, so that ${domain} signs, and add the key there.`,
  };
}

/** Where the daily reports go. To another domain they go only if that one says so (RFC 9990, section 4). */
async function reports(name: string, { domain, texts, tags }: Policy, dns: Dns): Promise<Found[]> {
  const targets = reportTargets(tags);
  if (targets.length === 0) {
    const value = `${texts[0]!.replace(/[\s;]+$/, '')}; rua=mailto:postmaster@${domain}`;
    const message = `the DMARC record of ${domain} asks for no reports, so nobody will tell you of letters that fail`;
    return [{ verdict: 'note', rule: 'dmarc-reports', message, record: { name, type: 'TXT', value } }];
  }
  const refusals = await Promise.all(targets.map((target) => refusesReports(target, domain, dns)));
  return targets
    .filter((_, index) => refusals[index])
    .map((target) => ({
      verdict: 'warning',
      rule: 'dmarc-report-target',
      message: `${target} does not say that it takes DMARC reports for ${domain}, so none are sent there`,
      hint: `Whoever runs ${target} has to add this record, or name an address of ${domain} under "rua".`,
      record: { name: `${domain}._report._dmarc.${target}`, type: 'TXT', value: 'v=DMARC1' },
    }));
}

/** The domains of the addresses that reports go to. */
function reportTargets(tags: ReadonlyMap<string, string>): string[] {
  const addresses = (tags.get('rua') ?? '').split(',').map((uri) => /^\s*mailto:[^@!]+@([^!?\s]+)/i.exec(uri)?.[1]);
  return [...new Set(addresses.filter((target) => target !== undefined).map((target) => target.toLowerCase()))];
}

/** Whether a domain of another owner does not say that it takes reports. */
async function refusesReports(target: string, domain: string, dns: Dns): Promise<boolean> {
  if (target === domain || (await organizationOf(target, dns)) === (await organizationOf(domain, dns))) return false;
  const { records } = await dns.txt(`${domain}._report._dmarc.${target}`);
  return !records.some((text) => /^v\s*=\s*DMARC1\s*(;|$)/.test(text));
}
