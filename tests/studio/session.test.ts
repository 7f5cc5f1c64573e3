import { expect, test } from 'vitest';
import { articleOf } from '../publish/publication.ts';
import { OpenedStudio } from './opened.ts';

const frost = articleOf('First frost', '2026-11-02');
const draft = articleOf('Not yet', '2026-11-03', 'draft: true\n');
const tomorrow = articleOf('Next week', '2026-12-07');

test('a letter of an article, of a draft and of one whose day has not come can be seen', async () => {
  const opened = await OpenedStudio.of({
    'articles/frost.md': frost,
    'articles/draft.md': draft,
    'articles/tomorrow.md': tomorrow,
  });
  for (const [name, title] of [
    ['frost', 'First frost'],
    ['draft', 'Not yet'],
    ['tomorrow', 'Next week'],
  ]) {
    expect((await opened.ask(`letters/${name}`)).status).toBe(200);
    expect(await opened.text(`letters/${name}/frame`)).toContain(`The text of ${title}`);
  }
});

test('the list marks drafts and articles whose day has not come', async () => {
  const opened = await OpenedStudio.of({
    'articles/frost.md': frost,
    'articles/draft.md': draft,
    'articles/tomorrow.md': tomorrow,
  });
  expect((await opened.session.items()).map(({ name, status }) => [name, status])).toEqual([
    ['tomorrow', 'future'],
    ['draft', 'draft'],
    ['frost', 'published'],
  ]);
});

test('what changes on disk is seen after the change was heard', async () => {
  const opened = await OpenedStudio.of({ 'articles/frost.md': frost });
  expect(await opened.text('letters/frost/frame')).toContain('The text of First frost.');
  await opened.save('articles/frost.md', frost.replace('The text', 'The new text'));
  expect(await opened.text('letters/frost/frame')).toContain('The new text of First frost.');
});

test('a fault shows over the last good state, and goes with the fault', async () => {
  const opened = await OpenedStudio.of({ 'articles/frost.md': frost });
  expect(await opened.text('letters/frost')).not.toContain('id="fault"');
  await opened.save('articles/frost.md', '---\ndate: [\n---\n\nText.\n');
  const page = await opened.text('letters/frost');
  expect(page).toContain('id="fault"');
  expect(page).toContain('articles/frost.md');
  expect(await opened.text('letters/frost/frame')).toContain('The text of First frost.');
  await opened.save('articles/frost.md', frost);
  expect(await opened.text('letters/frost')).not.toContain('id="fault"');
});
