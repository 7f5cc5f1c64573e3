/** What decides whether a person asks for something or a program answers. */
export interface Reply {
  readonly subject: string;
  readonly text: string;
  /** The first value of a header field, by its name in lower case. */
  header(name: string): string | undefined;
}

/** A wish to get no more letters, as `List-Unsubscribe` and its readers write it (RFC 2369); with what may be a token. */
export function unsubscribeWish({ subject, text, header }: Reply): { token?: string } | undefined {
  const inSubject = /^\s*(?:(?:re|aw|fwd?|sv|antw)\s*:\s*)*unsubscribe(?:\s+([\w-]{59}))?\s*[.!]?\s*$/i.exec(subject);
  // A line of its own: an answer quotes the letter with its link, and means no such thing.
  const token = inSubject?.[1] ?? /^[ \t]*unsubscribe[ \t]+([\w-]{59})[ \t]*$/im.exec(text.slice(0, 65_536))?.[1];
  if (token) return { token };
  return inSubject && !isAutomatic({ subject, text, header }) ? {} : undefined;
}

/** Whether a program answers (RFC 3834), or one that does not know the rules but says so in its own way. */
export function isAutomatic({ subject, header }: Reply): boolean {
  const submitted = header('auto-submitted');
  if (submitted !== undefined && !/^no\b/i.test(submitted.trim())) return true;
  if (['x-autoreply', 'x-autorespond', 'x-autoresponder'].some((name) => header(name) !== undefined)) return true;
  if (/^\s*(auto[_-]?reply|bulk|junk)\s*$/i.test(header('precedence') ?? '')) return true;
  return away.test(subject);
}

/** What Outlook and its kin put before the subject in the languages of most readers. */
const away =
  /^\s*(auto(matic)?[ -]?(reply|response|reply:)|out of (the )?office|abwesenheit|abwesend|automatische antwort|autoreply|réponse automatique|absence du bureau|respuesta automática|fuera de la oficina|risposta automatica|fuori sede|resposta automática|automatisch antwoord|automatiskt svar|autosvar|automatisk svar|odpowiedź automatyczna|автоответ|自動返信|自动回复)/i;
