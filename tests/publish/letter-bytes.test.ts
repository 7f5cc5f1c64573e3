import { expect, test } from 'vitest';
import { fitLetter } from '../../src/email/budget.ts';
import { issueOf } from '../../src/email/issue.ts';
import { identifyArticles } from '../../src/publish/lock/identify.ts';
import { loadTheme } from '../../src/publish/themes/theme.ts';
import { listThemes } from '../../src/publish/themes/theme-places.ts';
import { readArticles } from '../../src/read/index.ts';
import { withDefaults } from '../../src/settings/input.ts';
import { technicalPost } from '../bench/articles.ts';
import { folderOf } from '../folder.ts';
import { samplePublication } from '../sample.ts';

/** The letter of a technical post of so many bytes of Markdown. */
async function letterOfPost(markdown: number, theme: string) {
  const front = '---\ntitle: The tide table is a program\ndate: 2026-11-23\n---\n';
  const root = await folderOf({ 'post.md': front + technicalPost(markdown) });
  const settings = withDefaults({
    title: 'Slack Water',
    url: 'https://example.org',
    newsletter: { address: '1 Example Quay', unsubscribeUrl: 'https://example.org/unsubscribe/{token}' },
  });
  const options = { settings, noticePattern: undefined, root, display: (file: string) => file } as const;
  const { manuscripts } = await readArticles(root, { ...options, slugFrom: 'title' });
  const { articles } = identifyArticles(manuscripts, [], settings, new Date('2026-11-23T12:00:00Z'));
  return await fitLetter(issueOf(articles[0]!), samplePublication({ settings }), await loadTheme(theme));
}

const themes = (await listThemes()).map(({ name }) => name);

test.each(themes)('a technical post of 14 KB of Markdown takes at most 42 KB in the theme %s', async (theme) => {
  const { bytes, reductions } = await letterOfPost(14_000, theme);
  expect(bytes).toBeLessThanOrEqual(42_000);
  expect(reductions).toEqual([]);
});

test.each(themes)('one of 30 KB is whole in the theme %s, in its colours', async (theme) => {
  const { bytes, reductions } = await letterOfPost(30_000, theme);
  expect(bytes).toBeLessThan(80_000);
  expect(reductions).toEqual([]);
});
