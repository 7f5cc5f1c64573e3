import { type Config, loadConfig } from '../config/config.ts';
import { checkDatabase } from '../doctor/database.ts';
import { ownKey } from '../doctor/dkim-key.ts';
import { type Questions, systemResolver } from '../doctor/dns.ts';
import { examine, type SenderIdentity } from '../doctor/examine.ts';
import type { JoiningByMail } from '../doctor/joining.ts';
import { findingsOfQueue } from '../doctor/queue.ts';
import { countFindings, formatFindings, needsMending } from '../doctor/report.ts';
import { meet } from '../doctor/tls.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import { signingKeys } from '../send/message/signing-keys.ts';
import { missingForMail } from '../sign-ups/missing-for-mail.ts';
import { examineQueue } from '../worker/examine-queue.ts';
import type { DoctorFlags } from './flags.ts';
import { argumentFor } from './quoted.ts';
import type { Terminal } from './terminal.ts';

/**
 * `tidings doctor [path]`: whether receivers will believe that letters come from the sender.
 * @param questions Who answers in the place of this machine's name servers.
 * @param handshake Meets the mail server.
 */
export async function doctor(
  terminal: Terminal,
  path: string,
  flags: DoctorFlags,
  questions: Questions = systemResolver(terminal.signal),
  handshake: typeof meet = meet,
): Promise<number> {
  const config = await loadConfig(path, flags, terminal.context);
  const sender = await senderOf(config, flags.selector ?? []);
  const { smtp } = config;
  const meeting = smtp && { handshake: () => handshake(smtp, terminal.signal) };
  const list = await config.list();
  const database = list.isServer ? await checkDatabase(list) : [];
  const isReachable = list.isServer && !needsMending(database);
  const queue = isReachable ? findingsOfQueue(await examineQueue(list.direct ?? list.place, list.named)) : [];
  const findings = [...(await examine({ ...sender, ...meeting }, questions)), ...database, ...queue];
  const over = sender.host === undefined ? '' : `, sent over ${sender.host}`;
  const again = `npx tidings doctor${argumentFor(path)}`;
  const failed = needsMending(findings);
  const next = failed
    ? `Next: mend this where the DNS of the domain is kept, wait until the change is known everywhere, and run:\n  ${again}`
    : 'Next: send a letter to yourself:\n  npx tidings send <issue> --to you@example.org';
  terminal.result(
    'doctor',
    `Letters from ${sender.from}${over}\n\n${formatFindings(findings)}\n${countFindings(findings)}\n${next}\n`,
    { from: sender.from, ...(sender.host && { host: sender.host }), findings },
  );
  return failed ? 1 : 0;
}

async function senderOf(config: Config, selectors: readonly string[]): Promise<SenderIdentity> {
  const { settings, smtp } = config;
  const { from, replyTo, subscribeEmail, unsubscribeEmail, unsubscribeUrl } = settings.newsletter;
  if (!settings.letters)
    refuse(
      'letters are turned off',
      'Write the section "newsletter:" in tidings.yaml in place of "newsletter: false".',
    );
  if (from === undefined)
    refuse(
      'letters have no sender',
      'Add "from: My Letter <letters@example.org>" under "newsletter:" in tidings.yaml.',
    );
  const wrong = selectors.find((selector) => !/^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i.test(selector));
  if (wrong !== undefined)
    refuse(`--selector "${wrong}" is no selector`, 'Write the word behind "s=" in a DKIM-Signature, such as mail2026.');
  return {
    from,
    ...(replyTo && { replyTo }),
    ...(unsubscribeEmail && { unsubscribeEmail }),
    ...(unsubscribeUrl && { unsubscribeUrl }),
    ...(subscribeEmail && { joining: await joiningOf(subscribeEmail, config) }),
    ...(smtp && { host: smtp.host }),
    ...(settings.bounces?.address && { bounces: settings.bounces.address }),
    selectors,
    keys: signingKeys(settings.newsletter, await config.dkimKeys()).map(ownKey),
  };
}

async function joiningOf(address: string, config: Config): Promise<JoiningByMail> {
  const { settings } = config;
  const missing = missingForMail(settings, { hasAccount: (await config.imap()) !== undefined });
  return { address, ...(settings.bounces?.authserv && { authserv: settings.bounces.authserv }), missing };
}

function refuse(message: string, hint: string): never {
  const problem: Problem = { severity: 'error', rule: 'doctor', message, hint };
  throw new ProblemError([problem], { exitCode: 2, state: 'Nothing was asked.' });
}
