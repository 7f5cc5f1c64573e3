import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Node, parseContent } from '../../src/email/content.ts';
import { writeProse } from '../../src/email/prose.ts';
import { displayWidth, wrap } from '../../src/lib/wrap.ts';
import { wordsFor } from '../../src/strings/tables.ts';
import { runs } from '../runs.ts';
import { sampleArticle } from '../sample.ts';
import { anyContent } from './content.ts';
import { letterOf, newsletter } from './letter.ts';

function prose(content: string, width = 72) {
  return writeProse(parseContent(content), width, wordsFor('en'));
}

test.each([
  ['a paragraph is wrapped', '<p>one two three four five six seven</p>', ['one two three four five six ', 'seven']],
  ['a heading has a rule under it', '<h2>Kale</h2><p>Sweet.</p>', ['Kale', '----', '', 'Sweet.']],
  ['a lower heading has its level before it', '<h4>Kale now</h4>', ['#### Kale now']],
  ['a line break breaks', '<p>one<br />two</p>', ['one', 'two']],
  ['emphasis is marked', '<p><strong>one</strong> <em>two</em></p>', ['*one* _two_']],
  ['code and quotes are marked', '<p><code>one</code> <q>two</q></p>', ['`one` “two”']],
  [
    'code keeps its signs in place among letters from right to left',
    '<p>اكتب <code>--all</code></p><p>Say <code>--all</code></p>',
    ['اكتب \u2066`--all`\u2069', '', 'Say `--all`'],
  ],
  ['what is struck out is still there', '<p><del>one</del> <s>two</s></p>', ['~~one~~ ~~two~~']],
  ['marks stand at the words', '<p>a<em> b </em>c</p>', ['a _b_ c']],
  ['nothing is not marked', '<p>a<em> </em>b</p>', ['a b']],
  ['a power is not a digit', '<p>10<sup>3</sup> H<sub>2</sub>O 1<sup>st</sup></p>', ['10^3 H2O 1st']],
  ['readings stand in brackets', '<p><ruby>霜<rp>[</rp><rt>しも</rt><rp>]</rp></ruby></p>', ['霜(しも)']],
  ['quotes have their mark', '<blockquote><p>one</p><p>two</p></blockquote>', ['> one', '>', '> two']],
  ['quotes in quotes have two', '<blockquote><blockquote>a</blockquote></blockquote>', ['>> a']],
  [
    'a list hangs',
    '<ul><li>one two three four five six seven</li><li>b</li></ul>',
    ['- one two three four five six', '  seven', '- b'],
  ],
  ['numbers line up', '<ol start="9"><li>a</li><li>b</li></ol>', [' 9. a', '10. b']],
  ['numbers count down', '<ol reversed="reversed"><li>a</li><li>b</li></ol>', ['2. a', '1. b']],
  ['a list may count from where it likes', '<ol><li value="4">a</li><li>b</li></ol>', ['4. a', '5. b']],
  ['a list in a list is indented', '<ul><li>a<ul><li>b</li></ul></li></ul>', ['- a', '  - b']],
  [
    'items of several paragraphs stand apart',
    '<ul><li><p>a</p><p>b</p></li><li>c</li></ul>',
    ['- a', '', '  b', '', '- c'],
  ],
  [
    'code is indented and never wrapped',
    '<pre><code>one two three four five six\n  x\n</code></pre>',
    ['    one two three four five six', '      x'],
  ],
  [
    'terms stand over what they mean',
    '<dl><dt>a</dt><dd>b</dd><dt>c</dt><dd>d</dd></dl>',
    ['a', '    b', '', 'c', '    d'],
  ],
  ['details stand open', '<details><summary>More</summary><p>a</p></details>', ['*More*', '', 'a']],
  ['a rule is three stars', '<p>a</p><hr /><p>b</p>', ['a', '', '            * * *', '', 'b']],
  ['a picture is its description', '<p><img src="https://example.org/a.png" alt="A bed" /></p>', ['[Image: A bed]']],
  ['decoration is nothing', '<p>a <img src="https://example.org/a.png" alt="" /></p>', ['a']],
  [
    'a caption stands under its picture',
    '<figure><img src="https://example.org/a.png" alt="A" /><figcaption>B</figcaption></figure>',
    ['[Image: A]', 'B'],
  ],
  ['soft hyphens go', '<p>Gar\u00adten</p>', ['Garten']],
  ['text outside of paragraphs is one', 'a <em>b</em><p>c</p>', ['a _b_', '', 'c']],
])('%s', (_, content, lines) => {
  expect(prose(content, 30).lines).toEqual(lines);
});

