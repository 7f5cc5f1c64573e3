import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config/config.ts';
import type { FeedSource } from '../../model/feed-source.ts';
import { type Problem, ProblemError } from '../../model/problem.ts';
import { holds, textOfFile, writeAtomically } from '../../system/files.ts';
import type { StoredFeed } from './stored-feed.ts';
import { formatStored, parseStored, type ReadStored } from './stored-text.ts';

/** The committed folder of what was taken from feeds. */
export const sourcesFolder = 'sources';

const ending = '.jsonl';

/** A source with its copy, if there is one. */
export interface KnownSource {
  readonly source: FeedSource;
  /** The file of its copy, absolute, whether it exists or not. */
  readonly file: string;
  /** Relative to the publication, with `/`. */
  readonly path: string;
  readonly copy?: ReadStored & { readonly text: string };
}

type Place = Pick<Config, 'directory' | 'sources' | 'display'>;

/**
 * Reads the copies of the sources. A source whose name has changed is known by its address.
 * @throws ProblemError if one is damaged or cannot be read.
 */
export async function readSources({ directory, sources, display }: Place): Promise<KnownSource[]> {
  if (sources.length === 0) return [];
  const folder = join(directory, sourcesFolder);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw unreadable(display(folder), error.code);
  });
  const copies = new Map<string, NonNullable<KnownSource['copy']>>();
  const problems: Problem[] = [];
  for (const name of names.filter((one) => one.endsWith(ending)).toSorted()) {
    const file = join(folder, name);
    const text = await textOfFile(file).catch((error: NodeJS.ErrnoException) => {
      throw unreadable(display(file), error.code);
    });
    const read = parseStored(text, display(file));
    if (Array.isArray(read)) problems.push(...read);
    else copies.set(name, { ...read, text });
  }
  if (problems.length > 0) throw new ProblemError(problems);
  const addresses = new Set(sources.map(({ url }) => url));
  return sources.map((source) => {
    const own = `${source.file}${ending}`;
    const isAnother = addresses.has(copies.get(own)?.stored.feed ?? '') && copies.get(own)?.stored.feed !== source.url;
    const byAddress = [...copies].find(([, { stored }]) => stored.feed === source.url)?.[0];
    const name = byAddress ?? own;
    const copy = byAddress === undefined && isAnother ? undefined : copies.get(name);
    return { source, file: join(folder, name), path: `${sourcesFolder}/${name}`, ...(copy && { copy }) };
  });
}

/**
 * Writes the copy of a source, unless the file holds it already.
 * @throws ProblemError if it cannot be written.
 */
export async function writeSource(
  file: string,
  stored: StoredFeed,
  { display }: Pick<Config, 'display'>,
): Promise<string> {
  const text = formatStored(stored);
  if (holds(file, text)) return text;
  await writeAtomically(file, text).catch((error: NodeJS.ErrnoException) => {
    const message = `${display(file)} cannot be written (${error.code})`;
    const hint = 'Make room, or make the folder "sources" writable.';
    throw new ProblemError([{ severity: 'error', rule: 'write', message, hint }]);
  });
  return text;
}

function unreadable(file: string, code: string | undefined): ProblemError {
  const message = `${file} cannot be read (${code})`;
  return new ProblemError([
    { severity: 'error', rule: 'source-file', message, hint: 'Make it readable, or bring it back from git.' },
  ]);
}

/** All names by which a person may mean a source, the best one first. */
export function namesOf(source: FeedSource, title: string | undefined): readonly string[] {
  return [nameOf(source, title), source.url];
}

/** The name of a source for people. */
export function nameOf({ name, url }: FeedSource, title: string | undefined): string {
  return name ?? (title || new URL(url).hostname);
}
