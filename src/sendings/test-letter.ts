import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Config, SmtpSettings } from '../config/config.ts';
import { findSignature } from '../email/check/headers.ts';
import { rules } from '../email/check/rules.ts';
import type { Letter } from '../email/letter.ts';
import { type Message, messageBytes, prepareMessages } from '../email/message/compose.ts';
import { sharedHeadersOf } from '../email/message/shared-headers.ts';
import { fallbackValues } from '../email/slots.ts';
import { isBeyondAscii, mailboxDomain, parseMailbox } from '../lib/address.ts';
import { inZone } from '../lib/time.ts';
import type { Issue } from '../model/issue.ts';
import { letterFileName } from '../model/letter-name.ts';
import type { Problem } from '../model/problem.ts';
import type { Publication } from '../model/publication.ts';
import { draftProblems } from '../publish/drafts.ts';
import { findIssue } from '../publish/issues/find-issue.ts';
import { doubtfulSettings, withoutRepetition } from '../publish/letters/doubtful-settings.ts';
import { type FittedIssue, fitIssue } from '../publish/letters/fit-issue.ts';
import { openSkeletons } from '../publish/output/skeletons.ts';
import { refuseLinkedState } from '../publish/output/state-files.ts';
import { openPictures } from '../publish/pictures/open.ts';
import { type Prepared, prepare } from '../publish/prepare.ts';
import { themeOf } from '../publish/themes/theme.ts';
import { signMessage } from '../send/message/dkim.ts';
import { returnPath } from '../send/message/return-path.ts';
import { signingKeys } from '../send/message/signing-keys.ts';
import { writeAtomically } from '../system/files.ts';
import { refuseToSend } from './refusal.ts';

/** A message that only waits to be handed over. */
export interface TestLetter {
  /** Of the issue: its id, a URI, and its slug. */
  readonly issue: string;
  readonly slug: string;
  readonly message: Uint8Array;
  /** Bare addresses. */
  readonly sender: string;
  readonly to: string;
  /** Absent for a message that goes to a file. */
  readonly smtp?: SmtpSettings;
  /** Warnings about the issue and its articles. */
  readonly problems: readonly Problem[];
}

export interface TestRequest {
  readonly config: Config;
  readonly now: Date;
  /** Whether no mail server is needed. */
  readonly toFile: boolean;
  /** Where the address was given, for messages; `--to` by default. */
  readonly named?: string;
}

/**
 * Makes one letter for one address: as a subscriber gets it, but marked as a test, and in no ledger.
 * @param name The issue's slug, id or file.
 * @throws ProblemError if the address or the settings do not do for sending (exit code 2), or the letter cannot be made.
 */
export async function prepareTestLetter(name: string, recipient: string, request: TestRequest): Promise<TestLetter> {
  const { config } = request;
  const means = await meansOf(recipient, request);
  const prepared = await prepare(config, undefined, { show: name });
  const issue = findIssue(prepared, name);
  refuseWithoutServer(request);
  const look = {
    theme: await themeOf(config, issue.theme),
    skeletons: openSkeletons(config),
    pictures: await openPictures(config, prepared, 'send'),
  };
  return testLetterOf(prepared, await fitIssue(issue, prepared, look), means, request);
}

/** The same for an issue that is compiled already. */
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
interface TestMeans {
  /** As it was typed, perhaps with a name, and bare. */
  readonly recipient: string;
  readonly to: string;
  readonly from: string;
  readonly keys: ReturnType<typeof signingKeys>;
}

async function meansOf(recipient: string, { config, named = '--to' }: TestRequest): Promise<TestMeans> {
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

function refuseWithoutServer({ config, toFile }: TestRequest): void {
  if (config.smtp || toFile) return;
  refuseToSend(
    'no mail server is set',
    'Put SMTP_URL=smtps://user:password@host:465 into .env next to tidings.yaml, or add --dry-run to write the message to a file.',
  );
}

async function testLetterOf(
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

/**
 * Writes a test letter where no web server finds it, since it holds a person's address.
 * @returns The file, absolute.
 * @throws ProblemError if it cannot be written.
 */
export async function writeTestLetter(
  { slug, message }: TestLetter,
  { directory, display }: Pick<Config, 'directory' | 'display'>,
): Promise<string> {
  const file = join(directory, '.tidings', 'outbox', `${letterFileName(slug)}.eml`);
  await refuseLinkedState({ directory, display });
  await writeAtomically(file, message).catch((error: NodeJS.ErrnoException) =>
    refuseToSend(
      `${display(file)} cannot be written (${error.code})`,
      'Move away the file in its place, or make the folder writable.',
    ),
  );
  return file;
}
