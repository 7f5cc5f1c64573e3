import { createHash } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import { editYaml, type YamlChange, YamlEditError } from '../model/yaml-edit.ts';
import { decode } from '../read/decode.ts';
import { readBytes } from '../read/disk.ts';
import { instantOf } from '../read/formats/date.ts';
import { type FrontSyntax, split } from '../read/formats/split.ts';
import { writeAtomically } from '../system/files.ts';
import { pathInside } from '../system/inside.ts';
import { unwritable } from './unwritable.ts';

/** A text of the publication, to be changed in its file. */
export interface EditedFile {
  /** A real path. */
  readonly path: string;
  readonly display: string;
  /** As it is on disk, with its line endings and its byte order mark. */
  readonly text: string;
  /** SHA-256 of the whole file, hexadecimal. */
  readonly hash: string;
  readonly front?: FrontRange;
  /** Where the text below the front matter begins. */
  readonly body: number;
}

export interface FrontRange {
  readonly syntax: FrontSyntax;
  readonly start: number;
  readonly end: number;
  readonly linesBefore: number;
}

/** What came of writing: the hash of the new file, or what somebody else has written in the meantime. */
export type Replaced = { readonly hash: string } | { readonly conflict: EditedFile };

/** No text that people write is longer. */
const largest = 5_000_000;

/**
 * Reads a file of the publication that is to be changed. Links are followed as far as they stay inside.
 * @param file Relative to the publication, with `/`.
 * @throws ProblemError
 */
export async function openEdited({ directory, display }: Config, file: string): Promise<EditedFile> {
  const name = display(join(directory, file));
  const root = await realpath(directory).catch(() => directory);
  const found = await pathInside(root, join(root, file));
  if ('fault' in found) throw refusal(name, faults[found.fault]);
  const raw = await readBytes(found.path, largest);
  if ('fault' in raw) throw refusal(name, faults[raw.fault]);
  const decoded = decode(raw.bytes, name);
  if ('problem' in decoded) throw new ProblemError([decoded.problem]);
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(raw.bytes);
  return { path: found.path, display: name, text, hash: hashOf(raw.bytes), ...rangesOf(text, decoded.text, name) };
}

const faults = {
  outside: ['leads out of the publication', 'Put the file itself into the folder, in place of a link.'],
  missing: ['is not there any more', 'Look whether it was renamed. Nothing that you typed is lost: copy it from here.'],
  unreadable: ['cannot be read', 'Make it a file that you may read.'],
  large: ['is larger than any text', 'Change it in an editor.'],
} as const;

function refusal(file: string, [message, hint]: readonly [message: string, hint: string]): ProblemError {
  return new ProblemError([{ severity: 'error', rule: 'edit', message: `${file} ${message}`, hint, file }]);
}

/** The parts of a text as it is on disk. */
function rangesOf(text: string, normal: string, file: string): Pick<EditedFile, 'front' | 'body'> {
  const parts = split(normal, file);
  if ('problem' in parts) throw new ProblemError([parts.problem]);
  const at = offsetsIn(text);
  if (parts.front === undefined) return { body: at(parts.offset) };
  const { front, syntax = 'yaml', linesBeforeFront: linesBefore = 0, offset } = parts;
  let start = 0;
  for (let lines = 0; lines < linesBefore; lines += 1) start = normal.indexOf('\n', start) + 1;
  return { front: { syntax, start: at(start), end: at(start + front.length), linesBefore }, body: at(offset) };
}

/** From offsets of a text with plain line endings to those of the text on disk. */
function offsetsIn(text: string): (offset: number) => number {
  const mark = text.startsWith('\uFEFF') ? 1 : 0;
  const returns = [...text.matchAll(/\r\n/g)].map(({ index }, before) => index - before - mark);
  // A return is dropped before each line break that is further up.
  return (offset) => offset + mark + returns.filter((position) => position < offset).length;
}

function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Whether two dates of front matter are one moment, however they are written. */
export function isSameDate(one: string, other: string, timezone: string): boolean {
  if (one === other) return true;
  const [a, b] = [one, other].map((date) => Date.parse(instantOf(date, timezone) ?? ''));
  return a === b;
}

/** The line ending of a text. */
export function lineEnding(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/**
 * Changes the front matter of a text, which is YAML or missing: then it gets some.
 * @throws ProblemError that names the line if the change cannot be made without changing more.
 */
export function withFront(
  { text, front, display }: Pick<EditedFile, 'text' | 'front' | 'display'>,
  changes: readonly YamlChange[],
): string {
  if (changes.length === 0) return text;
  try {
    if (front)
      return text.slice(0, front.start) + editYaml(text.slice(front.start, front.end), changes) + text.slice(front.end);
    const eol = lineEnding(text);
    const written = editYaml(eol, changes).trimStart();
    if (written === '') return text;
    const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
    const rest = text.slice(mark.length);
    return `${mark}---${eol}${written}---${eol}${rest === '' ? '' : eol}${rest}`;
  } catch (error) {
    if (!(error instanceof YamlEditError)) throw error;
    const problem: Problem = {
      severity: 'error',
      rule: 'edit',
      message: `the studio cannot write this: ${error.message}`,
      hint: 'Change this line by hand, in an editor.',
      file: display,
      line: error.line + (front?.linesBefore ?? 0),
    };
    throw new ProblemError([problem]);
  }
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Replaces a text that is still the one that its editor saw. One is written at a time.
 * @param seen The hash of the file that the editor saw.
 * @throws ProblemError if the file cannot be written.
 */
export async function replaceEdited(
  config: Config,
  file: string,
  seen: string,
  change: (current: EditedFile) => string | Promise<string>,
): Promise<Replaced> {
  const replaced = last.then(async (): Promise<Replaced> => {
    const current = await openEdited(config, file);
    if (current.hash !== seen) return { conflict: current };
    const text = await change(current);
    if (text === current.text) return { hash: seen };
    const { mode } = await stat(current.path);
    if ((mode & 0o222) === 0)
      throw refusal(current.display, ['may not be written', 'Make the file writable for yourself.']);
    // Somebody may have written while the text was made.
    const again = await openEdited(config, file);
    if (again.hash !== seen) return { conflict: again };
    await writeAtomically(again.path, text, mode & 0o777).catch((error: NodeJS.ErrnoException) => {
      throw unwritable(current.display, error);
    });
    return { hash: hashOf(text) };
  });
  last = replaced.catch(() => undefined);
  return replaced;
}
