import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMarkdown } from '../../../src/read/formats/markdown.ts';
import { defaultNoticePattern } from '../../../src/settings/values.ts';
import { runs } from '../../runs.ts';
import { anyText } from '../../text.ts';
import { cleaned, dangersIn } from '../cleaned.ts';

const read = (text: string, front = {}) => readMarkdown(text, front, defaultNoticePattern);

/** The finished content of a text that has its title elsewhere. */
function content(text: string): string {
  const body = read(text, { title: 'Elsewhere' }).content;
  return cleaned('html' in body ? body.html : body.xhtml);
}

describe('the title', () => {
  test.each<[string, string, object, object, string]>([
    [
      'is a heading of level 1 that opens the text, which leaves it',
      '# Hello\n\nText',
      {},
      { title: 'Hello', titleLine: 1 },
      '<p>Text</p>',
    ],
    [
      'is plain text: markup goes, words stay',
      '# A *b* `c` [d](e) ![f](g) &amp; \\*',
      {},
      { title: 'A b c d f & *' },
      '',
    ],
    ['may be underlined', '\n\nHello\n=====\n', {}, { title: 'Hello', titleLine: 3 }, ''],
    [
      'of front matter makes the heading a part of the text',
      '# Hello\n\nText',
      { title: 'Other' },
      {},
      '<h2 id="hello">Hello</h2>\n<p>Text</p>',
    ],
    ['of front matter is not said twice', '# Hello\n\nText', { title: 'Hello' }, {}, '<p>Text</p>'],
    ['is no heading of level 2', '## Hello', {}, {}, '<h2 id="hello">Hello</h2>'],
    ['is no heading further down', 'Text\n\n# Hello', {}, {}, '<p>Text</p>\n<h2 id="hello">Hello</h2>'],
  ])('%s', (_, text, front, expected, html) => {
    const { content: body, ...said } = read(text, front);
    expect(said).toEqual(expect.objectContaining(expected));
    expect('title' in said).toBe('title' in expected);
    expect('html' in body && cleaned(body.html)).toBe(html);
  });
});

describe('the notice', () => {
  test.each<[string, string, string, string]>([
    ['is a last paragraph of mere words', 'Text\n\nDisclaimer: no\nadvice.', 'Disclaimer: no advice.', '<p>Text</p>'],
    [
      'may be set in italics',
      'Text\n\n*This material is **only** educational.*',
      'This material is only educational.',
      '<p>Text</p>',
    ],
    ['takes the rule before it along', 'Text\n\n---\n\nDisclaimer: x', 'Disclaimer: x', '<p>Text</p>'],
  ])('%s', (_, text, notice, html) => {
    const body = read(text, { title: 'T' });
    expect(body.notice).toBe(notice);
    expect('html' in body.content && cleaned(body.content.html)).toBe(html);
  });

  test('stands before the footnotes', () => {
    const body = read('Text[^1]\n\nDisclaimer: x\n\n[^1]: Note.', { title: 'T' });
    expect(body.notice).toBe('Disclaimer: x');
    expect('html' in body.content && body.content.html).toContain('Note.');
  });

  test.each<[string, string, object]>([
    ['holds no link, which would be lost', 'Text\n\nDisclaimer: [x](https://example.org/)', {}],
    ['is no item of a list', '- Disclaimer: x', {}],
    ['is no quotation', '> Disclaimer: x', {}],
    ['is left alone if front matter gives one', 'Text\n\nDisclaimer: x', { notice: 'Mine' }],
  ])('%s', (_, text, front) => {
    expect(read(text, front)).not.toHaveProperty('notice');
  });
});

