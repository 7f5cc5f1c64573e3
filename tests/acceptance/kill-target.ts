import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { DeliveryRecord, Sending } from '../../src/store/ledger.ts';
import type { SubscriberStore } from '../../src/store/subscriber-store.ts';
import { openList } from './open-list.ts';
import { type Sink, startSink } from './sink.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const clock = new URL('kill-clock.ts', import.meta.url).href;

export const connections = 5;
const secret = '0123456789abcdef'.repeat(4);
const article = `---
title: The first frost
summary: What the garden keeps.
date: 2026-11-23
---
${'The beds were white at seven, and the path was hard. '.repeat(60)}
`;

/** A publication with a list, and the server that it sends to. */
export interface Target {
  readonly folder: string;
  readonly sink: Sink;
  readonly subscribers: SubscriberStore;
  /** The sending, if its audience is frozen. */
  sending(): Promise<Sending | undefined>;
  records(sending: Sending): Promise<DeliveryRecord[]>;
  /** Starts `tidings` with these arguments, so many hours ahead of the time. */
  start(hours: number, ...args: string[]): ChildProcess;
  /** Makes due what waits, as hours do: the time of a database cannot be set ahead. */
  pass(): Promise<void>;
  close(): Promise<void>;
}

/** `database`: the address of one in PostgreSQL. Some of the people are refused by the server, some are gone, and some are not to be written to. */
export async function makeTarget(size: number, database?: string): Promise<Target> {
  const folder = await mkdtemp(join(tmpdir(), 'tidings-kill-'));
  const sink = await startSink();
  const start = (hours: number, ...args: string[]) =>
    spawn(process.execPath, [`--import=${clock}`, cli, ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOURS_AHEAD: String(hours) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  const list = Array.from({ length: size }, (_, index) => lineOf(index)).join('');
  await writeFile(join(folder, 'tidings.yaml'), settings);
  await mkdir(join(folder, 'articles'));
  await writeFile(join(folder, 'articles', 'frost.md'), article);
  const place = database === undefined ? '' : `DATABASE_URL=${database}\n`;
  await writeFile(join(folder, '.env'), `SMTP_URL=smtp://127.0.0.1:${sink.port}\nTIDINGS_SECRET=${secret}\n${place}`);
  await writeFile(join(folder, 'list.csv'), `email,name,status\n${list}`);
  const imported = start(0, 'subscribers', 'import', 'list.csv', '--consent', 'made for a test', '--apply');
  const { code, words } = await finished(imported);
  if (code !== 0) throw new Error(`the list cannot be imported: ${words}`);
  const { ledger, subscribers, close } = await openList(folder);
  return {
    ...{ folder, sink, subscribers, start },
    sending: () => ledger.find('frost'),
    pass: async () => {
      if (database === undefined) return;
      const client = new pg.Client({ connectionString: database });
      await client.connect();
      await client.query('UPDATE tidings.delivery SET due = 1 WHERE due IS NOT NULL');
      await client.end();
    },
    records: ({ id }) => Array.fromAsync(ledger.read(id)),
    close: async () => {
      await close();
      await sink.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** How a program ended, and what it said of that. */
export async function finished(child: ChildProcess) {
  const [[code, signal], words] = await Promise.all([
    once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>,
    text(child.stderr!),
  ]);
  return { code, signal, words };
}

const settings = `title: Example Letters
url: https://example.org
newsletter:
  from: Example Letters <letters@example.org>
  address: 1 Example Street, Example Town
  listId: letters.example.org
  unsubscribeUrl: https://example.org/unsubscribe/{token}
bounces: {address: bounces@example.org}
send: {connections: ${connections}, retryFor: 30d}
`;

function lineOf(index: number): string {
  const kind = index % 211 === 7 ? 'unknown' : index % 499 === 9 ? 'full' : 'reader';
  const status = index % 301 === 11 ? 'unsubscribed' : 'active';
  return `${kind}-${index}@example.org,Reader ${index},${status}\n`;
}