const wide =
  '<table><thead><tr><th>Bed</th><th align="right">Rows</th></tr></thead><tbody><tr><td>Kale</td><td align="right">2</td></tr><tr><td>霜</td><td align="right">12</td></tr></tbody></table>';

test('a table stands in columns where they fit', () => {
  expect(prose(wide, 10).lines).toEqual(['Bed   Rows', '----  ----', 'Kale     2', '霜      12']);
});

test('a column gives way as long as it can be read', () => {
  const table = wide.replace('霜', 'Savoy cabbage, and then some more');
  expect(prose(table, 30).lines).toEqual([
    'Bed                       Rows',
    '------------------------  ----',
    'Kale                         2',
    '',
    'Savoy cabbage, and then     12',
    'some more',
  ]);
});

test('a table that is too wide becomes lines that name their column', () => {
  const table = wide.replace('霜', 'Savoy cabbage, and then some more');
  expect(prose(table, 15).lines).toEqual([
    'Bed: Kale',
    'Rows: 2',
    '',
    'Bed: Savoy',
    '  cabbage, and',
    '  then some',
    '  more',
    'Rows: 12',
  ]);
});

test('a cell over several rows leaves the others empty, and stands in each if they stand apart', () => {
  const table =
    '<table><tr><th>Day</th><th>Tide</th></tr><tr><th rowspan="2">Monday</th><td>six</td></tr><tr><td>seven</td></tr></table>';
  expect(prose(table).lines).toEqual(['Day     Tide', '------  -----', 'Monday  six', '        seven']);
  expect(prose(table, 11).lines).toEqual(['Day:', '  Monday', 'Tide: six', '', 'Day:', '  Monday', 'Tide:', '  seven']);
});

test('cells keep their paragraphs, lists and code', () => {
  const table =
    '<table><tr><td><p>a</p><p>b</p></td><td><ul><li>c</li><li>d</li></ul></td><td><pre><code>e\n f\n</code></pre></td></tr></table>';
  expect(prose(table).lines).toEqual(['a  - c  e', 'b  - d   f']);
});

test('a table in a cell is a line for each row', () => {
  const table =
    '<table><tr><td>a</td><td><table><tr><td>b</td><td>c</td></tr><tr><td>d</td></tr></table></td></tr></table>';
  expect(prose(table).lines).toEqual(['a  b | c', '   d']);
});

test('a cell over several columns leaves the others empty, and a caption comes first', () => {
  const table =
    '<table><caption>Beds</caption><tr><td colspan="2">a</td><td>b</td></tr><tr><td>c</td><td>d</td><td>e</td></tr></table>';
  expect(prose(table).lines).toEqual(['Beds', '', 'a     b', 'c  d  e']);
});

test('links are numbered, each address once', () => {
  const { lines, links } = prose(
    '<p><a href="https://example.org/a">One</a>, <a href="https://example.org/b">two</a>, <a href="https://example.org/a">three</a>.</p>',
  );
  expect(lines).toEqual(['One [1], two [2], three [1].']);
  expect(links).toEqual(['https://example.org/a', 'https://example.org/b']);
});

test('an address that stands for itself needs no number', () => {
  const { lines, links } = prose(
    '<p><a href="https://example.org/">https://example.org/</a> <a href="mailto:a@example.org">a@example.org</a></p>',
  );
  expect(lines).toEqual(['https://example.org/ a@example.org']);
  expect(links).toEqual([]);
});

test('footnotes keep their labels, and lead nowhere outside of the letter', () => {
  const { lines, links } = prose(
    '<p>Kale<sup><a href="https://example.org/x/#fn-%E5%BA%AD" id="ref">[1]</a></sup>.</p>' +
      '<ol><li id="fn-庭"><p>A cabbage. <a href="https://example.org/x/#ref">↩︎</a></p></li></ol>',
  );
  expect(lines).toEqual(['Kale[^1].', '', '[^1] A cabbage.']);
  expect(links).toEqual([]);
});

