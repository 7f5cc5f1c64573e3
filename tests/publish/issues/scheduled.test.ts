import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { takeBack, writeDigest } from '../../../src/publish/issues/digest.ts';
import { articleOf, Folder } from '../publication.ts';

const articles = {
  'articles/one.md': articleOf('One', '2026-11-01'),
  'articles/two.md': articleOf('Two', '2026-11-02'),
};
const first = '2026-11-02-digest';

/** A run of a schedule, where it is known whether the last digest was sent. */
const run = async (folder: Folder, { isSent = false } = {}) =>
  writeDigest(await folder.config(), { since: 'last' }, { isUnsent: async () => !isSent });

describe('a schedule', () => {
  test('gets its last digest again until that was sent, and then what is new', async () => {
    const folder = await Folder.with(articles);
    const made = await run(folder);
    expect(made).toMatchObject({ slug: first, text: expect.any(String) });
    await folder.prepared();
    await folder.write('articles/three.md', articleOf('Three', '2026-11-03'));
    const again = await run(folder);
    expect(again).toMatchObject({ slug: first, file: made!.file, articles: [{ slug: 'two' }, { slug: 'one' }] });
    expect(await takeBack(again!)).toBe(false);
    expect(await run(folder, { isSent: true })).toMatchObject({ slug: '2026-11-03-digest' });
  });

  test('that ended before its digest was built gets it again', async () => {
    const folder = await Folder.with(articles);
    await run(folder);
    expect(await run(folder)).toMatchObject({ slug: first });
  });

  test('has nothing to do with a digest that a person made', async () => {
    const folder = await Folder.with(articles);
    await writeDigest(await folder.config(), { since: 'last' });
    expect(await run(folder)).toBeUndefined();
  });

  test.each<[string, (folder: Folder) => Promise<unknown>]>([
    [
      'made it a draft',
      (folder) =>
        folder.write(
          `issues/${first}.md`,
          '---\nsubject: A\ndate: 2026-11-02\narticles: [one, two]\ndraft: true\n---\n',
        ),
    ],
    ['gave it another name', ({ path }) => rename(join(path, `issues/${first}.md`), join(path, 'issues/mine.md'))],
  ])('leaves its digest to who %s', async (_, change) => {
    const folder = await Folder.with(articles);
    await run(folder);
    await change(folder);
    expect(await run(folder)).toBeUndefined();
  });

  test('makes a digest anew whose file was deleted before it was sent', async () => {
    const folder = await Folder.with(articles);
    await run(folder);
    await rm(join(folder.path, `issues/${first}.md`));
    expect(await run(folder)).toMatchObject({ slug: first, text: expect.any(String) });
  });

  test('is told whether its digest was frozen for sending', async () => {
    const folder = await Folder.with(articles);
    await run(folder);
    const seen: boolean[] = [];
    const isUnsent = async ({ isFrozen }: { isFrozen: boolean }) => seen.push(isFrozen) > 0;
    await writeDigest(await folder.config(), { since: 'last' }, { isUnsent });
    await folder.send(first);
    await writeDigest(await folder.config(), { since: 'last' }, { isUnsent });
    expect(seen).toEqual([false, true]);
  });

  test('that runs twice at once makes one digest, and both get it', async () => {
    const folder = await Folder.with(articles);
    const both = await Promise.all([run(folder), run(folder)]);
    expect(both.map((digest) => digest?.slug)).toEqual([first, first]);
    expect(both.filter((digest) => digest?.text !== undefined)).toHaveLength(1);
  });
});
