import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Config, loadConfig } from '../../src/config/config.ts';
import { findIssue } from '../../src/publish/issues/find-issue.ts';
import { formatLock } from '../../src/publish/lock/format.ts';
import { recordSent } from '../../src/publish/lock/record-sent.ts';
import { type Prepared, prepare } from '../../src/publish/prepare.ts';
import { folderOf } from '../folder.ts';

/** An article of a day, whose text is its own. */
export const articleOf = (title: string, date: string, front = '') =>
  `---\ntitle: ${title}\ndate: ${date}\n${front}---\n\nThe text of ${title}.\n`;

/** A publication on disk that a test changes and looks at again and again. */
export class Folder {
  readonly path: string;

  static async with(files: Readonly<Record<string, string | Uint8Array>>, settings = ''): Promise<Folder> {
    const yaml = `title: The Letter\nurl: https://example.org\n${settings}`;
    return new Folder(await folderOf({ 'tidings.yaml': yaml, 'articles/.keep': '', ...files }));
  }

  /** One that another helper has made. */
  static at(path: string): Folder {
    return new Folder(path);
  }

  private constructor(path: string) {
    this.path = path;
  }

  config(now = '2026-11-30T00:00:00Z'): Promise<Config> {
    return loadConfig('.', {}, { cwd: this.path, environment: {}, clock: () => new Date(now) });
  }

  /** What a build would render; it keeps the lock, as a build does. */
  async prepared(now?: string): Promise<Prepared> {
    const prepared = await prepare(await this.config(now));
    await this.write('tidings.lock', formatLock(prepared.lock));
    return prepared;
  }

  /** Freezes an issue, as sending it to the list does. */
  async send(slug: string): Promise<void> {
    const { id, items } = findIssue(await this.prepared(), slug);
    await recordSent(await this.config(), { [id]: items.map(({ article }) => article.id) });
  }

  async write(path: string, text: string): Promise<void> {
    await writeFile(join(this.path, path), text);
  }

  read(path: string): Promise<string> {
    return readFile(join(this.path, path), 'utf8');
  }
}

/** The articles of each issue, by their slugs. */
export function contentsOf({ publication }: Prepared): Record<string, string[]> {
  const { issues = [] } = publication;
  return Object.fromEntries(issues.map(({ slug, items }) => [slug, items.map(({ article }) => article.slug)]));
}
