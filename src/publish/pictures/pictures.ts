import { hash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { FittedLetter } from '../../email/budget.ts';
import type { CopiedPicture, LetterPictures, PicturesOfLetter, PictureWeight } from '../../email/letter-pictures.ts';
import type { Original, Recipe, Rendition, RenditionOf } from '../../email/renditions.ts';
import { escapeXml } from '../../lib/escape.ts';
import { mapLimit } from '../../lib/map-limit.ts';
import type { LocalFile } from '../../model/article.ts';
import type { Problem } from '../../model/problem.ts';
import { installedSharp, type SharpLoader } from '../../system/sharp.ts';
import { Copies, type CopyOutcome, type Wanted } from './copies.ts';
import { sizesOf } from './copy.ts';
import { type KnownPictures, type PicturedLetter, readKnownPictures, writeKnownPictures } from './known-pictures.ts';
import { type Uncopied, withoutCopies } from './without-copies.ts';

export interface PicturesOptions {
  /** The publication's folder. */
  readonly directory: string;
  readonly output: string;
  /** The address of the output, ending in `/`. */
  readonly url: string;
  /** Whether the output is the site: where another program makes it, no copy would be found there. */
  readonly site: boolean;
  /** As `openPictures` explains. */
  readonly purpose: 'build' | 'single' | 'look' | 'send';
  /** The ids of issues that were sent: their copies stay. */
  readonly sent?: ReadonlySet<string>;
  /** Whether only some letters are asked for, and all others are as the last build left them. */
  readonly isPart?: boolean | undefined;
  readonly display: (file: string) => string;
  readonly loader?: SharpLoader;
  readonly signal?: AbortSignal | undefined;
}

/** How many pictures are in work at a time: each takes up to a hundred megabytes. */
const atOnce = 3;

/** The pictures of all letters in one run. */
export class Pictures implements LetterPictures {
  readonly copies: Copies;
  readonly options: PicturesOptions;
  readonly #known: KnownPictures;
  readonly #letters = new Map<string, PictureLetter>();
  readonly #claimed = new Set<string>();

  static async open(options: PicturesOptions): Promise<Pictures> {
    const known = await readKnownPictures(options.purpose === 'single' ? '' : options.directory, options.isPart);
    return new Pictures(known, options);
  }

  private constructor(known: KnownPictures, options: PicturesOptions) {
    const { directory, output, purpose, signal, loader = installedSharp } = options;
    const staging = purpose === 'build' ? stagingIn(directory) : undefined;
    this.#known = known;
    this.options = options;
    this.copies = new Copies(known, {
      ...{ directory, output, loader, staging, signal },
      makes: options.site && purpose !== 'send',
      isPlaced: purpose !== 'look',
    });
  }

  of(slug: string, issue: string, files: () => readonly LocalFile[]): PicturesOfLetter {
    const isSent = this.options.sent?.has(issue) ?? false;
    const letter = new PictureLetter(this, files, this.#known.letters[slug], isSent, this.#claimed);
    this.#letters.set(slug, letter);
    return letter;
  }

  /** What the writer should know of pictures that letters show as they are. */
  problems(): Problem[] {
    const { fault, unmade } = this.copies;
    const unread = [...this.#letters.values()].flatMap((letter) => letter.unread);
    return withoutCopies(
      fault,
      [...unmade].map((source) => this.#told(source)),
      this.#faulty(unread),
    );
  }

  /** One warning for each picture that no copy can be made of. */
  unreadable(sources: readonly string[]): Problem[] {
    return withoutCopies(undefined, [], this.#faulty(sources));
  }

  #faulty(sources: readonly string[]): Uncopied[] {
    return [...new Set(sources)].map((source) => ({
      ...this.#told(source),
      fault: this.copies.unread.get(source)!,
    }));
  }

  #told(source: string): Omit<Uncopied, 'fault'> {
    return { file: this.options.display(source), bytes: this.copies.inputOf(source)?.bytes ?? 0 };
  }

  /** Whether a copy that a letter showed is in none of those that it shows now. */
  get losesCopies(): boolean {
    return [...this.#letters].some(([slug, { entry }]) => {
      const shown = new Set(copiesIn(entry));
      return copiesIn(this.#known.letters[slug]).some((copy) => !shown.has(copy));
    });
  }

  /** Keeps what is known for the next build. To be called once every copy is in its place. */
  async save(): Promise<void> {
    const { directory, isPart } = this.options;
    const letters = [...this.#letters].flatMap(([slug, { entry }]) => (entry ? [[slug, entry] as const] : []));
    // Faults that earlier builds found are recalled first, to be told by the next one.
    this.problems();
    const { inputs, answers, versions } = this.copies;
    const before = isPart ? this.#known : undefined;
    const made: KnownPictures = {
      format: 1,
      sharp: versions.sharp,
      libvips: versions.libvips,
      inputs: { ...before?.inputs, ...Object.fromEntries(inputs) },
      answers: { ...before?.answers, ...Object.fromEntries(answers) },
      letters: { ...before?.letters, ...Object.fromEntries(letters) },
    };
    if (letters.length === 0 && Object.keys(this.#known.letters).length === 0) return;
    if (before ? letters.length > 0 : !isDeepStrictEqual(made, this.#known)) await writeKnownPictures(directory, made);
    await rm(stagingIn(directory), { recursive: true, force: true });
  }
}

function stagingIn(directory: string): string {
  return join(directory, '.tidings', 'pictures');
}

class PictureLetter implements PicturesOfLetter {
  entry: PicturedLetter | undefined;
  readonly #pictures: Pictures;
  readonly #files: () => readonly LocalFile[];
  readonly #isSent: boolean;
  readonly #claimed: Set<string>;
  readonly #weights = new Map<string, PictureWeight>();
  #sources: ReadonlyMap<string, string> | undefined;
  #own: readonly CopiedPicture[] | undefined;

  constructor(
    pictures: Pictures,
    files: () => readonly LocalFile[],
    known: PicturedLetter | undefined,
    isSent: boolean,
    claimed: Set<string>,
  ) {
    this.#pictures = pictures;
    this.#files = files;
    this.entry = known;
    this.#isSent = isSent;
    this.#claimed = claimed;
  }

  get key(): string {
    if (!this.entry) return '';
    const { shown, sent } = this.entry;
    const { copies } = this.#pictures;
    const states = shown.map((one) => [one, copies.signatureOf(this.#sourceOf(one.path) ?? '')]);
    return hash('sha256', JSON.stringify([copies.version, states, sent]));
  }

  async compile(make: (renditions?: RenditionOf) => Promise<FittedLetter>): Promise<FittedLetter> {
    const { copies, options } = this.#pictures;
    for (;;) {
      const asked = new Map<string, Asked>();
      const fitted = await make((original, recipe) => this.#answer(original, recipe, asked));
      const html = fitted.letters.map((letter) => letter.html.filter((part) => typeof part === 'string').join(''));
      const used = [...asked.values()].filter(({ url }) => html.some((text) => text.includes(escapeXml(url))));
      const open = used.filter(({ outcome }) => outcome === undefined);
      if (open.length === 0) {
        this.#note(used);
        return fitted;
      }
      await mapLimit(open, atOnce, ({ wanted }) => copies.make(wanted));
      options.signal?.throwIfAborted();
    }
  }

  /** The copy of a picture; one that is not made yet has a name of the same length, until the letter is compiled again. */
  #answer(original: Original, recipe: Recipe, asked: Map<string, Asked>): Rendition | undefined {
    const wanted = this.#wantedFor(original, recipe);
    if (!wanted) return undefined;
    const outcome = this.#pictures.copies.outcomeOf(wanted);
    // Several articles may show one file, each from its own folder.
    const key = `${wanted.path}\n${recipe.width}\n${recipe.ratio}`;
    const rendition = outcome === undefined ? guess(original, recipe, key) : renditionOf(original, outcome);
    asked.set(key, { wanted, original, outcome, url: rendition?.url ?? original.url });
    return rendition;
  }

  #wantedFor({ url }: Original, { width, ratio }: Recipe): Wanted | undefined {
    const path = pathOf(url, this.#pictures.options.url);
    const source = path === undefined ? undefined : this.#sourceOf(path);
    return source === undefined ? undefined : { path: path!, source, width, ...(ratio !== undefined && { ratio }) };
  }

  #sourceOf(path: string): string | undefined {
    this.#sources ??= new Map(this.#files().map((file) => [file.path, file.source]));
    return this.#sources.get(path);
  }

  #note(used: readonly Asked[]): void {
    const { copies } = this.#pictures;
    const shown = used.map(({ wanted: { source: _, ...one }, outcome }) => ({
      ...one,
      ...(typeof outcome === 'object' && { copy: outcome.copy }),
    }));
    const now = new Set(shown.flatMap(({ copy }) => copy ?? []));
    const before = this.#isSent ? [...(this.entry?.sent ?? []), ...copiesIn(this.entry)] : [];
    const sent = [...new Set(before)].filter((copy) => !now.has(copy));
    this.entry = shown.length + sent.length > 0 ? { shown, sent } : undefined;
    for (const { original, wanted, outcome, url } of used) {
      const { bytes = 0, isAnimated = false } = copies.inputOf(wanted.source) ?? {};
      const lacksCopy = copies.unmade.has(wanted.source);
      const weight = typeof outcome === 'object' ? { bytes: outcome.bytes, isAnimated: false } : { bytes, isAnimated };
      this.#weights.set(url, { ...weight, original: original.url, lacksCopy });
    }
  }

  get copies(): readonly CopiedPicture[] {
    const places = [...new Set([...copiesIn(this.entry), ...(this.entry?.sent ?? [])])];
    this.#own ??= places
      .filter((path) => !this.#claimed.has(path))
      .map((path) => ({ path, file: () => this.#fileOf(path) }));
    for (const { path } of this.#own) this.#claimed.add(path);
    return this.#own;
  }

  /** A copy that somebody took out of the output is made again. */
  async #fileOf(path: string) {
    const { copies } = this.#pictures;
    const shown = copies.fileOf(path) ? undefined : this.entry?.shown.find(({ copy }) => copy === path);
    const source = shown && this.#sourceOf(shown.path);
    if (shown && source !== undefined) await copies.make({ ...shown, source });
    return copies.fileOf(path);
  }

  get problems(): readonly Problem[] {
    return this.#pictures.unreadable(this.unread);
  }

  /** The files of pictures that no copy can be made of. */
  get unread(): string[] {
    const { copies } = this.#pictures;
    const originals = this.entry?.shown.filter(({ copy }) => copy === undefined) ?? [];
    return originals.flatMap((one) => {
      const source = this.#sourceOf(one.path);
      // This recalls the fault that an earlier build found.
      if (source !== undefined) copies.outcomeOf({ ...one, source });
      return source !== undefined && copies.unread.has(source) ? source : [];
    });
  }

  get weights(): readonly PictureWeight[] {
    return [...this.#weights.values()];
  }

  weigh(address: string): PictureWeight | undefined {
    return this.#weights.get(address);
  }
}

interface Asked {
  readonly wanted: Wanted;
  readonly original: Original;
  readonly outcome: CopyOutcome | undefined;
  /** As the letter shows it. */
  readonly url: string;
}

function copiesIn(entry: PicturedLetter | undefined): string[] {
  return entry?.shown.flatMap(({ copy }) => copy ?? []) ?? [];
}

/** The path of an address below another one, decoded. */
function pathOf(url: string, base: string): string | undefined {
  if (!url.startsWith(base)) return undefined;
  try {
    return decodeURIComponent(url.slice(base.length));
  } catch {
    return undefined;
  }
}

function renditionOf({ url }: Original, outcome: CopyOutcome): Rendition | undefined {
  if (outcome === 'original') return undefined;
  const { copy, width, height } = outcome;
  return { url: besides(url, copy.slice(copy.lastIndexOf('/') + 1)), width, height };
}

function guess({ url, width = 1200, height = 900 }: Original, recipe: Recipe, key: string): Rendition {
  const { shown } = sizesOf({ width, height }, recipe);
  const name = decodeURIComponent(url.slice(url.lastIndexOf('/') + 1)).replace(/\.[^.]*$/, '');
  return { url: besides(url, `${name}.${hash('sha256', key).slice(0, 16)}.jpg`), ...shown };
}

function besides(url: string, name: string): string {
  return url.slice(0, url.lastIndexOf('/') + 1) + encodeURIComponent(name);
}
