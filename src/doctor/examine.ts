import { mailboxDomain } from '../lib/address.ts';
import { checkDkim } from './dkim.ts';
import type { OwnKey } from './dkim-key.ts';
import { checkDmarc } from './dmarc.ts';
import { type Dns, openDns, type Questions, Unanswered } from './dns.ts';
import type { DnsFinding } from './finding.ts';
import { checkJoining, type JoiningByMail } from './joining.ts';
import { checkMail, type Inbox } from './mail.ts';
import { providerOf } from './provider.ts';
import { isOwnRelay, relayOf } from './relay.ts';
import { checkReverse } from './reverse.ts';
import { checkExists, checkLink, checkShared } from './sender.ts';
import { checkSpf } from './spf.ts';
import { type Handshake, tlsFinding } from './tls.ts';

/** The sender: the settings that matter for the DNS. */
export interface SenderIdentity {
  /** `Name <address>` or a bare address, as for the two that follow. The settings are checked by now. */
  readonly from: string;
  readonly replyTo?: string;
  /** The envelope's sender, if it is not `from`. */
  readonly bounces?: string;
  readonly unsubscribeEmail?: string;
  readonly unsubscribeUrl?: string;
  readonly joining?: JoiningByMail;
  /** The SMTP server. */
  readonly host?: string;
  /** Opens a connection to it as `send` would, without a login; nothing comes back where it is not to be asked. */
  readonly handshake?: () => Promise<Handshake>;
  /** Where DKIM keys are looked for; none for the usual places. */
  readonly selectors: readonly string[];
  /** The keys that letters are signed with before they reach the server. */
  readonly keys?: readonly OwnKey[];
}

/**
 * Asks the DNS all that receivers ask it about a newsletter. Gmail and Yahoo since February 2024 and Microsoft since
 * May 2025 refuse bulk mail without SPF, DKIM and DMARC. A silent name server is a finding of its own, never a missing
 * record.
 */
export async function examine(sender: SenderIdentity, questions: Questions): Promise<DnsFinding[]> {
  const dns = openDns(questions);
  const domain = mailboxDomain(sender.from)!;
  const groups = await Promise.all([
    checkSender(domain, sender, dns),
    ...inboxesOf(sender).map((inbox) => answered('MX', () => checkMail(inbox, dns))),
    sender.unsubscribeUrl ? answered('Unsubscribe', () => checkLink(sender.unsubscribeUrl!, dns)) : [],
    sender.joining ? checkJoining(sender.joining) : [],
  ]);
  return groups.flat();
}

async function checkSender(domain: string, sender: SenderIdentity, dns: Dns): Promise<DnsFinding[]> {
  const { host, selectors, keys: own = [], bounces } = sender;
  const shared = checkShared(domain, host);
  if (shared) return [shared];
  const unknown = await answered('From', async () =>
    [await checkExists(domain, dns)].filter((one) => one !== undefined),
  );
  if (unknown.length > 0) return unknown;
  const groups = await Promise.all([
    // RFC 7208, section 2.4: receivers look at the envelope.
    answered('SPF', async () =>
      checkSpf(
        bounces ? mailboxDomain(bounces)! : domain,
        host === undefined ? undefined : await relayOf(host, dns),
        dns,
      ),
    ),
    answered('DKIM', () =>
      checkDkim({ domain, selectors, own }, host === undefined ? undefined : providerOf(host), dns),
    ),
    answered('DMARC', () => checkDmarc({ domain, signing: own[0]?.domain }, dns)),
    answered('PTR', () => checkOwnRelay(domain, sender, dns)),
  ]);
  return groups.flat();
}

/** Only the owner of a mail server can mend its name and its certificate. */
async function checkOwnRelay(domain: string, { host, handshake }: SenderIdentity, dns: Dns): Promise<DnsFinding[]> {
  const relay = host === undefined ? undefined : await relayOf(host, dns);
  if (!relay || !isOwnRelay(relay, domain)) return [];
  return [...(await checkReverse(relay, dns)), ...(handshake ? [tlsFinding(relay.host, await handshake())] : [])];
}

/** Every domain once, with all that comes there. */
function inboxesOf({ from, replyTo, bounces, unsubscribeEmail, joining }: SenderIdentity): Inbox[] {
  const inboxes = new Map<string, string[]>();
  const add = (address: string | undefined, what: string) => {
    if (address === undefined) return;
    const domain = mailboxDomain(address)!;
    inboxes.set(domain, [...(inboxes.get(domain) ?? []), what]);
  };
  const own = [replyTo === undefined && 'answers', bounces === undefined && 'bounces'].filter(Boolean).join(' and ');
  add(from, own || 'words to the sender');
  add(bounces, 'bounces');
  add(replyTo, 'answers');
  add(unsubscribeEmail, 'wishes to unsubscribe');
  add(joining?.address, 'wishes to join');
  return [...inboxes].map(([domain, receives]) => ({ domain, receives: receives.join(', ') }));
}

async function answered(check: DnsFinding['check'], run: () => Promise<DnsFinding[]>): Promise<DnsFinding[]> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    return [
      {
        check,
        verdict: 'unanswered',
        rule: 'dns',
        message: `this could not be checked: ${error.reason}`,
        consequence: 'Whether the record is there is not known.',
        hint: `The question was "${error.question}". Check this machine's network and run this again.`,
      },
    ];
  }
}
