import { reasonOf } from './reason.ts';

/**
 * A refusal in plain words: its enhanced status (RFC 3463 and its registry at IANA), of which the class counts for
 * nothing here, or the basic code where a server gives no other. Gmail and Outlook give some codes meanings of their
 * own, and are known by their words.
 */
export function meaningOf(code: string, reply = ''): string | undefined {
  if (!code.includes('.')) return codes[code];
  const detail = code.slice(code.indexOf('.') + 1);
  if (/\b(gsmtp|gmail|google)\b/i.test(reply) && ofGmail[detail]) return ofGmail[detail];
  const own = ofOutlook.find(([pattern]) => pattern.test(code));
  if (own) return own[1];
  if (/^4\.7\.\d+$/.test(code) && (!statuses[detail] || /^7\.[01]$/.test(detail)))
    return "deferred by the receiver's rules: too much at once, or a sender that is little known there yet";
  return statuses[detail];
}

/** A server's whole reply in plain words, as far as its code says anything. */
export function explainReply(reply: string): string | undefined {
  const { code } = reasonOf(reply);
  return code === undefined ? undefined : meaningOf(code, reply);
}

/** Of both classes: Gmail defers with 4.7 at first, and refuses with 5.7 later (its list of SMTP errors, 2025). */
const ofGmail: Readonly<Record<string, string>> = {
  '7.23': "Gmail: the relay's address has no name in the DNS (PTR), or the name does not lead back to it",
  '7.25': "Gmail: the relay's address has no name in the DNS (PTR), or the name does not lead back to it",
  '7.26': "Gmail: neither SPF nor DKIM passed for the sender's domain",
  '7.27': "Gmail: SPF did not pass; the sender's record does not name the relay",
  '7.28': 'Gmail: too many letters in a short time, or too many that readers call spam',
  '7.29': 'Gmail: the relay did not use TLS',
  '7.30': 'Gmail: DKIM did not pass',
  '7.32': "Gmail: neither SPF nor DKIM is of the sender's own domain (DMARC)",
  '7.40': "Gmail: the sender's domain has no DMARC record",
};

const ofOutlook: readonly (readonly [code: RegExp, meaning: string])[] = [
  [/^5\.7\.515$/, "Outlook: SPF, DKIM and DMARC have to pass for the sender's domain, and one of them does not"],
  [
    /^4\.7\.(5\d\d|6[5-9]\d)$/,
    "Outlook: fewer letters at a time for now, for the relay's address is little known or mistrusted",
  ],
  [/^5\.7\.(60[6-9]|6[1-4]\d|708)$/, "Outlook: the relay's address is blocked; its operator can ask to be taken off"],
];

const statuses: Readonly<Record<string, string>> = {
  '1.0': 'something about the address',
  '1.1': 'no such mailbox',
  '1.2': 'no such domain',
  '1.3': 'an address that cannot be',
  '1.4': 'more than one mailbox of that name',
  '1.6': 'the mailbox has moved',
  '1.7': "the sender's address cannot be",
  '1.8': "the sender's domain is not known",
  '1.10': 'the domain takes no mail',
  '2.0': 'something about the mailbox',
  '2.1': 'the mailbox is turned off',
  '2.2': 'the mailbox is full',
  '2.3': 'too large for the mailbox',
  '3.0': "something about the receiver's server",
  '3.1': "the receiver's server is full",
  '3.2': "the receiver's server takes no mail now",
  '3.4': 'too large for the server',
  '4.0': 'something about the network',
  '4.1': "the receiver's server does not answer",
  '4.2': 'the connection broke',
  '4.3': 'the way to the receiver is not known now',
  '4.4': 'there is no way to the receiver',
  '4.6': 'mail goes round in circles',
  '4.7': 'it took too long on its way',
  '5.0': 'the servers do not understand each other',
  '6.0': 'something about the content',
  '7.0': "refused by the receiver's rules",
  '7.1': "refused by the receiver's rules",
  '7.8': 'the login was refused',
  '7.9': 'the login was refused',
  '7.20': 'no DKIM signature passed',
  '7.21': 'no DKIM signature passed',
  '7.22': 'no DKIM signature of the sender passed',
  '7.23': 'SPF failed',
  '7.24': 'SPF could not be checked',
  '7.25': 'the relay has no name in the DNS',
  '7.26': 'neither SPF nor DKIM passed',
  '7.27': "the sender's domain takes no mail itself",
  '7.28': 'too many letters in a short time',
  '7.29': 'a server that passed the letter on did not vouch for it (ARC)',
  '7.30': 'TLS is wanted',
};

const codes: Readonly<Record<string, string>> = {
  '421': 'the server takes no mail now',
  '450': 'the mailbox cannot be reached now',
  '451': 'an error at the server',
  '452': 'the server is full',
  '454': 'the server cannot check the login now',
  '530': 'the login is wanted',
  '550': 'refused',
  '551': 'the mailbox is elsewhere',
  '552': 'too large, or the mailbox is full',
  '553': 'an address that cannot be',
  '554': 'refused',
};
