import { expect, test } from 'vitest';
import { pageContent } from '../../src/web/content.ts';

const box = '<div class="scroll" role="group" aria-label="Table" tabindex="0">';

const place = {
  base: 'https://example.org/blog/',
  url: 'https://example.org/blog/a/?x=1&y=2',
  root: '../',
  table: 'Table',
};

test.each([
  ['plain paragraphs stay as they are', '<p>One &lt; two.</p>', '<p>One &lt; two.</p>'],
  [
    'addresses inside the publication are relative',
    '<a href="https://example.org/blog/b/">b</a><img src="https://example.org/blog/a/x.png" alt=""/>',
    '<a href="../b/">b</a><img src="../a/x.png" alt=""/>',
  ],
  ['a link home leads home', '<a href="https://example.org/blog/">home</a>', '<a href="../">home</a>'],
  [
    'a link to a part of the article is just that part',
    '<a href="https://example.org/blog/a/?x=1&amp;y=2#note" id="ref">1</a>',
    '<a href="#note" id="ref">1</a>',
  ],
  [
    'addresses outside stay whole, though they begin alike',
    '<a href="https://example.org/blogger/">x</a><a href="https://example.org/">y</a>',
    '<a href="https://example.org/blogger/">x</a><a href="https://example.org/">y</a>',
  ],
  [
    'each picture of a srcset is relative',
    '<img srcset="https://example.org/blog/1.png 1x, https://example.org/blog/2.png 2x, https://cdn.example.org/3.png 3x" alt=""/>',
    '<img srcset="../1.png 1x, ../2.png 2x, https://cdn.example.org/3.png 3x" alt=""/>',
  ],
  [
    'posters and sources of quotes are relative',
    '<video poster="https://example.org/blog/p.png"></video><q cite="https://example.org/blog/c">q</q>',
    '<video poster="../p.png"></video><q cite="../c">q</q>',
  ],
  [
    'an address in the text, in code or in a title is text',
    '<p title="see https://example.org/blog/b/">href="https://example.org/blog/b/"</p><code>src="https://example.org/blog/"</code>',
    '<p title="see https://example.org/blog/b/">href="https://example.org/blog/b/"</p><code>src="https://example.org/blog/"</code>',
  ],
  [
    'elements that XML may close at once are closed as HTML asks',
    '<a id="x"/><p class="y" /><td colspan="2"/><br/><hr />',
    '<a id="x"></a><p class="y"></p><td colspan="2"></td><br/><hr />',
  ],
  ['a slash that ends a value is no end', '<a href="/x/">y</a>', '<a href="/x/">y</a>'],
  [
    'a value may hold what looks like the end of a tag',
    '<img alt="a > b />" src="https://example.org/blog/x.png"/>',
    '<img alt="a > b />" src="../x.png"/>',
  ],
  [
    'values in single quotes are values',
    "<a id='x'/><a href='https://example.org/blog/b'>b</a>",
    "<a id='x'></a><a href='../b'>b</a>",
  ],
  [
    'tables stand in boxes that scroll and that the keyboard reaches',
    '<table><tr><td><table class="x"><tr><td>y</td></tr></table></td></tr></table>',
    `${box}<table><tr><td>${box}<table class="x"><tr><td>y</td></tr></table></div></td></tr></table></div>`,
  ],
  ['an empty table has its box', '<table/>', `${box}<table></table></div>`],
  ['code can be reached by keyboard', '<pre><code>x</code></pre>', '<pre tabindex="0"><code>x</code></pre>'],
])('%s', (_, content, expected) => {
  expect(pageContent(content, place)).toBe(expected);
});

test('at the root of the site relative addresses stay in it', () => {
  expect(pageContent('<a href="https://example.org/blog//evil">x</a>', { ...place, root: './' })).toBe(
    '<a href=".//evil">x</a>',
  );
});
