import { describe, expect, test } from 'vitest';
import { checkSettings } from '../../src/settings/input.ts';
import { isImplausible } from '../../src/sign-ups/implausible.ts';
import { addressOf } from '../../src/subscribers/subscriber.ts';

const settings = checkSettings({
  ...{ title: 'The Letter', url: 'https://letters.example.org', bounces: { address: 'returns@letters.example.org' } },
  newsletter: {
    from: 'The Letter <letter@letters.example.org>',
    replyTo: 'editor@letters.example.org',
    unsubscribeEmail: 'leave@letters.example.org',
    subscribeEmail: 'come@letters.example.org',
  },
});
const implausible = (address: string) => {
  if (Array.isArray(settings)) throw new Error('no settings');
  return isImplausible(addressOf(address)!, settings);
};

describe('no reader is behind', () => {
  test.each([
    ...['ada@localhost', 'ada@reader.invalid', 'ada@printer.local', 'ada@mail.internal', 'ada@reader.onion'],
    ...['abuse@reader.example', 'Postmaster@reader.example', 'no-reply@reader.example', 'mailer-daemon@reader.example'],
    ...['abuse+news@reader.example', 'subscribe@reader.example', 'majordomo@reader.example'],
    ...['talk-subscribe@reader.example', 'talk-request@reader.example', 'owner-talk@reader.example'],
    ...['letter@letters.example.org', 'come@letters.example.org', 'leave@letters.example.org'],
    ...['returns@letters.example.org', 'returns+42@letters.example.org', 'COME@Letters.Example.org'],
  ])('%s', (address) => expect(implausible(address)).toBe(true));
});

describe('a reader may be behind', () => {
  test.each([
    ...['ada@reader.example', 'info@reader.example', 'webmaster@reader.example', 'ada+abuse@reader.example'],
    // The writer, who wants to see whether it works.
    ...['editor@letters.example.org', 'abused@reader.example', 'request@reader.example', 'δοκιμή@reader.example'],
  ])('%s', (address) => expect(implausible(address)).toBe(false));
});
