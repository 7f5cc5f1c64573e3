import { ImapFlow } from 'imapflow';
import type { ImapSettings } from '../config/imap.ts';
import { accessToken } from '../system/access-token.ts';
import { imapFailure, serverName } from './imap-failure.ts';
import { beginning, largest, type Mail, type MailFolder } from './mail.ts';

export interface ImapOptions {
  /** The folder to read. */
  readonly folder: string;
  /** The folder to move mail to; it is made if it is not there. Without it the mailbox is opened for reading only. */
  readonly target?: string;
  /** Ends what is under way at once. */
  readonly signal?: AbortSignal;
  /** In milliseconds: how long to wait for a connection and its first words, and then in silence. */
  readonly timeouts?: { readonly connection: number; readonly silence: number };
}

const patient = { connection: 15_000, silence: 60_000 };

/**
 * Opens a folder of an IMAP account.
 * @throws ProblemError that tells what to change, at every step; no password is ever part of it.
 */
export async function openImap(settings: ImapSettings, options: ImapOptions): Promise<MailFolder> {
  const imap = await withToken(settings, options.folder);
  const { folder, target, signal, timeouts = patient } = options;
  const client = new ImapFlow(clientOptions(imap, timeouts));
  // A call under way when it breaks says only that the connection is gone; the reason comes as an event before.
  let reason: unknown;
  client.on('error', (error) => {
    reason ??= error;
  });
  signal?.addEventListener('abort', () => client.close(), { once: true });
  const inWords = async <Result>(work: Promise<Result>): Promise<Result> => {
    try {
      return await work;
    } catch (error) {
      client.close();
      throw imapFailure(reason ?? error, imap, folder);
    }
  };
  await inWords(client.connect());
  await inWords(client.mailboxOpen(folder, { readOnly: target === undefined }));
  return {
    name: `${folder} at ${serverName(imap)}`,
    read: () => readFolder(client, inWords),
    move: async (keys) => {
      if (target === undefined || keys.length === 0) return 0;
      await inWords(client.mailboxCreate(target));
      const moved = await inWords(client.messageMove(keys.join(','), target, { uid: true }));
      return moved ? (moved.uidMap?.size ?? keys.length) : 0;
    },
    close: async () => {
      await client.logout().catch(() => client.close());
    },
  };
}

/** The same with its access token in the place of the password, so that no message shows it. */
async function withToken(imap: ImapSettings, folder: string): Promise<ImapSettings> {
  const { tokenCommand } = imap;
  if (!tokenCommand) return imap;
  const password = await accessToken(tokenCommand).catch((error) => {
    throw imapFailure(error, imap, folder);
  });
  return { ...imap, password };
}

type InWords = <Result>(work: Promise<Result>) => Promise<Result>;

/** Portions of at most so many mails or bytes: a round trip for each mail would take hours over a slow line. */
const portion = { mails: 50, bytes: largest } as const;

async function* readFolder(client: ImapFlow, inWords: InWords): AsyncGenerator<Mail> {
  if (client.mailbox === false || client.mailbox.exists === 0) return;
  const sizes = await inWords(client.fetchAll('1:*', { uid: true, size: true }));
  for (const uids of portionsOf(sizes.map(({ uid, size = 0 }) => ({ uid, size })))) {
    const large = uids.length === 1 && uids[0]!.size > largest;
    const source = large ? { start: 0, maxLength: beginning } : true;
    const range = uids.map(({ uid }) => uid).join(',');
    const mails = await inWords(client.fetchAll(range, { uid: true, source }, { uid: true }));
    for (const { uid, source } of mails) if (source) yield { key: String(uid), bytes: source };
  }
}

interface Sized {
  readonly uid: number;
  readonly size: number;
}

/** A large mail is a portion of its own. */
function* portionsOf(mails: readonly Sized[]): Generator<Sized[]> {
  let some: Sized[] = [];
  let bytes = 0;
  for (const mail of mails) {
    if (some.length > 0 && (some.length === portion.mails || bytes + mail.size > portion.bytes)) {
      yield some;
      [some, bytes] = [[], 0];
    }
    some.push(mail);
    bytes += mail.size;
  }
  if (some.length > 0) yield some;
}

function clientOptions({ host, port, tls, user, password, tokenCommand }: ImapSettings, timeouts: typeof patient) {
  return {
    host,
    port,
    secure: tls === 'implicit',
    // Demanded where it is named, never a mere wish.
    doSTARTTLS: tls === 'implicit' ? undefined : tls === 'starttls',
    auth: { user: user ?? '', ...(tokenCommand ? { accessToken: password ?? '' } : { pass: password ?? '' }) },
    // Its log would hold addresses, and goes to stdout.
    logger: false as const,
    disableAutoIdle: true,
    connectionTimeout: timeouts.connection,
    greetingTimeout: timeouts.connection,
    socketTimeout: timeouts.silence,
  };
}
