import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Article } from '../article.ts';
import { type Config, loadConfig } from '../config.ts';
import { compileIssue } from '../email/compile.ts';
import { issueOf } from '../email/issue.ts';
import { composeMessage } from '../email/message.ts';
import { fallbackValues, fillLetter } from '../email/slots.ts';
import { parseMailbox } from '../lib/address.ts';
import { writeAtomically } from '../lib/files.ts';
import { nearest } from '../lib/nearest.ts';
import { inZone } from '../lib/time.ts';
import { ProblemError } from '../problem.ts';
import { type Prepared, prepare } from '../publish/prepare.ts';
import { loadTheme } from '../publish/theme.ts';
import { deliver } from '../send/smtp.ts';
import type { SendFlags } from './program.ts';
import type { Terminal } from './terminal.ts';

/** `tidings send <issue> --to ADDRESS`: one letter to one address. */
export async function send(terminal: Terminal, slug: string, flags: SendFlags): Promise<number> {
  const to = parseMailbox(flags.to);
  if (!to) refuse(`--to is not one e-mail address: "${flags.to}"`, 'Write it as you@example.org.');
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
      'Put SMTP_URL=smtps://user:password@host:465 into .env, or add --dry-run to write the message to a file.',
    );
  const prepared = await prepare(config);
  const message = await compose(articleOf(prepared, slug), config, {
    from,
    to: flags.to,
    now: terminal.surroundings.clock(),
  });
  if (flags.dryRun) return keep(terminal, config, slug, message);
  const sender = parseMailbox(from)!.address;
  const { reply } = await deliver(message, { from: sender, to: to.address }, config.smtp!, { signal: terminal.signal });
  terminal.result(
    `Sent ${slug} to ${to.address}. The server said: ${reply}\nNext: look for it in the inbox, in the spam folder too.\n`,
    { issue: slug, to: to.address, reply },
  );
  return 0;
}

function articleOf({ publication, held }: Prepared, slug: string): Article {
  const article = publication.articles.find((candidate) => candidate.slug === slug);
  if (article) return article;
  if ([...held.drafts, ...held.future].some((manuscript) => manuscript.slug === slug)) {
    refuse(`${slug} is held back`, 'Take out "draft: true" or wait for its date; --now sets another clock.');
  }
  const slugs = publication.articles.map((candidate) => candidate.slug);
  const near = nearest(slug, slugs);
  refuse(
    `there is no issue ${slug}`,
    near ? `Did you mean "${near}"?` : `There are: ${slugs.slice(0, 10).join(', ')}${slugs.length > 10 ? ', …' : ''}.`,
  );
}

async function compose(
  article: Article,
  { settings }: Config,
  { from, to, now }: { from: string; to: string; now: Date },
): Promise<Buffer> {
  const issue = issueOf(article);
  const letter = await compileIssue(issue, { settings, articles: [article] }, await loadTheme('plain'));
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
async function keep(terminal: Terminal, config: Config, slug: string, message: Buffer): Promise<number> {
  const file = join(config.directory, '.tidings', 'outbox', `${slug}.eml`);
  await writeAtomically(file, message);
  const shown = config.display(file);
  terminal.result(
    `Nothing was sent. The message is in ${shown}.\nNext: open it in a mail program, or send it by leaving out --dry-run.\n`,
    { issue: slug, file: shown },
  );
  return 0;
}

function refuse(message: string, hint: string): never {
  throw new ProblemError([{ severity: 'error', rule: 'send', message, hint }], {
    exitCode: 2,
    state: 'Nothing was sent.',
  });
}
