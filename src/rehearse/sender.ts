import { once } from 'node:events';
import type { KeyText } from '../config/config.ts';
import type { Problem } from '../model/problem.ts';
import type { Settings } from '../model/publication.ts';
import { startProcess } from '../system/own-process.ts';

/** The request to a rehearsed sender. Its secrets are in no argument and no variable. */
export interface SenderRequest {
  /** The copy of the list; absolute. */
  readonly database: string;
  /** The list in messages. */
  readonly named: string;
  /** Of the frozen sending. */
  readonly issue: string;
  readonly settings: Settings;
  readonly secret: Uint8Array;
  readonly dkim?: KeyText | undefined;
  /** Of the server on this machine. */
  readonly port: number;
  /** As `fastClock` takes it. */
  readonly epoch: number;
}

/** Its final answer. */
export type SenderAnswer =
  | { readonly done: true }
  /** Something has to be mended before it goes on. */
  | { readonly stopped: readonly Problem[] }
  | { readonly failed: string };

/** A sender at work, in a process that can be killed. */
export interface SenderProcess {
  /** Fulfilled when the process is gone. */
  readonly ended: Promise<SenderAnswer | 'killed'>;
  /** SIGKILL: it can finish nothing. */
  kill(): void;
}

/**
 * Begins to send what is pending of a frozen sending, by the code that sends in earnest.
 * @param folder What is there for the rehearsal only; it goes if this process dies before the sender.
 */
export function startSender(folder: string, request: SenderRequest): SenderProcess {
  const child = startProcess('sender-process', import.meta.url, { args: [folder], stderr: 'inherit' });
  let answer: SenderAnswer | undefined;
  child.on('message', (message: SenderAnswer) => {
    answer = message;
  });
  const ended = once(child, 'close').then(([code, signal]) => {
    if (signal === 'SIGKILL') return 'killed' as const;
    return answer ?? { failed: `the sender ended with ${signal ?? `exit code ${code}`}` };
  });
  child.send(request, () => {});
  return { ended, kill: () => void child.kill('SIGKILL') };
}
