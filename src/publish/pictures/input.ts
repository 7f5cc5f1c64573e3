import { hash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { isAnimated } from '../../lib/animated.ts';
import { describeImage } from '../../system/media.ts';
import type { KnownInput } from './known-pictures.ts';

/** The bytes of a picture's file, and what its copy depends on. */
export interface PictureFile extends Omit<KnownInput, 'signature'> {
  readonly content: Uint8Array;
  /** A media type; undefined for what is no picture. */
  readonly type: string | undefined;
}

/** A file of more bytes is not read: no camera writes one, and it would take the memory of other work. */
const mostBytes = 100e6;

/** @throws an error that says what is wrong with the file, as the end of a sentence. */
export async function readPicture(path: string): Promise<PictureFile> {
  const { size } = await stat(path);
  if (size > mostBytes) throw new Error(`it is larger than ${mostBytes / 1e6} MB`);
  const content = await readFile(path);
  const { type } = (await describeImage(content.subarray(0, 512 * 1024))) ?? {};
  return { content, type, hash: hash('sha256', content), bytes: content.length, isAnimated: isAnimated(content) };
}
