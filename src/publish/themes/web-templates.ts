import { readFile } from 'node:fs/promises';
import type { WebTemplates } from '../../web/template-files.ts';
import { templateFiles } from '../../web/template-files.ts';

/** Reads the templates of the web archive that come with Tidings, from `templates/web/`. */
export async function loadWebTemplates(): Promise<WebTemplates> {
  const folder = new URL('../../../templates/web/', import.meta.url);
  const texts = Object.entries(templateFiles).map(async ([name, file]) => {
    return [name, await readFile(new URL(file, folder), 'utf8')] as const;
  });
  return Object.fromEntries(await Promise.all(texts)) as Record<keyof WebTemplates, string>;
}
