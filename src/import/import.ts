import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import { mayMint } from '../publish/lock/keep.ts';
import { openArchive } from './archive.ts';
import { type ArchiveFile, ArchiveMedia, type WithFiles, withFiles } from './archive-media.ts';
import type { Archive } from './archive-shape.ts';
import { articleText, articleTitle } from './article-text.ts';
import { buttondownArticles, saysAddresses } from './buttondown.ts';
import { ghostArticles } from './ghost.ts';
import type { ImportedArticle, LeftOut } from './imported-article.ts';
import { mediumArticles } from './medium.ts';
import { isForSomeReaders } from './member-parts.ts';
import { ownText } from './own-text.ts';
import { type ArchiveService, type RecognisedArchive, recogniseArchive } from './recognise.ts';
import { pathIn, Shelf, type Shelved } from './shelf.ts';
import { Staging } from './staging.ts';
import { substackArticles } from './substack.ts';
import { wordpressArticles } from './wordpress.ts';

export interface ImportOptions {
  /** Where the archive's articles were on the web. */
  readonly from?: string | undefined;
  /** Whether what was not public is written, too, as drafts. */
  readonly drafts: boolean;
  /** Whether anything is written. */
  readonly apply: boolean;
  readonly cwd: string;
  readonly signal: AbortSignal;
  /** Called with how much was read, in megabytes, and how much there is. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface ArchiveReport {
  /** The service of each file. */
  readonly archives: readonly { readonly file: string; readonly service: ArchiveService }[];
  /** Files of articles, relative to the publication. */
  readonly written: { readonly file: string; readonly title: string; readonly draft: boolean }[];
  /** How many articles are here as the archive has them. */
  unchanged: number;
  /** Files that say something else than the archive, and stay as they are. */
  readonly kept: { readonly file: string; readonly title: string }[];
  readonly leftOut: LeftOut[];
  /** Pictures and other files that lie next to the articles. */
  files: number;
  readonly problems: Problem[];
}

/**
 * Makes articles of the exports of other services, as files of the publication; with `apply`, writes them. What is
 * here already stays as it is. Articles are in memory one at a time.
 * @throws ProblemError if a file is no export or cannot be trusted; then nothing was written.
 */
export async function importArchives(
  config: Config,
  files: readonly string[],
  options: ImportOptions,
): Promise<ArchiveReport> {
  const archives: Archive[] = [];
  try {
    for (const file of files) archives.push(await openArchive(resolve(options.cwd, file), file));
    const recognised: RecognisedArchive[] = [];
    for (const archive of archives) recognised.push(await recogniseArchive(archive));
    return await new Import(config, archives, recognised, options).run();
  } finally {
    for (const archive of archives) archive.close();
  }
}

class Import {
  readonly #config: Config;
  readonly #archives: readonly Archive[];
  readonly #recognised: readonly RecognisedArchive[];
  readonly #options: ImportOptions;
  readonly #report: ArchiveReport;
  readonly #media: ArchiveMedia;
  /** The files of the articles of this run. */
  readonly #met = new Set<string>();
  /** In bytes. */
  #read = 0;

  constructor(
    config: Config,
    archives: readonly Archive[],
    recognised: readonly RecognisedArchive[],
    options: ImportOptions,
  ) {
    this.#config = config;
    this.#archives = archives.map((archive) => ({ ...archive, pieces: (name) => this.#counted(archive.pieces(name)) }));
    this.#recognised = recognised;
    this.#options = options;
    this.#media = new ArchiveMedia(this.#archives);
    const named = archives.map(({ display: file }, index) => ({ file, service: recognised[index]!.service }));
    this.#report = { archives: named, written: [], unchanged: 0, kept: [], leftOut: [], files: 0, problems: [] };
  }

  async run(): Promise<ArchiveReport> {
    const { apply, signal } = this.#options;
    const shelf = await Shelf.open(this.#config);
    const staging = apply ? new Staging(this.#config.source, this.#config.display) : undefined;
    try {
      await staging?.begin();
      for await (const found of this.#articles()) {
        signal.throwIfAborted();
        if ('reason' in found) this.#report.leftOut.push({ ...found, title: ownText(found.title) });
        else await this.#take(found, shelf, staging);
      }
      await staging?.finish();
    } finally {
      await staging?.drop();
    }
    return this.#report;
  }

  async *#counted(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of pieces) {
      this.#read += piece.length;
      this.#options.onProgress?.(Math.round(this.#read / 1e6), this.#total);
      yield piece;
    }
  }

