import { BlockList, isIP } from 'node:net';
import type { Dns } from './dns.ts';
import { hasMacro, isSpf, parseSpf, type SpfRecord, type Term } from './spf-record.ts';

/** An SPF record with all that it leads to. */
export interface SpfTree {
  readonly domain: string;
  /** The records there are; there should be one. */
  readonly texts: readonly string[];
  /** The one record, if it can be read. */
  readonly record?: SpfRecord;
  readonly branches: readonly Branch[];
  readonly redirect?: SpfTree;
  /** Faults of this record that end the evaluation (RFC 7208, "permerror"). */
  readonly faults: readonly string[];
}

interface Branch {
  readonly term: Term;
  /** The addresses that it names; absent where only the receiver can know them. */
  readonly network?: BlockList;
  /** Whether it is met by every sender. */
  readonly always?: boolean;
  readonly include?: SpfTree;
  /** Whether its own question found nothing. */
  readonly isVoid?: boolean;
}

export type SpfResult = 'pass' | 'fail' | 'softfail' | 'neutral' | 'broken' | 'unknown';

/** Follows a record with every include and redirect. Throws `Unanswered`. */
export async function growSpf(domain: string, dns: Dns): Promise<SpfTree> {
  return grow(domain, dns, [], { left: 50 });
}

/** A record may lead to any number of others, and a hostile one to endless ones. */
interface Budget {
  left: number;
}

async function grow(domain: string, dns: Dns, above: readonly string[], budget: Budget): Promise<SpfTree> {
  const bare = { domain, texts: [], branches: [] };
  if (above.includes(domain.toLowerCase())) return { ...bare, faults: [`${domain} includes itself`] };
  budget.left -= 1;
  if (budget.left < 0) return { ...bare, faults: [`${above[0]} leads to more records than anybody follows`] };
  const texts = (await dns.txt(domain)).records.filter(isSpf);
  if (texts.length !== 1) {
    const fault = texts.length === 0 ? `${domain} has no SPF record` : `${domain} has ${texts.length} SPF records`;
    return { ...bare, texts, faults: [fault] };
  }
  const record = parseSpf(texts[0]!);
  if (record.faults.length > 0) return { ...bare, texts, record, faults: record.faults };
  const inside = [...above, domain.toLowerCase()];
  const branches: Branch[] = [];
  for (const term of record.terms) branches.push(await branch(term, domain, dns, inside, budget));
  const { redirect } = record;
  const followed = redirect && !hasMacro(redirect) ? await grow(redirect, dns, inside, budget) : undefined;
  const crowded = branches.filter(
    ({ term, network }) => term.name === 'mx' && !network && !hasMacro(term.target ?? ''),
  );
  const faults = crowded.map(({ term }) => `"${term.text}" leads to more than ten mail servers`);
  return { domain, texts, record, branches, ...(followed && { redirect: followed }), faults };
}

async function branch(term: Term, domain: string, dns: Dns, above: readonly string[], budget: Budget): Promise<Branch> {
  const target = term.target ?? domain;
  if (term.name === 'all') return { term, always: true };
  if (term.name === 'ip4' || term.name === 'ip6') return { term, network: networkOf([target], term) };
  if (hasMacro(target) || term.name === 'ptr') return { term };
  if (term.name === 'include') return { term, include: await grow(target, dns, above, budget) };
  if (term.name === 'mx') return mailServers(term, target, dns);
  const { records } = await dns.addresses(target);
  const isVoid = records.length === 0;
  // `exists` matches with any IPv4 address.
  if (term.name === 'exists') return { term, always: records.some((one) => isIP(one) === 4), isVoid };
  return { term, network: networkOf(records, term), isVoid };
}

async function mailServers(term: Term, domain: string, dns: Dns): Promise<Branch> {
  const { records } = await dns.mx(domain);
  // RFC 7208, section 4.6.4: more than ten end the evaluation.
  if (records.length > 10) return { term };
  const hosts = records.map(({ exchange }) => exchange).filter(Boolean);
  const found = await Promise.all(hosts.map((host) => dns.addresses(host)));
  return {
    term,
    network: networkOf(
      found.flatMap((one) => one.records),
      term,
    ),
    isVoid: records.length === 0,
  };
}

function networkOf(addresses: readonly string[], { prefix4, prefix6 }: Term): BlockList {
  const list = new BlockList();
  for (const address of addresses) {
    const ipv4 = isIP(address) === 4;
    list.addSubnet(address, ipv4 ? prefix4 : prefix6, ipv4 ? 'ipv4' : 'ipv6');
  }
  return list;
}

/** A receiver's result for a sender with this IP address, as far as it can be evaluated from here. */
export function evaluateSpf(tree: SpfTree, address: string): SpfResult {
  if (tree.faults.length > 0) return 'broken';
  let unclear = false;
  for (const branch of tree.branches) {
    const met = isMet(branch, address);
    if (met === 'broken') return 'broken';
    if (met === undefined) unclear = true;
    if (met) return unclear ? 'unknown' : results[branch.term.qualifier];
  }
  if (unclear) return 'unknown';
  if (tree.record?.redirect === undefined) return 'neutral';
  return tree.redirect ? evaluateSpf(tree.redirect, address) : 'unknown';
}

const results = { '+': 'pass', '-': 'fail', '~': 'softfail', '?': 'neutral' } as const;

function isMet({ network, always, include }: Branch, address: string): boolean | 'broken' | undefined {
  if (always !== undefined) return always;
  if (network) return network.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
  if (!include) return undefined;
  const result = evaluateSpf(include, address);
  if (result === 'broken') return 'broken';
  return result === 'unknown' ? undefined : result === 'pass';
}

const asking: ReadonlySet<Term['name']> = new Set(['include', 'a', 'mx', 'ptr', 'exists']);

/** How many questions the whole record costs a receiver (RFC 7208, section 4.6.4): ten are allowed. */
export function lookupsOf({ branches, record, redirect }: SpfTree): number {
  const own = branches.reduce((sum, one) => sum + lookupsOfBranch(one), 0);
  return own + (record?.redirect === undefined ? 0 : 1) + (redirect ? lookupsOf(redirect) : 0);
}

export function lookupsOfBranch({ term, include }: Branch): number {
  return (asking.has(term.name) ? 1 : 0) + (include ? lookupsOf(include) : 0);
}

/** The mechanisms whose question finds nothing (RFC 7208, section 4.6.4): two are allowed. */
export function voidsOf({ branches, redirect }: SpfTree): string[] {
  const own = branches.flatMap(({ term, isVoid, include }) => [
    ...(isVoid ? [term.text] : []),
    ...(include ? voidsOf(include) : []),
  ]);
  return [...own, ...(redirect ? voidsOf(redirect) : [])];
}

/** All records that one leads to, itself first. */
export function treesIn(tree: SpfTree): SpfTree[] {
  const below = tree.branches.flatMap(({ include }) => (include ? treesIn(include) : []));
  return [tree, ...below, ...(tree.redirect ? treesIn(tree.redirect) : [])];
}
