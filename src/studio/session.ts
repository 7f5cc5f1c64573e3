import { hash } from 'node:crypto';
import { join } from 'node:path';
import type { Config, ConfigFlags, RunContext } from '../config/config.ts';
import { loadConfig } from '../config/config.ts';
import type { SkeletonStore } from '../email/skeleton-memory.ts';
import type { Theme } from '../email/theme.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import type { File, Piece } from '../pipeline.ts';
import { findIssue } from '../publish/issues/find-issue.ts';
import type { FilesLeftOut } from '../publish/left-out.ts';
import { type FittedIssue, fitIssue } from '../publish/letters/fit-issue.ts';
import { lockName } from '../publish/lock/lock.ts';
import { contextOf } from '../publish/memory/context.ts';
import { RamMemory, type ReadingProgress } from '../publish/memory/ram-memory.ts';
import { engine } from '../publish/output/engine.ts';
import { openSkeletons } from '../publish/output/skeletons.ts';
import { readBy } from '../publish/output/watch.ts';
import { openPictures } from '../publish/pictures/open.ts';
import { type Prepared, prepare } from '../publish/prepare.ts';
import { loadIssueThemes } from '../publish/themes/issue-themes.ts';
import { themeOf } from '../publish/themes/theme.ts';
import { loadWebTemplates } from '../publish/themes/web-templates.ts';
import type { WebTemplates } from '../web/template-files.ts';
import { type Item, isShownAlone, itemsOf } from './items.ts';
import { type PreparedAround, prepareAround, together } from './prepare-around.ts';

/** The publication as it is on disk now; works again only after a change. */
export interface StudioSession {
  /** Counts the changes that were heard. */
  readonly revision: number;
  /** How far the first run is; undefined once it has ended. */
  readonly firstRun: ReadingProgress | undefined;
  /**
   * Never rejects for a fault of the publication: `fault` says it, and `good` is all else; where the fault concerns all
   * of it, the last good state, absent before there was one. @param show The name of a draft or future item that is to be seen as if it were published.
   */
  state(show?: string): Promise<StudioState>;
  /** With drafts and future ones: for lists. */
  items(): Promise<readonly Item[]>;
  /** An item that was there while the studio ran, and is there no more. */
  gone(name: string): Item | undefined;
  onChange(listener: (revision: number) => void): () => void;
  /** After the studio itself wrote a file: do not wait for the watcher. */
  touched(): void;
}

export interface StudioState {
  readonly revision: number;
  readonly fault?: readonly Problem[];
  readonly good?: Good;
}

export interface Good {
  readonly config: Config;
  readonly prepared: Prepared;
  readonly theme: Theme;
  /** The themes that issues choose by their names. */
  readonly themes: ReadonlyMap<string, Theme>;
  readonly web: WebTemplates;
  /** Kept over changes. */
  readonly skeletons: SkeletonStore;
  /** Renders the piece that makes a path of the output; undefined if there is none. */
  file(path: string): Promise<File | undefined>;
  /** The compiled letters of an item, kept until something changes. @throws ProblemError as `findIssue` and `fitIssue` do. */
  fitted(name: string): Promise<FittedIssue>;
}

export interface SessionPlace {
  /** A publication folder or one article file, as it was typed. */
  readonly path: string;
  readonly flags: ConfigFlags;
  readonly context: RunContext;
}

/** How many items that are held back are kept as if they were published. */
const mostShown = 4;
/** How many items that went are known. */
const mostGone = 100;
/** How many states of themes are kept. */
const mostThemes = 12;

