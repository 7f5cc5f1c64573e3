import { expect, test } from 'vitest';
import { articleOf } from '../publish/publication.ts';
import { OpenedStudio } from './opened.ts';

const files = {
  'articles/frost.md': articleOf('First frost', '2026-11-02'),
  'articles/hedge.md': articleOf('The hedge', '2026-11-10'),
  'articles/draft.md': articleOf('Not yet', '2026-11-11', 'draft: true\n'),
  'articles/tomorrow.md': articleOf('Next week', '2026-12-07'),
  'issues/november.md': '---\nsubject: November\ndate: 2026-11-05\narticles: [frost]\n---\n\nHello.\n',
};

/** The titles of each group of the first page. */
async function groupsOf(studio: OpenedStudio): Promise<Record<string, string[]>> {
  const [, ...sections] = (await studio.text('')).split('<section class="panel"');
  return Object.fromEntries(
    sections.map((section) => [
      /<h2[^>]*>([^<]*)/.exec(section)![1],
      [...section.split('</section>')[0]!.matchAll(/class="title">([^<]*)/g)].map(([, title]) => title),
    ]),
  );
}

test('the first page shows what waits: drafts, what is to come, issues to send, and new articles', async () => {
  const studio = await OpenedStudio.of(files);
  expect(await groupsOf(studio)).toEqual({
    Drafts: ['Not yet'],
    'To come': ['Next week'],
    'Issues to send': ['November'],
    'New articles': ['The hedge'],
  });
});

test('once an issue was sent, what is new since then is told, and that one as the last', async () => {
  const studio = await OpenedStudio.of(files);
  await studio.folder.write('articles/old.md', articleOf('From before', '2026-10-01'));
  await studio.folder.send('november');
  studio.session.touched();
  expect(await groupsOf(studio)).toMatchObject({
    'New since the last letter': ['The hedge'],
    'Last sent': ['November'],
  });
  expect(await groupsOf(studio)).not.toHaveProperty('Issues to send');
});

test('a publication without articles shows the first steps', async () => {
  const studio = await OpenedStudio.of({ 'issues/.keep': '' }, 'sources: []\n');
  const page = await studio.text('');
  expect(page).toContain('Nothing is written yet');
  expect(page).not.toContain('class="groups"');
});

test('all items are one page away, and what a search finds', async () => {
  const studio = await OpenedStudio.of(files);
  expect(await studio.text('')).toContain('href="/test-token/?page=1"');
  for (const title of ['First frost', 'The hedge', 'Not yet', 'Next week', 'November'])
    expect((await studio.text('?page=1')).split('<main')[1]).toContain(title);
  expect(await studio.text('?q=hedge')).toContain('1 found for “hedge”');
});

test('a search finds the title itself before longer ones, and goes by tags and names of files, too', async () => {
  const studio = await OpenedStudio.of({
    'articles/one.md': articleOf('Article 1977', '2026-11-20'),
    'articles/two.md': articleOf('Article 77', '2026-11-01', 'tags: [numbers]\n'),
    'articles/a-rare-name.md': articleOf('Three', '2026-11-03'),
  });
  const found = async (query: string) =>
    [
      ...(await studio.text(`?q=${encodeURIComponent(query)}`)).split('<main')[1]!.matchAll(/class="title">([^<]*)/g),
    ].map(([, title]) => title);
  expect(await found('Article 77')).toEqual(['Article 77', 'Article 1977']);
  expect(await found('77')).toEqual(['Article 77', 'Article 1977']);
  expect(await found('numbers')).toEqual(['Article 77']);
  expect(await found('a-rare-name.md')).toEqual(['Three']);
  // What was searched for can be changed where it was typed.
  expect(await studio.text('?q=numbers')).toContain('name="q" value="numbers"');
  expect(await studio.text('?q=nothing')).toContain('Nothing found for “nothing”');
});

test('a view of an item is marked as being among the letters', async () => {
  const studio = await OpenedStudio.of(files);
  expect(await studio.text('letters/frost')).toContain('<a href="/test-token/" aria-current="true">Letters</a>');
  expect(await studio.text('checks/frost')).toContain('<a href="/test-token/" aria-current="true">Letters</a>');
  expect(await studio.text('feeds')).toContain('<a href="/test-token/">Letters</a>');
});
