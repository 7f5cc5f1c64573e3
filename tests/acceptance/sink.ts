import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Orders, Remembered } from './sink-conversation.ts';
import type { Request } from './sink-process.ts';

/** An SMTP server in a process of its own that remembers what it has taken, for as long as it runs. */
export interface Sink {
  readonly port: number;
  readonly pid: number;
  /** What goes wrong from now on, in place of what did so far. */
  order(orders: Partial<Orders>): Promise<void>;
  /** What it took since it began, in that order, without those before `from`; waits until nobody is connected. */
  accepted(from?: number): Promise<readonly Remembered[]>;
  stop(): Promise<void>;
}

export async function startSink(): Promise<Sink> {
  const child = fork(fileURLToPath(new URL('sink-process.ts', import.meta.url)), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    serialization: 'advanced',
  });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  const ask = asking(child);
  return {
    port,
    pid: child.pid!,
    order: async (orders) => void (await ask({ ask: 'orders', orders })),
    accepted: (from = 0) => ask({ ask: 'accepted', from }),
    stop: async () => {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

type Question = Request extends infer One ? (One extends Request ? Omit<One, 'id'> : never) : never;

/** Questions and answers by their numbers. */
function asking(child: ChildProcess): (question: Question) => Promise<readonly Remembered[]> {
  const waiting = new Map<number, (answer: readonly Remembered[]) => void>();
  let id = 0;
  child.on('message', (answer: { id: number; accepted: readonly Remembered[] }) => {
    waiting.get(answer.id)?.(answer.accepted);
    waiting.delete(answer.id);
  });
  return (question) => {
    id += 1;
    const { promise, resolve } = Promise.withResolvers<readonly Remembered[]>();
    waiting.set(id, resolve);
    child.send({ ...question, id });
    return promise;
  };
}
