import { wordsFor } from '../strings/tables.ts';
import { politeWords, unspaced } from './polite-words.ts';

/**
 * Words by which readers ask for no more letters, besides those that the letters themselves give them. All languages
 * count for every list: a reader writes in their own.
 */
const more: Readonly<Record<string, readonly string[]>> = {
  ar: ['إلغاء', 'الغاء الاشتراك'],
  cs: ['odhlásit', 'odhlášení', 'odhlaste mě', 'zrušit odběr'],
  da: ['afmelding', 'afmeld mig', 'frameld', 'framelding'],
  de: [
    'abmelden',
    'abmeldung',
    'abbestellung',
    'austragen',
    'mich abmelden',
    'mich bitte abmelden',
    'melden sie mich ab',
    'melden sie mich bitte ab',
    'newsletter abmelden',
    'newsletter abbestellen',
  ],
  en: ['unsubscribe me', 'remove', 'remove me', 'opt out', 'cancel', 'stop'],
  es: ['baja', 'darme de baja', 'dar de baja', 'cancelar suscripción', 'cancelar la suscripción', 'desuscribirme'],
  fi: ['peru', 'peruuta', 'peruuta tilaus', 'lopeta tilaus'],
  fr: [
    'désabonner',
    'désabonnement',
    'me désabonner',
    'désinscrire',
    'désinscription',
    'me désinscrire',
    'se désinscrire',
  ],
  he: ['הסרה', 'הסר', 'הסירו אותי', 'ביטול הרשמה'],
  it: ['cancellami', 'cancellazione', 'cancella iscrizione', 'annulla iscrizione', 'disiscrizione', 'disiscrivimi'],
  ja: ['配信停止', '登録解除', '購読解除', '購読停止', '解除', '退会'],
  ko: ['구독해지', '구독 취소', '구독취소', '수신 거부', '수신거부'],
  nb: ['avmelding', 'avmeld', 'meld meg av', 'avslutt abonnement'],
  nl: ['afmelding', 'meld me af', 'uitschrijven', 'uitschrijving', 'opzeggen'],
  pl: ['rezygnuję', 'rezygnacja', 'wypisz', 'wypisz mnie', 'anuluj subskrypcję'],
  pt: ['cancelar', 'cancelar subscrição', 'anular subscrição', 'remover'],
  'pt-BR': ['cancelar assinatura', 'cancelar inscrição', 'descadastrar', 'sair'],
  ru: ['отписка', 'отпишите меня', 'отменить подписку'],
  sv: ['avsluta', 'avsluta prenumeration', 'avprenumerera', 'avregistrera', 'avanmälan'],
  tr: ['çıkış', 'aboneliği iptal et', 'abonelik iptali', 'listeden çıkar'],
  uk: ['відписка', 'відпишіть мене', 'скасувати підписку'],
  'zh-Hans': ['取消订阅', '退出订阅'],
  'zh-Hant': ['退訂', '取消電子報'],
};

/** Letters as they are compared: no case, no accents, no signs; the Turkish ı is an i, and ß is ss, as capitals make of them. */
function folded(text: string): string {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ı', 'i').replaceAll('ß', 'ss');
  return plain.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

const wishes: ReadonlySet<string> = new Set(
  Object.entries(more).flatMap(([language, words]) => [wordsFor(language).unsubscribe, ...words].map(folded)),
);

/** Courtesies at one end of a folded text, the longest that fits. */
const courtesies: readonly RegExp[] = [
  new RegExp(`^(?:(?:${politeOf(false)})(?: |$)|(?:${politeOf(true)}) ?)`, 'u'),
  new RegExp(`(?:(?:^| )(?:${politeOf(false)})| ?(?:${politeOf(true)}))$`, 'u'),
];

function politeOf(isUnspaced: boolean): string {
  const lists = Object.entries(politeWords).filter(([language]) => unspaced.has(language) === isUnspaced);
  const words = lists.flatMap(([, list]) => list.map(folded));
  return words.sort((one, other) => other.length - one.length).join('|');
}

/** Prefixes that mail programs put before a subject in many languages: `Re:`, `AW:`, `RÉF :`, `回复：`. */
const prefixes = /^\s*(?:\p{L}{1,5}\s*[:：]\s*)+/u;

/**
 * Whether a subject, or a line, says nothing but that somebody wants no more letters, in any of the languages; what is
 * polite before and after it says nothing else.
 */
export function isWish(text: string): boolean {
  return wishIn(text) === 'wish';
}

/** The first line of a text that says more than a courtesy, among its first five. */
export function firstLine(text: string): string {
  const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  return lines.slice(0, 5).find((line) => wishIn(line) !== 'courtesy') ?? '';
}

function wishIn(text: string): 'wish' | 'courtesy' | 'other' {
  // Longer ones say something else as well.
  if (text.length > 200) return 'other';
  let rest = folded(text.replace(prefixes, ''));
  while (rest !== '') {
    if (wishes.has(rest)) return 'wish';
    const before: string = rest;
    const courtesy = courtesies.find((one) => one.test(before));
    if (!courtesy) return 'other';
    rest = rest.replace(courtesy, '');
  }
  return 'courtesy';
}
