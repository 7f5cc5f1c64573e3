import { stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { KeyHandle } from '../lib/key-handle.ts';
import { isInstant } from '../lib/time.ts';
import type { FeedSource } from '../model/feed-source.ts';
import { type Locate, type Problem, ProblemError } from '../model/problem.ts';
import type { Settings } from '../model/publication.ts';
import { readYaml } from '../model/yaml.ts';
import { type CheckedFile, fillIn, problemsOfValue, settingsFile } from '../settings/file.ts';
import { ownSourceIn, sourcesOf } from '../settings/sources.ts';
import { defaultNoticePattern } from '../settings/values.ts';
import { textOfFile } from '../system/files.ts';
import {
  type Lookup,
  lookupIn,
  type RelaySettings,
  relaysOf,
  type SmtpSettings,
  smtpSettings,
  type ValueOrigin,
} from './environment.ts';
import { exposedFiles } from './exposed.ts';
import { type ImapSettings, imapSettings } from './imap.ts';
import { dkimKeyText, type KeyText, secretKey } from './keys.ts';
import { type ListPlace, listPlace } from './list-place.ts';
import { picturesIn, publishedIn, secretFiles } from './named-files.ts';
import { originsOf, replaceable } from './origins.ts';
import { ownFolders, refuseOutput } from './output-place.ts';
import { refusedArchive } from './refuse-archive.ts';
import { secretsOf } from './secrets.ts';
import { type WebhookKeys, webhookKeys } from './webhooks.ts';

export type { RelaySettings, SmtpSettings } from './environment.ts';
export type { KeyText } from './keys.ts';

/** All settings of one run, frozen. Precedence: flag > environment > .env > tidings.yaml > default. */
export interface Config {
  /** The publication folder, absolute; for a single file without one, the file's own folder. */
  readonly directory: string;
  /** The folder of articles, or the one file to build; absolute. Without settings it may be `directory` itself. */
  readonly source: string;
  /** Whether one file, or a folder without settings, is built instead of a publication: no lock, no manifest. */
  readonly single: boolean;
  /** Absolute. */
  readonly output: string;
  /** The folders from below which articles may name files to be published, relative to `directory`. */
  readonly published: readonly string[];
  /** Those of `published` that the settings add. */
  readonly static: readonly string[];
  /** The feeds that articles are taken from. */
  readonly sources: readonly FeedSource[];
  /** `image` and `icon` of the settings, and the image of `feeds.podcast`, as paths; absent for an address. */
  readonly pictures: { readonly image?: string; readonly icon?: string; readonly podcast?: string };
  readonly settings: Settings;
  /** Pattern by which a last paragraph becomes the notice; absent if turned off. */
  readonly noticePattern?: RegExp;
  /** Holds back articles dated later. No output contains it. */
  readonly now: Date;
  /** The first server; absent if none is set. */
  readonly smtp?: SmtpSettings;
  /** Key of `tidings.yaml` or variable → where its value came from; for `tidings config`. */
  readonly origins: Readonly<Record<string, ValueOrigin>>;
  /** Position of a key in `tidings.yaml`, for problems found later with its value. */
  readonly at: Locate;
  /** Whatever is secret and set, so that nothing is published that holds it. */
  secrets(): Promise<readonly string[]>;
  /** The key of unsubscribe links and of the suppression list. Throws a ProblemError where there is none. */
  secret(): Promise<KeyHandle>;
  /** Where the list is kept: `tidings.db`, or the database of DATABASE_URL. Throws a ProblemError if that is no address. */
  list(): Promise<ListPlace>;
  /** The servers in the order in which they are tried. Throws a ProblemError if one cannot be reached so. */
  relays(): Promise<readonly RelaySettings[]>;
  /** The keys that letters are signed with, if there are any. Throws a ProblemError if they cannot be read. */
  dkimKeys(): Promise<KeyText | undefined>;
  /** The IMAP folder with returned mail, if set. Throws a ProblemError if the setting is wrong. */
  imap(): Promise<ImapSettings | undefined>;
  /** The providers that may call, and their proofs. Throws a ProblemError if a variable is wrong. */
  webhooks(): Promise<WebhookKeys>;
  /** A file's name in messages: relative to the working directory. */
  display(file: string): string;
}

/** Flags that replace settings; each has a `TIDINGS_…` variable of the same name. */
export interface ConfigFlags {
  readonly title?: string;
  readonly url?: string;
  readonly language?: string;
  readonly timezone?: string;
  readonly noticePattern?: string;
  readonly output?: string;
  readonly now?: string;
}

export interface RunContext {
  readonly cwd: string;
  /** Called with what a person should know of the files with secrets. */
  readonly warn?: (problems: readonly Problem[]) => void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: () => Date;
}

/**
 * Loads the settings for a publication folder or a single article file.
 * @throws ProblemError with exit code 2 and every problem at its position.
 */
export async function loadConfig(path: string, flags: ConfigFlags, context: RunContext): Promise<Config> {
  const display = (file: string) => relative(context.cwd, file).replaceAll(sep, '/') || '.';
  const { directory, target, isFile, text } = await find(resolve(context.cwd, path), display);
  const lookup = await lookupIn(directory, { ...flags }, context.environment);
  // Without settings, a folder of articles is built like a single file: by what flags and variables say.
  const single = isFile || text === undefined;
  if (!isFile && single && !lookup('title') && !lookup('url')) refuse(nowhere(display(directory)));
  const yamlFile = display(join(directory, 'tidings.yaml'));
  const { settings: given, at } = settingsOf(text, yamlFile, lookup);
  const file = ownSourceIn(given.articles) === undefined ? given : { ...given, articles: undefined };
  const chosen = lookup('output');
  if (single && text !== undefined && !chosen) refuse(belongs(display(target), display(directory)));
  const output = chosen
    ? resolve(context.cwd, chosen.value)
    : single
      ? join(context.cwd, 'output')
      : join(directory, file.output ?? 'output');
  const source = single ? target : join(directory, file.articles ?? 'articles');
  const folders = text === undefined ? [] : [...ownFolders, ...(file.static ?? [])];
  await refuseOutput(output, { directory, source, folders }, display);
  context.warn?.(await exposedFiles(directory, ['.env', ...secretFiles(file, lookup)], display));
  const smtp = await smtpSettings(lookup, directory);
  const pattern = file.noticePattern ?? defaultNoticePattern.source;
  const settings = fillIn(file);
  if (!settings.site && !settings.syndicated && !settings.letters) refuse(nothingMade());
  return Object.freeze({
    directory,
    source,
    single,
    output,
    published: publishedIn(file, { directory, target, single, isPublication: text !== undefined }),
    static: file.static ?? [],
    sources: single ? [] : sourcesOf(given.articles, given.sources),
    pictures: picturesIn(file),
    settings,
    ...(pattern !== '' && { noticePattern: new RegExp(pattern, 'i') }),
    now: nowOf(lookup, context.clock),
    ...(smtp && { smtp }),
    origins: originsOf(given, lookup),
    at,
    relays: () => relaysOf(settings.send, { lookup, directory, at }),
    secrets: () =>
      secretsOf(
        lookup,
        directory,
        settings.send.relays.map(({ name }) => name),
      ),
    secret: () => secretKey(lookup, directory),
    list: () => listPlace(lookup, directory, display),
    dkimKeys: () => dkimKeyText(lookup, directory),
    imap: () => imapSettings(lookup, directory),
    webhooks: () => webhookKeys(lookup, directory),
    display,
  });
}

async function find(target: string, display: Config['display']) {
  const kind = await stat(target).catch(() => undefined);
  if (!kind) {
    refuse({
      message: `there is no file or folder ${display(target)}`,
      hint: 'Name a publication folder or one article file. "tidings init" makes a folder to begin with.',
    });
  }
  const isFile = kind.isFile();
  const archive = isFile && (await refusedArchive(target, display(target)));
  if (archive) refuse(archive);
  const directory = (await publicationAround(isFile ? dirname(target) : target)) ?? (isFile ? dirname(target) : target);
  const text = await textOfFile(join(directory, 'tidings.yaml')).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    return refuse({
      message: `${display(join(directory, 'tidings.yaml'))} cannot be read (${error.code})`,
      hint: 'Make it a readable file.',
    });
  });
  return { directory, target, isFile, text };
}

