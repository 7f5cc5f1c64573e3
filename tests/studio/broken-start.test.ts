import { expect, test } from 'vitest';
import { articleOf } from '../publish/publication.ts';
import { OpenedStudio } from './opened.ts';

const frost = articleOf('First frost', '2026-11-02');
const hedge = articleOf('The hedge', '2026-11-03');
const noDate = articleOf('The hedge', '2026-11-31');
const november = '---\nsubject: November\ndate: 2026-11-05\narticles: [frost, hedge]\n---\n\nHello.\n';

test('an article that is broken when the studio begins hides no other, and is listed with its problem', async () => {
  const opened = await OpenedStudio.of({ 'articles/frost.md': frost, 'articles/2026-11-03-hedge.md': noDate });
  expect((await opened.session.items()).map(({ name, status }) => [name, status])).toEqual([
    ['hedge', 'broken'],
    ['frost', 'published'],
  ]);
  const home = await opened.text('');
  expect(home).toContain('First frost');
  expect(home).toContain('2026-11-03-hedge.md');
  expect(home).toContain('2026-11-31');
  expect(await opened.text('letters/frost/frame')).toContain('The text of First frost.');
  for (const view of [
    'letters/hedge',
    'pages/hedge',
    'feeds/hedge',
    'checks/hedge',
    'send/hedge',
    'articles/hedge/publish',
  ]) {
    const answer = await opened.ask(view);
    expect(answer.status, view).toBe(422);
    const page = await answer.text();
    expect(page, view).toContain('This article cannot be read yet.');
    expect(page, view).toContain('2026-11-31');
  }
  // The tab Checks asks for them by a script.
  expect(await (await opened.ask('checks/hedge/counts')).json()).toMatchObject({ errors: 1 });
  await opened.save('articles/2026-11-03-hedge.md', hedge);
  expect(await opened.text('letters/hedge/frame')).toContain('The text of The hedge.');
  expect(await opened.text('')).not.toContain('id="fault"');
});

test('while an article is broken, what changes in the others is seen, and of itself the last good words', async () => {
  const opened = await OpenedStudio.of({ 'articles/frost.md': frost, 'articles/hedge.md': hedge });
  await opened.session.state();
  await opened.save('articles/hedge.md', noDate.replace('The text', 'The broken text'));
  await opened.save('articles/frost.md', frost.replace('The text', 'The newest text'));
  expect(await opened.text('letters/frost/frame')).toContain('The newest text of First frost.');
  expect(await opened.text('letters/hedge/frame')).toContain('The text of The hedge.');
  expect(await opened.text('letters/hedge')).toContain('2026-11-31');
  const [item] = (await opened.session.items()).filter(({ name }) => name === 'hedge');
  expect(item).toMatchObject({ status: 'published', problems: [{ severity: 'error', file: 'articles/hedge.md' }] });
});

test('an issue whose file is broken when the studio begins says so in its views, and hides nothing else', async () => {
  const odd = '---\nsubject: Odd\ndate: 2026-11-05\narticles: [frost]\n---\n\nHello {{ name }}.\n';
  const opened = await OpenedStudio.of({ 'articles/frost.md': frost, 'issues/odd.md': odd });
  expect(await opened.text('letters/frost/frame')).toContain('The text of First frost.');
  for (const view of ['issues/odd/curate', 'letters/odd']) {
    const page = await opened.text(view);
    expect(page, view).toContain('This issue cannot be read yet.');
    expect(page, view).toContain('issues/odd.md');
    expect(page, view).not.toContain('There is no issue');
  }
  await opened.save('issues/odd.md', odd.replace('{{ name }}', "{{ name | default: 'friend' }}"));
  expect((await opened.ask('issues/odd/curate')).status).toBe(200);
});

test('an issue that names an article which cannot be read waits for it', async () => {
  const opened = await OpenedStudio.of({
    'articles/frost.md': frost,
    'articles/hedge.md': '---\ndate: [\n---\n\nText.\n',
    'issues/november.md': november,
  });
  expect((await opened.session.items()).map(({ name, status }) => [name, status])).toEqual([
    ['hedge', 'broken'],
    ['november', 'future'],
    ['frost', 'published'],
  ]);
});

test('two articles that share an id are both told, and hide no third', async () => {
  const twin = (title: string) => articleOf(title, '2026-11-02', 'id: tag:example.org,2026:twin\n');
  const opened = await OpenedStudio.of({
    'articles/frost.md': frost,
    'articles/one.md': twin('One'),
    'articles/two.md': twin('Two'),
  });
  expect((await opened.session.items()).map(({ name, status }) => [name, status])).toEqual([
    ['one', 'broken'],
    ['two', 'broken'],
    ['frost', 'published'],
  ]);
  await opened.save('articles/two.md', articleOf('Two', '2026-11-02'));
  expect(await opened.text('letters/one/frame')).toContain('The text of One.');
});

test('an article that is broken at the start is not announced as removed, and keeps its id', async () => {
  const opened = await OpenedStudio.of({ 'articles/frost.md': frost, 'articles/hedge.md': hedge });
  const { buildPublication } = await import('../../src/publish/build.ts');
  await buildPublication(await opened.folder.config());
  await opened.save('articles/hedge.md', noDate);
  expect(await opened.text('site/atom.xml')).not.toContain('deleted-entry');
  expect(await opened.text('site/articles/frost/')).toContain('The text of First frost.');
});

test('an article that links to a broken one can be seen', async () => {
  const opened = await OpenedStudio.of({
    'articles/frost.md': `${frost}\nSee [the hedge](hedge.md).\n`,
    'articles/hedge.md': '---\ndate: [\n---\n\nText.\n',
  });
  expect(await opened.text('letters/frost/frame')).toContain('The text of First frost.');
});

test('a page of the site that is broken at the start hides no article', async () => {
  const opened = await OpenedStudio.of({
    'articles/frost.md': frost,
    'pages/about.md': '---\ntitle: [\n---\n\nText.\n',
  });
  expect(await opened.text('letters/frost/frame')).toContain('The text of First frost.');
  expect(await opened.text('')).toContain('pages/about.md');
});

test('an issue that names articles to come and drafts is shown with them, and says so', async () => {
  const opened = await OpenedStudio.of({
    'articles/frost.md': frost,
    'articles/draft.md': articleOf('Not yet', '2026-11-04', 'draft: true\n'),
    'articles/later.md': articleOf('Next week', '2026-12-07'),
    'issues/awaiting.md': '---\nsubject: December\narticles: [frost, later]\n---\n\nHello.\n',
    'issues/drafted.md': '---\nsubject: Drafted\narticles: [frost, draft]\n---\n\nHello.\n',
  });
  const frame = await opened.text('letters/awaiting/frame');
  expect(frame).toContain('Next week');
  expect(frame).toContain('First frost');
  const page = await opened.text('letters/awaiting');
  expect(page).toMatch(/This issue waits for <a href="[^"]*letters\/later">Next week<\/a> \(to come\)/);
  expect(await opened.text('letters/drafted/frame')).toContain('Not yet');
  expect(await opened.text('letters/drafted')).toMatch(/Not yet<\/a> \(a draft\)/);
  expect(await opened.text('letters/drafted')).toContain('draft is a draft');
  expect(await opened.text('site/issues/awaiting/?show=awaiting')).toContain('Next week');
  // All else is as the build has it.
  expect(await opened.text('site/')).not.toContain('Next week');
});
