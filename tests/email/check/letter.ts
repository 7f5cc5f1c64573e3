import { checkMessage } from '../../../src/email/check/check.ts';
import type { LetterContext } from '../../../src/email/check/place.ts';
import { compileIssue } from '../../../src/email/compile.ts';
import { issueOf } from '../../../src/email/issue.ts';
import type { Email } from '../../../src/email/letter.ts';
import { composeMessage } from '../../../src/email/message/compose.ts';
import { sharedHeadersOf } from '../../../src/email/message/shared-headers.ts';
import { fallbackValues, fillLetter } from '../../../src/email/slots.ts';
import type { Theme } from '../../../src/email/theme.ts';
import type { Article } from '../../../src/model/article.ts';
import type { Problem } from '../../../src/model/problem.ts';
import type { NewsletterSettings } from '../../../src/model/publication.ts';
import { sampleArticle, samplePublication } from '../../sample.ts';
import { newsletter, themeWith } from '../letter.ts';

/** What makes a letter other than the good one. */
export interface Changes {
  readonly article?: Partial<Article>;
  readonly newsletter?: NewsletterSettings;
  readonly theme?: Theme;
  readonly html?: (html: string) => string;
  readonly text?: (text: string) => string;
  readonly subject?: string;
  /** Changes the finished message, one character for each byte. */
  readonly raw?: (message: string) => string;
  readonly about?: Partial<LetterContext>;
}

const theme = themeWith();
const compiled = new Map<string, Promise<Email>>();

/** A complete message as it is sent, and what has to be known to check it. */
export async function messageOf(changes: Changes = {}): Promise<{ bytes: Uint8Array; about: LetterContext }> {
  const publication = samplePublication({ settings: { newsletter: changes.newsletter ?? newsletter } });
  const { settings } = publication;
  const issue = issueOf(sampleArticle(changes.article));
  const values = fallbackValues(issue, settings);
  const key = JSON.stringify([changes.article, settings, changes.theme]);
  const compiling =
    compiled.get(key) ??
    compileIssue(issue, publication, changes.theme ?? theme).then((letter) => fillLetter(letter, values));
  compiled.set(key, compiling);
  const email = await compiling;
  const changed = {
    ...email,
    subject: changes.subject ?? email.subject,
    html: changes.html?.(email.html) ?? email.html,
    text: changes.text?.(email.text) ?? email.text,
  };
  const letter = { subject: [changed.subject], html: [changed.html], text: [changed.text] };
  const message = composeMessage(
    letter,
    sharedHeadersOf(issue, publication, settings.newsletter.from ?? 'letter@example.org'),
    { to: 'reader@example.org', date: issue.date, messageId: '<letter@example.org>', values },
  );
  const raw = changes.raw?.(Buffer.from(message).toString('latin1'));
  return {
    bytes: raw === undefined ? message : Buffer.from(raw, 'latin1'),
    about: { settings, issue, theme, longest: Buffer.byteLength(changed.html), file: 'message.eml', ...changes.about },
  };
}

/** What is found in a letter that was changed. */
export async function problemsIn(changes: Changes = {}): Promise<Problem[]> {
  const { bytes, about } = await messageOf(changes);
  return checkMessage(bytes, about);
}

/** The rules that a changed letter breaks, each once. */
export async function rulesBrokenBy(changes: Changes): Promise<string[]> {
  return [...new Set((await problemsIn(changes)).map(({ rule }) => rule))];
}
