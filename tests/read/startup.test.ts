import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderOf } from '../folder.ts';
import { png } from './pictures.ts';

/** The packages that reading an article loads, in a process of its own. */
async function packagesFor(name: string, text: string): Promise<string[]> {
  const folder = await folderOf({ [name]: text, 'a.png': png });
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = new Set();
    registerHooks({ resolve(specifier, context, next) {
      if (/^[@a-z]/.test(specifier) && !/^(node|file):/.test(specifier)) loaded.add(specifier);
      return next(specifier, context);
    } });
    const { readArticles } = await import(${JSON.stringify(new URL('../../src/read/index.ts', import.meta.url).href)});
    const settings = { url: 'https://example.org/', permalink: '/{slug}/', timezone: 'UTC', language: 'en', authors: [{ name: 'A' }], feeds: { namespaces: {} } };
    const { manuscripts } = await readArticles(${JSON.stringify(join(folder, name))}, {
      settings, root: ${JSON.stringify(folder)}, display: String, slugFrom: 'file',
    });
    console.log(JSON.stringify({ count: manuscripts.length, loaded: [...loaded] }));
  `;
  const { count, loaded } = JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }),
  );
  expect(count).toBe(1);
  return loaded;
}

test('plain text loads no library, so that one article is built at once', async () => {
  expect(await packagesFor('a.txt', 'T\nS\nText https://example.org/\n')).toEqual([]);
});

test('Markdown without front matter and pictures loads neither YAML nor what measures pictures', async () => {
  const loaded = await packagesFor('a.md', '# T\n\nText');
  expect(loaded).toContain('markdown-it');
  for (const name of ['yaml', 'zod', 'image-size', 'file-type']) expect(loaded).not.toContain(name);
});

test('a picture is measured without the library that knows other files', async () => {
  const loaded = await packagesFor('a.md', '# T\n\n![A](a.png)');
  expect(loaded).toContain('image-size');
  expect(loaded).not.toContain('file-type');
});
