import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ArchiveFlags } from '../../src/commands/flags.ts';
import { importArchive } from '../../src/commands/import.ts';
import type { Results } from '../../src/commands/json/results.ts';
import type { Terminal } from '../../src/commands/terminal.ts';
import { type Problem, ProblemError } from '../../src/model/problem.ts';
import { proved } from '../commands/schema.ts';
import { folderOf } from '../folder.ts';

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A publication at example.org with these files next to it, and the command that imports some of them. */
export async function publicationWith(files: Files, url = 'https://example.org') {
  const yaml = `title: My Letter\nurl: ${url}\ntimezone: Europe/Vienna\nlanguage: en\n`;
  const folder = await folderOf({ 'tidings.yaml': yaml, ...files });
  const said = { text: '', value: {} as Results['import'], warnings: [] as Problem[] };
  const stop = new AbortController();
  const terminal: Terminal = {
    json: false,
    context: { cwd: folder, environment: {}, clock: () => new Date('2026-11-23T12:00:00Z') },
    signal: stop.signal,
    hurry: stop.signal,
    result: proved((text, value) => Object.assign(said, { text, value })),
    stream: async () => {},
    ask: async () => undefined,
    note: () => {},
    warn: (problems) => void Object.assign(said, { warnings: [...problems] }),
    refuse: () => {},
  };
  const run = async (names: readonly string[], flags: Partial<ArchiveFlags> = {}) => {
    await importArchive(terminal, names, { publication: '.', ...flags });
    return { ...said };
  };
  return {
    folder,
    terminal,
    stop,
    run,
    apply: (names: readonly string[], flags: Partial<ArchiveFlags> = {}) => run(names, { apply: true, ...flags }),
    /** Why it was refused. */
    refusal: async (names: readonly string[], flags: Partial<ArchiveFlags> = {}) => {
      const error = await run(names, { apply: true, ...flags }).catch((fault: unknown) => fault);
      if (error instanceof ProblemError) return error;
      throw error instanceof Error ? error : new Error('It was not refused.');
    },
    article: (file: string) => articleIn(join(folder, 'articles', file)),
  };
}

/** The front matter and the body of an article's file. */
async function articleIn(file: string): Promise<{ front: Readonly<Record<string, unknown>>; body: string }> {
  const text = await readFile(file, 'utf8');
  const [, front = '', body = ''] = /^---\n(.*?)^---\n\n(.*)\n$/ms.exec(text) ?? [];
  return { front: parse(front, { schema: 'core' }), body };
}
