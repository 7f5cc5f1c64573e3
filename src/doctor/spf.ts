import type { Dns } from './dns.ts';
import type { DnsFinding, DnsRecord } from './finding.ts';
import type { MailServer } from './relay.ts';
import { choosesReturn, coverage, mechanismFor } from './relay.ts';
import type { Term } from './spf-record.ts';
import { growSpf, lookupsOf, lookupsOfBranch, type SpfTree, treesIn, voidsOf } from './spf-tree.ts';

type Found = Omit<DnsFinding, 'check'>;

const uncovered =
  'Receivers cannot tell your letters from forged ones. Gmail, Yahoo and Microsoft refuse bulk mail without SPF.';
const broken = 'Receivers then act as if there were no SPF at all, and Gmail, Yahoo and Microsoft refuse bulk mail.';

/** Checks which servers may send for a domain (RFC 7208) and whether the relay is among them. Throws `Unanswered`. */
export async function checkSpf(domain: string, relay: MailServer | undefined, dns: Dns): Promise<DnsFinding[]> {
  const tree = await growSpf(domain, dns);
  return findingsIn(tree, relay).map((finding) => ({ check: 'SPF', ...finding }));
}

function findingsIn(tree: SpfTree, relay: MailServer | undefined): Found[] {
  const { domain, texts, record } = tree;
  // Where a provider chooses the return address, receivers ask that domain, and this one needs no record.
  if (texts.length === 0) return [choosesReturn(relay) ? coverage(tree, relay) : missing(domain, relay)];
  if (!record) return [several(tree)];
  const faults = treesIn(tree).flatMap((one) => one.faults.map((fault) => faultOf(one, fault, tree)));
  if (faults.length > 0) return faults;
  const rest = [...limits(tree), ...policy(tree)].filter(({ rule }) => rule !== 'spf-nobody' || !choosesReturn(relay));
  if (rest.some(({ rule }) => rule === 'spf-nobody')) return rest;
  const findings = [...rest, coverage(tree, relay)];
  if (findings.some(({ verdict }) => verdict === 'error' || verdict === 'warning' || verdict === 'ok')) return findings;
  return [{ verdict: 'ok', rule: 'spf', message: `${domain} has an SPF record that can be followed` }, ...findings];
}

function missing(domain: string, relay: MailServer | undefined): Found {
  const mechanism = mechanismFor(relay, domain);
  return {
    verdict: 'error',
    rule: 'spf-missing',
    message: `${domain} has no SPF record`,
    consequence: uncovered,
    ...(mechanism
      ? { record: { name: domain, type: 'TXT', value: `v=spf1 ${mechanism} ~all` } }
      : { hint: 'Ask the operator of your mail server which SPF record to add.' }),
  };
}

function several({ domain, texts }: SpfTree): Found {
  const words = texts.flatMap((text) => text.split(' ').slice(1).filter(Boolean));
  const terms = [...new Set(words.filter((word) => !/^[+?~-]?all$/i.test(word)))];
  return {
    verdict: 'error',
    rule: 'spf-several',
    message: `${domain} has ${texts.length} SPF records, and one is allowed`,
    consequence: broken,
    hint: 'Delete them all and add one that holds what they hold.',
    record: { name: domain, type: 'TXT', value: ['v=spf1', ...terms, '~all'].join(' ') },
  };
}

function faultOf(at: SpfTree, fault: string, tree: SpfTree): Found {
  const own = at === tree;
  return {
    verdict: 'error',
    rule: 'spf-broken',
    message: own
      ? `the SPF record of ${tree.domain} is broken: ${fault}`
      : `SPF of ${tree.domain} breaks off: ${fault}`,
    consequence: broken,
    hint: own
      ? `It reads: ${tree.texts[0]}`
      : `Take what leads to ${at.domain} out of the record of ${tree.domain}, or ask its owner.`,
  };
}

