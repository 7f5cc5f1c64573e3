import { isDeviceName } from '../lib/slug.ts';
import { readable } from '../lib/uri.ts';
import type { Archive } from './archive-shape.ts';
import { elementsIn, parseHtml, writeHtml } from './html-tree.ts';
import type { ImportedArticle } from './imported-article.ts';

/** A file of an archive that an article shows or links to. */
export interface ArchiveFile {
  readonly archive: Archive;
  readonly name: string;
}

/** An article that names files next to it, and those files by their new names. */
export interface WithFiles {
  readonly article: ImportedArticle;
  readonly files: ReadonlyMap<string, ArchiveFile>;
}

const media = /\.(?:avif|bmp|gif|jpe?g|png|svg|webp|mp3|m4a|m4v|mp4|ogg|ogv|wav|webm|pdf|epub)$/i;

/** The pictures and other media that lie in archives, found by the addresses that they had on the web. */
export class ArchiveMedia {
  readonly #byName = new Map<string, (ArchiveFile & { readonly parts: readonly string[] })[]>();

  constructor(archives: readonly Archive[]) {
    for (const archive of archives)
      for (const name of archive.names.filter((one) => media.test(one))) {
        const parts = name.split('/').toReversed();
        this.#byName.set(parts[0]!, [...(this.#byName.get(parts[0]!) ?? []), { archive, name, parts }]);
      }
  }

  get isEmpty(): boolean {
    return this.#byName.size === 0;
  }

  /** The file of an address: the one whose path agrees with it in most folders, and in one at least. */
  find(address: string): ArchiveFile | undefined {
    const path = readable(address.replace(/[?#].*$/s, ''));
    const whole = path.replace(/\/size\/w\d+(?:h\d+)?(?=\/)/, '');
    // WordPress adds the size to the name of a smaller copy.
    return this.#found(whole) ?? this.#found(whole.replace(/-\d{1,5}x\d{1,5}(?=\.\w+$)/, ''));
  }

  #found(path: string): ArchiveFile | undefined {
    const parts = path
      .split('/')
      .filter((part) => part !== '.' && part !== '..')
      .toReversed();
    let best: ArchiveFile | undefined;
    let most = 0;
    for (const file of this.#byName.get(parts[0] ?? '') ?? []) {
      const differs = file.parts.findIndex((part, index) => part !== parts[index]);
      const alike = differs < 0 ? file.parts.length : differs;
      if (alike > most && (alike > 1 || file.parts.length === 1)) [best, most] = [file, alike];
    }
    return best;
  }
}

/** Puts the files that the archive has next to the article, in the place of their old addresses. */
export function withFiles(article: ImportedArticle, media: ArchiveMedia): WithFiles {
  const files = new Map<string, ArchiveFile>();
  const local = (address: string): string | undefined => {
    const file = media.find(address);
    return file && encodeURI(nameFor(file, files));
  };
  const body = article.format === 'html' ? inHtml(article.body, local) : inMarkdown(article.body, local);
  const src = article.image && local(article.image.src);
  const image = article.image && (src === undefined ? article.image : { ...article.image, src });
  const attachments = article.attachments?.map((one) => ({ ...one, src: local(one.src) ?? one.src }));
  return { article: { ...article, body, ...(image && { image }), ...(attachments && { attachments }) }, files };
}

/** A name that every file system takes, and that no other file of the article has. */
function nameFor(file: ArchiveFile, files: Map<string, ArchiveFile>): string {
  const own = file.name.slice(file.name.lastIndexOf('/') + 1).normalize('NFC');
  const [, stem = 'file', ending = ''] = /^(.*?)(\.\w+)$/s.exec(own) ?? [];
  const kept =
    stem
      .replace(/[^\p{L}\p{M}\p{N}_-]+/gu, '-')
      .replace(/^[-_]+|-+$/g, '')
      .slice(0, 60) || 'file';
  const safe = isDeviceName(kept) ? `file-${kept}` : kept;
  for (let count = 1; ; count += 1) {
    const name = `${safe}${count === 1 ? '' : `-${count}`}${ending.toLowerCase()}`;
    const taken = files.get(name);
    if (taken && taken.name !== file.name) continue;
    files.set(name, file);
    return name;
  }
}

function inHtml(html: string, local: (address: string) => string | undefined): string {
  const tree = parseHtml(html);
  for (const { attribs } of elementsIn(tree, () => true))
    for (const attribute of ['src', 'href', 'poster']) {
      const found = attribs[attribute] && local(attribs[attribute]);
      if (!found) continue;
      attribs[attribute] = found;
      // Smaller copies are elsewhere.
      if (attribute === 'src') for (const other of ['srcset', 'sizes']) delete attribs[other];
    }
  return writeHtml(tree);
}

/** `![words](address)`, `[words](address)` and HTML in between. */
function inMarkdown(text: string, local: (address: string) => string | undefined): string {
  return text
    .replace(/(\]\(\s*<?)([^\s()<>]+)/g, (whole, before: string, address: string) => {
      const found = local(address);
      return found === undefined ? whole : before + found;
    })
    .replace(/(<img\b[^<>]*?\ssrc=["'])([^"'<>]+)/gi, (whole, before: string, address: string) => {
      const found = local(address);
      return found === undefined ? whole : before + found;
    });
}