  /** In megabytes. The files of WordPress are read twice. */
  get #total(): number {
    const sizes = this.#archives.map(({ size = 0 }, index) => {
      return this.#recognised[index]!.service === 'WordPress' ? 2 * size : size;
    });
    return Math.ceil(sizes.reduce((sum, size) => sum + size, 0) / 1e6);
  }

  async *#articles(): AsyncGenerator<ImportedArticle | LeftOut> {
    const { timezone } = this.#config.settings;
    const warn = (problem: Problem) => void this.#report.problems.push(problem);
    const wxr = this.#recognised.flatMap(({ service, names }, index) =>
      service === 'WordPress' ? names.map((name) => ({ archive: this.#archives[index]!, name })) : [],
    );
    if (wxr.length > 0) yield* wordpressArticles(wxr, timezone, warn);
    for (const [index, { service, names }] of this.#recognised.entries()) {
      const archive = this.#archives[index]!;
      if (service === 'Ghost') yield* ghostArticles(archive, names[0]!, this.#from(archive) ?? this.#site(archive));
      if (service === 'Substack') yield* substackArticles(archive, this.#needed(archive, service));
      if (service === 'Medium') yield* mediumArticles(archive);
      if (service === 'Buttondown') {
        const from = (await saysAddresses(archive)) ? this.#from(archive) : this.#needed(archive, service);
        yield* buttondownArticles(archive, from, warn);
      }
    }
  }

  /** The old address with `/` at its end, if it was given. */
  #from({ display }: Archive): string | undefined {
    const { from } = this.#options;
    if (from === undefined) return undefined;
    const url = URL.parse(from);
    if (url && /^https?:$/.test(url.protocol)) return `${url.origin}${url.pathname.replace(/\/*$/, '/')}`;
    throw usage(`"${from}" is no web address`, `Write it as https://example.org. ${display} was not read.`);
  }

  /** A blog of Ghost mostly keeps its domain; but a new publication has the starter's. */
  #site(archive: Archive): string {
    const { url } = this.#config.settings;
    const { display } = archive;
    if (!mayMint(this.#config)) return this.#needed(archive, 'Ghost');
    this.#report.problems.push({
      severity: 'warning',
      rule: 'old-address',
      message: `the export does not say where the blog was: its addresses are taken to be those of ${url}`,
      hint: 'If it was elsewhere, add --from and the address of the old blog.',
      file: display,
    });
    return url.replace(/\/*$/, '/');
  }

  /** Feed readers know the articles by their old addresses: a wrong one would make all of them new. */
  #needed(archive: Archive, service: 'Ghost' | 'Substack' | 'Buttondown'): string {
    const example = {
      Ghost: 'https://example.ghost.io',
      Substack: 'https://example.substack.com',
      Buttondown: 'https://buttondown.com/example',
    }[service];
    const from = this.#from(archive);
    if (from !== undefined) return from;
    throw usage(
      `the export of ${service} does not say where its articles were on the web`,
      `Add --from and the address under which people read them, such as --from ${example} or your own domain.`,
      archive.display,
    );
  }

  async #take(found: ImportedArticle, shelf: Shelf, staging: Staging | undefined): Promise<void> {
    const { leftOut } = this.#report;
    const title = ownText(articleTitle(found, found.name));
    if (found.unpublished && !this.#options.drafts) leftOut.push({ reason: found.unpublished, title });
    else if (shelf.wasRemoved(found)) leftOut.push({ reason: 'removed', title });
    else {
      const { article, known } = this.#match(found, shelf);
      const { article: placed, files } = this.#media.isEmpty ? withoutFiles(article) : withFiles(article, this.#media);
      if (known && this.#met.has(known.file)) leftOut.push({ reason: 'twice', title });
      else if (known) this.#compare(placed, known, title);
      else await this.#write(placed, files, title, { shelf, staging });
    }
  }

  /** Finds an article that is here. Of two with one id, the one that is met first is taken to have it. */
  #match(article: ImportedArticle, shelf: Shelf): { article: ImportedArticle; known?: Shelved | undefined } {
    const [here, owner] = [shelf.atAddress(article), shelf.withId(article)];
    const isOthers =
      owner && (here ? here.file !== owner.file : article.addresses.length > 0 && this.#met.has(owner.file));
    if (!isOthers) return { article, known: here ?? owner };
    const { oldId: _, ...others } = article;
    return { article: others, known: here };
  }

  async #write(
    article: ImportedArticle,
    files: ReadonlyMap<string, ArchiveFile>,
    title: string,
    { shelf, staging }: { readonly shelf: Shelf; readonly staging: Staging | undefined },
  ): Promise<void> {
    const slug = ownText(shelf.freeSlug(article));
    const name = nameOf(slug, article, files.size > 0);
    const file = join(this.#config.source, name);
    const path = pathIn(this.#config.directory, file);
    await staging?.add(name, articleText(article, slug, this.#config.settings.url), files);
    shelf.add(article, { file, slug });
    this.#met.add(file);
    this.#report.written.push({ file: path, title, draft: article.unpublished !== undefined });
    this.#report.files += files.size;
    this.#warnOf(article, path);
  }

  #compare(article: ImportedArticle, { file, slug }: Shelved, title: string): void {
    this.#met.add(file);
    const text = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    if (text === articleText(article, slug, this.#config.settings.url)) this.#report.unchanged += 1;
    else this.#report.kept.push({ file: pathIn(this.#config.directory, file), title });
  }

  /** One warning for an article, equal for those that lack the same. */
  #warnOf({ omitted }: ImportedArticle, path: string): void {
    const file = this.#config.display(join(this.#config.directory, path));
    const add = (problem: { rule: string; message: string; hint: string }) =>
      this.#report.problems.push({ severity: 'warning', ...problem, file });
    for (const parts of omitted.filter(isForSomeReaders))
      add({
        rule: 'members-only',
        message: `${parts} were left out`,
        hint: 'Read whether the article is whole without them.',
      });
    const names = omitted.filter((name) => !isForSomeReaders(name));
    if (names.length === 0) return;
    const first = names.slice(0, 3).join(', ');
    add({
      rule: 'left-out',
      message: `${first}${names.length > 3 ? ' and more' : ''} cannot be shown here, and was left out`,
      hint: 'Look at the old page, and write into the article what its readers need.',
    });
  }
}

function withoutFiles(article: ImportedArticle): WithFiles {
  return { article, files: new Map() };
}

/** The file of an article in the folder of articles. A README and an index would be none. */
function nameOf(slug: string, { format }: ImportedArticle, hasFiles: boolean): string {
  const name = /^(?:readme|index|_index)$/.test(slug) ? `article-${slug}` : slug;
  return hasFiles ? `${name}/index.${format}` : `${name}.${format}`;
}

function usage(message: string, hint: string, file?: string): ProblemError {
  return new ProblemError([{ severity: 'error', rule: 'usage', message, hint, ...(file && { file }) }], {
    exitCode: 2,
  });
}
