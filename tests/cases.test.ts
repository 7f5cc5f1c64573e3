import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { formatProblems } from '../src/model/format-problems.ts';
import { newestFirst } from '../src/model/publication.ts';
import { publish } from '../src/pipeline.ts';
import { identifyArticles } from '../src/publish/lock/identify.ts';
import { loadTheme } from '../src/publish/themes/theme.ts';
import { readArticles } from '../src/read/index.ts';
import { withDefaults } from '../src/settings/input.ts';
import { mjmlAlone } from './email/mjml-alone.ts';

/**
 * Golden cases: each folder in tests/cases holds an `in.*` and what it becomes. To add one, write the input and run
 * `npm test -- tests/cases.test.ts -u`; then read what it wrote. With CI set a missing file fails.
 */
const cases = fileURLToPath(new URL('cases/', import.meta.url));

const settings = withDefaults({
  title: 'Golden Letters',
  url: 'https://example.org',
  description: 'Letters that do not change.',
  language: 'en',
  timezone: 'Europe/Vienna',
  rights: 'CC BY 4.0',
  newsletter: {
    from: 'Golden Letters <letters@example.org>',
    address: 'Golden Letters, 1 Example Street, 1000 Example Town',
    listId: 'letters.example.org',
    unsubscribeUrl: 'https://example.org/unsubscribe/{token}',
  },
});

const goldens = ['atom.xml', 'rss.xml', 'feed.json', 'email.html', 'email.txt'];

describe('golden cases', async () => {
  const theme = await loadTheme('plain');
  test.each(await readdir(cases))('%s', async (name) => {
    const folder = join(cases, name);
    const input = (await readdir(folder)).find((file) => file.startsWith('in.'))!;
    const read = await readArticles(join(folder, input), {
      settings,
      noticePattern: /^disclaimer\b/i,
      root: folder,
      display: (file) => file.slice(folder.length + 1),
      slugFrom: 'title',
    });
    const undated = read.manuscripts.map((manuscript) => ({ ...manuscript, modified: '2026-11-23T09:00:00+01:00' }));
    const { articles } = identifyArticles(undated, [], settings, new Date('2026-11-23T12:00:00Z'));
    const problems = read.problems.length > 0 ? formatProblems(read.problems) : 'No problems.\n';
    await expect(problems).toMatchFileSnapshot(join(folder, 'problems.txt'));
    const written = new Map<string, string>();
    for await (const file of publish({ settings, articles: newestFirst(articles) }, { theme })) {
      const golden = file.path.split('/').at(-1)!;
      const isShown = file.path === golden || file.path === `issues/${articles[0]?.slug}/${golden}`;
      if (isShown && 'content' in file) written.set(golden, String(file.content));
      if (!goldens.includes(golden) || !isShown || !('content' in file)) continue;
      await expect(file.content).toMatchFileSnapshot(join(folder, golden));
    }
    // A letter is a skeleton with its values filled in, and the document is that of the letter all the same.
    if (written.has('email.mjml')) expect(await mjmlAlone(written.get('email.mjml')!)).toBe(written.get('email.html'));
  });
});
