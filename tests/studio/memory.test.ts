import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { queryObjects } from 'node:v8';
import { expect, test } from 'vitest';
import { articleOf } from '../publish/publication.ts';
import { OpenedStudio } from './opened.ts';

const views = [
  '',
  'letters/frost',
  'letters/frost/frame',
  'letters/november/frame',
  'site/articles/frost/',
  'site/atom.xml',
  'pages/frost',
  'feeds/frost',
  'checks/frost/counts',
  'send/frost',
  'issues/november/curate',
  'look',
];

const files = {
  ...Object.fromEntries(
    Array.from({ length: 12 }, (_, index) => [`articles/a${index}.md`, articleOf(`Number ${index}`, '2026-10-01')]),
  ),
  'articles/frost.md': articleOf('First frost', '2026-11-02'),
  'articles/draft.md': articleOf('Not yet', '2026-11-03', 'draft: true\n'),
  'issues/november.md': '---\nsubject: November\ndate: 2026-11-05\narticles: [frost, a1]\n---\n\nHello.\n',
};

/** All objects that live, once the garbage is gone. */
function living(): number {
  return queryObjects(Object, { format: 'count' });
}

test('however often an article is saved and looked at, nothing more is kept', async () => {
  const opened = await OpenedStudio.of(files);
  const save = async (number: number) => {
    const words = `Save ${number}\n\n## Heading ${number}\n\n[a link](https://example.org/${number})\n`;
    await opened.save('articles/frost.md', articleOf(`Frost ${number}`, '2026-11-02', 'slug: frost\n') + words);
    for (const view of views) await opened.text(view);
  };
  for (let number = 0; number < 8; number += 1) await save(number);
  const before = living();
  for (let number = 8; number < 24; number += 1) await save(number);
  // Not one object for each save.
  expect(living() - before).toBeLessThan(16);
});

test('of articles that went, and of what was looked at while it was held back, only the last ones are kept', async () => {
  const opened = await OpenedStudio.of({ 'articles/frost.md': articleOf('First frost', '2026-11-02') });
  for (let number = 0; number < 110; number += 1) {
    const file = `articles/gone-${number}.md`;
    await opened.save(file, articleOf(`Gone ${number}`, '2026-11-02', 'draft: true\n'));
    await opened.session.state(`gone-${number}`);
    await rm(join(opened.folder.path, file));
  }
  opened.session.touched();
  await opened.session.items();
  expect(opened.session.gone('gone-5')).toBeUndefined();
  expect(opened.session.gone('gone-109')?.title).toBe('Gone 109');
  const { good } = await opened.session.state();
  const states = Object.getPrototypeOf(good).constructor;
  // Each holds the whole publication: the last one, and those of the last few items that were held back.
  expect(queryObjects(states, { format: 'count' })).toBeLessThan(10);
});
