import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** The path of each chapter of the guide, from the root of the repository, in the order of their names. */
export const chapterFiles = globSync('templates/guide/articles/*.md', { cwd: root }).toSorted();

/** The name of each chapter's file without its ending, such as `send`. */
export const chapters = chapterFiles.map((file) => basename(file, '.md'));

/** The text of a chapter without its front matter. */
export function chapter(name: string): string {
  return read(`templates/guide/articles/${name}.md`).replace(/^---\n.*?^---\n/ms, '');
}

/** The text of a file, named from the root of the repository. */
export function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** What stands in fences, in order. The language is empty where none is named. */
export function blocksIn(text: string): { readonly language: string; readonly text: string }[] {
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language, block]) => ({
    language: language!,
    text: block!,
  }));
}
