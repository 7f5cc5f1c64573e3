import { open, stat } from 'node:fs/promises';
import { extname } from 'node:path';

export interface Media {
  /** A media type, such as `image/jpeg`. */
  readonly type: string;
  /** In bytes. */
  readonly length: number;
  /** In pixels, as it is shown: a picture that a camera held upright is taller than wide. */
  readonly width?: number;
  readonly height?: number;
}

/**
 * The media type by the file's bytes; the extension decides only between plain-text formats.
 * @throws if it is no file or cannot be read.
 */
export async function describeMedia(path: string): Promise<Media> {
  const kind = await stat(path);
  // Opening a named pipe would block.
  if (!kind.isFile()) throw new Error(`${path} is no file`);
  const handle = await open(path);
  try {
    const length = kind.size;
    // A camera's previews and profiles may come before the size of a JPEG.
    const bytes = new Uint8Array(Math.min(length, 512 * 1024));
    await handle.read(bytes, 0, bytes.length, 0);
    const image = await describeImage(bytes);
    if (image) return { ...image, length };
    const { fileTypeFromBuffer } = await import('file-type');
    const found = await fileTypeFromBuffer(bytes);
    const type = found && found.mime !== 'application/xml' ? found.mime : typeOfEnding(path);
    return { type: type ?? 'application/octet-stream', length };
  } finally {
    await handle.close();
  }
}

/** The media type of the ending of a file name or of an address's path, if it is a known one. */
export function typeOfEnding(path: string): string | undefined {
  return endings[extname(path).toLowerCase()];
}

const endings: Readonly<Record<string, string>> = {
  '.aac': 'audio/aac',
  '.avif': 'image/avif',
  '.css': 'text/css',
  '.csv': 'text/csv',
  '.epub': 'application/epub+zip',
  '.flac': 'audio/flac',
  '.gif': 'image/gif',
  '.htm': 'text/html',
  '.html': 'text/html',
  '.ics': 'text/calendar',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.json': 'application/json',
  '.m4a': 'audio/mp4',
  '.md': 'text/markdown',
  '.mdx': 'text/mdx',
  '.mp3': 'audio/mpeg',
  '.mp4': 'video/mp4',
  '.ogg': 'audio/ogg',
  '.opus': 'audio/ogg',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
  '.vtt': 'text/vtt',
  '.wav': 'audio/wav',
  '.webm': 'video/webm',
  '.webp': 'image/webp',
  '.xht': 'application/xhtml+xml',
  '.xhtml': 'application/xhtml+xml',
  '.xml': 'application/xml',
  '.zip': 'application/zip',
};

/** Formats that a browser shows; of others image-size is too easily convinced (a TGA is any file that begins with zeros). */
const imageTypes: Readonly<Record<string, string>> = {
  avif: 'image/avif',
  bmp: 'image/bmp',
  gif: 'image/gif',
  heic: 'image/heic',
  ico: 'image/x-icon',
  jpg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
  webp: 'image/webp',
};

/** The picture's type by its first bytes; undefined for other files. */
export async function describeImage(bytes: Uint8Array): Promise<Omit<Media, 'length'> | undefined> {
  const { imageSize } = await import('image-size');
  try {
    const { type: name, width, height, orientation = 1 } = imageSize(bytes);
    const type = imageTypes[name ?? ''];
    if (!type || (name === 'svg' && !beginsAsSvg(bytes)) || !(width > 0 && height > 0)) return undefined;
    // A drawing may give any number as its size.
    if (width > mostPixels || height > mostPixels) return { type };
    const [across, down] = orientation >= 5 ? [height, width] : [width, height];
    return { type, width: Math.round(across), height: Math.round(down) };
  } catch {
    return undefined;
  }
}

/** No format of pixels can hold a wider picture. */
const mostPixels = 2 ** 31;

/** A page that holds a drawing is no drawing. */
function beginsAsSvg(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 4096)).toString('utf8');
  return /^\uFEFF?\s*(?:(?:<\?xml[^>]*>|<!--[\s\S]*?-->|<!DOCTYPE\s+svg[\s\S]*?>)\s*)*<svg[\s>]/i.test(start);
}
