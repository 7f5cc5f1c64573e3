import type { Weight } from './finding.ts';

/** A server's or a report's description of a failure. */
export interface Diagnosis {
  /** RFC 3463, such as `5.1.1`. */
  readonly status?: string;
  /** The server's own words. */
  readonly diagnostic?: string;
}

/**
 * There is no such mailbox, and there will be none (RFC 3463, RFC 7505): unknown mailbox, unknown host, no address at
 * all, moved away, a domain without mail; and a mailbox that was turned off.
 */
const hard: ReadonlySet<string> = new Set(['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10', '5.2.1']);

/** About the sender (5.1.7, 5.1.8), the letter's size (5.2.3, 5.3.4), how servers talk, its content, and policy. */
const ours = /^[45]\.(1\.[78]|2\.3|3\.4|5\.\d+|6\.\d+|7\.\d+)$/;

/** Servers that give no status of their own still say it in these words. */
const nobody =
  /\b(no such (user|recipient|mailbox|account)|(user|recipient|mailbox|account|address)( \S{1,254})? (is )?(unknown|not found|does ?n[o']t exist|disabled)|(unknown|invalid) (user|recipient|mailbox)|(does not|doesn't) have an? \S{1,40} account)/i;

/** A mailbox is not gone because we are on somebody's list, whatever code that comes with. */
const accusation = /\b(spamhaus|block ?list(ed)?|black ?list(ed)?|dnsbl|rbl|reputation|spam)\b/i;

/** How grave a failure is for who should have got the letter. */
export function weigh(verdict: Diagnosis): Exclude<Weight, 'none'> {
  const status = statusIn(verdict);
  const { diagnostic = '' } = verdict;
  if (status && ours.test(status)) return 'ours';
  const gone = status ? hard.has(status) || (isVague(status) && nobody.test(diagnostic)) : saysNobody(diagnostic);
  if (accusation.test(diagnostic)) return 'ours';
  return gone ? 'hard' : 'soft';
}

/** The enhanced status: the given one, or what the server's words hold where that is vague (`5.0.0`). */
export function statusIn({ status, diagnostic = '' }: Diagnosis): string | undefined {
  const given = /^\D{0,3}([245]\.\d{1,3}\.\d{1,3})(?![\d.])/.exec(status ?? '')?.[1];
  if (given && !isVague(given)) return given;
  const found = /(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])/.exec(diagnostic)?.[1];
  return found && (!given || found[0] === given[0]) ? found : given;
}

function isVague(status: string): boolean {
  return status === '5.0.0';
}

/** Without any status, a 55z code has to come with the words (RFC 5321, section 4.2.2). */
function saysNobody(diagnostic: string): boolean {
  return /(?<![\d.])55[0134](?![\d.])/.test(diagnostic) && nobody.test(diagnostic);
}