/** The nearest folder upwards that is a publication, as git finds its own: the command may be run in articles/. */
export async function publicationAround(start: string): Promise<string | undefined> {
  for (let folder = start; folder !== dirname(folder); folder = dirname(folder)) {
    if (await stat(join(folder, 'tidings.yaml')).catch(() => undefined)) return folder;
  }
  return undefined;
}

function nothingMade() {
  return {
    message: '"site", "feeds" and "newsletter" are all false, so nothing would be made',
    hint: 'Take out one of the three lines of tidings.yaml.',
  };
}

function nowhere(directory: string) {
  return {
    message: `there is no tidings.yaml in ${directory}, nor in a folder above it`,
    hint: 'Run "tidings init" there to begin a publication, or add --title and --url to build a file or folder of articles alone.',
  };
}

/** The file's settings overridden by flags and variables. Throws without `title` or `url`. */
function settingsOf(text: string | undefined, file: string, lookup: Lookup): { settings: CheckedFile; at: Locate } {
  const read = readYaml({ text: text ?? '', file }, settingsFile);
  const problems: Problem[] = [...read.problems];
  const settings: Record<string, unknown> = { ...read.value };
  for (const key of replaceable) {
    const value = lookup(key);
    if (!value) continue;
    problems.push(...problemsOfValue(key, value.value, value.named));
    settings[key] = value.value;
  }
  for (const key of ['title', 'url'] as const) {
    if (settings[key] !== undefined || read.value === undefined) continue;
    problems.push({
      severity: 'error',
      rule: 'missing-key',
      ...(text === undefined ? missingFlag(key) : missingKey(key, file)),
    });
  }
  if (problems.length > 0 || read.value === undefined) throw new ProblemError(problems, { exitCode: 2 });
  return { settings: settings as CheckedFile, at: read.at };
}

