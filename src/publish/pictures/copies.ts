import { hash } from 'node:crypto';
import { statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Recipe } from '../../email/renditions.ts';
import type { LocalFile } from '../../model/article.ts';
import { signatureOf, writeAtomically } from '../../system/files.ts';
import type { Sharp, SharpFault, SharpLoader } from '../../system/sharp.ts';
import { copyPicture, recipes } from './copy.ts';
import { type PictureFile, readPicture } from './input.ts';
import type { KnownAnswer, KnownInput, KnownPictures } from './known-pictures.ts';

/** A picture at a size. */
export interface Wanted extends LocalFile, Recipe {}

/** What became of a wish: the copy and its place in the output, or nothing, so that the original is shown. */
export type CopyOutcome =
  | { readonly copy: string; readonly bytes: number; readonly width: number; readonly height: number }
  | 'original';

interface CopiesOptions {
  readonly directory: string;
  readonly output: string;
  readonly loader: SharpLoader;
  /** Where copies wait for their place; without it they are kept in memory. */
  readonly staging?: string | undefined;
  /** Whether a copy has to be in the output, or to wait for that; otherwise only its name is of interest. */
  readonly isPlaced: boolean;
  /** Whether copies are made that are not known. */
  readonly makes: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** An answer, and the copy where one has to be in the output: the file in which it waits, or its bytes. */
interface Made {
  readonly answer: KnownAnswer;
  readonly staged?: string | Uint8Array;
}

/** The copies of one run: those that are known, and those that it makes. */
export class Copies {
  /** Why there is no library, once it was asked for. */
  fault: string | undefined;
  /** The wishes without an answer for lack of the library, and those whose picture cannot be read. */
  readonly unmade = new Set<string>();
  readonly unread = new Map<string, string>();
  /** What this run used, to be kept for the next one. */
  readonly inputs = new Map<string, KnownInput>();
  readonly answers = new Map<string, KnownAnswer>();
  /** The version that copies are made with, as far as it is known before the library is loaded. */
  readonly version: string;
  versions: { readonly sharp: string; readonly libvips: string };
  readonly #known: KnownPictures;
  readonly #options: CopiesOptions;
  readonly #signatures = new Map<string, string>();
  readonly #originals = new Set<string>();
  readonly #staged = new Map<string, string | Uint8Array>();
  /** By the hash of input and recipe. */
  readonly #made = new Map<string, Promise<Made>>();
  #library: Promise<Sharp | SharpFault> | undefined;

  constructor(known: KnownPictures, options: CopiesOptions) {
    this.#known = known;
    this.#options = options;
    // Where it was removed, its copies are still good.
    this.version = options.loader.version() ?? known.sharp;
    this.versions = this.version === known.sharp ? known : { sharp: this.version, libvips: '' };
  }

  /** By which a change of a file is noticed; it is asked for once in a run. */
  signatureOf(source: string): string {
    const signature = this.#signatures.get(source) ?? signatureOf(source);
    this.#signatures.set(source, signature);
    return signature;
  }

