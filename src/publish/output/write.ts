import { lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileKey } from '../../lib/output-path.ts';
import { ProblemError } from '../../model/problem.ts';
import type { File, Piece } from '../../pipeline.ts';
import { disarmedDrawing } from '../../read/drawing-file.ts';
import { copyInto } from '../../system/copy-file.ts';
import { holds, pruneEmptyFolders, sameBytes } from '../../system/files.ts';
import { linkFinder } from '../../system/inside.ts';

export interface Written {
  /** Relative to the output folder, in the order in which they came. */
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
  readonly removed: readonly string[];
}

export interface WriteOptions {
  /** Files of earlier builds: those that come no more are deleted. */
  readonly previous: readonly string[];
  /** Whether a file that is there already may be replaced although no build is known to have written it. */
  readonly mayReplace: boolean;
  readonly signal?: AbortSignal;
  /** Called before each piece. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Whether an earlier build wrote a piece from the same, so that it need not be rendered. */
  isKnown(piece: Piece): boolean;
  /** Called for each piece that was rendered, once its files are in place. */
  note(piece: Piece): void;
  /** Runs when all files are ready and none is in place, so that its writes are durable before the new files are visible. */
  readonly commit: (files: readonly string[]) => Promise<void>;
  display(file: string): string;
}

/**
 * Writes files so that the output folder is never half new: all are staged next to their places first, then moved
 * there one rename each. A file whose bytes did not change is not touched, so its modification time stays true.
 * @throws ProblemError that names the state that was left.
 */
export async function writeFiles(pieces: readonly Piece[], output: string, options: WriteOptions): Promise<Written> {
  const staging = join(output, `.tidings-${process.pid}`);
  const refuseLinks = linkRefusal(output, options);
  try {
    const { staged, unchanged, rendered } = await stage(pieces, { output, staging, refuseLinks }, options);
    const paths = [...staged.map(({ path }) => path), ...unchanged];
    const current = new Set(paths);
    const removed = options.previous.filter((path) => !current.has(path) && isInside(path));
    removed.forEach(refuseLinks);
    await options.commit(paths);
    await place(staged, output).catch((error) => fail(error, options, mixed));
    for (const path of removed) await remove(output, path).catch((error) => fail(error, options, mixed));
    rendered.forEach(options.note);
    return { written: staged.map(({ path }) => path), unchanged, removed };
  } catch (error) {
    return fail(error, options, 'Nothing was written.');
  } finally {
    await rm(staging, { recursive: true, force: true }).catch(() => undefined);
  }
}

const mixed = 'Every file is whole, but some are new and others old. Run the same command again.';

interface Staged {
  readonly path: string;
  readonly ready: string;
}

/** After how many pieces Ctrl-C is listened for; small files are written faster without leaving the thread. */
const breath = 16;

async function stage(
  pieces: readonly Piece[],
  { output, staging, refuseLinks }: { output: string; staging: string; refuseLinks: (path: string) => void },
  options: WriteOptions,
) {
  const staged: Staged[] = [];
  const unchanged: string[] = [];
  const rendered: Piece[] = [];
  const claim = claims();
  const own = new Set(options.previous);
  for (const [index, piece] of pieces.entries()) {
    options.onProgress?.(index, pieces.length);
    if (index % breath === 0) await setImmediate();
    options.signal?.throwIfAborted();
    piece.paths.forEach(claim);
    piece.paths.forEach(refuseLinks);
    if (options.isKnown(piece)) {
      for (const path of piece.paths) unchanged.push(path);
      continue;
    }
    const files = await Promise.all((await piece.render()).map(disarmed));
    for (const file of files) {
      const target = join(output, file.path);
      if (await isInPlace(file, target)) {
        unchanged.push(file.path);
        continue;
      }
      if (!options.mayReplace && !own.has(file.path) && isThere(target)) throw foreign(options.display(target));
      const ready = join(staging, String(staged.length));
      if (staged.length === 0) makeStaging(staging);
      await makeReady(file, ready, target);
      staged.push({ path: file.path, ready });
    }
    if (files.length > 0) rendered.push(piece);
  }
  options.signal?.throwIfAborted();
  return { staged, unchanged, rendered };
}

/** A copy of a drawing holds nothing that could run at the address of the site. */
async function disarmed(file: File): Promise<File> {
  if (!('source' in file)) return file;
  const content = await disarmedDrawing(file.source, file.path).catch(() => undefined);
  return content ? { path: file.path, content } : file;
}

/** Whether a file, not a link, has these bytes already. */
async function isInPlace(file: File, target: string): Promise<boolean> {
  if (!lstatSync(target, { throwIfNoEntry: false })?.isFile()) return false;
  return 'source' in file ? sameBytes(file.source, target) : holds(target, file.content);
}

