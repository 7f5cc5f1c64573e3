import type { Config } from '../config/config.ts';
import { counted } from '../lib/count-words.ts';
import { ProblemError } from '../model/problem.ts';
import { runByProcess } from '../run/run-process.ts';
import type { Store } from '../store/open.ts';
import type { WorkerTask } from '../worker/job-queue.ts';
import type { WorkerFlags } from './flags.ts';
import { greet } from './greet.ts';
import { deliverWaiting } from './inbox-delivery.ts';
import { Listened } from './listened.ts';
import { settingFlags } from './serve-run.ts';
import type { OpenList } from './subscribers/open-list.ts';
import type { Terminal } from './terminal.ts';

interface Parts {
  readonly config: Config;
  readonly path: string;
  readonly flags: WorkerFlags;
  readonly store: Store;
  readonly hasAccount: boolean;
}

/** Tasks that workers do in turn besides sending batches, each on one machine at a time. */
export function workerTasks(terminal: Terminal, parts: Parts): WorkerTask[] {
  const { config, path, flags, store, hasAccount } = parts;
  const { schedule, timezone } = config.settings;
  const list: OpenList = { ...store, config, fields: new Set(), at: '', named: '' };
  const tasks: WorkerTask[] = [
    { name: 'mails', times: ['* * * * *'], timezone, work: (signal) => sendMails({ ...terminal, signal }, list) },
  ];
  if (hasAccount)
    tasks.push({
      ...{ name: 'inbox', times: ['*/10 * * * *'], timezone },
      work: (signal) => readMails({ ...terminal, signal }, path),
    });
  if (!flags.run) return tasks;
  const run = (signal: AbortSignal) => runOnce({ ...terminal, signal }, path, flags);
  if (schedule && schedule.run.length > 0)
    tasks.push({ name: 'run', times: schedule.run, timezone: schedule.timezone, work: run });
  if (config.sources.length > 0)
    tasks.push({
      ...{ name: 'sources', times: ['17 * * * *'], timezone },
      work: (signal) => fetchSources({ ...terminal, signal }, path, flags),
    });
  return tasks;
}

/** Mails that ask to confirm, and letters to those who have. */
async function sendMails(terminal: Terminal, list: OpenList): Promise<void> {
  const { outbox, fault } = await deliverWaiting(terminal, list, await list.config.secret());
  if (outbox && outbox.sent > 0) terminal.note(`mails: ${outbox.sent} sent, ${outbox.waiting} wait\n`);
  if (fault) terminal.note(`mails: ${wordsOfFault(fault)}\n`);
  await greet(terminal, list).catch((error: unknown) => terminal.note(`welcome: ${wordsOfFault(error)}\n`));
}

async function readMails(terminal: Terminal, publication: string): Promise<void> {
  const { inbox } = await import('./inbox.ts');
  const listened = new Listened(terminal);
  try {
    await inbox(listened.terminal, undefined, { publication });
    const read = listened.result('inbox')?.value.mails.length ?? 0;
    if (read > 0) terminal.note(`inbox: ${counted(read, 'mail')} read\n`);
  } catch (error) {
    terminal.note(`inbox: ${wordsOfFault(error)}\n`);
  }
}

async function fetchSources(terminal: Terminal, path: string, flags: WorkerFlags): Promise<void> {
  const { fetchFeeds } = await import('./fetch.ts');
  const listened = new Listened(terminal);
  try {
    await fetchFeeds(listened.terminal, path, flags);
    const sources = listened.result('fetch')?.value.sources ?? [];
    const arrived = sources.reduce((sum, one) => sum + (one.arrived ?? 0), 0);
    if (arrived > 0) terminal.note(`sources: ${arrived} new ${arrived === 1 ? 'entry' : 'entries'}\n`);
  } catch (error) {
    terminal.note(`sources: ${wordsOfFault(error)}\n`);
  }
}

/** In a process of its own, so that a build keeps no letter waiting. */
async function runOnce({ context, signal, note }: Terminal, path: string, flags: WorkerFlags): Promise<void> {
  const { cwd, environment } = context;
  const script = process.argv[1] ?? 'tidings';
  const command = [process.execPath, script, 'run', path, '--json', ...settingFlags(flags)] as const;
  const { words } = await runByProcess({ command, cwd, environment, signal });
  note(`run: ${words}\n`);
}

/** It is tried again at the next time. */
function wordsOfFault(error: unknown): string {
  if (!(error instanceof ProblemError)) throw error;
  return error.message.split('\n')[0]!;
}
