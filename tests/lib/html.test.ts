import { expect, test } from 'vitest';
import { closeElements } from '../../src/lib/html.ts';

test.each([
  ['<a id="x"/> text', '<a id="x"></a> text'],
  ['<br/><img src="a.png" alt="" /><hr />', '<br/><img src="a.png" alt="" /><hr />'],
  ["<td /><p class='a' />", "<td></td><p class='a'></p>"],
  ['<a title="a > b" href = "c"/>', '<a title="a > b" href = "c"></a>'],
  ['<a href="https://example.org/">x</a>', '<a href="https://example.org/">x</a>'],
  ['a /&gt; b', 'a /&gt; b'],
])('%s is to HTML %s', (xhtml, html) => {
  expect(closeElements(xhtml)).toBe(html);
});
