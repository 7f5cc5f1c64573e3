import type { Dns } from './dns.ts';
import type { DnsFinding } from './finding.ts';

/** A domain that has to accept mail, and the kind of mail. */
export interface Inbox {
  readonly domain: string;
  /** Such as "answers" or "bounces". */
  readonly receives: string;
}

type Found = Omit<DnsFinding, 'check'>;

/** Checks whether mail to a domain arrives (RFC 5321, section 5). Throws `Unanswered`. */
export async function checkMail({ domain, receives }: Inbox, dns: Dns): Promise<DnsFinding[]> {
  const finding = await judged(domain, receives, dns);
  return [{ check: 'MX', ...finding }];
}

async function judged(domain: string, receives: string, dns: Dns): Promise<Found> {
  const { records } = await dns.mx(domain);
  const lost = `What comes there is lost: ${receives}. Some receivers refuse mail from senders who take none.`;
  if (records.length === 0) return without(domain, receives, lost, dns);
  const hosts = records.toSorted((a, b) => a.priority - b.priority).map(({ exchange }) => exchange);
  // RFC 7505: a single "." says that there is no mail. Node gives it as an empty name.
  if (hosts.every((host) => host === '' || host === '.')) {
    const message = `${domain} says that it takes no mail: its MX record is "."`;
    const hint = 'Add the MX record of your mail server in its place, or name an address of another domain.';
    return { verdict: 'error', rule: 'mx-null', message, consequence: lost, hint };
  }
  const found = await Promise.all(hosts.map(async (host) => ({ host, ...(await dns.addresses(host)) })));
  const dead = found.filter((one) => one.records.length === 0).map(({ host }) => host);
  if (dead.length === 0) return { verdict: 'ok', rule: 'mx', message: `${domain} takes mail at ${hosts.join(', ')}` };
  const every = dead.length === hosts.length;
  return {
    verdict: every ? 'error' : 'warning',
    rule: 'mx-dead',
    message: `${every ? 'no mail server' : 'not every mail server'} of ${domain} has an address: ${dead.join(', ')}`,
    consequence: every ? lost : 'Mail may be late.',
    hint: 'Correct the MX records, or add an address for each name.',
  };
}

/** RFC 5321, section 5.1: without MX, the domain's own address is the mail server. */
async function without(domain: string, receives: string, lost: string, dns: Dns): Promise<Found> {
  const { records } = await dns.addresses(domain);
  const hint = 'Add the MX record of your mail server.';
  if (records.length === 0)
    return { verdict: 'error', rule: 'mx-missing', message: `${domain} has no mail server`, consequence: lost, hint };
  return {
    verdict: 'warning',
    rule: 'mx-implicit',
    message: `${domain} has no MX record, so mail goes to its own address, ${records[0]}`,
    consequence: `If no mail server listens there, this is lost: ${receives}.`,
    hint,
  };
}
