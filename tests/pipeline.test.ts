import { expect, test } from 'vitest';
import type { Issue } from '../src/model/issue.ts';
import type { Problem } from '../src/model/problem.ts';
import { publish } from '../src/pipeline.ts';
import { newsletter, themeWith } from './email/letter.ts';
import { sampleArticle, samplePublication } from './sample.ts';

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
