import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Manuscript } from '../../../src/model/article.ts';
import { BuildMemory } from '../../../src/publish/memory/build-memory.ts';
import { readArticles } from '../../../src/read/index.ts';
import type { Memory } from '../../../src/read/memory.ts';
import { fillIn } from '../../../src/settings/file.ts';
import { folderOf } from '../../folder.ts';
import { png } from '../../read/pictures.ts';
import { runs } from '../../runs.ts';

const settings = fillIn({ title: 'T', url: 'https://example.org/' });

function readIn(root: string, memory?: Memory) {
  const context = { settings, root, display: (path: string) => path, slugFrom: 'file' as const };
  return readArticles(join(root, 'articles'), { ...context, ...(memory && { memory }) });
}

/** With contents that were read from the database. */
function plain(manuscripts: readonly Manuscript[]): Manuscript[] {
  return JSON.parse(JSON.stringify(manuscripts));
}

/** Reads as a build does, and tells which files were not remembered. */
async function readAgain(root: string) {
  await mkdir(join(root, '.tidings'), { recursive: true });
  const builds = BuildMemory.open({ directory: root, output: join(root, 'output'), context: 'the same' })!;
  const fresh: string[] = [];
  const memory: Memory = {
    recall: (name, unchanged) => builds.sources.recall(name, unchanged),
    remember: (name, ...rest) => {
      fresh.push(name);
      builds.sources.remember(name, ...rest);
    },
  };
  const { manuscripts, problems } = await readIn(root, memory);
  const read = plain(manuscripts);
  if (problems.every(({ severity }) => severity === 'warning')) builds.save();
  builds.close();
  return { manuscripts: read, problems, fresh };
}

const article = (body: string, front = '') => `---\ntitle: A\ndate: 2026-11-01\n${front}---\n\n${body}\n`;

describe('an article is remembered', () => {
  test.each([
    ['a page of the site', '[about](/about?a=1)'],
    ['a page beside it', '[about](about/)'],
    ['another article', '[b](b.md#part)'],
    ['an article by its folder', '![p](p.png) and [b](../articles/b.md)'],
    ['a file that is published with it', '[plan](plan.pdf)'],
  ])('with a link to %s', async (_, body) => {
    const files = { 'articles/a.md': article(body), 'articles/b.md': article('B.', 'slug: bee\n') };
    const root = await folderOf({ ...files, 'articles/p.png': png, 'articles/plan.pdf': '%PDF-1.7\n%%EOF' });
    const first = await readAgain(root);
    expect(first.fresh.toSorted()).toEqual(['a.md', 'b.md']);
    const second = await readAgain(root);
    expect(second.fresh).toEqual([]);
    expect(second.manuscripts).toEqual(first.manuscripts);
  });

  test('until a link of it leads elsewhere, since the other article moved', async () => {
    const root = await folderOf({ 'articles/a.md': article('[b](b.md)'), 'articles/b.md': article('B.') });
    await readAgain(root);
    await writeFile(join(root, 'articles/b.md'), article('B.', 'slug: bee\n'));
    const { manuscripts, fresh } = await readAgain(root);
    expect(fresh.toSorted()).toEqual(['a.md', 'b.md']);
    expect(manuscripts[0]!.content).toContain('https://example.org/articles/bee/');
  });

  test('until its link leads to a file that was not there', async () => {
    const root = await folderOf({ 'articles/a.md': article('[b](b.md) [c](/c)'), 'articles/b.md': article('B.') });
    await readAgain(root);
    await rm(join(root, 'articles/b.md'));
    const { problems } = await readAgain(root);
    expect(problems).toMatchObject([{ severity: 'error', rule: 'link' }]);
  });
});

test('whatever changes between two builds, what is remembered is what reading anew gives', async () => {
  const names = ['a', 'b', 'c'];
  const target = fc.constantFrom('/about', 'b.md', 'c.md#x', 'a.md', 'x.png', '/articles/b', 'c', '../articles/c.md');
  const step = fc.record({
    file: fc.constantFrom(...names),
    slug: fc.constantFrom('', 'one', 'two'),
    links: fc.array(target, { maxLength: 2 }),
    does: fc.constantFrom('write', 'write', 'write', 'remove', 'picture', 'folder'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), async (steps) => {
      const root = await folderOf({ 'articles/.keep': '' });
      for (const { file, slug, links, does } of steps) {
        const path = join(root, 'articles', `${file}.md`);
        if (does === 'remove') await rm(path, { force: true });
        else if (does === 'picture') await writeFile(join(root, 'articles/x.png'), png);
        else if (does === 'folder') await writeFile(join(root, 'articles', file), 'A file without an ending.');
        else {
          const front = slug && `slug: ${slug}-${file}\n`;
          await writeFile(path, article(`Text of ${file}. ${links.map((to) => `[x](${to})`).join(' ')}`, front));
        }
        const { manuscripts, problems } = await readAgain(root);
        const anew = await readIn(root);
        expect(manuscripts).toEqual(plain(anew.manuscripts));
        expect(problems).toEqual(anew.problems);
      }
    }),
    { numRuns: runs(100) },
  );
});
