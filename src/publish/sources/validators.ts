import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../../system/files.ts';

const noted = z.strictObject({
  etag: z.string().optional(),
  lastModified: z.string().optional(),
  /** Milliseconds since 1970: when the document came. */
  at: z.number().optional(),
  /** Of the copy that was made of it. */
  copy: z.string().optional(),
  /** Milliseconds since 1970: the server asks not to be asked before. */
  retryAt: z.number().optional(),
});

/** The facts about the server of a source; they are of use on this machine alone. */
export type Noted = z.output<typeof noted>;

/** Servers that forget to change their validators would hide all news for ever. */
const longestUse = 8 * 86_400_000;

/** The notes about servers, in `.tidings/sources.json`; none if the file is damaged. */
export async function readNotes(directory: string): Promise<Map<string, Noted>> {
  const text = await readFile(fileIn(directory), 'utf8').catch(() => '');
  try {
    return new Map(Object.entries(z.record(z.string(), noted).parse(JSON.parse(text))));
  } catch {
    return new Map();
  }
}

export async function writeNotes(directory: string, notes: ReadonlyMap<string, Noted>): Promise<void> {
  await writeAtomically(fileIn(directory), `${JSON.stringify(Object.fromEntries(notes), undefined, 1)}\n`);
}

/** The validators that may be sent: not of another copy, and not for longer than eight days. */
export function usableValidators(note: Noted | undefined, text: string | undefined, now: Date): Noted {
  if (!note || text === undefined || note.copy !== copyMark(text)) return {};
  const age = now.getTime() - (note.at ?? 0);
  return age >= 0 && age < longestUse ? note : {};
}

/** Tells copies apart. */
export function copyMark(text: string): string {
  return hash('sha256', text).slice(0, 32);
}

function fileIn(directory: string): string {
  return join(directory, '.tidings', 'sources.json');
}
