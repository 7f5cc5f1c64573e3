import { basename, extname, join, relative, sep } from 'node:path';
import { fragment, type Reference } from '../clean/addresses.ts';
import { type Fragment, fillFragment, referencesIn, type Settled } from '../clean/fragment.ts';
import { isWebAddress, readable } from '../lib/uri.ts';
import type { Attachment, Image, LocalFile } from '../model/article.ts';
import type { Locate, Problem } from '../model/problem.ts';
import type { Settings } from '../model/publication.ts';
import { sitePagesFolder } from '../model/site-page.ts';
import { isInside, type PathFault } from '../system/inside.ts';
import { type Media, typeOfEnding } from '../system/media.ts';
import {
  type FileRefusal,
  faultyFile,
  isPrivateName,
  pageOfSite,
  privateFile,
  unfound,
  unpublishedFile,
  unserved,
} from './file-refusal.ts';
import type { FrontAttachment, FrontImage } from './formats/front-matter.ts';
import { FreeNames } from './free-names.ts';
import { addressOfPage, namesFor, placesFor, servedAt } from './places.ts';
import { warningsOf } from './public-warnings.ts';

/** Access to the files that references may name. */
export interface ReferenceLookup {
  readonly settings: Pick<Settings, 'url' | 'permalink' | 'site' | 'generator'>;
  /** The publication folder, a real path. */
  readonly root: string;
  /** The folders that the settings name as static, real paths. */
  readonly staticFolders: readonly string[];
  /** How a file is named in messages. */
  display(absolute: string): string;
  /** The real path of a file or folder inside the publication, or why there is none. */
  find(path: string): Promise<FoundPath>;
  /** A file's type and size; undefined if it cannot be read. */
  describe(path: string): Promise<Media | undefined>;
  /** Whether a file lies below a folder from which files are published. */
  isPublished(path: string): boolean;
  /** Why the content of a file is not for the public, as the end of a sentence. */
  reasonAgainst(path: string): Promise<string | undefined>;
  /** Whether something is taken out of a drawing, for it could run. */
  isDisarmed(path: string): Promise<boolean>;
  /** Whether nobody but its owner may read a file. */
  isForOwnerAlone(path: string): Promise<boolean>;
  /** The article that a file holds. */
  article(path: string): { readonly url: string; readonly slug: string } | undefined;
  /** The files of articles that a site generator would find by a name, from a file. */
  named(reference: string, from: string): readonly string[];
}

export type FoundPath = { readonly path: string; readonly isFolder?: boolean } | { readonly fault: PathFault };

type PlaceOf = () => ReturnType<Locate>;

/** The position of the references, and of the page that will contain them. */
interface Standing {
  /** The file that names them, absolute. */
  readonly file: string;
  /** The address of its page. */
  readonly url: string;
  /** Where its files go, relative to the output, ending in `/`; and the names that something else has there. */
  readonly folder: string;
  readonly taken: readonly string[];
  /** Set for an issue, which has no page where another program makes the site. */
  readonly isIssue?: true;
}

/** Resolves the references of one article or issue. */
export class Resolver {
  readonly #files = new Map<string, LocalFile>();
  readonly problems: Problem[] = [];
  readonly #standing: Standing;
  readonly #lookup: ReferenceLookup;
  readonly #names: FreeNames;

  constructor(standing: Standing, lookup: ReferenceLookup) {
    this.#standing = standing;
    this.#lookup = lookup;
    this.#names = new FreeNames(standing.taken);
  }

