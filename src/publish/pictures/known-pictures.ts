import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../../system/files.ts';

const inputSchema = z.strictObject({
  /** By which a change of the file is noticed. */
  signature: z.string(),
  /** SHA-256 of its bytes. */
  hash: z.string(),
  bytes: z.int(),
  isAnimated: z.boolean(),
});

const answerSchema = z.union([
  /** A copy, and the size at which a letter shows it. */
  z.strictObject({ ending: z.enum(['jpg', 'png']), bytes: z.int(), width: z.int(), height: z.int() }),
  z.strictObject({ kept: z.enum(['smaller', 'animated']) }),
  z.strictObject({ fault: z.string() }),
]);

/** Below the output, whoever wrote it. */
const copyPath = z
  .string()
  .regex(/^(?!\.)[^\\\0]*\.[0-9a-f]{16}\.(jpg|png)$/)
  .regex(/^(?!\/)(?!.*\/(\.*\/|\.))/);

const shownSchema = z.strictObject({
  /** The place of the original in the output. */
  path: z.string(),
  width: z.number(),
  ratio: z.number().optional(),
  /** The place of the copy, if there is one. */
  copy: copyPath.optional(),
});

const letterSchema = z.strictObject({
  shown: z.array(shownSchema),
  /** Copies that it showed when it was sent: inboxes still ask for them. */
  sent: z.array(copyPath),
});

const schema = z.strictObject({
  format: z.literal(1),
  /** The versions that made the copies; empty where nothing was made. */
  sharp: z.string(),
  libvips: z.string(),
  /** By the path of the file, relative to the publication. */
  inputs: z.record(z.string(), inputSchema),
  /** By the hash of input and recipe that the name of a copy holds. */
  answers: z.record(z.string(), answerSchema),
  /** By slug. */
  letters: z.record(z.string(), letterSchema),
});

export type KnownInput = z.infer<typeof inputSchema>;
export type KnownAnswer = z.infer<typeof answerSchema>;
export type PicturedLetter = z.infer<typeof letterSchema>;
export type KnownPictures = z.infer<typeof schema>;

const nothing: KnownPictures = { format: 1, sharp: '', libvips: '', inputs: {}, answers: {}, letters: {} };

/** What was read last: a studio asks after each save, and of a large publication it takes a while to parse. */
let last: { readonly text: string; readonly known: KnownPictures } | undefined;

/**
 * What earlier builds know of pictures and their copies. Missing or damaged it reads as nothing, and costs time.
 * @param isOwn Whether the file is known to be as a build wrote it.
 */
export async function readKnownPictures(directory: string, isOwn = false): Promise<KnownPictures> {
  try {
    const text = await readFile(knownPicturesFile(directory), 'utf8');
    if (isOwn) return JSON.parse(text) as KnownPictures;
    if (last?.text !== text) last = { text, known: schema.parse(JSON.parse(text)) };
    return last.known;
  } catch {
    return nothing;
  }
}

export async function writeKnownPictures(directory: string, known: KnownPictures): Promise<void> {
  await writeAtomically(knownPicturesFile(directory), `${JSON.stringify(known, null, 1)}\n`);
}

/** The file that it lies in, absolute. */
function knownPicturesFile(directory: string): string {
  return join(directory, '.tidings', 'pictures.json');
}
