import { describe, expect, test } from 'vitest';
import { checkShared } from '../../src/doctor/sender.ts';
import { isMailboxDomain, isServerOfMailboxes } from '../../src/lib/mailbox-providers.ts';
import { rulesBrokenBy } from '../email/check/letter.ts';
import { newsletter } from '../email/letter.ts';

const shared = [
  'gmail.com',
  'googlemail.com',
  'yahoo.com',
  'yahoo.co.uk',
  'yahoo.com.br',
  'hotmail.fr',
  'live.nl',
  'outlook.com.au',
  'msn.com',
  'aol.de',
  'icloud.com',
  'mac.com',
  'gmx.net',
  'gmx.at',
  'web.de',
  'mail.de',
  'protonmail.ch',
  'fastmail.com',
  't-online.de',
  'qq.com',
];

/** Names like those of providers, at which nobody has a mailbox of theirs. */
const others = ['mac.de', 'me.net', 'web.com', 'mail.net', 'icloud.de', 'live.example', 'yahoo.org', 'mail.gmail.com'];

describe('the check of a letter and the doctor know the same mailbox providers', () => {
  test.each([
    ...shared.map((domain) => [domain, true] as const),
    ...others.map((domain) => [domain, false] as const),
  ])('%s: %s', async (domain, expected) => {
    const rules = await rulesBrokenBy({ newsletter: { ...newsletter, from: `letters@${domain}` } });
    expect(rules.includes('freemail-sender')).toBe(expected);
    expect(checkShared(domain, 'smtp.example.org')?.verdict).toBe(expected ? 'error' : undefined);
  });
});

test('a domain is known however it is written', () => {
  expect(isMailboxDomain('GMail.com')).toBe(true);
});

test.each([
  ['smtp.gmail.com', 'googlemail.com', true],
  ['smtp-mail.outlook.com', 'hotmail.co.uk', true],
  ['smtp.office365.com', 'live.com', true],
  ['smtp.mail.me.com', 'icloud.com', true],
  ['mail.gmx.net', 'gmx.at', true],
  ['smtp.aol.com', 'aol.de', true],
  ['smtp.fastmail.com', 'fastmail.com', true],
  ['smtp.example.org', 'gmail.com', false],
  ['smtp.mail.yahoo.com', 'gmail.com', false],
])('%s sends for mailboxes at %s: %s', (host, domain, expected) => {
  expect(isServerOfMailboxes(host, domain)).toBe(expected);
});
