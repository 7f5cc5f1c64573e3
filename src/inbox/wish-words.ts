import { wordsFor } from '../strings/tables.ts';

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
    'bitte abmelden',
    'newsletter abmelden',
    'newsletter abbestellen',
  ],
  en: [
    'unsubscribe me',
    'please unsubscribe',
    'please unsubscribe me',
    'remove',
    'remove me',
    'opt out',
    'cancel',
    'stop',
  ],
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

/** Letters as they are compared: no case, no accents, no signs; the Turkish ı is an i, as capitals make of it. */
function folded(text: string): string {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ı', 'i');
  return plain.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

const wishes: ReadonlySet<string> = new Set(
  Object.entries(more).flatMap(([language, words]) => [wordsFor(language).unsubscribe, ...words].map(folded)),
);

/** Prefixes that mail programs put before a subject in many languages: `Re:`, `AW:`, `RÉF :`, `回复：`. */
const prefixes = /^\s*(?:\p{L}{1,5}\s*[:：]\s*)+/u;

/** Whether a subject, or a line, says nothing but that somebody wants no more letters, in any of the languages. */
export function isWish(text: string): boolean {
  // Longer ones say something else as well.
  return text.length <= 200 && wishes.has(folded(text.replace(prefixes, '')));
}
