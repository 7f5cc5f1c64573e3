import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Article } from '../article.ts';
import { type Config, loadConfig, type SmtpSettings } from '../config.ts';
import { compileIssue } from '../email/compile.ts';
import { issueOf } from '../email/issue.ts';
import { composeMessage } from '../email/message.ts';
import { fallbackValues, fillLetter } from '../email/slots.ts';
import { parseMailbox } from '../lib/address.ts';
import { writeAtomically } from '../lib/files.ts';
import { nearest } from '../lib/nearest.ts';
import { inZone } from '../lib/time.ts';
import { type Problem, ProblemError } from '../problem.ts';
import { type Prepared, prepare } from '../publish/prepare.ts';
import { themeOf } from '../publish/theme.ts';
import { deliver } from '../send/smtp.ts';
import type { SendFlags } from './program.ts';
import type { Terminal } from './terminal.ts';

/** `tidings send <issue> --to ADDRESS`: one letter to one address. */
export async function send(terminal: Terminal, slug: string, flags: SendFlags): Promise<number> {
  const ready = await makeReady(terminal, slug, flags).catch(unsent);
  const { message, smtp, sender, to, problems } = ready;
  terminal.warn(problems, 'The letter was made all the same.');
  if (!smtp) return keep(terminal, slug, ready);
  const { reply } = await deliver(message, { from: sender, to }, smtp, { signal: terminal.signal });
  terminal.result(
    `Sent ${slug} to ${to}. The server said: ${reply}\nNext: look for it in the inbox, in the spam folder too.\n`,
    { issue: slug, to, reply, problems },
  );
  return 0;
}

/** A letter that only waits to be handed over. */
interface Ready {
  readonly config: Config;
  readonly message: Buffer;
  /** Bare addresses. */
  readonly sender: string;
  readonly to: string;
  /** Absent for a dry run. */
  readonly smtp?: SmtpSettings;
  /** Warnings about the article. */
  readonly problems: readonly Problem[];
}

async function makeReady(terminal: Terminal, slug: string, flags: SendFlags): Promise<Ready> {
  const to = parseMailbox(flags.to);
  if (!to) refuse(`--to "${flags.to}" is not one e-mail address`, 'Write it as you@example.org.');
  const config = await loadConfig(flags.publication, flags, terminal.surroundings);
  const from = config.settings.newsletter.from;
  if (!from)
    refuse(
      'the letter has no sender',
      'Add "from: My Letter <letters@example.org>" under "newsletter:" in tidings.yaml.',
    );
  if (!config.smtp && !flags.dryRun)
    refuse(
      'no mail server is set',
      'Put SMTP_URL=smtps://user:password@host:465 into .env beside tidings.yaml, or add --dry-run to write the message to a file.',
    );
  const prepared = await prepare(config);
  const article = articleOf(prepared, slug);
  const now = terminal.surroundings.clock();
  return {
    config,
    message: await compose(article, config, { from, to: flags.to, now }),
    sender: parseMailbox(from)!.address,
    to: to.address,
    ...(!flags.dryRun && config.smtp && { smtp: config.smtp }),
    problems: prepared.problems.filter(({ file }) => file === article.origin.file),
  };
}

function articleOf({ publication, held }: Prepared, slug: string): Article {
  const article = publication.articles.find((candidate) => candidate.slug === slug);
  if (article) return article;
  if (held.drafts.some((manuscript) => manuscript.slug === slug))
    refuse(`${slug} is held back: it is a draft`, 'Take "draft: true" out of its front matter.');
  if (held.future.some((manuscript) => manuscript.slug === slug))
    refuse(`${slug} is held back: its date is still to come`, 'Wait for it, or set another clock with --now.');
  const slugs = publication.articles.map((candidate) => candidate.slug);
  if (slugs.length === 0) refuse('there is no issue yet', 'Write an article first.');
  const near = nearest(slug, slugs);
  refuse(
    `there is no issue "${slug}"`,
    near ? `Did you mean "${near}"?` : `There are: ${slugs.slice(0, 10).join(', ')}${slugs.length > 10 ? ', …' : ''}.`,
  );
}

async function compose(
  article: Article,
  config: Config,
  { from, to, now }: { from: string; to: string; now: Date },
): Promise<Buffer> {
  const { settings } = config;
  const issue = issueOf(article);
  const letter = await compileIssue(issue, { settings, articles: [article] }, await themeOf(config));
  const { address } = parseMailbox(to)!;
  const values = { ...fallbackValues(issue, settings), email: address };
  const domain = parseMailbox(from)!.address.split('@').at(-1)!;
  return composeMessage(fillLetter(letter, values), {
    from,
    to,
    // Unlike a built message.eml, a sent one is an event of its own (RFC 5322, 3.6.1 and 3.6.4).
    date: inZone(now, settings.timezone),
    messageId: `<${randomUUID()}@${new URL(`http://${domain}`).hostname}>`,
    newsletter: settings.newsletter,
    ...(values.unsubscribeUrl && { unsubscribeUrl: values.unsubscribeUrl }),
  });
}

/** The message holds a person's address, so it stays out of the output folder, which is the web root. */
async function keep(terminal: Terminal, slug: string, { config, message, to, problems }: Ready): Promise<number> {
  const file = join(config.directory, '.tidings', 'outbox', `${slug}.eml`);
  const shown = config.display(file);
  await writeAtomically(file, message).catch((error: NodeJS.ErrnoException) =>
    refuse(
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

/** What stopped a letter before it met a server left nothing sent, whatever else it says. */
function unsent(error: unknown): never {
  if (!(error instanceof ProblemError)) throw error;
  throw new ProblemError(error.problems, { exitCode: error.exitCode, state: 'Nothing was sent.' });
}

function refuse(message: string, hint: string): never {
  throw new ProblemError([{ severity: 'error', rule: 'send', message, hint }], {
    exitCode: 2,
    state: 'Nothing was sent.',
  });
}
