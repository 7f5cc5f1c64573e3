import { randomUUID } from 'node:crypto';
import { access, constants, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Message, messageBytes } from '../email/message/compose.ts';
import { ProblemError } from '../model/problem.ts';
import { makeFolder } from '../system/files.ts';
import { NumberedFolder } from './numbered-folder.ts';
import { plainEnvelope } from './smtp/answer.ts';
import type { Envelope } from './transport.ts';
import { type Answer, type Session, SessionFault, type Transport } from './transport.ts';

/**
 * Writes each message into a folder instead of sending it, just as a server would get it:
 * `0001-reader@example.org.eml`, with numbers that count on from what is there. Only its owner can read a file, and
 * nothing is ever replaced.
 * @param named The folder as the person knows it.
 */
export function emlTransport(folder: string, named: string): Transport {
  const files = new NumberedFolder(folder);
  return {
    name: named,
    open: async (signal) => {
      signal.throwIfAborted();
      try {
        await makeFolder(folder, 0o700);
        await access(folder, constants.W_OK | constants.X_OK);
      } catch (error) {
        throw noSession(named, codeOf(error));
      }
      return new EmlSession(files);
    },
  };
}

class EmlSession implements Session {
  readonly #files: NumberedFolder;
  #isOpen = true;

  constructor(files: NumberedFolder) {
    this.#files = files;
  }

  get usable(): boolean {
    return this.#isOpen;
  }

  async send(message: Message, envelope: Envelope, beforeEnd: () => Promise<boolean>): Promise<Answer> {
    const proven = plainEnvelope(envelope);
    if ('result' in proven) return proven;
    const draft = join(this.#files.path, `.${randomUUID()}.part`);
    try {
      this.#checkOpen();
      await onDisk(() => writeFile(draft, messageBytes(message), { flag: 'wx', mode: 0o600, flush: true }));
      if (!(await beforeEnd())) return { result: 'withheld' };
      this.#checkOpen();
      const name = await onDisk(() => this.#files.add(draft, `${proven.to.replace(/[^\w@.+-]/g, '_')}.eml`));
      return { result: 'accepted', reply: `written as ${name}` };
    } catch (error) {
      this.#isOpen = false;
      if (!(error instanceof Break)) throw error;
      // Until a file has its name there is no message.
      return { result: 'broken', complete: false, reply: error.message };
    } finally {
      await rm(draft, { force: true }).catch(() => {});
    }
  }

  async close(): Promise<void> {
    this.#isOpen = false;
  }

  #checkOpen(): void {
    if (!this.#isOpen) throw new Break('it was broken off from here');
  }
}

/** An error that ends the session. */
class Break extends Error {}

async function onDisk<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw new Break(`the message cannot be written (${codeOf(error)})`);
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}

function noSession(named: string, code: string): SessionFault {
  const problem = {
    severity: 'error',
    rule: 'outbox',
    message: `messages cannot be written into ${named} (${code})`,
    hint: 'Name a folder that you may write into, on a disk with room.',
  } as const;
  return new SessionFault(new ProblemError([problem], { state: 'Nothing was sent.' }), code === 'ENOSPC');
}
