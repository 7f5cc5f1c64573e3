import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Config, loadConfig, type SmtpSettings } from '../../config/config.ts';
import { fitLetter } from '../../email/budget.ts';
import type { Letter } from '../../email/letter.ts';
import { type Message, messageBytes, prepareMessages } from '../../email/message/compose.ts';
import { mailingOf } from '../../email/message/mailing.ts';
import { fallbackValues } from '../../email/slots.ts';
import { variantsOf } from '../../email/variant.ts';
import { parseMailbox } from '../../lib/address.ts';
import { inZone } from '../../lib/time.ts';
import type { Issue } from '../../model/issue.ts';
import type { Problem } from '../../model/problem.ts';
import type { Publication } from '../../model/publication.ts';
import { findIssue } from '../../publish/issues/find-issue.ts';
import { prepare } from '../../publish/prepare.ts';
import { themeOf } from '../../publish/themes/theme.ts';
import { signMessage } from '../../send/message/dkim.ts';
import { returnPath } from '../../send/message/return-path.ts';
import { signingKeys } from '../../send/message/signing-keys.ts';
import { deliver } from '../../send/smtp/smtp.ts';
import { writeAtomically } from '../../system/files.ts';
import type { SendFlags } from '../flags.ts';
import { argumentFor } from '../quoted.ts';
import { nothingSent, refuseToSend, toldAs } from '../refusal.ts';
import type { Terminal } from '../terminal.ts';

/** `tidings send <issue> --to ADDRESS`: one letter to one address, which no ledger keeps. */
export async function sendToOne(
  terminal: Terminal,
  name: string,
  recipient: string,
  flags: SendFlags,
): Promise<number> {
  const ready = await makeReady(terminal, name, recipient, flags).catch(toldAs(nothingSent));
  const { slug, message, smtp, sender, to, problems } = ready;
  terminal.warn(problems, 'The letter was made all the same.');
  if (!smtp) return keep(terminal, ready);
  const { reply } = await deliver(message, { from: sender, to }, smtp, { signal: terminal.signal });
  const doctor = `npx tidings doctor${argumentFor(flags.publication)}`;
  terminal.result(
    `Sent ${slug} to ${to}. The server said: ${reply}\nNext: look for it in the inbox. If it is in the spam folder or nowhere, ask why:\n  ${doctor}\n`,
    { issue: slug, to, reply, problems },
  );
  return 0;
}

/** A letter that only waits to be handed over. */
interface Ready {
  readonly config: Config;
  /** Of the issue. */
  readonly slug: string;
  readonly message: Buffer;
  /** Bare addresses. */
  readonly sender: string;
  readonly to: string;
  /** Absent for a dry run. */
  readonly smtp?: SmtpSettings;
  /** Warnings about the issue and its articles. */
  readonly problems: readonly Problem[];
}

async function makeReady(terminal: Terminal, name: string, recipient: string, flags: SendFlags): Promise<Ready> {
  const to = parseMailbox(recipient);
  if (!to) refuseToSend(`--to "${recipient}" is not one e-mail address`, 'Write it as you@example.org.');
  if (/[^\x21-\x7e]/.test(to.address.slice(0, to.address.lastIndexOf('@'))))
    refuseToSend(
      `--to "${recipient}" has letters beyond ASCII before its @`,
      'Few mail servers carry such an address (SMTPUTF8). Write another one of the same person.',
    );
  const config = await loadConfig(flags.publication, flags, terminal.context);
  const from = senderOf(config, flags);
  const keys = signingKeys(config.settings.newsletter, await config.dkimKeys());
  const prepared = await prepare(config);
  const issue = findIssue(prepared, name);
  const files = new Set([issue.origin?.file, ...issue.items.map(({ article }) => article.origin.file)]);
  const variants = variantsOf(issue, config.settings);
  const fitted = await fitLetter(issue, prepared.publication, await themeOf(config), variants);
  const now = terminal.context.clock();
  const message = compose(fitted.letters[0], issue, prepared.publication, { from, to: recipient, now });
  return {
    config,
    slug: issue.slug,
    message: messageBytes(await signMessage(message, keys)),
    sender: returnPath(config.settings),
    to: to.address,
    ...(!flags.dryRun && config.smtp && { smtp: config.smtp }),
    problems: [...prepared.problems.filter(({ file }) => files.has(file)), ...fitted.problems],
  };
}

/** The sender, where all is set that sending needs. */
function senderOf({ settings, smtp }: Config, { dryRun }: SendFlags): string {
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
  if (!smtp && !dryRun)
    refuseToSend(
      'no mail server is set',
      'Put SMTP_URL=smtps://user:password@host:465 into .env beside tidings.yaml, or add --dry-run to write the message to a file.',
    );
  return newsletter.from;
}

/** As a subscriber gets it, but marked as a test, and with what everybody may see in its slots. */
function compose(
  letter: Letter,
  issue: Issue,
  publication: Publication,
  { from, to, now }: { from: string; to: string; now: Date },
): Message {
  const { settings } = publication;
  const marked = { ...letter, subject: ['[test] ', ...letter.subject] };
  const messageFor = prepareMessages(marked, mailingOf(issue, publication, from));
  const domain = parseMailbox(from)!.address.split('@').at(-1)!;
  return messageFor({
    to,
    // Unlike a built message.eml, a sent one is an event of its own (RFC 5322, 3.6.1 and 3.6.4).
    date: inZone(now, settings.timezone),
    messageId: `<${randomUUID()}@${new URL(`http://${domain}`).hostname}>`,
    values: { ...fallbackValues(issue, settings), email: parseMailbox(to)!.address },
  });
}

/** The message holds a person's address, so it stays out of the output folder, which is the web root. */
async function keep(terminal: Terminal, { config, slug, message, to, problems }: Ready): Promise<number> {
  const file = join(config.directory, '.tidings', 'outbox', `${slug}.eml`);
  const shown = config.display(file);
  await writeAtomically(file, message).catch((error: NodeJS.ErrnoException) =>
    refuseToSend(
      `${shown} cannot be written (${error.code})`,
      'Move away what stands in its place, or make the folder writable.',
    ),
  );
  terminal.result(
    `Nothing was sent. The message to ${to} is in ${shown}.\nNext: open it in a mail program, or send it by leaving out --dry-run.\n`,
    { issue: slug, to, file: shown, problems },
  );
  return 0;
}
