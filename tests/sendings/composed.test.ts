import { createSecretKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { issueOf } from '../../src/email/issue.ts';
import { messageBytes } from '../../src/email/message/compose.ts';
import { encodeQuotedPrintable } from '../../src/email/message/quoted-printable.ts';
import { buildPublication } from '../../src/publish/build.ts';
import { checkLetter } from '../../src/publish/letters/check-letter.ts';
import { compileForSending } from '../../src/publish/letters/compile-letters.ts';
import { prepare } from '../../src/publish/prepare.ts';
import { messagesOf } from '../../src/send/message/message.ts';
import { prepareTestLetter } from '../../src/sendings/test-letter.ts';
import { addressOf, type Subscriber } from '../../src/subscribers/subscriber.ts';
import { goldenCases, publicationOf } from '../golden-cases.ts';
import { keys } from '../send/letters.ts';

const now = new Date('2027-01-04T07:00:00Z');

/** The subscriber whom built letters are made for, too. */
const subscriber: Subscriber = {
  id: 41,
  address: addressOf('reader@example.org')!,
  tags: [],
  fields: {},
  status: 'active',
  added: now,
  changed: now,
};

test.each(
  goldenCases,
)('of %s, the letter that is built, checked and tried is the letter that is sent', async (name) => {
  const config = await publicationOf(name);
  await buildPublication(config);
  const prepared = await prepare(config);
  for (const article of prepared.publication.articles) {
    const built = await readFile(join(config.output, 'issues', article.slug, 'message.eml'), 'latin1');
    let checked = '';
    const rateSpam = async (message: Uint8Array) => {
      checked = Buffer.from(message).toString('latin1');
      return { score: 0, rules: [] };
    };
    await checkLetter(issueOf(article), prepared, config, { rateSpam });
    expect(checked).toBe(built);

    const { message: test } = await prepareTestLetter(article.slug, 'reader@example.org', {
      config,
      now,
      toFile: true,
    });
    const unmarked = Buffer.from(test)
      .toString('latin1')
      .replace(/^Subject: .*\r\n(?: .*\r\n)*/m, subjectOf(built));
    expect(withoutDelivery(unmarked)).toBe(withoutDelivery(built));

    const { letters, issue } = await compileForSending(config, article.slug);
    const making = {
      sending: { id: 3, issue, messageIds: 'keyed' as const },
      key: createSecretKey(Buffer.alloc(32, 7)),
      list: 77,
      keys,
    };
    const { message } = await messagesOf(letters, making)({ subscriber, letter: 0, attempts: 0 }, now);
    expect(withoutDelivery(Buffer.from(messageBytes(message)).toString('latin1'))).toBe(withoutDelivery(built));
  }
});

/** The field with its folds, which the mark of a test letter moves. */
function subjectOf(message: string): string {
  return /^Subject: .*\r\n(?: .*\r\n)*/m.exec(message)![0];
}

/** A message without the date, the Message-ID, the signature and the reader's own link. */
function withoutDelivery(message: string): string {
  const [, link] = /^List-Unsubscribe: <(.+)>\r$/m.exec(message)!;
  return message
    .replace(/^(?:DKIM-Signature: .*\r\n(?:[ \t].*\r\n)*)*/, '')
    .replace(/^(Date|Message-ID): .*\r\n/gm, '$1: …\r\n')
    .replaceAll(encodeQuotedPrintable(link!), '(link)')
    .replaceAll(link!, '(link)');
}
