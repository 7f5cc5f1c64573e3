import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { signatureOf } from '../../system/files.ts';
import type { ServedFile } from './snapshot.ts';

/** How a body travels (RFC 9110, section 8.4.1); empty for as it is. */
export type Coding = 'br' | 'gzip' | '';

/** Files up to this size are read as a whole, kept for a while and compressed; larger ones are streamed. */
export const largestKept = 2_000_000;

/** How many bytes are kept. */
const budget = 64_000_000;

const compress = { br: promisify(brotliCompress), gzip: promisify(gzip) };

/** Higher qualities take ten times as long for a few per cent. */
const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } };

/** The bodies of files in memory, each coding made once; those that were asked for least recently go first. */
export class Bodies {
  readonly #kept = new Map<string, Promise<Uint8Array | undefined>>();
  readonly #sizes = new Map<string, number>();
  #total = 0;

  /** Nothing if the file is not what the snapshot says any more. */
  async read(file: ServedFile, coding: Coding): Promise<Uint8Array | undefined> {
    const key = `${coding} ${file.hash}`;
    const known = this.#kept.get(key);
    if (known) {
      this.#kept.delete(key);
      this.#kept.set(key, known);
      return known;
    }
    const made = coding === '' ? plain(file) : this.#encode(file, coding);
    this.#kept.set(key, made);
    const bytes = await made.catch(() => undefined);
    if (bytes) this.#count(key, bytes.length);
    else this.#kept.delete(key);
    return bytes;
  }

  async #encode(file: ServedFile, coding: 'br' | 'gzip'): Promise<Uint8Array | undefined> {
    const bytes = await this.read(file, '');
    return bytes && (coding === 'br' ? compress.br(bytes, brotli) : compress.gzip(bytes));
  }

  #count(key: string, size: number): void {
    if (this.#sizes.has(key)) return;
    this.#sizes.set(key, size);
    this.#total += size;
    for (const oldest of this.#kept.keys()) {
      if (this.#total <= budget || oldest === key) break;
      this.#total -= this.#sizes.get(oldest) ?? 0;
      this.#sizes.delete(oldest);
      this.#kept.delete(oldest);
    }
  }
}

async function plain({ source, signature }: ServedFile): Promise<Uint8Array | undefined> {
  const bytes = await readFile(source);
  return signatureOf(source) === signature ? bytes : undefined;
}