test('what only plays in a browser is a link', () => {
  const { lines, links } = prose(
    '<video src="https://example.org/a.mp4" title="Frost"></video>' +
      '<audio><source src="https://example.org/a.mp3" /></audio>' +
      '<iframe src="https://www.youtube-nocookie.com/embed/abc-1" title=""></iframe>',
  );
  expect(lines).toEqual([
    'Play the video: Frost [1]',
    '',
    'Play the audio [2]',
    '',
    'Open the page at www.youtube-nocookie.com [3]',
  ]);
  expect(links.at(-1)).toBe('https://www.youtube.com/watch?v=abc-1');
});

test('a list a hundred levels deep still has room for its words', () => {
  const deep = `${'<ul><li>'.repeat(100)}one two three${'</li></ul>'.repeat(100)}`;
  expect(prose(deep).lines.at(-1)).toMatch(/one two three$/);
});

test('a letter in plain text, from its head to its foot', async () => {
  const { text } = await letterOf({ content: sampleArticle().content + wide });
  expect(text).toBe(`Example Letters · November 23, 2026

The first frost
===============

What the garden keeps when the nights turn cold.

By First Author and Second Author

[Image: Garden beds under frost]
The beds at seven

The beds were white at seven. Two rows [1] of kale stood.

Kale
----

It is sweeter now.
Pick it before noon.

Bed   Rows
----  ----
Kale     2
霜      12

First published by The Example Gazette [2]

Attachments:
- The article read aloud [3]
- calendar.pdf [4]

This material is for information only.

Links:
[1] https://example.org/beds?row=1&bed=2
[2] https://gazette.example.org/first-frost
[3] https://example.org/articles/the-first-frost/reading.mp3
[4] https://example.org/articles/the-first-frost/calendar.pdf

-- 
You are receiving this email because you are subscribed to Example 
Letters.
It was sent to reader@example.org.

View in browser: https://example.org/articles/the-first-frost/
Change your preferences: https://example.org/preferences/token
Unsubscribe: https://example.org/unsubscribe/token

Garden Lane 1
1010 Vienna
`);
});

test('without an unsubscribe address the letter says how to leave all the same', async () => {
  const { text } = await letterOf({}, { newsletter: {} });
  expect(text).toContain('To unsubscribe, reply with the word “unsubscribe”.');
  expect(text).not.toContain('Unsubscribe:');
});

/** What of a tree a reader should find in the text, without white space. */
function wordsOf(nodes: readonly Node[]): string[] {
  return nodes.flatMap((node) =>
    typeof node === 'string'
      ? wrap(node.replace(/\s+/g, ' '), 1).map((word) => word.replace(/\u00ad/g, ''))
      : wordsOf(node.children),
  );
}

test('whatever the content: every word is there, no line is wider than it must be, nothing steers a terminal', () => {
  fc.assert(
    fc.property(anyContent, fc.integer({ min: 40, max: 90 }), (content, width) => {
      const { lines } = prose(content, width);
      const solid = lines
        .map((line) => line.replace(/^((>+ ?)|\s)+/, ''))
        .join('')
        .replace(/\s/g, '');
      for (const text of wordsOf(parseContent(content))) expect(solid).toContain(text);
      expect(lines.join('')).not.toMatch(/\p{Cc}/u);
      for (const line of lines.filter((line) => displayWidth(line.trimEnd()) > width)) {
        const words = line
          .trimEnd()
          .replace(/^(>+ |- |\d+\. |#+ | )+/, '')
          .replace(/ \[\d+\]/g, '');
        expect(words).not.toMatch(/ /);
      }
    }),
    { numRuns: runs(300) },
  );
});

test('a table has as many rows, and a cell as many lines, as its writer wants', () => {
  const rows = '<tr><td>a</td><td>b</td></tr>'.repeat(130_000);
  expect(prose(`<table>${rows}</table>`).lines).toHaveLength(130_000);
  expect(prose(`<table><tr><td>${'a<br />'.repeat(130_000)}</td></tr></table>`).lines).toHaveLength(130_000);
});

test('the person who writes opens the footer, and that answers reach them', async () => {
  const editor = { name: 'First Author', line: 'Writes from a garden by the sea.' };
  const { text } = await letterOf({}, { newsletter: { ...newsletter, editor } });
  expect(text).toContain('\n-- \nFirst Author\nWrites from a garden by the sea.\nReply: it reaches me\n\nYou are');
  const { text: alone } = await letterOf({}, { newsletter: { editor: { name: 'First Author' } } });
  expect(alone).toContain('\n-- \nFirst Author\n\nYou are');
});
