import SMTPConnection from 'nodemailer/lib/smtp-connection';

type Run<T> = (done: (error?: Error | null, value?: T) => void) => void;

/** A connection of nodemailer whose steps always come to an end: it tells of a break by events, or by nothing at all. */
export class SmtpConnection {
  readonly connection: SMTPConnection;
  /** The extensions that the server announced after EHLO; after STARTTLS it announces anew. */
  announced: Announcement = { mechanisms: [] };
  #lost: Error | undefined;
  #fail: (error: Error) => void = () => {};
  #onReply: (reply: string) => void = () => {};

  constructor(options: SMTPConnection.Options) {
    // The log of what is said is the one way to hear a reply before nodemailer acts on it.
    const log = ({ tnx }: { tnx?: string }, text: string) => tnx === 'server' && this.#onReply(text);
    const logger = { trace: silent, debug: log, info: silent, warn: silent, error: silent, fatal: silent };
    const connection = new SMTPConnection({ ...options, logger, transactionLog: true });
    this.connection = connection;
    connection.on('error', (error) => this.#lose(error));
    // Later than the callbacks of the same turn: they know more.
    connection.once('end', () => setImmediate(() => this.#lose(new Error('the connection ended'))));
  }

  get isOpen(): boolean {
    return this.#lost === undefined && !this.connection.destroyed;
  }

  /**
   * Runs one at a time. Rejects with what is called back, or with what broke the connection.
   * @param onReply Told of each reply, before anything follows from it.
   */
  step<T>(run: Run<T>, onReply: (reply: string) => void = () => {}): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#lost) return reject(this.#lost);
      this.#fail = reject;
      this.#onReply = onReply;
      run((error, value) => (error ? reject(error) : resolve(value as T)));
    });
  }

  /** Lets go of the connection at once, so that nothing more is sent; the step under way fails by this. */
  breakOff(error: Error): void {
    this.#lose(error);
    this.connection.close();
  }

  /** Says goodbye (RFC 5321, section 4.1.1.10), for which the server has two seconds. */
  async quit(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(() => this.connection.close(), 2000);
    this.connection.once('end', resolve).quit();
    await promise;
    clearTimeout(timer);
  }

  #lose(error: Error): void {
    this.#lost ??= error;
    this.#fail(this.#lost);
  }
}

/** The extensions that count here (RFC 5321, section 4.1.1.1). */
export interface Announcement {
  /** In bytes (RFC 1870); absent without a limit. */
  readonly sizeLimit?: number;
  /** Of AUTH (RFC 4954), in capitals. */
  readonly mechanisms: readonly string[];
}

/** Reads a server's reply to EHLO. */
export function announcementIn(reply: string): Announcement {
  const words = reply.split(/\r?\n/).map((line) =>
    line
      .slice(4)
      .trim()
      .toUpperCase()
      .split(/[\s=]+/),
  );
  const size = Number(words.find(([name]) => name === 'SIZE')?.[1]);
  const mechanisms = words.flatMap(([name, ...rest]) => (name === 'AUTH' ? rest : []));
  return { ...(size > 0 && { sizeLimit: size }), mechanisms };
}

function silent(): void {}

/** The error that nodemailer reports after a time-out. */
export function silence(): Error {
  return Object.assign(new Error('Timeout'), { code: 'ETIMEDOUT', timeoutType: 'SOCKET_TIMEOUT' });
}
