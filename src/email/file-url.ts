import type { Liquid } from 'liquidjs';

/**
 * Adds the filter `file_url`, which gives the address of a file in the theme's folder: `{{ 'line.png' | file_url }}`.
 * @param addresses By the names of the files; those that templates name in quotes were found before.
 */
export function addFileUrl(liquid: Liquid, addresses: Readonly<Record<string, string>> = {}): void {
  liquid.registerFilter('file_url', (name: unknown) => {
    if (typeof name === 'string' && Object.hasOwn(addresses, name)) return addresses[name];
    throw new Error(`file_url knows no file "${String(name)}"`);
  });
}

/** How to mend an error of that filter; nothing for any other. */
export function fileHint(message: string): string | undefined {
  if (!message.startsWith('file_url knows no file ')) return undefined;
  return "Name a file of the theme's folder in quotes, right before the filter: {{ 'line.png' | file_url }}.";
}

/** A file that a template names, and its place in the text. */
export interface NamedFile {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** The files that a template names in quotes before `file_url`. */
export function filesNamedIn(template: string): NamedFile[] {
  return Array.from(template.matchAll(/(["'])([^"'{}\n]*)\1\s*\|\s*file_url\b/g), ({ 1: quote, 2: name, index }) => {
    const start = index + quote!.length;
    return { name: name!, start, end: start + name!.length };
  });
}
