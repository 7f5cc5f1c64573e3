import { open, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Problem, ProblemError } from '../model/problem.ts';
import { filesBelow } from '../system/files.ts';
import type { Archive } from './archive-shape.ts';
import { openZip } from './zip.ts';

/** @throws ProblemError if there is no such file or it cannot be trusted. */
export async function openArchive(path: string, display: string): Promise<Archive> {
  const kind = await stat(path).catch((error: NodeJS.ErrnoException) =>
    refuseArchive(display, `there is no file or folder ${display} (${error.code})`, 'Look at how its name is spelled.'),
  );
  if (kind.isDirectory()) return folder(path, display);
  if (!kind.isFile()) return refuseArchive(display, 'this is neither a file nor a folder', exportHint);
  const head = await firstBytes(path, display);
  if (head.startsWith('PK')) return withoutTraces(await openZip(path, display));
  if (head.startsWith('\x1f\x8b'))
    return refuseArchive(display, 'this is packed by gzip', 'Unpack it, and import the file or folder that comes out.');
  const name = basename(path);
  return { display, names: [name], size: kind.size, pieces: () => fromDisk(path, display), close() {} };
}

/** The bytes of one file of an archive. @throws ProblemError if it has more than `limit`, or cannot be unpacked. */
async function bytesOf(archive: Archive, name: string, limit: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of archive.pieces(name)) {
    length += piece.length;
    if (length > limit) throw new TooLarge(name);
    pieces.push(Buffer.from(piece));
  }
  return Buffer.concat(pieces);
}

/** A file of an archive that has more bytes than anything of its kind. */
export class TooLarge extends Error {}

export async function archiveText(archive: Archive, name: string, limit: number): Promise<string> {
  return new TextDecoder().decode(await bytesOf(archive, name, limit));
}

async function folder(path: string, display: string): Promise<Archive> {
  const names = await filesBelow(path);
  return withoutTraces({ display, names, pieces: (name) => fromDisk(join(path, name), display), close() {} });
}

/** A piece is good until the next one is asked for: of a gigabyte, no buffers wait to be swept. */
async function* fromDisk(path: string, display: string): AsyncGenerator<Buffer> {
  try {
    await using file = await open(path);
    const room = Buffer.alloc(262_144);
    for (;;) {
      const { bytesRead } = await file.read(room, 0, room.length);
      if (bytesRead === 0) return;
      yield room.subarray(0, bytesRead);
    }
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    refuseArchive(display, `${basename(path)} cannot be read (${code})`, 'Make it a file that you may read.');
  }
}

function withoutTraces(archive: Archive): Archive {
  const names = archive.names.filter((name) => !/(?:^|\/)(?:__MACOSX\/|\.)/.test(name));
  return { ...archive, names };
}

async function firstBytes(path: string, display: string): Promise<string> {
  try {
    await using file = await open(path);
    const { bytesRead, buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } catch (error) {
    return refuseArchive(
      display,
      `this cannot be read (${(error as NodeJS.ErrnoException).code})`,
      'Make it readable.',
    );
  }
}

export const exportHint =
  'Give the export of WordPress (.xml), Ghost (.json), Substack, Medium or Buttondown (.zip) as the service made it.';

/** @throws ProblemError with exit code 1: nothing of an archive like this is taken. */
export function refuseArchive(file: string, message: string, hint: string, place: Partial<Problem> = {}): never {
  throw new ProblemError([{ severity: 'error', rule: 'archive', message, hint, file, ...place }]);
}