async function makeReady(file: File, ready: string, target: string): Promise<void> {
  try {
    if ('source' in file) await copyInto(file.source, ready);
    else writeFileSync(ready, file.content);
  } catch (error) {
    // A full disk names no file, and the place of preparation means nothing to anybody.
    throw Object.assign(error as NodeJS.ErrnoException, { path: target, dest: undefined });
  }
}

/** Also a link that leads nowhere is there. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** The name of the staging folder can be foreseen: files or a link of that name, left by whomever, are not used. */
function makeStaging(staging: string): void {
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging);
}

/**
 * Refuses a path with a link among its folders: it would have files outside of the output written, replaced or removed.
 * Links come along with a clone or a change that someone proposes.
 */
function linkRefusal(output: string, { display }: WriteOptions): (path: string) => void {
  const find = linkFinder(output);
  return (path) => {
    const link = find(path);
    if (link === undefined) return;
    const message = `${display(join(output, link))} is a link, and files of the output go into real folders only`;
    const hint = 'Remove the link, or name another folder with --output. The output folder itself may be a link.';
    throw new ProblemError([{ severity: 'error', rule: 'output-link', message, hint }]);
  };
}

/** Refuses a path that leaves the output folder, that another file has taken, or whose folder is a file or the other way round. */
export function claims(): (path: string) => void {
  const taken = new Set<string>();
  const folders = new Set<string>();
  return (path) => {
    if (!isInside(path)) throw new Error(`a file would leave the output folder: ${path}`);
    const key = fileKey(path);
    if (taken.has(key) || folders.has(key)) throw collision(path);
    taken.add(key);
    for (let end = key.lastIndexOf('/'); end > 0; end = key.lastIndexOf('/', end - 1)) {
      const folder = key.slice(0, end);
      if (folders.has(folder)) break;
      if (taken.has(folder)) throw collision(path);
      folders.add(folder);
    }
  };
}

async function place(staged: readonly Staged[], output: string): Promise<void> {
  const made = new Set<string>();
  for (const { path, ready } of staged) {
    const target = join(output, path);
    const folder = dirname(target);
    if (!made.has(folder)) mkdirSync(folder, { recursive: true });
    made.add(folder);
    renameSync(ready, target);
  }
}

async function remove(output: string, path: string): Promise<void> {
  await rm(join(output, path), { force: true });
  await pruneEmptyFolders(output, path);
}

/** A manifest or a record from outside must not lead out of the output folder. */
function isInside(path: string): boolean {
  return !/[\\\0]|^[a-z]:|(?:^|\/)\.{0,2}(?:\/|$)/i.test(path);
}

function collision(path: string): ProblemError {
  return new ProblemError([
    {
      severity: 'error',
      rule: 'same-file',
      message: `two things want to be the file ${path}`,
      hint: 'Give one of the articles another "slug:" or path, rename the image or attachment, or look at "permalink" and "paths" in tidings.yaml.',
    },
  ]);
}

function foreign(file: string): ProblemError {
  return new ProblemError([
    {
      severity: 'error',
      rule: 'foreign-file',
      message: `${file} is there already, and no build of this publication wrote it`,
      hint: 'Move it away if it may go, or name another folder with --output.',
    },
  ]);
}

const causes: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full. Make room, or name another folder with --output.',
  EDQUOT: 'Your disk quota is used up. Make room, or name another folder with --output.',
  EACCES: 'You may not write there. Change the rights of the folder, or name another with --output.',
  EPERM: 'You may not write there. Change the rights of the folder, or name another with --output.',
  EROFS: 'That file system is read-only. Name another folder with --output.',
  ENOTDIR: 'There is a file where a folder is needed. Move it away, or name another folder with --output.',
  EEXIST: 'There is a file where a folder is needed. Move it away, or name another folder with --output.',
  EISDIR: 'There is a folder where a file is needed. Move it away, or name another folder with --output.',
  ENAMETOOLONG: 'The name is too long for the file system. Give the article a shorter "slug:".',
};

/** Turns an error of the file system into a problem; other errors pass as they are. */
function fail(error: unknown, options: WriteOptions, state: string): never {
  const { code, path, dest } = error as NodeJS.ErrnoException & { dest?: string };
  const hint = causes[code ?? ''];
  if (!hint) throw error;
  const file = options.display(dest ?? path ?? '');
  throw new ProblemError([{ severity: 'error', rule: 'write', message: `${file} cannot be written (${code})`, hint }], {
    state,
  });
}
