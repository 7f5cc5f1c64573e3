import { readFile } from 'node:fs/promises';
import { loadOnce } from '../lib/lazy-copy.ts';

/**
 * The bytes of a drawing from which was taken what could run in it; undefined for one that holds nothing of it, and for
 * other files. `name` is that under which it is published, by whose ending a server says what it is.
 * @throws if it cannot be read.
 */
export async function disarmedDrawing(path: string, name = path): Promise<Buffer | undefined> {
  if (!/\.(?:svg|xml)$/i.test(name)) return undefined;
  const { harmlessDrawing } = await cleaner();
  const cleaned = harmlessDrawing(decoded(await readFile(path)));
  return cleaned === undefined ? undefined : Buffer.from(cleaned);
}

/** Most publications have no drawings. */
const cleaner = loadOnce(() => import('../clean/drawing.ts'));

/** In the encoding that a mark or the declaration names, as a browser reads it. */
function decoded(bytes: Uint8Array): string {
  const start = Buffer.from(bytes.subarray(0, 200));
  const marked =
    start[0] === 0xff && start[1] === 0xfe ? 'utf-16le' : start[0] === 0xfe && start[1] === 0xff ? 'utf-16be' : '';
  const named = /^[^<]*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(start.toString('latin1'))?.[1];
  try {
    return new TextDecoder(marked || named).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
