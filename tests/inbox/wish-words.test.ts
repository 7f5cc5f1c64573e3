import { describe, expect, test } from 'vitest';
import { isWish } from '../../src/inbox/wish-words.ts';
import { wordsFor } from '../../src/strings/tables.ts';
import { listOf } from './list.ts';
import { written } from './mails.ts';

const languages = [
  ...['ar', 'cs', 'da', 'de', 'en', 'es', 'fi', 'fr', 'he', 'it', 'ja', 'ko', 'nb', 'nl', 'pl', 'pt', 'pt-BR', 'ru'],
  ...['sv', 'tr', 'uk', 'zh-Hans', 'zh-Hant'],
];

describe('a wish to unsubscribe', () => {
  test.each(
    languages,
  )('in the words that a letter in %s uses is understood, also in capitals and as an answer', (language) => {
    const { unsubscribe, unsubscribeByReply } = wordsFor(language);
    // The word to answer with stands in quotation marks; French puts blanks inside them.
    const [, word] = /[“„”‘’«「״]\s*([^“„”‘’»」״]+?)\s*[“”‘’»」״]/u.exec(
      unsubscribeByReply.replace(/\p{Script=Latin}’(?=\p{Script=Latin})/gu, ''),
    )!;
    for (const text of [unsubscribe, word!]) {
      expect([text, isWish(text)]).toEqual([text, true]);
      for (const variant of [text.toUpperCase(), text.toLowerCase(), `Re: ${text}.`, `AW : ${text}!`, `回复：${text}`])
        expect([variant, isWish(variant)]).toEqual([variant, true]);
    }
  });

  test.each([
    ...['Abmelden', 'abmelden!', 'Désabonnement', 'desabonnement', 'ÇIKIŞ', 'Отписаться', '退订', 'Unsubscribe'],
  ])('%s is one', (text) => expect(isWish(text)).toBe(true));

  test.each([
    ...[
      '',
      'Re:',
      'How do I unsubscribe',
      'Abmelden oder nicht?',
      'Frost',
      'Stop the frost',
      'Bajada',
      'x'.repeat(1000),
    ],
  ])('%j is none', (text) => expect(isWish(text)).toBe(false));

  test('is met as the subject or the first line of a mail to the address for it, and nowhere else', async () => {
    const { read, statusOf } = await listOf();
    const mail = (from: string, to: string, subject: string, body = '') =>
      written([`From: ${from}@example.org`, `To: ${to}@letters.example.org`, `Subject: ${subject}`], body);
    const readings = await read([
      mail('ada', 'letters', 'Abmelden'),
      mail('ada', 'leave', 'Frost', 'I liked it.\r\nAbmelden\r\n'),
      mail('ada', 'leave', 'Abmelden', ''),
      mail('grace', 'leave', 'Re: Frost', '\r\nabmelden\r\n\r\n> Lovely frost.\r\n'),
    ]);
    expect(readings.map(({ kind, result }) => [kind, result])).toEqual([
      ['unknown', 'none'],
      ['unknown', 'none'],
      ['unsubscribe', 'left'],
      ['unsubscribe', 'left'],
    ]);
    expect([await statusOf('ada'), await statusOf('grace'), await statusOf('mary')]).toEqual([
      ...['unsubscribed', 'unsubscribed', 'active'],
    ]);
  });
});
