import type { Dns } from './dns.ts';
import type { Finding } from './finding.ts';
import { isBelow } from './provider.ts';

type Found = Omit<Finding, 'check'>;

const refused =
  'Gmail, Yahoo and Microsoft refuse the mail of whoever sends them more than 5,000 letters a day without it.';

/**
 * Checks what receivers are to do with forged letters (RFC 9989, which keeps what RFC 7489 said of the record itself).
 * Throws `Unanswered`.
 */
export async function checkDmarc(domain: string, dns: Dns): Promise<Finding[]> {
  const found = await discover(domain, dns);
  const findings = found ? await judged(domain, found, dns) : [missing(domain)];
  return findings.map((finding) => ({ check: 'DMARC', ...finding }));
}

interface Policy {
  /** The domain whose record it is: the sender's own, or one above it. */
  readonly domain: string;
  readonly texts: readonly string[];
  readonly tags: ReadonlyMap<string, string>;
}

/** Walks up the tree of names (RFC 9989, section 4.10). */
async function discover(domain: string, dns: Dns): Promise<Policy | undefined> {
  const found: Policy[] = [];
  for (let name: string | undefined = domain; name !== undefined; name = above(name)) {
    const texts = (await dns.txt(`_dmarc.${name}`)).records.filter((text) => /^v\s*=\s*DMARC1\s*(;|$)/.test(text));
    const policy = { domain: name, texts, tags: tagsOf(texts[0] ?? '') };
    // A record of its own holds whatever stands above it. Several count as none, which has to be told.
    if (texts.length > 0 && name === domain) return policy;
    if (texts.length === 1) found.push(policy);
    if (texts.length === 1 && /^[yn]$/i.test(policy.tags.get('psd') ?? '')) break;
  }
  return governing(domain, found);
}

/** The highest record holds; below a public suffix, that of the name right below it, if there is one. */
function governing(domain: string, found: readonly Policy[]): Policy | undefined {
  const highest = found.at(-1);
  if (highest?.tags.get('psd')?.toLowerCase() !== 'y') return highest;
  const labels = domain.split('.').slice(-(highest.domain.split('.').length + 1));
  return found.find((policy) => policy.domain === labels.join('.')) ?? highest;
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

async function judged(domain: string, found: Policy, dns: Dns): Promise<Found[]> {
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
  return [ok, ...strictness(domain, tags), ...(await reports(name, found, dns))];
}

function withoutPolicy(name: string, { domain, texts, tags }: Policy): Found {
  const said = tags.get('p');
  const rest = [...tags]
    .filter(([tag]) => tag !== 'v' && tag !== 'p' && tag !== '')
    .map(([tag, value]) => `; ${tag}=${value}`);
  return {
    verdict: 'error',
    rule: 'dmarc-broken',
    message: `the DMARC record of ${domain} ${said === undefined ? 'has no policy' : `has the policy "${said}", which is none`}: ${texts[0]}`,
    consequence: refused,
    record: { name, type: 'TXT', value: `v=DMARC1; p=none${rest.join('')}` },
  };
}

/** Letters leave with the sender's own domain as return address, so strict SPF is met; a signature may not be. */
function strictness(domain: string, tags: ReadonlyMap<string, string>): Found[] {
  if (tags.get('adkim')?.toLowerCase() !== 's') return [];
  const message = `DMARC of ${domain} is strict about DKIM: a signature has to be of ${domain} itself (d=${domain})`;
  return [{ verdict: 'note', rule: 'dmarc-strict', message }];
}

/** Where the daily reports go. To another domain they go only if that one says so (RFC 7489, section 7.1). */
async function reports(name: string, { domain, texts, tags }: Policy, dns: Dns): Promise<Found[]> {
  const addresses = (tags.get('rua') ?? '').split(',').map((uri) => /^\s*mailto:[^@!]+@([^!?\s]+)/i.exec(uri)?.[1]);
  const targets = addresses.filter((target) => target !== undefined);
  if (targets.length === 0) {
    const value = `${texts[0]!.replace(/[\s;]+$/, '')}; rua=mailto:postmaster@${domain}`;
    const message = `the DMARC record of ${domain} asks for no reports, so nobody will tell you of letters that fail`;
    return [{ verdict: 'note', rule: 'dmarc-reports', message, record: { name, type: 'TXT', value } }];
  }
  const outside = targets.filter((target) => !isBelow(target, domain) && !isBelow(domain, target));
  const answers = await Promise.all(
    outside.map(async (target) => ({
      target,
      permits: (await dns.txt(`${domain}._report._dmarc.${target}`)).records.some((text) => /^v=DMARC1/.test(text)),
    })),
  );
  return answers
    .filter(({ permits }) => !permits)
    .map(({ target }) => ({
      verdict: 'warning',
      rule: 'dmarc-report-target',
      message: `${target} does not say that it takes DMARC reports for ${domain}, so none are sent there`,
      hint: `Whoever runs ${target} has to add this record, or name an address of ${domain} under "rua".`,
      record: { name: `${domain}._report._dmarc.${target}`, type: 'TXT', value: 'v=DMARC1' },
    }));
}
