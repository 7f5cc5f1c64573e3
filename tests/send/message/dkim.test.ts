import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { authenticate } from 'mailauth';
import { describe, expect, test } from 'vitest';
import { type Message, messageBytes, prepareMessages } from '../../../src/email/message/compose.ts';
import { ProblemError } from '../../../src/model/problem.ts';
import { type SigningKey, signMessage } from '../../../src/send/message/dkim.ts';
import { requires } from '../../requires.ts';
import { runs } from '../../runs.ts';
import { keys, letterWith, recipient, resolver, sharedHeaders, verdictsOfDkimpy } from '../letters.ts';

const python = requires('dkim');

const bytesOf = (message: Message) => Buffer.from(messageBytes(message));

const signed = bytesOf(await signMessage(prepareMessages(letterWith(), sharedHeaders)(recipient), keys));

test('two keys give two signatures, folded, that cover every field and seal what a reader is shown', () => {
  const [first, second] = fieldsOf(signed).map((field) => field.replace(/\r\n /g, ' '));
  expect(first).toMatch(/^DKIM-Signature: v=1; a=rsa-sha256; c=relaxed\/simple; d=example\.org; s=mail2026; h=/);
  expect(second).toMatch(/^DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed\/simple; d=example\.org; s=mail2026ed; h=/);
  for (const field of [first!, second!]) {
    const names = /h=([^;]+);/.exec(field)![1]!.replaceAll(' ', '').split(':');
    expect(names.slice(0, 13)).toEqual([
      ...['from', 'to', 'reply-to', 'subject', 'date', 'message-id', 'list-id', 'list-unsubscribe'],
      ...['list-unsubscribe-post', 'list-archive', 'feedback-id', 'mime-version', 'content-type'],
    ]);
    expect(names.slice(13)).toEqual(expect.arrayContaining(['from', 'list-unsubscribe', 'list-unsubscribe-post']));
  }
  for (const line of signed.toString('latin1').split('\r\n')) expect(line.length).toBeLessThanOrEqual(78);
});

test('without keys a message is as it was', async () => {
  const message = prepareMessages(letterWith(), sharedHeaders)(recipient);
  expect(await signMessage(message, [])).toBe(message);
});

describe('a key that no receiver could verify with is refused, and never shown', () => {
  const message = prepareMessages(letterWith(), sharedHeaders)(recipient);
  const good = keys[0]!;
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  test.each<[string, Partial<SigningKey>, string]>([
    [
      'an elliptic curve that DKIM does not know',
      { key: curve },
      'the key of mail2026 is of the kind ec, and DKIM knows',
    ],
    ['its PEM file', { key: curve.export({ format: 'pem', type: 'pkcs8' }) as string }, 'is of the kind ec'],
    ['too few bits', { key: generateKeyPairSync('rsa', { modulusLength: 512 }).privateKey }, 'has 512 bits'],
    ['a public key', { key: createPublicKey(curve) }, 'the key of mail2026 is no private key'],
    ['a text that is no key', { key: 'MIIEvQ' }, 'the key of mail2026 cannot be read'],
    ['nothing', { key: undefined as never }, 'the key of mail2026 is no private key'],
    ['a selector with a space', { selector: 's 1' }, '"s 1" is not a selector (RFC 6376)'],
    ['a selector with a line end', { selector: 's1;\r\nBcc: a' }, 'is not a selector (RFC 6376)'],
    ['a domain with a space', { domain: 'exa mple' }, '"exa mple" is not a domain to sign for'],
    ['no domain', { domain: '' }, '"" is not a domain to sign for'],
  ])('%s', async (_, change, expected) => {
    const refused = await signMessage(message, [{ ...good, ...change }]).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ProblemError);
    const { problems } = refused as ProblemError;
    expect(problems).toMatchObject([
      { rule: 'dkim', message: expect.stringContaining(expected), hint: expect.any(String) },
    ]);
    expect(JSON.stringify(problems)).not.toContain('MII');
  });
});

test('the text of a PEM file signs as its key does, for the domain that the DNS knows', async () => {
  const message = prepareMessages(letterWith(), sharedHeaders)(recipient);
  const asText = keys.map((one) => ({ ...one, key: one.key.export({ format: 'pem', type: 'pkcs8' }) as string }));
  expect(bytesOf(await signMessage(message, asText))).toEqual(signed);
  const [field] = (await signMessage(message, [{ ...asText[1]!, domain: 'BÜCHER.example' }])).fields;
  expect(field).toContain(' d=xn--bcher-kva.example;');
});