describe('what Markdown can say', () => {
  test.each<[string, string, string]>([
    ['emphasis and deletion', '*a* **b** ~~c~~', '<p><em>a</em> <strong>b</strong> <s>c</s></p>'],
    [
      'code with its language',
      '```js\na < b && c\n```',
      '<pre><code class="language-js">a &lt; b &amp;&amp; c\n</code></pre>',
    ],
    [
      'bare addresses',
      'https://example.org/a_b and readme.md',
      '<p><a href="https://example.org/a_b">https://example.org/a_b</a> and readme.md</p>',
    ],
    ['headings of any script get an anchor', '## 港の灯り', '<h2 id="港の灯り">港の灯り</h2>'],
    ['equal headings get different anchors', '## A\n\n## A', '<h2 id="a">A</h2>\n<h2 id="a-1">A</h2>'],
    ['a heading without letters has no anchor', '## 👍', '<h2>👍</h2>'],
    [
      'a picture with a title that stands alone is a figure',
      '![A boat](a.png "Low *water*")',
      '<figure><img src="https://files.example.org/image/a.png" alt="A boat" width="30" height="20" /><figcaption>Low *water*</figcaption></figure>',
    ],
    [
      'a picture in a sentence is none',
      'See ![A boat](a.png "x").',
      '<p>See <img src="https://files.example.org/image/a.png" title="x" alt="A boat" width="30" height="20" />.</p>',
    ],
    [
      'a figure in a list',
      '- ![A boat](a.png "x")',
      '<ul>\n<li>\n<figure><img src="https://files.example.org/image/a.png" alt="A boat" width="30" height="20" /><figcaption>x</figcaption></figure>\n</li>\n</ul>',
    ],
    [
      'tables with alignment',
      '| a | b |\n| :-: | - |\n| 1 | 2 |',
      '<table>\n<thead>\n<tr>\n<th scope="col" align="center">a</th>\n<th scope="col">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td align="center">1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>',
    ],
    ['HTML', 'a <kbd>b</kbd>\n\n<div>\n\n*c*\n\n</div>', '<p>a <kbd>b</kbd></p>\n<div>\n<p><em>c</em></p>\n</div>'],
    ['a link that may not stand leaves its words', '[a](javascript:alert(1)) ![b](data:image/png,x)', '<p>a </p>'],
  ])('%s', (_, text, html) => {
    expect(content(text)).toBe(html);
  });

  test('footnotes lead there and back, and say what they are', () => {
    const html = content('One[^a] two[^a].\n\n[^a]: Note.');
    expect(html).toMatch(/One<sup><a [^>]*role="doc-noteref"[^>]*>\[1\]<\/a><\/sup>/);
    expect(html.match(/>\[1\]</g)).toHaveLength(2);
    expect(html).toContain('<section role="doc-endnotes">');
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    const targets = [...html.matchAll(/ href="https:\/\/example\.org\/articles\/hello\/#([^"]+)"/g)].map(
      ([, id]) => id,
    );
    expect(targets.every((id) => ids.includes(id))).toBe(true);
    expect(targets).toHaveLength(4);
  });
});

test('a picture without a description is told apart from one that is decoration', () => {
  expect(read('![](a.png)').content).toEqual({ html: '<p><img src="a.png"></p>\n' });
  expect(read('<img src="a.png" alt="">').content).toEqual({ html: '<img src="a.png" alt="">' });
});

test('any Markdown becomes well-formed, harmless XML that stays the same', () => {
  const marks = [
    '# ',
    '- ',
    '> ',
    '    ',
    '```\n',
    '| a | b |\n|---|---|\n',
    '[^1]',
    '[^1]: ',
    '![a](b.png "c")',
    '[x](y.md)',
    '\n\n',
    '*',
    '_',
    '`',
    '<b>',
    '</p>',
    '<div>',
    '\n',
    '<script>',
    'javascript:',
    '](',
    ']]>',
    '&#8;',
    '<a href="',
    '">',
    '1. ',
  ];
  const text = fc.array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...marks) }, anyText), { maxLength: 30 });
  fc.assert(
    fc.property(text, (parts) => {
      const once = content(parts.join(''));
      expect(dangersIn(once)).toEqual([]);
      expect(cleaned(once)).toBe(once);
    }),
    { numRuns: runs(1000) },
  );
});

describe('an address with blanks, as phones name files,', () => {
  test.each<[string, string, string]>([
    ['is that of a picture', '![Bread](images/photo 1.png)', '<p><img src="images/photo%201.png" alt="Bread"></p>'],
    [
      'may have signs of addresses',
      '![B](har bour #1 50%.png)',
      '<p><img src="har%20bour%20%231%2050%25.png" alt="B"></p>',
    ],
    ['may have brackets', '![Bread](photo (2).png)', '<p><img src="photo%20(2).png" alt="Bread"></p>'],
    [
      'may have a title, and is a figure then',
      '![B](a b.png "C")',
      '<figure><img src="a%20b.png" alt="B"><figcaption>C</figcaption></figure>',
    ],
    [
      'is that of a link',
      'The [*new* plan](my plan.pdf).',
      '<p>The <a href="my%20plan.pdf"><em>new</em> plan</a>.</p>',
    ],
    [
      'stands within a link',
      '[![a](b c.png)](https://example.org/)',
      '<p><a href="https://example.org/"><img src="b%20c.png" alt="a"></a></p>',
    ],
    ['may be in angle brackets', '![a](<b c.png>)', '<p><img src="b%20c.png" alt="a"></p>'],
    ['is none without the ending of a file', '[a](b c)', '<p>[a](b c)</p>'],
    ['is none in code', '`![a](b c.png)`', '<p><code>![a](b c.png)</code></p>'],
    ['is none over several lines', '![a](b\nc.png)', '<p>![a](b\nc.png)</p>'],
  ])('%s', (_, text, html) => {
    const body = read(text, { title: 'Elsewhere' }).content;
    expect('html' in body && body.html.trim()).toBe(html);
  });
});
