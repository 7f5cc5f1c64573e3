import { statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isLanguage } from '../../lib/uri.ts';
import { signatureOf, textOfFile } from '../../system/files.ts';
import { typeOfEnding } from '../../system/media.ts';
import { largestKept } from './bodies.ts';
import { decodedPath, fieldsFor, fileFor, type HeaderRule, parseHeaders, parseRedirects } from './host-files.ts';
import { isBeingBuilt, type ServedFile, type Snapshot, takeSnapshot } from './snapshot.ts';

/** The file or the redirect that an address leads to. */
type Served =
  | { readonly file: ServedFile; readonly head: ServedHead }
  | { readonly redirect: string; readonly status: 301 | 302 | 307 | 308 };

/** The part that all answers about one file share. */
export interface ServedHead {
  readonly type: string;
  /** The fields of each answer but those that depend on the coding and the part. */
  readonly fields: Readonly<Record<string, string>>;
  /** Whether it is text of a size that is worth compressing. */
  readonly isPacked: boolean;
}

/** Milliseconds between two looks for a new build. */
const interval = 1000;

/** How long a look waits for a build to put its files in place, in milliseconds. */
const patience = 5000;

const goneWords = 'site: the folder has no file any more, so that pages are answered with 503; build again';

interface ServedFolderOptions {
  /** The folder, absolute. */
  readonly output: string;
  /** The path of the site's root, ending in `/`. */
  readonly base: string;
  /** Files that change with each build, absolute. */
  readonly marks: readonly string[];
  /** Fields of every answer that does not have its own. */
  readonly everywhere: Readonly<Record<string, string>>;
  /** Hears of what a person should look at. */
  readonly report?: (words: string) => void;
}

/** The output folder as it was when its last build had ended. */
export class ServedFolder {
  #files: Snapshot = new Map();
  #rules: readonly HeaderRule[] = [];
  #redirects: ReturnType<typeof parseRedirects> = new Map();
  /** By decoded path; made when first asked for. */
  #found = new Map<string, Served | undefined>();
  #languages: readonly string[] = [];
  #seen = '';
  #refreshing: Promise<void> | undefined;
  readonly #output: string;
  readonly #base: string;
  readonly #marks: readonly string[];
  readonly #everywhere: Readonly<Record<string, string>>;
  readonly #report: (words: string) => void;
  #isGone = false;
  #timer: NodeJS.Timeout | undefined;

  static async open(options: ServedFolderOptions): Promise<ServedFolder> {
    const site = new ServedFolder(options);
    await site.refresh();
    site.#timer = setInterval(() => void site.#look(), interval).unref();
    return site;
  }

