import { createWriteStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createZipArchive, ZipEntry } from 'node:zlib';

/*
 * `node archive.mjs FOLDER FILE`, by the Node that goes into the executable (26, which can write archives): all files of
 * a folder that the program needs, in the order of their names and without times, so that equal files give equal bytes.
 */
const [folder, file] = process.argv.slice(2);
const needless = /\.(map|[cm]?ts|md|markdown)$/;
const needed = /(^|\/)(licen[cs]e|notice|copying)[^/]*$|^node_modules\/tidings\/templates\//i;
const paths = (await readdir(folder, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
  .filter((path) => needed.test(path) || !needless.test(path))
  .sort();
await pipeline(createZipArchive(entries()), createWriteStream(file));

async function* entries() {
  const modified = new Date('2026-01-01T00:00:00Z');
  for (const path of paths) {
    // Code and texts are read at each start: zstd is the quickest to unpack.
    yield await ZipEntry.create(path, await readFile(join(folder, path)), { modified, method: 'zstd' });
  }
}