/** A session that hears of changes by `touched` alone. */
export class LiveSession implements StudioSession {
  revision = 1;
  readonly #place: SessionPlace;
  readonly #memory = new RamMemory();
  #isFirst = true;
  readonly #listeners = new Set<(revision: number) => void>();
  readonly #states = new Map<string, { readonly revision: number; readonly state: Promise<StudioState> }>();
  readonly #good = new Map<string, Good>();
  #items: readonly Item[] = [];
  readonly #gone = new Map<string, Item>();
  #skeletons: SkeletonStore | undefined;
  /** The names of what is held back, as they were last known. */
  #held: ReadonlySet<string> = new Set();
  #reads: ((path: string) => boolean) | undefined;
  /** All that the last preparation followed from besides its files. */
  #ground = '';
  /** Identifies the running program: looked up once. */
  #program: string | undefined;
  #web: Promise<WebTemplates> | undefined;
  /** By their content: of one that is the same, the parsed templates are known. */
  readonly #themes = new Map<string, Theme>();
  /** One run at a time: they share the memory. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(place: SessionPlace) {
    this.#place = place;
  }

  get firstRun(): ReadingProgress | undefined {
    return this.#isFirst ? this.#memory.progress : undefined;
  }

  async state(show = ''): Promise<StudioState> {
    if (show === '' || this.#held.has(show)) return this.#stateOf(show);
    const state = await this.#stateOf('');
    // What is published is there without being shown.
    return this.#held.has(show) ? this.#stateOf(show) : state;
  }

  #stateOf(show: string): Promise<StudioState> {
    const known = this.#states.get(show);
    if (known?.revision === this.revision) return known.state;
    const { revision } = this;
    const state = this.#last.then(() => this.#load(show, revision));
    this.#last = state;
    this.#states.delete(show);
    this.#states.set(show, { revision, state });
    for (const name of [...this.#states.keys()].filter(Boolean).slice(0, -mostShown)) {
      this.#states.delete(name);
      this.#good.delete(name);
    }
    return state;
  }

  async items(): Promise<readonly Item[]> {
    await this.state();
    return this.#items;
  }

  gone(name: string): Item | undefined {
    return this.#gone.get(name);
  }

  onChange(listener: (revision: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Whether what is shown may follow from a path. */
  reads(path: string): boolean {
    return this.#reads?.(path) ?? true;
  }

  touched(): void {
    this.revision += 1;
    for (const listener of this.#listeners) listener(this.revision);
  }

  async #load(show: string, revision: number): Promise<StudioState> {
    try {
      const { result: good, faults: found, leftOut } = await this.#prepare(show);
      // As if it were published, an item may have no problem that it has.
      const own = show === '' ? [] : (this.#items.find(({ name }) => name === show)?.problems ?? []);
      const faults = together(found, own);
      this.#good.set(show, good);
      if (show === '') this.#note(good, { faults, leftOut });
      return { revision, good, ...(faults.length > 0 && { fault: faults }) };
    } catch (error) {
      const good = this.#good.get(show) ?? this.#good.get('');
      return { revision, fault: problemsOf(error), ...(good && { good }) };
    } finally {
      this.#isFirst = false;
    }
  }

  async #prepare(show: string): Promise<PreparedAround<Good>> {
    const { path, flags, context } = this.#place;
    const { warn: _, ...quiet } = context;
    const config = await loadConfig(path, flags, quiet);
    this.#program ??= engine();
    const ground = await contextOf(config, this.#program);
    const { directory, display } = config;
    this.#memory.begin({ directory, context: ground, display });
    // Earlier words followed from the settings of then.
    const last = ground === this.#ground ? (this.#good.get(show) ?? this.#good.get(''))?.prepared : undefined;
    this.#ground = ground;
    this.#web ??= loadWebTemplates();
    const found = await prepareAround((leftOut) => this.#prepareOnce(config, show, leftOut), {
      ...{ config, cwd: context.cwd, last },
    });
    this.#memory.forgetOthers();
    return found;
  }