  private constructor({ output, base, marks, everywhere, report = () => {} }: ServedFolderOptions) {
    this.#output = output;
    this.#base = base;
    this.#marks = [
      ...marks,
      ...['_headers', '_redirects', 'index.html', 'sitemap.xml'].map((path) => join(output, path)),
    ];
    this.#everywhere = everywhere;
    this.#report = report;
  }

  /** Whether all its files have been removed since; those of before are remembered, and none can be read. */
  get isGone(): boolean {
    return this.#isGone;
  }

  get size(): number {
    return this.#files.size;
  }

  /** The languages that have feeds of their own, BCP 47, sorted. */
  get languages(): readonly string[] {
    return this.#languages;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** The file or the redirect that a path of the site leads to; nothing where there is nothing. */
  find(path: string): Served | undefined {
    const decoded = decodedPath(path);
    if (decoded === undefined) return undefined;
    const known = this.#found.get(decoded);
    if (known) return known;
    const found = this.#lookUp(decoded);
    // Paths that lead nowhere are endless.
    if (found) this.#found.set(decoded, found);
    return found;
  }

  /** The page for paths that lead nowhere, if the output has one. */
  get missing(): Served | undefined {
    return this.#files.has('404.html') ? this.find(`${this.#base}404.html`) : undefined;
  }

  #lookUp(path: string): Served | undefined {
    const redirect = this.#redirects.get(path);
    if (redirect) return { redirect: redirect.to, status: redirect.status };
    if (!path.startsWith(this.#base)) {
      return `${path}/` === this.#base ? { redirect: encodeURI(this.#base), status: 301 } : undefined;
    }
    const below = path.slice(this.#base.length - 1);
    const file = fileFor(below, this.#files);
    if (file) return { file, head: headOf(file, { ...this.#everywhere, ...fieldsFor(path, this.#rules) }) };
    return this.#files.has(`${below.slice(1)}/index.html`)
      ? { redirect: `${encodeURI(path)}/`, status: 301 }
      : undefined;
  }

  async #look(): Promise<void> {
    if (this.#trace() !== this.#seen) await this.refresh();
  }

  #trace(): string {
    const folder = statSync(this.#output, { throwIfNoEntry: false })?.ino;
    return [...this.#marks.map(signatureOf), folder].join();
  }

  /** Takes what lies in the folder now, once no build is putting files in place. Of calls at a time, one works. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#take().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #take(): Promise<void> {
    const end = Date.now() + patience;
    while ((await isBeingBuilt(this.#output)) && Date.now() < end) await pause(50);
    this.#seen = this.#trace();
    const files = await takeSnapshot(this.#output, this.#files);
    const isGone = files.size === 0 && this.#files.size > 0;
    if (isGone !== this.#isGone) this.#report(isGone ? goneWords : 'site: its files are there again');
    this.#isGone = isGone;
    if (isGone) return;
    this.#files = files;
    this.#languages = languagesIn(this.#files.keys());
    const text = (name: string) => textOfFile(join(this.#output, name)).catch(() => '');
    this.#rules = parseHeaders(await text('_headers'));
    this.#redirects = parseRedirects(await text('_redirects'));
    this.#found = new Map();
  }
}

/** By the folders `languages/<code>/`. */
function languagesIn(paths: Iterable<string>): string[] {
  const folders = new Set<string>();
  for (const path of paths) folders.add(/^languages\/([^/]+)\/[^/]+$/.exec(path)?.[1] ?? '');
  return [...folders]
    .filter(isLanguage)
    .map((folder) => Intl.getCanonicalLocales(folder)[0]!)
    .sort();
}

/** Of files that belong to a site and that no article attaches. */
const siteTypes: Readonly<Record<string, string>> = {
  '.ico': 'image/x-icon',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.opml': 'text/x-opml',
  '.ttf': 'font/ttf',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** Smaller bodies gain nothing by compression. */
const worthPacking = 600;

function headOf(file: ServedFile, given: Record<string, string>): ServedHead {
  const { path, modified, feed, size } = file;
  const { 'Content-Type': own, ...fields } = given;
  const known = feed
    ? `application/${feed}+xml`
    : (siteTypes[extname(path).toLowerCase()] ?? typeOfEnding(path) ?? 'application/octet-stream');
  // A feed's type depends on who asks for it.
  const type = feed ? known : (own ?? known);
  const isText = /^text\/|json|xml|javascript/.test(type);
  const isPacked = isText && size >= worthPacking && size <= largestKept;
  const vary = [...(isPacked ? ['Accept-Encoding'] : []), ...(feed ? ['Accept'] : [])].join(', ');
  return {
    type: isText && !/charset=|json/.test(type) ? `${type}; charset=utf-8` : type,
    isPacked,
    fields: {
      'Cache-Control': cacheControl(type),
      ...fields,
      'Last-Modified': modified.toUTCString(),
      ...(vary && { Vary: vary }),
      ...(!isPacked && { 'Accept-Ranges': 'bytes' }),
    },
  };
}

/** Pages and feeds are asked for again each time, which costs a 304. */
function cacheControl(type: string): string {
  return /^(image|audio|video|font)\//.test(type) ? 'public, max-age=86400' : 'public, max-age=0, must-revalidate';
}
