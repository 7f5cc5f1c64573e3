import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { letterFileName } from '../../model/letter-name.ts';
import { openByDefault } from '../../system/open-by-default.ts';

/** How long a mail program has to read the file, in milliseconds. */
const readingTime = 60_000;

/** The folders that are still there; whatever ends the studio removes them. */
const folders = new Set<string>();

function removeAll(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

interface ShowOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly readingTime?: number;
}

/**
 * Opens a message in the mail program of this machine: by a file that only its owner can read, which is gone a minute
 * later, or when the studio ends. Returns why it failed, in words that may follow a colon.
 */
export async function showMessage(
  name: string,
  message: Uint8Array,
  { environment, readingTime: time = readingTime }: ShowOptions,
): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'tidings-letter-'));
  if (folders.size === 0) process.once('exit', removeAll);
  folders.add(folder);
  const forget = () => {
    rmSync(folder, { recursive: true, force: true });
    folders.delete(folder);
    if (folders.size === 0) process.off('exit', removeAll);
  };
  try {
    const file = join(folder, `${letterFileName(name)}.eml`);
    await writeFile(file, message, { mode: 0o600 });
    const fault = await openByDefault(file, { environment });
    if (fault === undefined) setTimeout(forget, time).unref();
    else forget();
    return fault;
  } catch (error) {
    forget();
    throw error;
  }
}
