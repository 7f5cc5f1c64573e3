import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Entry } from '../../src/subscribers/entry.ts';
import { folderOf } from '../folder.ts';
import { merge, rowOf } from '../store/subscriber-store-contract.ts';
import { openList } from './open-list.ts';

export const secret = 'a secret of thirty-two bytes, or more';

const settings = `title: Example Letters
url: https://example.org
newsletter:
  from: Example Letters <letters@example.org>
  address: Example Street 1, 1234 Example
  listId: letters.example.org
  unsubscribeUrl: https://example.org/unsubscribe/{token}
  unsubscribeEmail: unsubscribe@example.org
`;
const frost = `---
title: The first frost
summary: What the garden keeps.
date: 2026-11-23
---

The beds were white at seven.
`;

export interface Mailing {
  readonly port: number;
  /** The part before @example.org, and what else is known of each. */
  readonly people?: Readonly<Record<string, Partial<Entry>>>;
  readonly files?: Readonly<Record<string, string>>;
  /** Behind the settings. */
  readonly more?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export const three = { ada: {}, grace: {}, mary: {} };

/** So many readers. */
export function crowd(count: number): Record<string, Partial<Entry>> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`reader${index + 1}`, {}]));
}

/** A publication with the issue `frost`, a list and a mail server on this machine. Returns its folder. */
export async function mailing({ port, people = three, files, more = '', environment }: Mailing): Promise<string> {
  const variables = { TIDINGS_SECRET: secret, SMTP_HOST: '127.0.0.1', SMTP_PORT: port, ...environment };
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
  const folder = await folderOf({
    ...{ 'tidings.yaml': settings + more, 'articles/frost.md': frost, '.env': lines.join('') },
    ...files,
  });
  await chmod(join(folder, '.env'), 0o600);
  await enlist(folder, people);
  return folder;
}

/** Takes people into the list. */
export async function enlist(folder: string, people: Readonly<Record<string, Partial<Entry>>>): Promise<void> {
  await withList(folder, ({ subscribers }) => {
    const rows = Object.entries(people).map(([name, entry], index) => rowOf(index + 2, `${name}@example.org`, entry));
    return merge(subscribers, rows);
  });
}

/** Works with the list and the ledger, and lets go of them, so that nothing of them is open while the program runs. */
export async function withList<Result>(
  folder: string,
  work: (list: Awaited<ReturnType<typeof openList>>) => Promise<Result>,
): Promise<Result> {
  const list = await openList(folder);
  return work(list).finally(() => list.close());
}

/** What the ledger says of an issue: how many are in each state, those states that somebody is in. */
export async function countsOf(folder: string, issue = 'frost'): Promise<Record<string, number> | undefined> {
  return withList(folder, async ({ ledger }) => {
    const sending = await ledger.find(issue);
    if (!sending) return undefined;
    const counts = Object.entries(await ledger.counts(sending.id));
    return Object.fromEntries(counts.filter(([, number]) => number > 0));
  });
}

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** Starts the program in a publication. */
export function start(folder: string, ...args: string[]): ChildProcess {
  return begin(process.execPath, [cli, ...args], folder);
}

/** The same where no file can grow larger than so many KiB, as on a full disk. */
export function startConfined(folder: string, limit: number, ...args: string[]): ChildProcess {
  return begin('bash', ['-c', `ulimit -f ${limit} && exec "$0" "$@"`, process.execPath, cli, ...args], folder);
}

function begin(program: string, args: string[], folder: string): ChildProcess {
  const env = { PATH: process.env.PATH, HOME: folder, TIDINGS_NOW: '2026-12-31T00:00:00Z', TZ: 'UTC' };
  const options: SpawnOptions = { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] };
  const child = spawn(program, args, options);
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** The one warning that all sendings of these publications give: they are at example.org, as their readers are. */
const placeholders =
  /^tidings\.yaml:2:6 {2}warning {2}"url" is "https:\/\/example\.org\/".*\n(?: .*\n)*1 warning\. That keeps nobody from getting the letter\.\n/m;

/** Waits for its end. Progress, which only a slow machine needs, is left out of its words, and so is that warning. */
export async function finished(child: ChildProcess) {
  const [[code, signal], stdout, stderr] = await Promise.all([
    once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>,
    text(child.stdout!),
    text(child.stderr!),
  ]);
  return { code, signal, stdout, stderr: stderr.replace(/^[\d,]+ of [\d,]+ .*\n/gm, '').replace(placeholders, '') };
}

/** Runs the program to its end. */
export async function tidings(folder: string, ...args: string[]) {
  return finished(start(folder, ...args));
}

/** Sends the issue `frost` to as many as there are. */
export async function send(folder: string, ...flags: string[]) {
  return tidings(folder, 'send', 'frost', '--confirm=1000', ...flags);
}

/** What one value on stdout says. Throws if it is not exactly one. */
export function readValue({ stdout }: { readonly stdout: string }) {
  return JSON.parse(stdout);
}

/** The names whose letters a scripted server was handed as a whole, in alphabetic order. */
export function names(messages: readonly string[]): string[] {
  return messages.map((message) => /^To: .*?([\w-]+)@/m.exec(message)?.[1] ?? 'nobody').toSorted();
}