  async #prepareOnce(config: Config, show: string, leftOut: FilesLeftOut): Promise<Good> {
    const preparing = prepare(config, this.#memory, { show, showFuture: true, leftOut });
    const [prepared, loaded, web] = await Promise.all([preparing, themeOf(config), this.#web!]);
    const issues = (prepared.publication.issues ?? []).filter(({ origin }) => !origin || !leftOut.has(origin.file));
    const others = await loadIssueThemes(issues, config);
    const theme = this.#sameTheme(loaded);
    const themes = new Map([...others].map(([name, other]) => [name, this.#sameTheme(other)]));
    this.#skeletons ??= openSkeletons(config);
    return new GoodState({ config, prepared, theme, themes, web, skeletons: this.#skeletons });
  }

  #note({ prepared, config }: Good, { faults, leftOut }: Pick<PreparedAround<Good>, 'faults' | 'leftOut'>): void {
    const { articles, issues = [] } = prepared.publication;
    const used = new Set([...articles, ...issues].flatMap(({ files = [] }) => files.map(({ source }) => source)));
    const counts = readBy(config, used);
    const lock = join(config.directory, lockName);
    this.#reads = (path) => path === lock || counts(path);
    const items = itemsOf(prepared, { faults, leftOut });
    const names = new Set(items.map(({ name }) => name));
    for (const item of this.#items) if (!names.has(item.name)) this.#gone.set(item.name, item);
    for (const name of names) this.#gone.delete(name);
    for (const name of [...this.#gone.keys()].slice(0, -mostGone)) this.#gone.delete(name);
    this.#items = items;
    this.#held = new Set(items.filter(isShownAlone).map(({ name }) => name));
  }

  #sameTheme(theme: Theme): Theme {
    const key = hash('sha256', JSON.stringify(theme));
    const known = this.#themes.get(key) ?? theme;
    this.#themes.delete(key);
    this.#themes.set(key, known);
    for (const old of [...this.#themes.keys()].slice(0, -mostThemes)) this.#themes.delete(old);
    return known;
  }
}

class GoodState implements Good {
  readonly config: Config;
  readonly prepared: Prepared;
  readonly theme: Theme;
  readonly themes: ReadonlyMap<string, Theme>;
  readonly web: WebTemplates;
  readonly skeletons: SkeletonStore;
  readonly #fitted = new Map<string, Promise<FittedIssue>>();
  readonly #files = new Map<string, Promise<readonly File[]>>();
  #pieces: Promise<readonly Piece[]> | undefined;
  #pictures: ReturnType<typeof openPictures> | undefined;

  constructor(parts: Pick<Good, 'config' | 'prepared' | 'theme' | 'themes' | 'web' | 'skeletons'>) {
    const { config, prepared, theme, themes, web, skeletons } = parts;
    this.config = config;
    this.prepared = prepared;
    this.theme = theme;
    this.themes = themes;
    this.web = web;
    this.skeletons = skeletons;
  }

  async file(path: string): Promise<File | undefined> {
    const known = this.#files.get(path);
    if (known) return (await known).find((file) => file.path === path);
    this.#pieces ??= this.#makePieces();
    const piece = (await this.#pieces).find(({ paths }) => paths.includes(path));
    if (!piece) return undefined;
    const rendered = piece.render();
    for (const one of piece.paths) this.#files.set(one, rendered);
    return (await rendered).find((file) => file.path === path);
  }

  fitted(name: string): Promise<FittedIssue> {
    const made = this.#fitted.get(name) ?? this.#fit(name);
    this.#fitted.set(name, made);
    return made;
  }

  async #fit(name: string): Promise<FittedIssue> {
    const issue = findIssue(this.prepared, name);
    const theme = this.themes.get(issue.theme ?? '') ?? this.theme;
    return fitIssue(issue, this.prepared, { theme, skeletons: this.skeletons, pictures: await this.#openPictures() });
  }

  async #makePieces(): Promise<readonly Piece[]> {
    const { pieces } = await import('../pipeline.ts');
    const { theme, themes, web, skeletons } = this;
    const pictures = await this.#openPictures();
    return [...pieces(this.prepared.publication, { theme, themes, web, skeletons, pictures })];
  }

  /** Letters show the copies of the last build, and the originals of all other pictures. */
  #openPictures() {
    this.#pictures ??= openPictures(this.config, this.prepared, 'send');
    return this.#pictures;
  }
}

function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof ProblemError) return error.problems;
  const message = `this is a defect of Tidings: ${error instanceof Error ? error.message : String(error)}`;
  const hint = 'Please report it, with the files that it takes to see it.';
  return [{ severity: 'error', rule: 'defect', message, hint }];
}
