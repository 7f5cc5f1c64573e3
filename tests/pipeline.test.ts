import { describe, expect, test } from 'vitest';
import type { Issue } from '../src/model/issue.ts';
import type { Problem } from '../src/model/problem.ts';
import { type PublishOptions, publish } from '../src/pipeline.ts';
import { newsletter, themeWith } from './email/letter.ts';
import { sampleArticle, samplePublication } from './sample.ts';
import { templates } from './web/publication.ts';
import { metaOf } from './web/reading.ts';

const article = sampleArticle({ content: '<p>The tide came in over the flats.</p>'.repeat(200) });
const issue: Issue = {
  id: 'tag:example.org,2026-11-24:issues/tides',
  slug: 'tides',
  subject: "Tides, {{ name | default: 'friend' }}",
  preheader: '',
  language: 'en',
  date: '2026-11-24T09:00:00Z',
  introduction: "<p>{% if tag == 'members' %}For members.{% else %}For all.{% endif %}</p>",
  items: Array.from({ length: 8 }, () => ({ article, layout: 'full' })),
  url: 'https://example.org/issues/tides/',
  origin: { file: 'issues/tides.md', line: 2 },
};

async function published(changes: Partial<Issue>) {
  const publication = { ...samplePublication({ settings: { newsletter } }), issues: [{ ...issue, ...changes }] };
  const problems: Problem[] = [];
  const files = new Map<string, string>();
  for await (const file of publish(publication, { theme: themeWith(), warn: (problem) => problems.push(problem) }))
    if ('content' in file) files.set(file.path, String(file.content));
  return { problems, files };
}

test('what a letter had to leave out is told at its issue, and the built letter is for a reader without tags', async () => {
  const { problems, files } = await published({});
  expect(problems).toMatchObject([{ severity: 'warning', rule: 'letter-size', file: 'issues/tides.md', line: 2 }]);
  const html = files.get('issues/tides/email.html')!;
  expect(Buffer.byteLength(html)).toBeLessThan(60_000);
  expect(html).toContain('For all.');
  expect(html).toContain('<title>Tides, friend</title>');
  for (const content of files.values()) expect(content).not.toMatch(/For members|[\ufdd0\ufdd1]/);
});

test('letters that fit are told of with no word', async () => {
  expect((await published({ items: issue.items.slice(0, 2) })).problems).toEqual([]);
});

test('records that would write the same files are refused before the first one', async () => {
  const { articles } = samplePublication();
  const twice = articles.slice(0, 2).map((article) => ({ ...article, slug: 'two', url: articles[0]!.url }));
  const files = publish(samplePublication({ settings: { newsletter }, articles: twice }), { theme: themeWith() });
  await expect(files.next()).rejects.toMatchObject({ problems: [{ rule: 'same-slug' }] });
  const named = { ...samplePublication({ settings: { newsletter } }), issues: [{ ...issue, slug: articles[0]!.slug }] };
  await expect(publish(named, { theme: themeWith() }).next()).rejects.toMatchObject({
    problems: [{ rule: 'same-slug', file: 'issues/tides.md' }],
  });
});

test('a program hears of each letter that cannot be made, or gets its problems thrown if it does not listen', async () => {
  const broken = { ...sampleArticle(), title: 'Tides \ufdd0' };
  const publication = samplePublication({ settings: { newsletter }, articles: [broken] });
  const paths = async (options: Pick<PublishOptions, 'unmade'>) => {
    const files = publish(publication, { theme: themeWith(), ...options });
    return (await Array.fromAsync(files)).map(({ path }) => path);
  };
  await expect(paths({})).rejects.toMatchObject({ problems: [{ rule: 'control-character' }] });
  const unmade: string[] = [];
  const made = await paths({ unmade: (slug, { problems }) => unmade.push(`${slug}: ${problems[0]!.rule}`) });
  expect(unmade).toEqual([`${broken.slug}: control-character`]);
  expect(made).not.toContain(`issues/${broken.slug}/email.html`);
});

describe('an article without a summary opens with the same words in feeds, on pages and in letters', () => {
  const picture =
    '<figure><img src="https://example.org/a.jpg" alt="Beds" /><figcaption>At seven</figcaption></figure>';
  const mark = '<sup><a href="https://example.org/#n" role="doc-noteref">[1]</a></sup>';
  const { summary: _, ...unsummarised } = sampleArticle();

  test.each([
    ['that begins with a picture', `${picture}<p>It froze.</p>`, 'It froze.'],
    ['that begins with a quotation', '<blockquote><p>Cold!</p></blockquote><p>It froze.</p>', 'Cold!'],
    ['with a footnote', `<p>It froze${mark}.</p>`, 'It froze.'],
    ['with a paragraph of 4,500 words', `<p>${'It froze. '.repeat(2250)}</p>`, `${'It froze. '.repeat(27)}It froze.…`],
    ['in Japanese', `<p>${'霜。'.repeat(200)}</p>`, `${'霜。'.repeat(139)}霜…`],
  ])('%s', async (_, content, opening) => {
    const items = [{ article: { ...unsummarised, content }, layout: 'summary' as const }];
    const { introduction: _introduction, ...bare } = issue;
    const publication = {
      ...samplePublication({ settings: { newsletter }, articles: items.map(({ article }) => article) }),
      issues: [{ ...bare, items }],
    };
    const files = new Map<string, string>();
    for await (const file of publish(publication, { theme: themeWith(), web: templates }))
      if ('content' in file) files.set(file.path, String(file.content));
    const file = (path: string) => files.get(path)!;
    expect(metaOf(file('articles/the-first-frost/index.html'))).toMatchObject({
      description: opening,
      'og:description': opening,
    });
    expect(file('index.html')).toContain(`>${opening}<`);
    expect(JSON.parse(file('summaries/feed.json')).items[0]).toMatchObject({ summary: opening, content_text: opening });
    expect(file('summaries/atom.xml')).toContain(`<summary type="text">${opening}</summary>`);
    expect(file('summaries/rss.xml')).toContain(`<description>${opening}</description>`);
    expect(JSON.parse(file('issues/feed.json')).items[0].content_html).toContain(`<p>${opening}</p>`);
    expect(file('issues/tides/index.html')).toContain(`>${opening}<`);
    expect(file('issues/tides/email.html')).toContain(opening);
    expect(file('issues/tides/email.txt').replace(/\s+/g, '')).toContain(opening.replace(/\s+/g, ''));
  });
});
