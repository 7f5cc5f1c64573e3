import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { type Entry, open, type ZipFile } from 'yauzl';
import { grouped } from '../lib/count-words.ts';
import { ProblemError } from '../model/problem.ts';
import type { Archive } from './archive-shape.ts';

/** More files than the export of any blog has. */
const mostFiles = 300_000;

/** Text shrinks to a tenth. A file that grows to more than this, and by more than that, was made to fill a disk. */
const bomb = { bytes: 1_000_000_000, growth: 150 };

const damaged = 'Download the export once more, and look whether it opens in your file manager.';
const untrusted = 'No service makes such an export. Unpack it in a place of its own, and import that folder.';

/** Opens a zip, whose list of files must be whole and harmless. @throws ProblemError with the reason if it is not. */
export async function openZip(path: string, display: string): Promise<Archive> {
  const zip = await opened(path).catch((error) => refuseZip(display, error));
  try {
    const entries = await listed(zip, display);
    return {
      display,
      names: [...entries.keys()],
      size: [...entries.values()].reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0),
      pieces: (name) => unpacked(zip, entries.get(name)!, display),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

function opened(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) =>
    open(path, { lazyEntries: true, autoClose: false }, (error, zip) => (error ? reject(error) : resolve(zip))),
  );
}

async function listed(zip: ZipFile, display: string): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  if (zip.entryCount > mostFiles) refuse(display, `this holds more than ${grouped(mostFiles)} files`, untrusted);
  let packed = 0;
  let bytes = 0;
  await new Promise<void>((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      packed += entry.compressedSize;
      bytes += entry.uncompressedSize;
      const fault = faultOf(entry);
      if (fault) return reject(problem(display, fault, untrusted));
      if (!entry.fileName.endsWith('/')) entries.set(entry.fileName, entry);
      zip.readEntry();
    });
    zip.on('end', resolve);
    zip.on('error', reject);
    zip.readEntry();
  }).catch((error) => refuseZip(display, error));
  if (bytes > bomb.bytes && bytes > bomb.growth * zip.fileSize)
    refuse(display, `this would unpack ${grouped(zip.fileSize)} bytes to ${grouped(bytes)}`, untrusted);
  if (packed > zip.fileSize) refuse(display, 'its files lie on top of one another', untrusted);
  return entries;
}

function faultOf(entry: Entry): string | undefined {
  if (entry.isEncrypted()) return `"${entry.fileName}" in it is encrypted`;
  const isLink = ((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000;
  return isLink ? `"${entry.fileName}" in it is a link` : undefined;
}

/** The pieces of a file; a fault in them is one of the zip. */
async function* unpacked(zip: ZipFile, entry: Entry, display: string): AsyncGenerator<Buffer> {
  try {
    const stream = await new Promise<Readable>((resolve, reject) =>
      zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened))),
    );
    let sum = 0;
    for await (const piece of stream) {
      sum = crc32(piece, sum);
      yield piece;
    }
    if (sum !== entry.crc32) refuse(display, `"${entry.fileName}" in it is damaged`, damaged);
  } catch (error) {
    refuseZip(display, error);
  }
}

function refuseZip(display: string, error: unknown): never {
  if (error instanceof ProblemError) throw error;
  const { message } = error as Error;
  const [, outside] =
    /^(?:absolute path|invalid relative path|invalid characters in fileName): (.*)$/s.exec(message) ?? [];
  if (outside !== undefined) return refuse(display, `"${outside}" in it leads out of its folder`, untrusted);
  if (/encrypt/.test(message)) return refuse(display, 'this is encrypted', untrusted);
  return refuse(display, 'this zip is damaged or cut short', damaged);
}

function refuse(display: string, message: string, hint: string): never {
  throw problem(display, message, hint);
}

function problem(file: string, message: string, hint: string): ProblemError {
  return new ProblemError([{ severity: 'error', rule: 'archive', message, hint, file }]);
}