  /** What is known of a wish without doing anything; undefined if it takes `make` to know. */
  outcomeOf(wanted: Wanted): CopyOutcome | undefined {
    if (this.#originals.has(keyOf(wanted))) return 'original';
    const input = this.inputOf(wanted.source);
    if (!input) return undefined;
    const id = this.#idOf(input, wanted);
    const answer = this.#recall(settledId(input, wanted)) ?? this.#recall(id);
    if (!answer) return this.#options.makes ? undefined : 'original';
    if ('fault' in answer) this.unread.set(wanted.source, answer.fault);
    if (!('ending' in answer)) return 'original';
    const copy = placeOf(wanted.path, id, answer.ending);
    const isReady = !this.#options.isPlaced || this.#staged.has(copy) || this.#isThere(copy, answer.bytes);
    if (!isReady) return this.#options.makes ? undefined : 'original';
    return { copy, bytes: answer.bytes, width: answer.width, height: answer.height };
  }

  /** What is known of a file that is still what it was. */
  inputOf(source: string): KnownInput | undefined {
    const name = this.#nameOf(source);
    const input = this.inputs.get(name) ?? (this.#known.inputs[name] as KnownInput | undefined);
    if (!input || input.signature !== this.signatureOf(source)) return undefined;
    this.inputs.set(name, input);
    return input;
  }

  /** Makes a copy, or learns why there is none. Afterwards `outcomeOf` knows. */
  async make(wanted: Wanted): Promise<void> {
    this.#options.signal?.throwIfAborted();
    const { source } = wanted;
    try {
      const input = await this.#read(source);
      if (this.#options.makes) await this.#answer(wanted, input);
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      this.#originals.add(keyOf(wanted));
      this.unread.set(source, reasonOf(error));
    }
  }

  async #read(source: string): Promise<PictureFile> {
    const signature = this.signatureOf(source);
    const picture = await readPicture(source);
    const { hash, bytes, isAnimated } = picture;
    this.inputs.set(this.#nameOf(source), { signature, hash, bytes, isAnimated });
    return picture;
  }

  async #answer(wanted: Wanted, input: PictureFile): Promise<void> {
    const settled = withoutLook(input, wanted);
    if (settled) return void this.answers.set(settledId(input, wanted), settled);
    const library = await this.#load();
    if ('fault' in library) {
      this.fault = library.fault;
      this.unmade.add(wanted.source);
      this.#originals.add(keyOf(wanted));
      return;
    }
    const id = this.#idOf(input, wanted);
    // Articles that share a picture ask at the same time, and each has the copy in its own folder.
    const making = this.#made.get(id) ?? this.#copy(library, input.content, wanted, id);
    this.#made.set(id, making);
    const { answer, staged } = await making;
    if (staged !== undefined && 'ending' in answer) this.#staged.set(placeOf(wanted.path, id, answer.ending), staged);
    this.answers.set(id, answer);
  }

  async #copy(library: Sharp, bytes: Uint8Array, wanted: Wanted, id: string): Promise<Made> {
    const made = await copyPicture(library, bytes, wanted);
    if (!('content' in made)) return { answer: made };
    const { content, ...rest } = made;
    const answer = { ...rest, bytes: content.length };
    if (!this.#options.isPlaced) return { answer };
    return { answer, staged: await this.#stage(placeOf(wanted.path, id, made.ending), content) };
  }

  async #load(): Promise<Sharp | SharpFault> {
    this.#library ??= this.#options.loader.load();
    const library = await this.#library;
    if (!('fault' in library)) this.versions = { sharp: library.versions.sharp!, libvips: library.versions.vips };
    return library;
  }

  async #stage(copy: string, content: Uint8Array): Promise<string | Uint8Array> {
    const { staging } = this.#options;
    if (staging === undefined) return content;
    const file = join(staging, copy.slice(copy.lastIndexOf('/') + 1));
    // Where nothing can be kept, the build ends when it lists its files, and says how to mend that.
    return writeAtomically(file, content).then(
      () => file,
      () => content,
    );
  }

  /** The bytes of a copy, from this run or from an earlier one. */
  fileOf(copy: string): LocalFile | { readonly path: string; readonly content: Uint8Array } | undefined {
    const staged = this.#staged.get(copy);
    if (typeof staged === 'object') return { path: copy, content: staged };
    const source = staged ?? join(this.#options.output, copy);
    return staged !== undefined || signatureOf(source) !== '' ? { path: copy, source } : undefined;
  }

  #recall(id: string): KnownAnswer | undefined {
    const answer = this.answers.get(id) ?? (this.#known.answers[id] as KnownAnswer | undefined);
    if (answer) this.answers.set(id, answer);
    return answer;
  }

  #isThere(copy: string, bytes: number): boolean {
    return statSync(join(this.#options.output, copy), { throwIfNoEntry: false })?.size === bytes;
  }

  #nameOf(source: string): string {
    return relative(this.#options.directory, source).replaceAll(sep, '/');
  }

  #idOf(input: Pick<KnownInput, 'hash'>, { width, ratio = 0 }: Recipe): string {
    const { sharp, libvips } = this.versions;
    return hash('sha256', JSON.stringify([recipes, input.hash, width, ratio, sharp, libvips])).slice(0, 16);
  }
}

/** Formats that every mail program shows. */
const shownEverywhere = /^image\/(jpeg|png|gif)$/;
/** A smaller file is not worth a copy. */
const small = 20e3;
/** A wider picture is not one of a list, in which nothing should move. */
const ofList = 200;

/** The answer where no pixel has to be looked at. */
function withoutLook({ type, bytes, isAnimated }: PictureFile, { width, ratio }: Recipe): KnownAnswer | undefined {
  if (bytes === 0) return { fault: 'it is empty' };
  if (!/^image\/(jpeg|png|gif|webp|avif|heic)$/.test(type ?? ''))
    return { fault: `it is no photograph but ${type ?? 'of unknown format'}` };
  if (isAnimated && !(ratio !== undefined && width <= ofList)) return { kept: 'animated' };
  return bytes <= small && shownEverywhere.test(type!) ? { kept: 'smaller' } : undefined;
}

/** Next to the original, by its name, so that both are recognised. */
function placeOf(path: string, id: string, ending: string): string {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const name = path.slice(folder.length).replace(/\.[^.]*$/, '');
  // File systems allow 255 bytes.
  return `${folder}${[...name].slice(0, 50).join('')}.${id}.${ending}`;
}

/** Answers that follow from the file alone are the same with every version. */
function settledId(input: Pick<KnownInput, 'hash'>, { width, ratio = 0 }: Recipe): string {
  return hash('sha256', JSON.stringify([recipes, input.hash, width, ratio])).slice(0, 16);
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === undefined ? message : `it cannot be read (${code})`;
}

function keyOf({ source, width, ratio }: Wanted): string {
  return `${source}\n${width}\n${ratio ?? ''}`;
}
