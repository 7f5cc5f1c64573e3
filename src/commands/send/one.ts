import { type Config, loadConfig } from '../../config/config.ts';
import { withState } from '../../model/problem.ts';
import { deliver } from '../../send/smtp/smtp.ts';
import { nothingSent } from '../../sendings/refusal.ts';
import { prepareTestLetter, writeTestLetter } from '../../sendings/test-letter.ts';
import type { TestLetter } from '../../sendings/test-request.ts';
import type { SendFlags } from '../flags.ts';
import { argumentFor } from '../quoted.ts';
import type { Terminal } from '../terminal.ts';

/** `tidings send <issue> --to ADDRESS`: one letter to one address, which no ledger keeps. */
export async function sendToOne(
  terminal: Terminal,
  name: string,
  recipient: string,
  flags: SendFlags,
): Promise<number> {
  const { context, signal } = terminal;
  const config = await loadConfig(flags.publication, flags, context).catch(withState(nothingSent));
  const request = { config, now: context.clock(), toFile: flags.dryRun ?? false };
  const letter = await prepareTestLetter(name, recipient, request).catch(withState(nothingSent));
  const { slug, message, smtp, sender, to, problems } = letter;
  terminal.warn(problems, 'The letter was made all the same.');
  if (!smtp) return keep(terminal, letter, config);
  const { reply } = await deliver(message, { from: sender, to }, smtp, { signal });
  const doctor = `npx tidings doctor${argumentFor(flags.publication)}`;
  terminal.result(
    'send-to',
    `Sent ${slug} to ${to}. The server said: ${reply}\nNext: look for it in the inbox. If it is in the spam folder or nowhere, ask why:\n  ${doctor}\n`,
    { issue: letter.issue, slug, to, reply, problems },
  );
  return 0;
}

async function keep(terminal: Terminal, letter: TestLetter, config: Config): Promise<number> {
  const { slug, to, problems } = letter;
  const shown = config.display(await writeTestLetter(letter, config));
  terminal.result(
    'send-to',
    `Nothing was sent. The message to ${to} is in ${shown}.\nNext: open it in a mail program, or send it by leaving out --dry-run.\n`,
    { issue: letter.issue, slug, to, file: shown, problems },
  );
  return 0;
}
