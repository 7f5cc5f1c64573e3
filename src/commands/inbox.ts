import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import { openImap } from '../inbox/imap.ts';
import type { MailJoinParts } from '../inbox/join-by-mail.ts';
import type { MailFolder } from '../inbox/mail.ts';
import { isMaildir, openMaildir } from '../inbox/maildir.ts';
import { isMbox, openMbox } from '../inbox/mbox.ts';
import { type Reading, readInbox } from '../inbox/read.ts';
import type { KeyHandle } from '../lib/key-handle.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import { knownLettersOf } from '../returns/known-letters.ts';
import { missingForMail } from '../sign-ups/missing-for-mail.ts';
import { isClosedTo, whyClosed } from '../sign-ups/why-closed.ts';
import type { Ledger } from '../store/ledger.ts';
import type { Address } from '../subscribers/subscriber.ts';
import type { InboxFlags } from './flags.ts';
import { greet, renewWelcome } from './greet.ts';
import { deliverWaiting } from './inbox-delivery.ts';
import { type InboxReport, plainReport, wordsOfReport } from './inbox-report.ts';
import { type OpenList, withList } from './subscribers/open-list.ts';
import type { Terminal } from './terminal.ts';

/** `tidings inbox [source]`: reads what came back, and takes off the list who is not to be written to any more. */
export async function inbox(terminal: Terminal, source: string | undefined, flags: InboxFlags): Promise<number> {
  return withList(terminal, flags, async (list) => {
    const { subscribers, ledger, returnedMail, config, at } = list;
    const key = await config.secret();
    const letters = await knownLettersOf(config.settings, { subscribers, ledger, key });
    const joining = await joinPartsOf(terminal, list, key);
    const mailbox = await openMailbox(terminal, config, source, flags);
    const readings: Reading[] = [];
    const keys: string[] = [];
    const told: Uint8Array[] = [];
    let [known, leftAlone] = [0, 0];
    const apply = flags.dryRun !== true;
    if (apply && config.settings.newsletter.subscribeEmail) await renewWelcome(terminal, list);
    const options = { returnedMail, letters, joining, apply, signal: terminal.signal };
    try {
      for await (const reading of readInbox(mailbox, options)) {
        const { key: name, kind, fingerprint, isTold, ...rest } = reading;
        if (kind === 'known') known += 1;
        else if (isTold) leftAlone += 1;
        else readings.push({ key: name, kind, ...rest });
        if (kind !== 'unknown') keys.push(name);
        if (fingerprint) told.push(fingerprint);
      }
      const moved = apply && flags.moveTo !== undefined ? await mailbox.move(keys) : 0;
      const held = await heldIn(readings, ledger);
      const { outbox, fault } = apply ? await deliverWaiting(terminal, list, key) : {};
      const report = {
        name: mailbox.name,
        readings,
        known,
        leftAlone,
        moved,
        apply,
        held,
        at,
        ...(outbox && { outbox }),
      };
      if (apply) await greet(terminal, list);
      terminal.result('inbox', wordsOfReport(report), plainReport(report));
      if (apply && told.length > 0) await returnedMail.tell(told);
      if (fault) throw fault;
      return 0;
    } catch (error) {
      throw terminal.signal.aborted ? interrupted(apply) : error;
    } finally {
      await mailbox.close();
    }
  });
}

/** Joining by mail, of which a person is told if the settings offer it and it is off. */
async function joinPartsOf(terminal: Terminal, { config, ...store }: OpenList, key: KeyHandle): Promise<MailJoinParts> {
  const { settings } = config;
  // Who names a Maildir needs no account.
  const missing = missingForMail(settings, { hasAccount: true });
  const closure = settings.newsletter.subscribeEmail === undefined ? undefined : await whyClosed(config);
  terminal.warn([
    ...missing.map((one): Problem => ({ severity: 'warning', ...one })),
    ...(closure?.isTrial ? [unfinished(closure.reason)] : []),
  ]);
  const folders = await readdir(join(config.output, 'languages')).catch(() => []);
  const languages = [...new Set([settings.language, ...folders.filter((name) => !name.startsWith('.'))])];
  const isOff = closure?.isTrial ? (address: Address) => isClosedTo(closure, address) : undefined;
  return { store, key, settings, languages, clock: terminal.context.clock, isClosedTo: isOff };
}

function unfinished(reason: string): Problem {
  const message = 'only addresses set apart for examples, such as reader@example.org, can join by mail';
  const hint = `${reason[0]!.toUpperCase()}${reason.slice(1)}`;
  return { severity: 'warning', rule: 'placeholder', message, hint };
}

/** The sendings of which so much came back that a person has to decide. */
async function heldIn(readings: readonly Reading[], ledger: Ledger): Promise<InboxReport['held']> {
  const numbers = new Set(readings.flatMap(({ result, sending }) => (result === 'held' ? [sending!] : [])));
  const sendings = (await ledger.sendings()).filter(({ id }) => numbers.has(id));
  const rows = sendings.map(async ({ id, slug }) => [id, { slug, count: (await ledger.bounces(id)).held }] as const);
  return new Map(await Promise.all(rows));
}

async function openMailbox(
  terminal: Terminal,
  config: Config,
  source: string | undefined,
  { moveTo }: InboxFlags,
): Promise<MailFolder> {
  const { cwd } = terminal.context;
  if (source === undefined) return openAccount(terminal, config, moveTo);
  const path = resolve(cwd, source);
  const kind = await stat(path).catch(() => undefined);
  if (!kind) refuse(`there is no file or folder ${source}`, 'Name a Maildir folder or an mbox file.');
  try {
    if (kind.isDirectory() && (await isMaildir(path)))
      return openMaildir(path, { name: source, ...(moveTo !== undefined && { target: resolve(cwd, moveTo) }) });
    if (kind.isFile() && (await isMbox(path))) {
      if (moveTo === undefined) return openMbox(path, { name: source });
      refuse('mail in an mbox cannot be moved', 'Leave --move-to out: reading the same mail again changes nothing.');
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    refuse(`${source} cannot be read (${code})`, 'Make it readable for yourself.');
  }
  return refuse(
    `${source} is neither a Maildir nor an mbox`,
    'A Maildir is a folder with "new" and "cur" in it; an mbox is a file that begins with "From ".',
  );
}

async function openAccount({ signal }: Terminal, config: Config, moveTo: string | undefined): Promise<MailFolder> {
  const imap = await config.imap();
  if (!imap)
    refuse(
      'no mailbox is set',
      'Put IMAP_URL=imaps://user:password@host:993 into .env next to tidings.yaml, or name a Maildir folder or an mbox file.',
    );
  const folder = config.settings.bounces?.mailbox ?? 'INBOX';
  if (moveTo === folder) refuse(`--move-to names ${folder}, which is read`, 'Name another folder.');
  return openImap(imap, { folder, signal, ...(moveTo !== undefined && { target: moveTo }) });
}

function interrupted(apply: boolean): ProblemError {
  const state = apply ? 'What was read so far is stored; read the mailbox again to go on.' : 'Nothing was stored.';
  return new ProblemError([{ severity: 'error', rule: 'interrupted', message: 'interrupted' }], { state });
}

function refuse(message: string, hint: string): never {
  const problem: Problem = { severity: 'error', rule: 'inbox', message, hint };
  throw new ProblemError([problem], { exitCode: 2, state: 'Nothing was changed.' });
}
