import { loadOnce } from '../lib/lazy-copy.ts';
import { decode } from './decode.ts';
import { readBytes } from './disk.ts';
import { split } from './formats/split.ts';

/** The text of a small file; undefined if it is none or missing. */
export async function smallText(path: string): Promise<string | undefined> {
  const raw = await readBytes(path, 5_000_000);
  const decoded = 'fault' in raw ? undefined : decode(raw.bytes, path);
  return decoded && 'text' in decoded ? decoded.text : undefined;
}

/** Loaded on demand: it loads YAML. */
const reader = loadOnce(() => import('./formats/front/read-front.ts'));

/** The front matter of a file as it is written; empty where there is none that can be read. */
export async function frontOfFile(path: string): Promise<Readonly<Record<string, unknown>>> {
  const parts = split((await smallText(path)) ?? '', path);
  if ('problem' in parts || parts.front === undefined) return {};
  const { front: text, syntax = 'yaml', linesBeforeFront: linesBefore = 0 } = parts;
  const { rawFrontOf } = await reader();
  return rawFrontOf({ text, syntax, file: path, linesBefore }).value ?? {};
}