function missingFlag(key: 'title' | 'url'): Pick<Problem, 'message' | 'hint'> {
  return key === 'title'
    ? {
        message: 'the publication has no title',
        hint: 'Add --title "My Letter", or begin a publication with "tidings init".',
      }
    : { message: 'the publication has no url', hint: 'Add --url https://example.org, the root of its web site.' };
}

function missingKey(key: 'title' | 'url', file: string): Pick<Problem, 'message' | 'hint' | 'file' | 'line'> {
  const example = key === 'title' ? 'title: My Letter' : 'url: https://example.org';
  return { message: `the key "${key}" is missing`, hint: `Add a line such as "${example}".`, file, line: 1 };
}

function nowOf(lookup: Lookup, clock: () => Date): Date {
  const set = lookup('now');
  if (set) {
    if (isInstant(set.value)) return new Date(set.value);
    refuse({ message: `${set.named} is "${set.value}"`, hint: 'Write a date and time such as 2026-11-23T09:00:00Z.' });
  }
  const epoch = lookup('SOURCE_DATE_EPOCH');
  if (!epoch) return clock();
  if (!/^\d{1,12}$/.test(epoch.value))
    refuse({ message: `${epoch.named} is "${epoch.value}"`, hint: 'Write seconds since 1970, such as 1795424400.' });
  return new Date(Number(epoch.value) * 1000);
}

function belongs(file: string, directory: string) {
  return {
    message: `${file} belongs to the publication in ${directory}`,
    hint: `Name ${directory} to take all of it. To build this one file alone, name a folder for it with --output.`,
  };
}

export function contains(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function refuse(problem: Pick<Problem, 'message' | 'hint'>): never {
  throw new ProblemError([{ severity: 'error', rule: 'config', ...problem }], { exitCode: 2 });
}
