import { describe, expect, test } from 'vitest';
import { politeWords } from '../../src/inbox/polite-words.ts';
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
    ['ar', 'من فضلك إلغاء الاشتراك', 'إلغاء الاشتراك، شكراً جزيلاً'],
    ['cs', 'Dobrý den, prosím odhlásit', 'Odhlásit, prosím. Děkuji předem!'],
    ['da', 'Venligst afmeld mig', 'Afmelding, på forhånd tak'],
    ['de', 'Guten Tag, bitte abmelden', 'Abmelden bitte. MIT FREUNDLICHEN GRÜSSEN'],
    ['en', 'Hi there, please unsubscribe me', 'Unsubscribe please, thank you very much!'],
    ['es', 'Hola, por favor, darme de baja', 'Baja, por favor. Muchas gracias'],
    ['fi', 'Hei, peruuta tilaus', 'Peruuta tilaus, kiitos etukäteen'],
    ['fr', 'Bonjour, veuillez me désinscrire', "Désabonnement, s'il vous plaît. Merci d'avance"],
    ['he', 'שלום, אנא הסירו אותי', 'הסרה בבקשה, תודה רבה'],
    ['it', 'Buongiorno, per favore cancellami', 'Cancellami per cortesia, grazie mille'],
    ['ja', 'お手数ですが配信停止', '配信停止をお願いします。よろしくお願いします'],
    ['ko', '안녕하세요, 구독 취소', '구독취소 부탁드립니다. 감사합니다'],
    ['nb', 'Hei, vennligst meld meg av', 'Avmelding, takk på forhånd'],
    ['nl', 'Graag uitschrijven', 'Uitschrijven a.u.b., alvast bedankt'],
    ['pl', 'Dzień dobry, proszę wypisz mnie', 'Wypisz mnie, proszę. Z góry dziękuję'],
    ['pt', 'Olá, se faz favor: cancelar', 'Cancelar, por favor. Muito obrigada'],
    ['pt-BR', 'Por gentileza, descadastrar', 'Descadastrar. Obrigado desde já, abraços'],
    ['ru', 'Добрый день, прошу отпишите меня', 'Отписка, пожалуйста! Заранее спасибо'],
    ['sv', 'Vänligen avregistrera', 'Avregistrera tack, med vänliga hälsningar'],
    ['tr', 'Lütfen listeden çıkar', 'Aboneliği iptal et lütfen, teşekkür ederim'],
    ['uk', 'Будь ласка, відпишіть мене', 'Відпишіть мене, дуже дякую'],
    ['zh-Hans', '您好，请取消订阅', '取消订阅，谢谢'],
    ['zh-Hant', '麻煩幫我退訂', '退訂，謝謝您'],
  ])('in %s is understood between courtesies: %s; %s', (_, before, after) => {
    expect([before, after, `Re: ${after}`].map(isWish)).toEqual([true, true, true]);
  });

  test.each(languages)('is understood with each courtesy of %s before it and after it', (language) => {
    const { unsubscribe } = wordsFor(language);
    expect(politeWords[language]!.length).toBeGreaterThan(8);
    for (const word of politeWords[language]!) {
      for (const text of [`${word} ${unsubscribe}`, `${unsubscribe}, ${word}.`, `${word}! ${unsubscribe}. ${word}`])
        expect([text, isWish(text)]).toEqual([text, true]);
      expect([word, isWish(word)]).toEqual([word, false]);
    }
  });

  test.each([
    ...[
      '',
      'Re:',
      'How do I unsubscribe',
      'Abmelden oder nicht?',
      'Frost',
      'Stop the frost',
      'Bajada',
      'Please',
      'Thank you very much',
      'Please do not unsubscribe me',
      'Bitte nicht abmelden',
      'Thanks for the stop at the harbour',
      'Unsubscribeplease',
      'Pleasestop',
      '请继续，谢谢',
      'x'.repeat(1000),
    ],
  ])('%j is none', (text) => expect(isWish(text)).toBe(false));

  test('is met below a greeting and a word of thanks in lines of their own', async () => {
    const { read } = await listOf();
    const mail = (from: string, body: string) =>
      written([`From: ${from}@example.org`, 'To: leave@letters.example.org', 'Subject: Frost'], body);
    const readings = await read([
      mail('ada', 'Hello,\r\n\r\nplease unsubscribe me.\r\n\r\nThank you\r\nAda\r\n'),
      mail('grace', 'Hello,\r\n\r\nI liked it.\r\nUnsubscribe\r\n'),
      mail('mary', 'Thank you\r\n'),
    ]);
    expect(readings.map(({ kind }) => kind)).toEqual(['unsubscribe', 'unknown', 'unknown']);
  });

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
