/** A server's or a report's description of a failure. */
export interface Diagnosis {
  /** RFC 3463, such as `5.1.1`. */
  readonly status?: string;
  /** The server's own words. */
  readonly diagnostic?: string;
}

/**
 * How grave a failure is for the reader: refused for what the sender or the letter is (`ours`), by a mailbox that may
 * work again (`soft`), or because there is no such mailbox (`hard`).
 */
export type Gravity = 'ours' | 'soft' | 'hard';

/**
 * There is no such mailbox, and there will be none (RFC 3463, RFC 7505): unknown mailbox, unknown host, no address at
 * all, moved away, a domain without mail; and a mailbox that was turned off. Not 5.1.0 and 5.1.4, which say no more than
 * that something about an address is wrong.
 */
const hard: ReadonlySet<string> = new Set(['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10', '5.2.1']);

/** About the sender (5.1.7, 5.1.8), the letter's size (5.2.3, 5.3.4), how servers talk, its content, and policy. */
const ours = /^[45]\.(1\.[78]|2\.3|3\.4|5\.\d+|6\.\d+|7\.\d+)$/;

/** Servers say "other, or undefined" and give the reason in words; Outlook says 5.5.0. */
const vague: ReadonlySet<string> = new Set(['5.0.0', '5.1.0', '5.2.0', '5.5.0']);

/** Words from the field for a mailbox that does not exist. */
const nobody =
  /\b(no such (user|recipient|mailbox|account|person|address)|no mailbox (here )?by that name|(user|recipient|mailbox|account|address|customer)( \S{1,254})? (is )?(unknown|not (found|known)|does ?n[o']t exist|disabled|invalid)|(unknown|invalid|nonexistent|non-existent) (local )?(user|recipient|mailbox|account)|(does not|doesn't) have an? \S{1,40} account|not a valid (user|recipient|mailbox))/i;

/** Words for a mailbox that is unavailable, for now or for good: GMX and Outlook say so of one that never existed. */
const unavailable =
  /\b(mailbox (is )?unavailable|recipient (address )?rejected|account (is )?(inactive|suspended)|unroute?able address)\b/i;

const loneNobody = /^\W*(no such user|user not found)\W*$/i;

/** Words about the sender or its server say nothing of the mailbox, whichever code comes with them. */
const accusation =
  /\b(spamhaus|(block|black|deny) ?list(ed|ing)?|dnsbl|rbl|reputation|spam|(sender|return.path|mail.?from|from)( (address|domain))?:? (is )?(rejected|denied|blocked|refused|invalid|unknown|not (allowed|accepted|permitted|valid|owned|found))|sender (verify|verification|id)|(bad|invalid|unverified|unauthori[sz]ed|unknown|forged) (sender|return path|envelope from)|your (ip|host|server|domain|network|country)|spf|dkim|dmarc|relay(ing)? (access )?(is )?(denied|not (permitted|allowed))|(unable|not (permitted|allowed)) to relay|authentication (is )?required|must (first )?(authenticate|log ?in))\b/i;

/** How grave a failure is for the reader who should have got the letter: one verdict for all that tells of failures. */
export function weigh({ status: given = '', diagnostic = '' }: Diagnosis): Gravity {
  const status = statusIn({ status: given, diagnostic });
  // An address may hold such words, too.
  if (accusation.test(diagnostic.replace(/\S+@\S+/g, ' '))) return 'ours';
  if (status === undefined) return saysNobody(diagnostic) ? 'hard' : 'soft';
  if (hard.has(status)) return 'hard';
  if (vague.has(status) && nobody.test(diagnostic)) return 'hard';
  if (status === '5.5.0' && unavailable.test(diagnostic)) return 'soft';
  // Yandex gives a code of policy to people who do not exist: those words, with no others, decide nothing at once.
  if (status.startsWith('5.7.') && loneNobody.test(withoutCodes(diagnostic))) return 'soft';
  return ours.test(status) ? 'ours' : 'soft';
}

/** The enhanced status: the given one, or what the server's words hold where that is vague (`5.0.0`). */
export function statusIn({ status, diagnostic = '' }: Diagnosis): string | undefined {
  const given = /^\D{0,3}([245]\.\d{1,3}\.\d{1,3})(?![\d.])/.exec(status ?? '')?.[1];
  if (given && given !== '5.0.0') return given;
  const told = /(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])/.exec(diagnostic)?.[1];
  return told && (!given || told[0] === given[0]) ? told : given;
}

/** Without any status, a code for a refused mailbox has to stand beside the words (RFC 5321, section 4.2.2). */
function saysNobody(diagnostic: string): boolean {
  return /(?<![\d.])(511|55[0-4])(?![\d.])/.test(diagnostic) && nobody.test(diagnostic);
}

function withoutCodes(diagnostic: string): string {
  return diagnostic.replace(/(?<![\d.])([245]\d\d|[245]\.\d{1,3}\.\d{1,3})(?![\d.])[ -]?/g, '').trim();
}
