import { expect, test } from 'vitest';
import { publish } from '../src/pipeline.ts';
import { loadTheme } from '../src/publish/theme.ts';
import { loadWebTemplates } from '../src/publish/web-templates.ts';
import { samplePublication } from './sample.ts';

test.each([
  ['with the web archive feeds name the style sheet that is part of it', true],
  ['without the web archive feeds name no style sheet, for there is none', false],
])('%s', async (_, isWhole) => {
  const files = new Map<string, string>();
  const options = { theme: await loadTheme('plain'), ...(isWhole && { web: await loadWebTemplates() }) };
  for await (const file of publish(samplePublication({ settings: { letters: false } }), options))
    if ('content' in file) files.set(file.path, String(file.content));
  expect(files.has('feed.css')).toBe(isWhole);
  for (const path of ['atom.xml', 'rss.xml', 'tags/garden/atom.xml', 'summaries/rss.xml'])
    expect(files.get(path)?.includes('href="https://example.org/feed.css"')).toBe(isWhole);
});
