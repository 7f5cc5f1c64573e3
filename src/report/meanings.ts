/**
 * What the code of a refusal says in words: an enhanced status (RFC 3463 and its registry at IANA), of which the class
 * counts for nothing here, or the basic code where a server gives no other.
 */
export function meaningOf(code: string): string | undefined {
  if (!code.includes('.')) return codes[code];
  if (/^4\.7\.[01]$/.test(code)) return "deferred by the receiver's rules";
  return statuses[code.slice(code.indexOf('.') + 1)];
}

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