/** RFC 7208, section 4.6.4. */
function limits(tree: SpfTree): Found[] {
  const findings: Found[] = [];
  const lookups = lookupsOf(tree);
  if (lookups > 10) {
    const costs = tree.branches
      .map((branch) => ({ text: branch.term.text, count: lookupsOfBranch(branch) }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count);
    findings.push({
      verdict: 'error',
      rule: 'spf-lookups',
      message: `SPF of ${tree.domain} costs ${lookups} DNS questions, and receivers ask 10`,
      consequence: `The records after the tenth are not found. ${broken}`,
      hint: `Take out what no longer sends for you: ${costs.map(({ text, count }) => `${text} costs ${count}`).join(', ')}.`,
    });
  }
  const voids = voidsOf(tree);
  if (voids.length > 2)
    findings.push({
      verdict: 'warning',
      rule: 'spf-void',
      message: `${voids.length} parts of SPF of ${tree.domain} lead to nothing: ${voids.join(', ')}`,
      consequence: 'Many receivers give up at the third such part and act as if there were no SPF.',
      hint: 'Take them out.',
    });
  return findings;
}

/** The record's answer for servers that it does not name, and its weaknesses. */
function policy(tree: SpfTree): Found[] {
  const { domain, record, branches } = tree;
  const terms = branches.map(({ term }) => term);
  const findings = ending(tree);
  if (record!.ignored.length > 0)
    findings.push({
      verdict: 'warning',
      rule: 'spf-ignored',
      message: `the words after "all" in SPF of ${domain} are never read: ${record!.ignored.join(' ')}`,
      record: ended(tree, terms.at(-1)!.text),
    });
  if (terms.some(({ name }) => name === 'ptr'))
    findings.push({
      verdict: 'warning',
      rule: 'spf-ptr',
      message: `SPF of ${domain} uses "ptr", which is slow and which many receivers leave out (RFC 7208, 5.5)`,
      hint: 'Name addresses or a host instead.',
    });
  const wide = terms.find((term) => term.qualifier === '+' && isWide(term));
  if (wide)
    findings.push({
      verdict: 'warning',
      rule: 'spf-wide',
      message: `${wide.text} in SPF of ${domain} lets a large part of the internet send in its name`,
      hint: 'Name the addresses of your mail server alone.',
    });
  return findings;
}

function ending(tree: SpfTree): Found[] {
  const { domain, record, branches } = tree;
  const last = branches.at(-1)?.term;
  const all = last?.name === 'all' ? last : undefined;
  if (branches.length === 1 && all && all.qualifier !== '+')
    return [
      {
        verdict: 'error',
        rule: 'spf-nobody',
        message: `SPF of ${domain} says that no server sends mail for it: ${record!.text}`,
        consequence: 'Receivers refuse every letter or put it into the spam folder.',
        hint: 'Name your mail server in the record, or send from another domain.',
      },
    ];
  if (all?.qualifier === '+')
    return [
      {
        verdict: 'error',
        rule: 'spf-everybody',
        message: `SPF of ${domain} lets everybody send in its name: ${all.text}`,
        consequence: 'Forgers use such domains, and receivers trust none of their mail.',
        record: ended(tree, '~all'),
      },
    ];
  if (all ? all.qualifier !== '?' : record!.redirect !== undefined) return [];
  return [
    {
      verdict: 'warning',
      rule: 'spf-open',
      message: `SPF of ${domain} does not say what to think of servers that it does not name`,
      consequence: 'A forged letter looks no worse than yours.',
      record: ended(tree, '~all'),
    },
  ];
}

/** The record with another end. */
function ended({ domain, texts }: SpfTree, end: string): DnsRecord {
  const words = texts[0]!.split(' ').filter((word) => word !== '' && !/^[+?~-]?all$/i.test(word));
  return { name: domain, type: 'TXT', value: [...words, end].join(' ') };
}

/** A larger network than any provider has. */
function isWide({ name, prefix4, prefix6 }: Term): boolean {
  if (name === 'ip4' || name === 'a' || name === 'mx') return prefix4 < 8;
  return name === 'ip6' && prefix6 < 16;
}
