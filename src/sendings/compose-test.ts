import { randomUUID } from 'node:crypto';
import type { Config } from '../config/config.ts';
import { findSignature } from '../email/check/headers.ts';
import { rules } from '../email/check/rules.ts';
import type { Letter } from '../email/letter.ts';
import { type Message, messageBytes, prepareMessages } from '../email/message/compose.ts';
import { sharedHeadersOf } from '../email/message/shared-headers.ts';
import { fallbackValues } from '../email/slots.ts';
import { isBeyondAscii, mailboxDomain, parseMailbox } from '../lib/address.ts';
import { inZone } from '../lib/time.ts';
import type { Issue } from '../model/issue.ts';
import type { Problem } from '../model/problem.ts';
import type { Publication } from '../model/publication.ts';
import { draftProblems } from '../publish/drafts.ts';
import { doubtfulSettings, withoutRepetition } from '../publish/letters/doubtful-settings.ts';
import type { FittedIssue } from '../publish/letters/fit-issue.ts';
import type { Prepared } from '../publish/prepare.ts';
import { signMessage } from '../send/message/dkim.ts';
import { returnPath } from '../send/message/return-path.ts';
import { signingKeys } from '../send/message/signing-keys.ts';
import { refuseToSend } from './refusal.ts';
import type { TestLetter, TestRequest } from './test-request.ts';

/** Makes a test letter, as `prepareTestLetter` does, of an issue that is compiled already. */
export async function prepareTestOf(
  prepared: Prepared,
  fitted: FittedIssue,
  recipient: string,
  request: TestRequest,
): Promise<TestLetter> {
  const means = await meansOf(recipient, request);
  refuseWithoutServer(request);
  return testLetterOf(prepared, fitted, means, request);
}

/** All that a test letter needs besides the issue. */
export interface TestMeans {
  /** As it was typed, perhaps with a name, and bare. */
  readonly recipient: string;
  readonly to: string;
  readonly from: string;
  readonly keys: ReturnType<typeof signingKeys>;
}

/** @throws ProblemError if the address or the settings do not do for sending. */
export async function meansOf(recipient: string, { config, named = '--to' }: TestRequest): Promise<TestMeans> {
  const to = parseMailbox(recipient);
  if (!to) refuseToSend(`${named} "${recipient}" is not one e-mail address`, 'Write it as you@example.org.');
  if (isBeyondAscii(to.address))
    refuseToSend(
      `${named} "${recipient}" has letters beyond ASCII before its @`,
      'Few mail servers carry such an address (SMTPUTF8). Write another one of the same person.',
    );
  const from = senderOf(config);
  const keys = signingKeys(config.settings.newsletter, await config.dkimKeys());
  return { recipient, to: to.address, from, keys };
}

export function refuseWithoutServer({ config, toFile }: TestRequest): void {
  if (config.smtp || toFile) return;
  refuseToSend(
    'no mail server is set',
    'Put SMTP_URL=smtps://user:password@host:465 into .env next to tidings.yaml, or add --dry-run to write the message to a file.',
  );
}

export async function testLetterOf(
  prepared: Prepared,
  fitted: FittedIssue,
  { recipient, to, from, keys }: TestMeans,
  { config, now, toFile }: TestRequest,
): Promise<TestLetter> {
  const { issue } = fitted;
  const files = new Set([issue.origin?.file, ...issue.items.map(({ article }) => article.origin.file)]);
  const draft = draftProblems(prepared, issue);
  const mark = draft.length > 0 ? '[test] [draft] ' : '[test] ';
  const message = compose(fitted.letters[0], issue, prepared.publication, { from, to: recipient, now, mark });
  return {
    issue: issue.id,
    slug: issue.slug,
    message: messageBytes(await signMessage(message, keys)),
    sender: returnPath(config.settings),
    to,
    ...(!toFile && config.smtp && { smtp: config.smtp }),
    problems: [
      ...draft,
      ...prepared.problems.filter(({ file }) => files.has(file)),
      ...fitted.problems,
      ...signatureProblems(config),
      ...withoutRepetition(await doubtfulSettings(config)),
    ],
  };
}

/** Doubts about the signature that need no question to the DNS. */
function signatureProblems({ settings: { newsletter }, at }: Config): Problem[] {
  return [...findSignature(newsletter)].map(({ rule, message, hint }) => ({
    ...{ severity: rules[rule], rule, message, hint },
    ...at(['newsletter', 'dkim'], 'key'),
  }));
}

/** The sender, where all is set that sending needs. */
function senderOf({ settings }: Config): string {
  const { letters, newsletter } = settings;
  if (!letters)
    refuseToSend(
      'letters are turned off',
      'Write the section "newsletter:" in tidings.yaml in place of "newsletter: false", then build again.',
    );
  if (newsletter.from === undefined)
    refuseToSend(
      'the letter has no sender',
      'Add "from: My Letter <letters@example.org>" under "newsletter:" in tidings.yaml.',
    );
  return newsletter.from;
}

/** As a subscriber gets it, but marked as a test, and with the fallbacks in its slots. */
function compose(
  letter: Letter,
  issue: Issue,
  publication: Publication,
  { from, to, now, mark }: { from: string; to: string; now: Date; mark: string },
): Message {
  const { settings } = publication;
  const marked = { ...letter, subject: [mark, ...letter.subject] };
  const messageFor = prepareMessages(marked, sharedHeadersOf(issue, publication, from));
  return messageFor({
    to,
    // Unlike a built message.eml, a sent one is an event of its own (RFC 5322, 3.6.1 and 3.6.4).
    date: inZone(now, settings.timezone),
    messageId: `<${randomUUID()}@${mailboxDomain(from)}>`,
    values: { ...fallbackValues(issue, settings), email: parseMailbox(to)!.address },
  });
}
