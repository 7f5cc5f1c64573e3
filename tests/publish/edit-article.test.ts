import { expect, test } from 'vitest';
import { ProblemError } from '../../src/model/problem.ts';
import { type ArticleDates, openArticle, saveArticle } from '../../src/publish/edit-article.ts';
import { Folder } from './publication.ts';

async function saved(text: string, change: Partial<ArticleDates>, file = 'articles/one.md'): Promise<string> {
  const folder = await Folder.with({ [file]: text });
  const config = await folder.config();
  const { date, draft, hash } = await openArticle(config, file);
  await saveArticle(config, file, hash, { date, draft, ...change });
  return folder.read(file);
}

test.each<[name: string, text: string, change: Partial<ArticleDates>, expected: string]>([
  [
    'a draft is published',
    '---\ntitle: One\ndraft: true # take this line out\n---\nText\n',
    { draft: false },
    '---\ntitle: One\n---\nText\n',
  ],
  [
    'an article becomes a draft',
    '---\ntitle: One # c\n---\nText\n',
    { draft: true },
    '---\ntitle: One # c\ndraft: true\n---\nText\n',
  ],
  [
    'a date is changed',
    '---\ndate: 2026-11-01 # c\ntitle: "One"\n---\nText\n',
    { date: '2026-12-01 09:00' },
    '---\ndate: 2026-12-01 09:00 # c\ntitle: "One"\n---\nText\n',
  ],
  [
    'a date under another word is changed there',
    '---\npubDate: 2026-11-01\n---\nText\n',
    { date: '2026-12-01' },
    '---\npubDate: 2026-12-01\n---\nText\n',
  ],
  [
    'the same time in other words is no change',
    '---\ndate: 2026-11-01T09:00:00Z\n---\nText\n',
    { date: '2026-11-01 09:00' },
    '---\ndate: 2026-11-01T09:00:00Z\n---\nText\n',
  ],
  [
    'Windows line endings and a mark stay',
    '\uFEFF---\r\ntitle: One\r\n---\r\nText\r\n',
    { date: '2026-12-01' },
    '\uFEFF---\r\ntitle: One\r\ndate: 2026-12-01\r\n---\r\nText\r\n',
  ],
  [
    'Markdown without front matter gets some',
    '# One\n\nText\n',
    { draft: true },
    '---\ndraft: true\n---\n\n# One\n\nText\n',
  ],
  [
    'a date in TOML',
    '+++\ntitle = "One"\ndate = 2026-11-01 # c\n[extra]\ndate = 1\n+++\nText\n',
    { date: '2026-12-01 09:00' },
    '+++\ntitle = "One"\ndate = 2026-12-01T09:00:00 # c\n[extra]\ndate = 1\n+++\nText\n',
  ],
  [
    'a date as text in TOML',
    "+++\ndate = '2026-11-01'\n+++\nText\n",
    { date: '2026-12-01' },
    '+++\ndate = "2026-12-01"\n+++\nText\n',
  ],
  [
    'a draft in TOML is published',
    '+++\ntitle = "One"\ndraft = true\n+++\nText\n',
    { draft: false },
    '+++\ntitle = "One"\n+++\nText\n',
  ],
  [
    'an article in TOML becomes a draft',
    '+++\ntitle = "One"\n+++\nText\n',
    { draft: true },
    '+++\ndraft = true\ntitle = "One"\n+++\nText\n',
  ],
])('%s', async (_, text, change, expected) => {
  expect(await saved(text, change)).toBe(expected);
});

test.each<[name: string, file: string, text: string, line: number]>([
  ['JSON', 'articles/one.md', '{\n  "title": "One",\n  "date": "2026-11-01"\n}\nText\n', 3],
  ['plain text', 'articles/one.txt', 'One\nA summary\nText\n', 1],
  ['a JSON record', 'articles/one.json', '{"title": "One", "content": "Text"}', 1],
  ['a table of TOML', 'articles/one.md', '+++\ntitle = "One"\ndate = {year = 1}\n+++\nText\n', 3],
])('%s is left alone, and the line to change by hand is named', async (_, file, text, line) => {
  const folder = await Folder.with({ [file]: text });
  const config = await folder.config();
  const { hash } = await openArticle(config, file);
  const error = await saveArticle(config, file, hash, { date: '2026-12-01', draft: false }).catch(
    (fault: unknown) => fault,
  );
  expect(error).toBeInstanceOf(ProblemError);
  expect((error as ProblemError).problems[0]).toMatchObject({
    file,
    line,
    hint: expect.stringContaining('set "date" to "2026-12-01"') as string,
  });
  expect(await folder.read(file)).toBe(text);
});

test('a key of another program that holds an article back is named', async () => {
  const folder = await Folder.with({ 'articles/one.md': '---\ntitle: One\nstatus: review\n---\nText\n' });
  expect(await openArticle(await folder.config(), 'articles/one.md')).toMatchObject({
    draft: false,
    holder: { key: 'status', line: 3 },
  });
});

test('an article that somebody else has changed is not overwritten', async () => {
  const folder = await Folder.with({ 'articles/one.md': '# One\n\nText\n' });
  const config = await folder.config();
  const { hash } = await openArticle(config, 'articles/one.md');
  await folder.write('articles/one.md', '# One\n\nMore\n');
  expect(await saveArticle(config, 'articles/one.md', hash, { date: '', draft: true })).toMatchObject({
    conflict: { text: '# One\n\nMore\n' },
  });
});
