import { randomUUID } from 'node:crypto';
import { accessSync, constants, readFileSync, type Stats, statSync } from 'node:fs';
import { link, mkdir, open, readdir, readFile, rename, rm, rmdir, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Replaces a file as a whole or not at all: a kill or a full disk leaves the old bytes. Makes its folder. An error of
 * the file system has a `code`, and this file as its `path`. `mode` are the permission bits, by default those that the
 * process gives to new files.
 */
export async function writeAtomically(path: string, content: string | Uint8Array, mode?: number): Promise<void> {
  const temporary = reserve(path);
  try {
    await makeFolder(dirname(path));
    // The name can be foreseen: a link of that name must lead nowhere.
    await unlink(temporary).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await writeFile(temporary, content, { flag: 'wx', flush: true, ...(mode !== undefined && { mode }) });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    // The temporary name means nothing to anybody, and a full disk names no file.
    throw Object.assign(error as NodeJS.ErrnoException, { path });
  } finally {
    reserved.delete(temporary);
  }
}

/** The names by which files are prepared at the moment: two writers of one file in this process need one each. */
const reserved = new Set<string>();

function reserve(path: string): string {
  let name = `${path}.${process.pid}.tmp`;
  for (let count = 2; reserved.has(name); count += 1) name = `${path}.${process.pid}.${count}.tmp`;
  reserved.add(name);
  return name;
}

/**
 * Makes a folder, and those above it that are missing. Node's own way tries again for ever where a file system says of a
 * new folder that the one above it is missing, as `/proc` does.
 */
export async function makeFolder(path: string, mode?: number): Promise<void> {
  const make = () => mkdir(path, mode === undefined ? {} : { mode });
  try {
    await make().catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT' || dirname(path) === path) throw error;
      await makeFolder(dirname(path), mode);
      await make();
    });
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST' && (await stat(path)).isDirectory();
    if (!isThere) throw error;
  }
}

/** Makes a file as a whole, unless something has its name: of two that want it at once, one gets it. Makes its folder. */
export async function createAtomically(path: string, content: string | Uint8Array): Promise<boolean> {
  await makeFolder(dirname(path));
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, content, { flush: true });
    // Some file systems have no links; there it may be seen half written.
    await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') throw error;
      return writeFile(path, content, { flag: 'wx', flush: true });
    });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * The text of a file. A pipe or a socket is refused with the code ENOTSUP: opening it waits for the other end, maybe for
 * ever, and on a thread that nothing can interrupt.
 */
export async function textOfFile(path: string): Promise<string> {
  const kind = await stat(path);
  if (!kind.isFIFO() && !kind.isSocket()) return readFile(path, 'utf8');
  throw Object.assign(new Error(`${path} is no file`), { code: 'ENOTSUP', path });
}

/** Whether a file exists and holds exactly these bytes. Synchronous: asked of 10,000 files, it takes a quarter of the time. */
export function holds(path: string, content: string | Uint8Array): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  const length = typeof content === 'string' ? Buffer.byteLength(content) : content.length;
  if (found?.size !== length || !found.isFile()) return false;
  const bytes = readFileSync(path);
  return bytes.equals(typeof content === 'string' ? Buffer.from(content) : content);
}

/** Whether two files exist and hold the same bytes; reads both in pieces. */
export async function sameBytes(left: string, right: string): Promise<boolean> {
  const handles = await Promise.all([left, right].map((path) => open(path).catch(() => undefined)));
  try {
    const [a, b] = handles;
    if (!a || !b || (await a.stat()).size !== (await b.stat()).size) return false;
    const buffers = [Buffer.alloc(65_536), Buffer.alloc(65_536)] as const;
    for (;;) {
      const [{ bytesRead }, other] = await Promise.all([a.read(buffers[0]), b.read(buffers[1])]);
      if (bytesRead !== other.bytesRead) return false;
      if (bytesRead === 0) return true;
      if (!buffers[0].subarray(0, bytesRead).equals(buffers[1].subarray(0, bytesRead))) return false;
    }
  } finally {
    await Promise.all(handles.map((handle) => handle?.close()));
  }
}

/**
 * What tells one state of a file from another without reading it: size, times and number. A checkout, a copy or an
 * editor leaves another one. The second time is that of the system, which no program can set back. Empty if there is no
 * such file, or none that may be looked at.
 */
export function signatureOf(path: string): string {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found ? signatureIn(found) : '';
  } catch {
    return '';
  }
}

/** The same of what the file system has told already. */
export function signatureIn({ size, mtimeMs, ctimeMs, ino }: Stats): string {
  return `${size} ${mtimeMs} ${ctimeMs} ${ino}`;
}

/** All files below a folder, relative to it with `/`, sorted; empty if there is no such folder. Links are not followed. */
export async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  const walk = async (below: string) => {
    for (const entry of await readdir(join(folder, below), { withFileTypes: true }).catch(() => [])) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) await walk(path);
      else found.push(path);
    }
  };
  await walk('');
  return found.sort();
}

/** Removes a file's folder and the folders above it as far as they are empty, but never `root` itself. */
export async function pruneEmptyFolders(root: string, file: string): Promise<void> {
  for (let folder = dirname(join(root, file)); folder !== root && folder.startsWith(root); folder = dirname(folder)) {
    try {
      await rmdir(folder);
    } catch {
      return;
    }
  }
}

/** Whether a file or folder is on a read-only file system, such as a mounted snapshot. */
export function isReadOnly(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EROFS';
  }
}