  get files(): LocalFile[] {
    return [...this.#files.values()];
  }

  /** The finished content, every reference in it settled. */
  async content(content: Fragment, placeOf: (value: string) => ReturnType<Locate>): Promise<string> {
    const found = new Map<string, Settled>();
    for (const reference of referencesIn(content)) {
      const key = keyOf(reference);
      const place = () => placeOf(reference.value);
      if (!found.has(key)) found.set(key, (await this.#reference(reference, place)) ?? { url: '' });
    }
    return fillFragment(content, (reference) => found.get(keyOf(reference))!);
  }

  async #reference(reference: Reference, place: PlaceOf): Promise<Settled | undefined> {
    if (reference.kind === 'link') return this.#link(reference.value, place);
    const local = await this.#local(reference.value, place);
    if (!local || (reference.kind === 'image' && !this.#isImage(reference.value, local, place))) return undefined;
    return { ...local.media, url: local.url };
  }

  async image({ src, alt = '', caption }: FrontImage, place: PlaceOf): Promise<Image | undefined> {
    const described = { alt, ...(caption !== undefined && { caption }) };
    const remote = remoteAddress(src);
    if (remote) return { url: remote, ...described };
    const local = await this.#local(src, place);
    if (!local || !this.#isImage(src, local, place)) return undefined;
    return { url: local.url, ...described, ...local.media };
  }

  async attachment(attachment: FrontAttachment, place: PlaceOf): Promise<Attachment | undefined> {
    const { src, title, duration } = attachment;
    const described = { ...(title !== undefined && { title }), ...(duration !== undefined && { duration }) };
    const local = remoteAddress(src) ? undefined : await this.#local(src, place);
    if (local?.media) {
      const { type, length } = local.media;
      return { url: local.url, type: attachment.type ?? type, length, ...described };
    }
    const remote = remoteAddress(src) ?? local?.url;
    if (remote === undefined) return undefined;
    const type = attachment.type ?? typeOfEnding(new URL(remote).pathname);
    if (type !== undefined) {
      const { length } = attachment;
      return { url: remote, type, ...(length !== undefined && { length }), ...described };
    }
    this.#refuse(['attachment-type', `the type of ${src} is not known`, 'Add "type", such as audio/mpeg.'], place);
    return undefined;
  }

  /** A link to another article, to a file that is published along, or to a page of the site. */
  async #link(value: string, place: PlaceOf): Promise<Settled | undefined> {
    if (value.startsWith('@/')) return this.#named(value, place);
    const found = await this.#find(value);
    const article = 'path' in found ? this.#articleAt(found) : undefined;
    const hash = /#.*$/.exec(value)?.[0] ?? '';
    if (article) return linkTo(article, hash);
    const isHidden = 'path' in found && isPrivateName(relative(this.#lookup.root, found.path));
    if ('path' in found && found.isFolder && !isHidden) return { url: this.#pageAddress(value) };
    const ending = extname(value.replace(/[?#].*$/s, '')).toLowerCase();
    if (/^\.(md|markdown|mdx)$/.test(ending)) {
      if (this.#isOfSite()) return this.#sitePage(value, place);
      return this.#refuse(this.#noArticle(value, 'path' in found ? found.path : undefined), place);
    }
    // A path without an ending, or from the root, may well be a page that something else puts there.
    const isPage =
      'fault' in found
        ? value.startsWith('/') || !/^\.[a-z0-9]{1,5}$/.test(ending) || ending.startsWith('.htm')
        : // The source of a page of the site, such as Jekyll's /about.html, is not what the link leads to.
          /^\/.*\.html?(?:[?#]|$)/i.test(value) && !isHidden && !this.#lookup.isPublished(found.path);
    if (isPage) return { url: this.#pageAddress(value) };
    const local = await this.#local(value, place);
    return local && { url: local.url + hash };
  }

  /** A file that is no article: that of a page is named by its address, since pages are read after the articles. */
  #noArticle(value: string, path: string | undefined): FileRefusal {
    const { root, settings } = this.#lookup;
    const base = new URL(settings.url).pathname;
    const pages = join(root, sitePagesFolder);
    const message = `${readable(value)} is not one of the articles`;
    if (path !== undefined && isInside(pages, path)) {
      const name = relative(pages, path).replaceAll(sep, '/');
      const page = name.replace(/(^|\/)index\.\w+$/i, '$1').replace(/\.\w+$/, '/');
      return ['link', message, `It is a page of the site: write its address, such as ${base}${page}.`];
    }
    if (isInside(pages, this.#standing.file)) {
      const hint = `Write the path from this file, such as ../articles/first.md, or the address, such as ${base}articles/first/.`;
      return ['link', message, hint];
    }
    return ['link', message, 'Link to a file among the articles that are built, or write the full address.'];
  }

  /** Whether the reference is that of a page which another program makes. */
  #isOfSite(): boolean {
    return !this.#lookup.settings.site && !this.#standing.isIssue;
  }

  /** Another page of the site by the name of its file, as the page of this article would link to it. */
  #sitePage(value: string, place: PlaceOf): Settled {
    this.problems.push({ severity: 'warning', ...pageOfSite, ...place() });
    return { url: addressOfPage(value, this.#standing, this.#lookup.settings) };
  }

  /** A link to an article by the name that a site generator knows it by. Where there is none, the words stay. */
  #named(value: string, place: PlaceOf): Settled | undefined {
    const name = readable(value.slice(2).replace(/[?#].*$/s, ''));
    const files = this.#lookup.named(name, this.#standing.file);
    const hash = /#.*$/.exec(value)?.[0] ?? '';
    const article = files.length === 1 ? this.#lookup.article(files[0]!) : undefined;
    if (article) return linkTo(article, hash);
    const [message, hint] =
      files.length > 1
        ? [`${name} is the name of several articles`, 'Name it by its path below the folder of articles.']
        : [`${name} is not one of the articles`, 'Until it is, the words of the link stay, and lead nowhere.'];
    this.problems.push({ severity: 'warning', rule: 'link', message, hint, ...place() });
    return undefined;
  }

  /** The article of a file, or that whose folder it is. */
  #articleAt({ path, isFolder }: Extract<FoundPath, { path: string }>) {
    if (!isFolder) return this.#lookup.article(path);
    const indexes = articleEndings.map((ending) => this.#lookup.article(join(path, `index${ending}`)));
    return indexes.find((article) => article !== undefined);
  }

  #pageAddress(value: string): string {
    const { settings } = this.#lookup;
    // VitePress puts its base before such a path, as before that of a picture.
    if (settings.generator === 'vitepress' && /^\/(?!\/)/.test(value))
      return servedAt(value, undefined, this.#standing, this.#lookup);
    return URL.parse(value, this.#standing.url)?.href ?? this.#standing.url;
  }

  /** The address of a file, with what is known of it; of one that the site alone has, nothing is. */
  async #local(value: string, place: PlaceOf): Promise<{ url: string; media?: Media } | undefined> {
    if (/^[a-z][a-z0-9+.-]*:/i.test(value)) {
      const hint = 'Write a web address or the path of a file in the publication.';
      this.#refuse(['address', `${value.slice(0, 80)} is neither a web address nor a file`, hint], place);
      return undefined;
    }
    const found = await this.#find(value);
    if ('fault' in found) return this.#elsewhere(value, found.fault, place);
    const media = await this.#publishable(found.path, value, place);
    if (!media) return undefined;
    if (this.#lookup.settings.site) return { url: await this.#publish(found.path, { value, media, place }), media };
    return this.#served(found.path, { value, media, place });
  }

  /** A path that begins with `/` may be an address of the site, and so may any where another program makes it. */
  #elsewhere(value: string, fault: PathFault, place: PlaceOf): { url: string } | undefined {
    const isOfSite = this.#isOfSite();
    const mayBe = value.startsWith('/') || isOfSite;
    const isNoFile = fault === 'missing' || (fault === 'outside' && isOfSite && this.#goesUp(value));
    if (!isNoFile || !mayBe) return this.#refuse(faultyFile(fault, readable(value), this.#shown(value)), place);
    this.problems.push({ severity: 'warning', ...unfound(value), ...place() });
    return { url: servedAt(value, undefined, this.#standing, this.#lookup) };
  }

  /** Whether a path leaves the folder by its own words, as an address may, and not by a link on the way. */
  #goesUp(value: string): boolean {
    return placesFor(readable(value), this.#standing, this.#lookup).every((path) => !isInside(this.#lookup.root, path));
  }

  /** Nothing is copied where another program makes the site; what lies with an issue is on no site. */
  #served(path: string, { value, media, place }: { value: string; media: Media; place: PlaceOf }) {
    const isStatic = this.#lookup.staticFolders.some((folder) => isInside(folder, path));
    if (this.#standing.isIssue && !isStatic) return this.#refuse(unserved(readable(value)), place);
    const url = servedAt(value, path, this.#standing, this.#lookup);
    const { url: root } = this.#lookup.settings;
    if (url.startsWith(root)) this.#files.set(path, { path: readable(url.slice(root.length)), source: path });
    return { url, media };
  }

  /** Files that an article names become public, and articles may be contributed: refuses what is not for the public. */
  async #publishable(path: string, value: string, place: PlaceOf): Promise<Media | undefined> {
    const name = readable(value);
    const way = relative(this.#lookup.root, path);
    if (isPrivateName(way)) return this.#refuse(faultyFile('private', name, ''), place);
    if (!this.#lookup.isPublished(path)) {
      if (!this.#isOfSite()) return this.#refuse(unpublishedFile(name, way), place);
      this.problems.push({ severity: 'warning', ...unfound(value), ...place() });
    }
    const media = await this.#lookup.describe(path);
    if (!media) return this.#refuse(faultyFile('unreadable', name, this.#shown(value)), place);
    const reason = await this.#lookup.reasonAgainst(path);
    return reason === undefined ? media : this.#refuse(privateFile(name, reason), place);
  }

  #shown(value: string): string {
    return this.#lookup.display(placesFor(readable(value), this.#standing, this.#lookup)[0]!);
  }

  /** Of several places, one that is an article or may be published; else the first that is there at all. */
  async #find(value: string): Promise<FoundPath> {
    const lookup = this.#lookup;
    const places = namesFor(value).flatMap((name) => placesFor(name, this.#standing, lookup));
    const usable = (path: string) => places.length === 1 || lookup.article(path) || lookup.isPublished(path);
    let best: FoundPath | undefined;
    for (const place of new Set(places)) {
      const found = await lookup.find(place);
      if ('path' in found && usable(found.path)) return found;
      if (best === undefined || ('fault' in best && ('path' in found || found.fault === 'outside'))) best = found;
    }
    return best!;
  }

  /** Gives a file its place in the folder; the same file has one. Returns its address. */
  async #publish(source: string, named: { value: string; media: Media; place: PlaceOf }): Promise<string> {
    const { folder } = this.#standing;
    let file = this.#files.get(source);
    if (!file) {
      file = { path: folder + this.#names.take(basename(source)), source };
      this.#files.set(source, file);
      const warnings = await warningsOf(source, { ...named, file: this.#standing.file }, this.#lookup);
      this.problems.push(...warnings.map((warning) => ({ ...warning, ...named.place() })));
    }
    return new URL(folder + encodeURIComponent(file.path.slice(folder.length)), this.#lookup.settings.url).href;
  }

  #isImage(value: string, { media }: { media?: Media }, place: PlaceOf): boolean {
    if (media === undefined || media.type.startsWith('image/')) return true;
    const { type } = media;
    const message = `${readable(value)} is not a picture: it holds ${type}`;
    this.#refuse(['not-image', message, 'Name a PNG, JPEG, GIF, WebP, AVIF or SVG file.'], place);
    return false;
  }

  #refuse([rule, message, hint]: FileRefusal, place: PlaceOf): undefined {
    this.problems.push({ severity: 'error', rule, message, hint, ...place() });
  }
}

const articleEndings = ['.md', '.markdown', '.mdx', '.html', '.htm', '.txt', '.json'];

function linkTo({ url }: { readonly url: string }, hash: string): Settled {
  return { url: url.replace(/#.*/, '') + (hash && fragment(readable(hash.slice(1)))) };
}

function remoteAddress(src: string): string | undefined {
  const address = src.trim().replace(/^\/\//, 'https://');
  return isWebAddress(address) ? new URL(address).href : undefined;
}

function keyOf({ kind, value }: Reference): string {
  return `${kind} ${value}`;
}
