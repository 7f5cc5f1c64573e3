import type { Failure } from '../returns/finding.ts';
import { wordsOf } from '../returns/words.ts';
import { statusIn, weigh } from '../subscribers/diagnosis.ts';
import { addressesIn } from './report.ts';
import { firstLine, isWish } from './wish-words.ts';

/** Reads a bounce that is prose for people, instead of a report by RFC 3464. */
export interface Notice {
  readonly failures: readonly Failure[];
  /** The text of the letter that came back, as far as it is there. */
  readonly returned: string;
}

/**
 * Reads a bounce in words: of qmail, whose form is fixed (QSBMF), of an Exim that names the recipients in a header,
 * or of a mail daemon. Nothing comes back if it is none, or if it does not say why.
 */
export function readNotice(mail: { text: string; from: string; failed: readonly string[] }): Notice | undefined {
  const text = mail.text.slice(0, 65_536).replace(/\r\n?/g, '\n').replaceAll('\0', '');
  const { said, returned } = halvesOf(text);
  if (/^\s*Hi\. This is the/.test(said)) return { failures: readParagraphs(said), returned };
  const recipients = addressesIn(mail.failed.flatMap((value) => value.split(',')));
  if (recipients.length === 0 && !isDaemon(mail.from)) return undefined;
  const reason = reasonIn(said);
  if (reason === undefined) return undefined;
  const status = statusIn({ diagnostic: reason });
  const failure = { weight: weigh({ diagnostic: reason }), diagnostic: wordsOf(reason), ...(status && { status }) };
  return { failures: [{ ...failure, recipients }], returned };
}

/** Whether a server writes, not a person (RFC 5321, section 4.5.1, and custom). */
export function isDaemon(address: string): boolean {
  return /^(mailer-daemon|postmaster|mail-daemon|maildaemon|mdaemon)(@|$)/i.test(address);
}

/** The line before the copy of the letter, as qmail, Exim and Sendmail write it. */
const copy =
  /^--.*\b(below this line is a copy|this is a copy of|original message|included is a copy|unsent message)\b/i;

function halvesOf(text: string): { said: string; returned: string } {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => copy.test(line.slice(0, 200)));
  if (at < 0) return { said: text, returned: '' };
  return { said: lines.slice(0, at).join('\n'), returned: lines.slice(at + 1).join('\n') };
}

/** QSBMF: each recipient's paragraph begins with `<address>:`, and the server's words follow. */
function readParagraphs(said: string): Failure[] {
  return said.split(/\n[ \t]*\n/).flatMap((paragraph) => {
    const [, address, words] = /^\s*<([^\s<>]+@[^\s<>]+)>:\s*\n(.*)$/s.exec(paragraph) ?? [];
    if (address === undefined || words === undefined) return [];
    const diagnostic = wordsOf(words);
    const status = statusIn({ diagnostic });
    return [{ weight: weigh({ diagnostic }), diagnostic, ...(status && { status }), recipients: [address] }];
  });
}

/** From the first line that holds a status or a reply code to the end of its paragraph. */
function reasonIn(said: string): string | undefined {
  for (const paragraph of said.split(/\n[ \t]*\n/)) {
    const lines = paragraph.split('\n');
    const first = lines.findIndex((line) => code.test(line));
    if (first >= 0) return lines.slice(first).join('\n');
  }
  return undefined;
}

const code = /(?<![\d.])([45]\.\d{1,3}\.\d{1,3}(?![\d.])|[45][0-5]\d[ -])/;

/** The fields that distinguish a person's request from an automatic answer. */
export interface Reply {
  readonly subject: string;
  readonly text: string;
  /** The first value of a header field, by its name in lower case. */
  header(name: string): string | undefined;
}

/**
 * A wish to get no more letters, as `List-Unsubscribe` and its readers write it (RFC 2369), with what may be a token; or
 * in a reader's own language, as the subject or the first line, with courtesies around it.
 */
export function unsubscribeWish({ subject, text, header }: Reply): { token?: string } | undefined {
  const inSubject = /^\s*(?:\p{L}{1,5}\s*[:：]\s*)*unsubscribe\s+([\w-]{59})\s*[.!]?\s*$/iu.exec(subject);
  // A line of its own: an answer quotes the letter with its link, and means no such thing.
  const body = text.slice(0, 65_536);
  const token = inSubject?.[1] ?? /^[ \t]*unsubscribe[ \t]+([\w-]{59})[ \t]*$/im.exec(body)?.[1];
  if (token) return { token };
  return (isWish(subject) || isWish(firstLine(body))) && !isAutomatic({ subject, text, header }) ? {} : undefined;
}

/** Whether a program answers (RFC 3834), or one that does not know the rules but says so in its own way. */
export function isAutomatic({ subject, header }: Reply): boolean {
  const submitted = header('auto-submitted');
  if (submitted !== undefined && !/^no\b/i.test(submitted.trim())) return true;
  if (['x-autoreply', 'x-autorespond', 'x-autoresponder'].some((name) => header(name) !== undefined)) return true;
  if (/^\s*(auto[_-]?reply|bulk|junk)\s*$/i.test(header('precedence') ?? '')) return true;
  return away.test(subject);
}

/** Prefixes that Outlook and others put before the subject, by language. */
const away =
  /^\s*(auto(matic)?[ -]?(reply|response|reply:)|out of (the )?office|abwesenheit|abwesend|automatische antwort|autoreply|réponse automatique|absence du bureau|respuesta automática|fuera de la oficina|risposta automatica|fuori sede|resposta automática|automatisch antwoord|automatiskt svar|autosvar|automatisk svar|odpowiedź automatyczna|автоответ|自動返信|自动回复)/i;
