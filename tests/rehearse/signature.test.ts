import { expect, test } from 'vitest';
import { messageBytes } from '../../src/email/message/compose.ts';
import { faultsOfSignatures } from '../../src/rehearse/signature.ts';
import { signMessage } from '../../src/send/message/dkim.ts';
import { keys } from '../send/letters.ts';

const selectors = keys.map(({ selector }) => selector);

test('a signed letter is found whole, with RSA and Ed25519', async () => {
  expect(keys.map(({ key }) => key.asymmetricKeyType).toSorted()).toEqual(['ed25519', 'rsa']);
  expect(faultsOfSignatures(await signed(), keys)).toEqual([]);
});

test.each([
  ['a changed body', 'white', 'green', 'does not fit the body'],
  ['a changed subject', 'Subject: The', 'Subject: A', 'does not fit the header'],
  ['a second subject', 'Subject: The', 'Subject: Buy\r\nSubject: The', 'does not fit the header'],
])('%s is found', async (_, from, to, fault) => {
  const found = faultsOfSignatures((await signed()).replace(from, to), keys);
  expect(found).toEqual(selectors.map((selector) => `the signature of ${selector} ${fault}`));
});

test('a letter that is not signed is found', () => {
  const found = faultsOfSignatures('Subject: The first frost\r\n\r\nThe beds were white.\r\n', keys);
  expect(found).toEqual(selectors.map((selector) => `the signature of ${selector} is missing`));
});

async function signed(): Promise<string> {
  const fields = ['From: letters@example.org\r\n', 'Subject: The  first\r\n frost\r\n', 'To: you@example.org\r\n'];
  const message = await signMessage({ fields, body: [Buffer.from('The beds were white.\r\n')] }, keys);
  return Buffer.from(messageBytes(message)).toString('latin1');
}
