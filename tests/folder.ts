import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { filesBelow } from '../src/system/files.ts';

/** A folder of its own for one test, with these files in it; it is gone when the test ends. Returns its absolute path. */
export async function folderOf(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tidings-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    // Files with secrets are for their owner alone, else the program warns of them.
    await writeFile(join(folder, path), content, { mode: /(^|\/)\.env$|\.pem$/.test(path) ? 0o600 : 0o666 });
  }
  return folder;
}

/** Every file below a folder with its text: two folders are alike if these are. */
export async function contentsOf(folder: string): Promise<Record<string, string>> {
  const paths = await filesBelow(folder);
  return Object.fromEntries(
    await Promise.all(paths.map(async (path) => [path, await readFile(join(folder, path), 'latin1')] as const)),
  );
}