test('RSA signs the same message in the same bytes', async () => {
  const message = prepareMessages(letterWith(), sharedHeaders)(recipient);
  expect(bytesOf(await signMessage(message, keys))).toEqual(signed);
});

test('mailauth finds both signatures good, and the sender aligned (DMARC)', async () => {
  const { dkim, dmarc } = await authenticated(signed);
  expect(dkim).toEqual(['mail2026 pass', 'mail2026ed pass']);
  expect(dmarc).toBe('pass');
});

test.skipIf(!python)('dkimpy finds both signatures good', () => {
  expect(verdictsOfDkimpy(python!, [signed])).toEqual([[true, true]]);
});

describe('both find it broken', () => {
  const text = signed.toString('latin1');
  const changes = (
    [
      ['a word of the body', text.replace('it is cold', 'it is warm')],
      ['a line at its end', `${text}x\r\n`],
      ['the unsubscribe link', text.replace('<https://example.org/unsubscribe/token>', '<https://example.com/>')],
      ['one-click', text.replace(/^List-Unsubscribe-Post:.*\r\n/m, '')],
      ['a second sender', text.replace(/^From: /m, 'From: other@example.com\r\nFrom: ')],
      ['a second subject', text.replace(/^Subject: /m, 'Subject: Other\r\nSubject: ')],
      ['a reply address', text.replace(/^Reply-To: .*/m, 'Reply-To: other@example.com')],
      ['a copy', text.replace(/^To: /m, 'Cc: other@example.com\r\nTo: ')],
    ] as const
  ).map(([what, changed]) => [what, Buffer.from(changed, 'latin1')] as const);

  test.each(changes)('with %s changed: mailauth', async (_, changed) => {
    expect(changed).not.toEqual(signed);
    const { dkim } = await authenticated(changed);
    expect(dkim.filter((verdict) => verdict.endsWith('pass'))).toEqual([]);
  });

  test.skipIf(!python)('with any of these changed: dkimpy', () => {
    const verdicts = verdictsOfDkimpy(
      python!,
      changes.map(([, changed]) => changed),
    );
    expect(verdicts).toEqual(changes.map(() => [false, false]));
  });
});

test('what relays may do to a header breaks nothing: other folds, other spaces, other cases', async () => {
  const changed = signed
    .toString('latin1')
    .replace(',\r\n <mailto', ', <mailto')
    .replace('Subject: The first', 'SUBJECT:  The\r\n\tfirst')
    .replace(/^/, 'Received: from relay.example.org by mx.example.org; Mon, 23 Nov 2026 08:00:01 +0000\r\n');
  expect((await authenticated(Buffer.from(changed, 'latin1'))).dkim).toEqual(['mail2026 pass', 'mail2026ed pass']);
});

test('whatever the letter, the names and the values, mailauth and dkimpy find the signatures good', async () => {
  const words = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, ''));
  const messages: Buffer[] = [];
  await fc.assert(
    fc.asyncProperty(words, words, words, fc.string({ unit: 'binary' }), async (subject, name, sender, body) => {
      const quoted = `"${sender.toWellFormed().replace(/["\\]/g, '\\$&')}" <letter@example.org>`;
      const letter = letterWith({ subject: [`${subject.toWellFormed()}.`], html: [body], text: [`${body}\n\n\n`] });
      const one = { ...recipient, values: { ...recipient.values, name } };
      const message = await signMessage(prepareMessages(letter, { ...sharedHeaders, from: quoted })(one), keys);
      messages.push(bytesOf(message));
      expect((await authenticated(messages.at(-1)!)).dkim).toEqual(['mail2026 pass', 'mail2026ed pass']);
    }),
    { numRuns: runs(60) },
  );
  if (python) expect(verdictsOfDkimpy(python, messages)).toEqual(messages.map(() => [true, true]));
});

async function authenticated(message: Buffer): Promise<{ dkim: string[]; dmarc: string | undefined }> {
  const { dkim, dmarc } = await authenticate(message, { resolver, sender: 'letter@example.org' });
  return {
    dkim: dkim.results.map(({ selector, status }) => `${selector} ${status.result}`),
    dmarc: dmarc ? dmarc.status.result : undefined,
  };
}

function fieldsOf(message: Buffer): string[] {
  return message
    .toString('latin1')
    .split('\r\n\r\n')[0]!
    .split(/\r\n(?![ \t])/);
}
