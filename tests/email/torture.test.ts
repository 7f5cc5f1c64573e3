import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { letterOf } from './letter.ts';
import { mjmlAlone } from './mjml-alone.ts';

const folder = fileURLToPath(new URL('torture/', import.meta.url));

/**
 * Every construct that content can hold, some of which only records from elsewhere have. After a change run
 * `npx vitest -u tests/email/torture.test.ts` and read what it wrote.
 */
test('a letter of every construct', async () => {
  const content = readFileSync(`${folder}content.xhtml`, 'utf8');
  const { html, text, mjml } = await letterOf({
    title: 'Everything at once',
    summary: 'What a letter makes of each construct.',
    url: 'https://example.org/articles/torture/',
    content,
  });
  expect(await mjmlAlone(mjml)).toBe(html);
  await expect(html).toMatchFileSnapshot(`${folder}letter.html`);
  await expect(text).toMatchFileSnapshot(`${folder}letter.txt`);
});
