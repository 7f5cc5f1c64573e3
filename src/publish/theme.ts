import { readFile } from 'node:fs/promises';
import { parseTheme, type Theme } from '../email/theme.ts';

/** Reads a theme that comes with Tidings from `templates/email/`. */
export async function loadTheme(name: 'plain'): Promise<Theme> {
  const folder = new URL(`../../templates/email/${name}/`, import.meta.url);
  const read = (file: string) => readFile(new URL(file, folder), 'utf8');
  const [layout, article, digest, settings] = await Promise.all([
    read('layout.mjml'),
    read('article.mjml'),
    read('digest.mjml'),
    read('theme.yaml'),
  ]);
  return parseTheme({ layout, article, digest, settings }, `templates/email/${name}`);
}
