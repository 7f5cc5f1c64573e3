import { type Config, loadConfig } from '../config/config.ts';
import { counted } from '../lib/count-words.ts';
import { ProblemError } from '../model/problem.ts';
import { realTiming } from '../send/loop/timing.ts';
import { smtpOutlets } from '../sendings/outlets.ts';
import { examineDatabase, type Store } from '../store/open.ts';
import { BatchSender } from '../worker/batch-sender.ts';
import { JobQueue, type QueueOptions } from '../worker/job-queue.ts';
import { workOn } from '../worker/work.ts';
import type { WorkerFlags } from './flags.ts';
import { withStore } from './subscribers/open-list.ts';
import type { Terminal } from './terminal.ts';
import { workerTasks } from './worker-tasks.ts';

/** `tidings worker [path]`: takes batches of sendings and other work, in turn with workers on other machines, until Ctrl-C. */
export async function worker(terminal: Terminal, path: string, flags: WorkerFlags): Promise<number> {
  const config = withConnections(await loadConfig(path, flags, terminal.context), flags.connections);
  const outlets = await smtpOutlets(config);
  if (outlets.length === 0)
    refuse(
      'no mail server is set',
      'Put SMTP_URL=smtps://user:password@host:465 into .env next to tidings.yaml, on this machine, too.',
    );
  const options = await queueOptionsOf(config, terminal);
  const hasAccount = (await config.imap()) !== undefined;
  return withStore(terminal, config, async (store) => {
    const queue = await JobQueue.open(options, { works: true });
    const { signal, hurry, context } = terminal;
    const say = (words: string) => terminal.note(`${words}\n`);
    const timing = realTiming(context.clock);
    const sender = new BatchSender({ config, store, outlets, timing, signal, hurry, say });
    const tasks = workerTasks(terminal, { config, path, flags, store, hasAccount });
    const { connections } = config.settings.send;
    const { listens } = options;
    terminal.result('worker', wordsOfStart(connections, listens), {
      ...{ connections, listens, tasks: tasks.map(({ name }) => name) },
    });
    await workOn({ shared: sharedOf(store), queue, sender, tasks, signal, say });
    return 0;
  });
}

/** How the queue of a list is opened. @throws ProblemError with exit code 2 where the list is a file. */
export async function queueOptionsOf(config: Config, terminal: Pick<Terminal, 'note'>): Promise<QueueOptions> {
  const { place, direct, named, isServer } = await config.list();
  if (!isServer)
    refuse(
      'workers share a list in PostgreSQL, and this one is in tidings.db',
      'Set DATABASE_URL, and bring the list there by "tidings subscribers migrate --to postgres"; or send without workers.',
    );
  const { isPooled } = await examineDatabase(direct ?? place, named);
  const report = (error: Error) => terminal.note(`queue: ${error.message}\n`);
  return { url: direct ?? place, named, listens: !isPooled, report };
}

function sharedOf({ shared }: Pick<Store, 'shared'>): NonNullable<Store['shared']> {
  if (shared) return shared;
  throw new Error('a list in PostgreSQL is shared');
}

function wordsOfStart(connections: number, listens: boolean): string {
  const told = listens
    ? ''
    : ' A pooler is in between, so it asks for jobs each second: DATABASE_DIRECT_URL mends that.';
  return `Waiting for batches, to send them over ${counted(connections, 'connection')}, until Ctrl-C.${told}\n`;
}

function withConnections(config: Config, flag: string | undefined): Config {
  if (flag === undefined) return config;
  const connections = Number(flag);
  if (!/^\d{1,3}$/.test(flag) || connections < 1 || connections > 100)
    refuse(`--connections is "${flag}"`, 'Write a number from 1 to 100.');
  const { settings } = config;
  return { ...config, settings: { ...settings, send: { ...settings.send, connections } } };
}

function refuse(message: string, hint: string): never {
  throw new ProblemError([{ severity: 'error', rule: 'worker', message, hint }], {
    exitCode: 2,
    state: 'Nothing was sent.',
  });
}
