import { constants } from 'node:fs';
import { link, open, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemError } from '../model/problem.ts';
import { makeFolder } from '../system/files.ts';
import { beginning, largest, type Mail, type MailFolder } from './mail.ts';

/** Opens a Maildir: a folder with `new` and `cur` in it, where each file is a mail. */
export function openMaildir(folder: string, { name, target }: { name: string; target?: string }): MailFolder {
  return {
    name,
    read: () => readMaildir(folder),
    move: (keys) => (target === undefined ? Promise.resolve(0) : moveAll(folder, target, keys)),
    close: async () => {},
  };
}

export async function isMaildir(folder: string): Promise<boolean> {
  const kinds = await Promise.all(['new', 'cur'].map((part) => stat(join(folder, part)).catch(() => undefined)));
  return kinds.every((kind) => kind?.isDirectory());
}

async function* readMaildir(folder: string): AsyncGenerator<Mail> {
  const names = await namesIn(folder);
  for (const key of [...names.keys()].sort()) {
    const bytes = (await readHead(names.get(key)!)) ?? (await readAgain(folder, key));
    if (bytes) yield { key, bytes };
  }
}

/** Mails by what stays of their names: the flags behind `:2,` change, and with them the folder. */
async function namesIn(folder: string): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const part of ['new', 'cur']) {
    for (const name of await readdir(join(folder, part)))
      if (!name.startsWith('.')) names.set(uniqueIn(name), join(folder, part, name));
  }
  return names;
}

/** A mail program has opened or flagged it meanwhile, or taken it away. */
async function readAgain(folder: string, key: string): Promise<Uint8Array | undefined> {
  const path = (await namesIn(folder)).get(key);
  return path === undefined ? undefined : readHead(path);
}

async function readHead(path: string): Promise<Uint8Array | undefined> {
  // Without O_NONBLOCK, opening a pipe waits for a writer, maybe for ever; Windows has neither.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(ifGone);
  if (!file) return undefined;
  try {
    const status = await file.stat();
    if (!status.isFile()) return undefined;
    const bytes = Buffer.alloc(status.size > largest ? beginning : status.size);
    let filled = 0;
    for (let count = -1; count !== 0 && filled < bytes.length; filled += count)
      count = (await file.read(bytes, filled, bytes.length - filled)).bytesRead;
    return bytes.subarray(0, filled);
  } finally {
    await file.close();
  }
}

/** By a second name and then without the first one: so nothing of the same name is written over. */
async function moveAll(folder: string, target: string, keys: readonly string[]): Promise<number> {
  await Promise.all(['new', 'cur', 'tmp'].map((part) => makeFolder(join(target, part), 0o700)));
  const names = await namesIn(folder);
  let moved = 0;
  for (const key of keys) {
    const from = names.get(key);
    if (from === undefined) continue;
    const flags = /:2,[^/]*$/.exec(from)?.[0] ?? ':2,';
    try {
      await link(from, join(target, 'cur', `${key}${flags}`));
      await unlink(from);
      moved += 1;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT') throw refusal(target, code);
    }
  }
  return moved;
}

function refusal(target: string, code: string | undefined): ProblemError {
  const hint =
    code === 'EXDEV'
      ? 'Name a folder on the same disk.'
      : 'Make the folder writable for yourself, or name another one.';
  return new ProblemError(
    [{ severity: 'error', rule: 'inbox', message: `mail cannot be moved to ${target} (${code})`, hint }],
    { state: 'What the mail says is stored; the mail lies where it lay.' },
  );
}

function uniqueIn(name: string): string {
  return name.split(':')[0]!;
}

function ifGone(error: NodeJS.ErrnoException): undefined {
  // ENXIO: a socket.
  if (error.code !== 'ENOENT' && error.code !== 'ENXIO') throw error;
}
