import { cp, mkdir, readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Config, loadConfig } from '../src/config/config.ts';
import { folderOf } from './folder.ts';

/** Golden cases: each folder holds an `in.*` and what it becomes. */
const cases = fileURLToPath(new URL('cases/', import.meta.url));

export const goldenCases: readonly string[] = await readdir(cases);

const settings = `title: Golden Letters
url: https://example.org/
newsletter:
  from: Golden Letters <letters@example.org>
  address: 1 Example Street
  listId: letters.example.org
  unsubscribeUrl: https://example.org/unsubscribe/{token}
`;

/** A publication whose articles are those of a golden case. */
export async function publicationOf(name: string): Promise<Config> {
  const directory = await folderOf({ 'tidings.yaml': settings });
  await mkdir(join(directory, 'articles'));
  for (const file of await readdir(join(cases, name))) {
    if (/^(atom|rss|feed|email|problems)\./.test(file)) continue;
    const target = file.startsWith('in.') ? `2026-11-01-case${extname(file)}` : file;
    await cp(join(cases, name, file), join(directory, 'articles', target), { recursive: true });
  }
  const clock = () => new Date('2026-12-31T00:00:00Z');
  return loadConfig('.', {}, { cwd: directory, environment: {}, clock });
}
