import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { basename, extname, join, relative, sep } from 'node:path';
import { parse } from 'yaml';
import type { Config } from '../config/config.ts';
import { isDeviceName, slugOf } from '../lib/slug.ts';
import { readLock } from '../publish/lock/lock-file.ts';
import { split } from '../read/formats/split.ts';
import { limits } from '../read/unreadable.ts';
import { filesIn } from '../system/walk.ts';
import { redirectsOf } from './article-text.ts';
import type { ImportedArticle } from './imported-article.ts';
import { ownText } from './own-text.ts';

/** An article's file that is in the publication. */
export interface Shelved {
  /** Absolute. */
  readonly file: string;
  readonly slug: string;
}

/** More front matter than an imported article has. */
const head = 65_536;

/** The articles that a publication has: an article is known by its old id, or by an old address. */
export class Shelf {
  readonly #known = new Map<string, Shelved>();
  readonly #slugs = new Set<string>();
  /** How often a slug was given to further articles. */
  readonly #counts = new Map<string, number>();
  /** Ids, addresses, and slugs with dates. */
  readonly #removed = new Set<string>();
  readonly #config: Config;

  private constructor(config: Config) {
    this.#config = config;
  }

  static async open(config: Config): Promise<Shelf> {
    const shelf = new Shelf(config);
    const { files } = await filesIn(config.source, config.directory, (name) => extname(name).toLowerCase() in limits);
    const room = Buffer.alloc(head);
    for (const { path } of files) shelf.#take(path, frontIn(path, room));
    // A file that was moved is known by its front matter, and not by where it was.
    await shelf.#readLock();
    return shelf;
  }

  /** The article at the same old address. */
  atAddress(article: ImportedArticle): Shelved | undefined {
    return this.#addressesOf(article)
      .map((one) => this.#known.get(one))
      .find((one) => one !== undefined);
  }

  /** The article with the same old id. */
  withId({ oldId }: ImportedArticle): Shelved | undefined {
    return oldId === undefined ? undefined : this.#known.get(`id ${oldId}`);
  }

  /** Whether it was an article here, and the writer has taken it away. */
  wasRemoved(article: ImportedArticle): boolean {
    const { oldId, name, date = '' } = article;
    if (this.withId(article) ?? this.atAddress(article)) return false;
    const keys = oldId === undefined ? [nameKey(slugOf(name), date)] : [`id ${oldId}`];
    return [...keys, ...this.#addressesOf(article)].some((key) => this.#removed.has(key));
  }

  /** A slug that no other article has. */
  freeSlug({ name, title, oldId = '' }: ImportedArticle): string {
    const wanted = slugOf(name) || slugOf(title) || slugOf(oldId) || 'article';
    const usual = isDeviceName(wanted) ? `article-${wanted}` : wanted;
    for (let count = this.#counts.get(usual) ?? 1; ; count += 1) {
      const slug = count === 1 ? usual : `${usual}-${count}`;
      if (this.#slugs.has(slug)) continue;
      if (count > 1) this.#counts.set(usual, count);
      return slug;
    }
  }

  /** Notes an article that is new. */
  add(article: ImportedArticle, shelved: Shelved): void {
    this.#slugs.add(shelved.slug);
    const id = article.oldId === undefined ? [] : [`id ${article.oldId}`];
    for (const key of [...id, ...this.#addressesOf(article)])
      if (!this.#known.has(key)) this.#known.set(ownText(key), shelved);
  }

  #addressesOf(article: ImportedArticle): string[] {
    return redirectsOf(article, this.#config.settings.url).map((one) => `at ${one}`);
  }

  #take(path: string, front: Readonly<Record<string, unknown>>): void {
    const named = basename(path, extname(path));
    const folder = basename(join(path, '..'));
    const name = (named === 'index' ? folder : named).replace(/^\d{4}-\d\d-\d\d-/, '');
    const slug = ownText(typeof front.slug === 'string' ? front.slug : slugOf(name));
    this.#slugs.add(slug);
    const keys = [front.id, front.guid].filter(isKey).map((id) => `id ${id}`);
    const redirects = Array.isArray(front.redirects) ? front.redirects.filter(isKey) : [];
    for (const key of [...keys, ...redirects.map((one) => `at ${one}`)])
      if (!this.#known.has(key)) this.#known.set(ownText(key), { file: path, slug });
  }

  async #readLock(): Promise<void> {
    const { directory, settings } = this.#config;
    for (const { id, guid, path, slug, url, published, removed } of (await readLock(this.#config)).entries) {
      const ids = [id, guid].filter(isKey).map((one) => `id ${one}`);
      const file = join(directory, path.replace(/#.*$/, '').replaceAll('/', sep));
      if (removed === undefined && existsSync(file)) {
        for (const key of ids) if (!this.#known.has(key)) this.#known.set(key, { file, slug });
      } else {
        const addresses = redirectsOf({ addresses: [url] }, settings.url).map((one) => `at ${one}`);
        for (const key of [...ids, ...addresses, nameKey(slug, published)]) this.#removed.add(key);
      }
    }
  }
}

/** By which an article without an id of its own is known again. */
function nameKey(slug: string, date: string): string {
  return `${slug} ${Date.parse(date)}`;
}

function isKey(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** The front matter of a file, unchecked: its faults are for the build to tell. */
function frontIn(path: string, room: Buffer): Readonly<Record<string, unknown>> {
  try {
    const parts = split(headOf(path, room).replace(/\r\n?/g, '\n'), path);
    if ('problem' in parts || parts.front === undefined || parts.syntax === 'toml') return {};
    const found: unknown = parse(parts.front, { schema: 'failsafe', maxAliasCount: 0, logLevel: 'silent' });
    return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function headOf(path: string, room: Buffer): string {
  const file = openSync(path, 'r');
  try {
    return room.toString('utf8', 0, readSync(file, room, 0, room.length, 0));
  } finally {
    closeSync(file);
  }
}

/** A path as the lock and messages write it. */
export function pathIn(directory: string, file: string): string {
  return relative(directory, file).replaceAll(sep, '/');
}
