import type SMTPConnection from 'nodemailer/lib/smtp-connection';

type Run<T> = (done: (error?: Error | null, value?: T) => void) => void;

/** A connection of nodemailer whose steps always come to an end: it tells of a break by events, or by nothing at all. */
export class SmtpLine {
  readonly connection: SMTPConnection;
  #lost: Error | undefined;
  #fail: (error: Error) => void = () => {};

  constructor(connection: SMTPConnection) {
    this.connection = connection;
    connection.on('error', (error) => this.#lose(error));
    // Later than the callbacks of the same turn: they know more.
    connection.once('end', () => setImmediate(() => this.#lose(new Error('the connection ended'))));
  }

  get isOpen(): boolean {
    return this.#lost === undefined && !this.connection.destroyed;
  }

  /** Runs one at a time. Rejects with what is called back, or with what broke the connection. */
  step<T>(run: Run<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#lost) return reject(this.#lost);
      this.#fail = reject;
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

/** What nodemailer reports where nobody spoke in time. */
export function silence(): Error {
  return Object.assign(new Error('Timeout'), { code: 'ETIMEDOUT', timeoutType: 'SOCKET_TIMEOUT' });
}
