import fc from 'fast-check';
import { DomUtils, parseDocument } from 'htmlparser2';
import { expect, test } from 'vitest';
import { renderBody } from '../../src/email/body.ts';
import { bodyStyles, inBody } from '../../src/email/body-styles.ts';
import { parseContent } from '../../src/email/content.ts';
import { checkMarkup } from '../../src/email/markup.ts';
import { wordsFor } from '../../src/strings/tables.ts';
import { runs } from '../runs.ts';
import { anyContent } from './content.ts';
import { themeWith } from './letter.ts';

const { settings } = themeWith();

function body(content: string, direction: 'ltr' | 'rtl' = 'ltr'): string {
  return renderBody(parseContent(content), { settings, direction, words: wordsFor('en'), under: 'h1' });
}

/** Without styles, to see the structure. */
function bare(html: string): string {
  return html
    .replace(/ (style|class|width|bgcolor|align|valign|cellpadding|cellspacing)="[^"]*"|<\/?tbody[^>]*>/g, '')
    .replaceAll('<!--[if mso]><br><![endif]-->', '')
    .replaceAll('\n', '');
}

test.each([
  ['text and emphasis stay', '<p>a <em>b</em> <strong>c</strong></p>', '<p>a <em>b</em> <strong>c</strong></p>'],
  ['white space is one space', '<p>a\n   b</p>', '<p>a b</p>'],
  ['the letter has one h1 already', '<h1>a</h1><h2>b</h2>', '<h2>a</h2><h2>b</h2>'],
  [
    'code breaks its lines by br',
    '<pre><code>a\n  b\n</code></pre>',
    '<table role="presentation"><tr><td><pre dir="ltr">a<br>  b</pre></td></tr></table>',
  ],
  [
    'a tab is four spaces, for Outlook on the web drops tabs',
    '<pre><code>\ta</code></pre>',
    '<table role="presentation"><tr><td><pre dir="ltr">    a</pre></td></tr></table>',
  ],
  [
    'a list that counts down says its numbers, for Gmail cannot count down',
    '<ol reversed="reversed"><li>a</li><li>b</li></ol>',
    '<ol><li value="2">a</li><li value="1">b</li></ol>',
  ],
  ['quotation marks are written, for Outlook draws none', '<p><q>a</q></p>', '<p>“<span>a</span>”</p>'],
  ['a list counts on', '<ol start="3"><li>a</li></ol>', '<ol start="3"><li>a</li></ol>'],
  ['an abbreviation keeps what it stands for', '<abbr title="&lt;a&gt;">b</abbr>', '<abbr title="&lt;a&gt;">b</abbr>'],
  ['ids and unknown attributes go', '<p id="x" onclick="y" data-z="z">a</p>', '<p>a</p>'],
  ['language and direction stay', '<p lang="ar" dir="rtl">أ</p>', '<p lang="ar" dir="rtl">أ</p>'],
  [
    'a header names its column',
    '<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>',
    '<table><tr><th scope="col">a</th></tr><tr><td>b</td></tr></table>',
  ],
  [
    'a first row of headers is a head',
    '<table><tr><th>a</th></tr><tr><td>b</td></tr></table>',
    '<table><tr><th scope="col">a</th></tr><tr><td>b</td></tr></table>',
  ],
  [
    'a header in a later row names its row',
    '<table><tr><td>a</td></tr><tr><th>b</th></tr></table>',
    '<table><tr><td>a</td></tr><tr><th scope="row">b</th></tr></table>',
  ],
  [
    'an empty header is no header',
    '<table><tr><th></th><th>a</th></tr></table>',
    '<table><tr><td></td><th scope="col">a</th></tr></table>',
  ],
  ['details stand open', '<details><summary>a</summary><p>b</p></details>', '<div><p>a</p><p>b</p></div>'],
  [
    'a figure is a picture over its caption',
    '<figure><img src="https://x.org/a.png" alt="b" /><figcaption>c</figcaption></figure>',
    '<div><img src="https://x.org/a.png" alt="b"><div>c</div></div>',
  ],
  [
    'an image without a description is decoration',
    '<img src="https://x.org/a.png" />',
    '<img src="https://x.org/a.png" alt="">',
  ],
  ['an image without an address is its description', '<img alt="a" src="data:image/png;base64,AA" />', 'a'],
  ['a link that leads nowhere is text', '<a href="javascript:x">a</a><a id="b">b</a>', 'ab'],
  [
    'a video is a link',
    '<video src="https://x.org/a.mp4">old</video>',
    '<div><a href="https://x.org/a.mp4">Play the video</a></div>',
  ],
  [
    'a poster is a linked picture',
    '<video src="https://x.org/a.mp4" poster="https://x.org/a.png"></video>',
    '<div><a href="https://x.org/a.mp4"><img src="https://x.org/a.png" alt="Play the video"></a></div><div><a href="https://x.org/a.mp4">Play the video</a></div>',
  ],
  [
    'audio is a link',
    '<audio><source src="https://x.org/a.mp3" /></audio>',
    '<div><a href="https://x.org/a.mp3">Play the audio</a></div>',
  ],
  [
    'an embedded page is a link with its title',
    '<iframe src="https://x.org/" title="a"></iframe>',
    '<div><a href="https://x.org/">a</a></div>',
  ],
  [
    'a paragraph that holds a video is none',
    '<p>a <audio src="https://x.org/a.mp3"></audio></p>',
    '<div>a <div><a href="https://x.org/a.mp3">Play the audio</a></div></div>',
  ],
  ['what plays nothing is nothing', '<video></video>', ''],
  ['a way back from a footnote is no part of a letter', '<p>a <a href="https://x.org/#r">↩︎</a></p>', '<p>a </p>'],
  ['what a letter does not know leaves its text', '<form><button>a</button></form>', 'a'],
  ['what runs leaves nothing', '<script>a</script><style>b</style><p>c</p>', '<p>c</p>'],
  ['comments leave nothing', '<p>a<!-- htmlmin:ignore -->b</p>', '<p>ab</p>'],
  ['items and cells out of place are divisions', '<li>a</li><td>b</td>', '<div>a</div><div>b</div>'],
])('%s', (_, content, html) => {
  expect(bare(body(content))).toBe(html);
});

test.each([
  ['is made to fit', '1104', '736', 'width="552" height="368"'],
  ['keeps its own size if it is small', '300', '200', 'width="300" height="200"'],
  ['never has no height', '9000', '1', 'width="552" height="1"'],
])('an image %s, for Outlook in its attributes', (_, width, height, attributes) => {
  expect(body(`<img src="https://x.org/a.png" alt="" width="${width}" height="${height}" />`)).toContain(attributes);
});

/** The tags of a body by their names, as often as they occur. */
function tagsOf(content: string): string[] {
  return body(content).match(/<(?!br>)[a-z][^>]*>/g) ?? [];
}

test('an element carries the colours and borders that a program without style sheets would miss, and no measures', () => {
  expect(tagsOf('<p>a <code>b</code> <a href="https://x.org/">c</a></p><ul><li>d</li></ul><h2>e</h2>')).toEqual([
    '<p>',
    '<code>',
    '<a href="https://x.org/" style="color:#0b5394">',
    '<ul>',
    '<li>',
    '<h2 class="h2">',
  ]);
});

test('a quotation has its rule at a cell, for Outlook draws none beside a block, and no empty line at its end', () => {
  expect(body('<blockquote><p>a</p><p>b</p></blockquote>')).toBe(
    '<blockquote style="margin:0 0 20px"><table role="presentation" cellpadding="0" width="100%" cellspacing="0"><tr>' +
      '<td class="quote rule" style="padding:0;padding-left:18px;border-left:2px solid #0b5394">' +
      '<p>a</p>\n<p style="margin-bottom:0">b</p>\n</td></tr></table></blockquote>\n',
  );
});

test('a quotation that ends in another one, in code or in a list leaves no empty line below them', () => {
  const quote = (inner: string) => `<blockquote><p>a</p>${inner}</blockquote>`;
  expect(body(quote(quote('')))).toContain('<blockquote style="margin:0 0 20px;margin-bottom:0">');
  expect(body(quote('<pre><code>b</code></pre>'))).toContain('class="code" style="margin-bottom:0"');
  expect(body(quote('<ul><li>b</li></ul>'))).toContain('<ul style="margin-bottom:0">');
});

test('a section break is a line of 96 pixels in the middle, with its distance in a cell, also in Outlook', () => {
  expect(tagsOf('<hr />').slice(2)).toEqual([
    '<td align="center" style="padding:16px 0 36px">',
    '<hr class="rule" width="96" size="1" align="center" style="width:96px;margin:0 auto;border:0;border-top:1px solid #d5d9de">',
  ]);
});

test('code is shaded by its cell, in every program, and Outlook keeps a line after it', () => {
  const html = body('<pre><code>a</code></pre>');
  expect(html).toContain('<td class="shade" bgcolor="#f3f4f6">');
  expect(html).toContain('</table><!--[if mso]><br><![endif]-->');
});

test('divisions that are paragraphs keep their distance, and those around paragraphs add none', () => {
  expect(tagsOf('<div>a <em>b</em></div><section>c</section>')).toEqual([
    '<div style="margin:0 0 20px">',
    '<em>',
    '<div style="margin:0 0 20px">',
  ]);
  expect(tagsOf('<div><p>a</p></div><div> </div>')).toEqual(['<div>', '<p>', '<div>']);
});

test('subheads have the class of their level in the article, wherever the article is', () => {
  const nodes = parseContent('<h2>a</h2><h3>b</h3><h6>c</h6>');
  const inDigest = renderBody(nodes, { settings, direction: 'ltr', words: wordsFor('en'), under: 'h2' });
  expect(inDigest.match(/<h[^>]*>/g)).toEqual(['<h3 class="h2">', '<h4 class="h3">', '<h6 class="h4">']);
});

test('footnotes have a class of their own', () => {
  const html = body(
    '<p>a<sup><a href="https://x.org/#fn1">1</a></sup></p><ol><li id="fn1">b</li></ol><ol><li>c</li></ol>',
  );
  expect(html.match(/<ol[^>]*>/g)).toEqual(['<ol class="notes">', '<ol>']);
});

test('from right to left, lists, quotes, tables and descriptions begin at the right', () => {
  const html = body(
    '<ul><li>أ<ul><li>ب</li></ul></li></ul><blockquote>ب</blockquote><table><tr><th>ج</th></tr></table><dl><dd>د</dd></dl>',
    'rtl',
  );
  expect(html).toContain('<ul style="margin:0 28px 20px 0">');
  expect(html).toContain('<ul style="margin:8px 28px 0 0">');
  expect(html).toContain('padding-right:18px;border-right:2px');
  expect(html).toContain('class="cells turned"');
  expect(html).toContain('align="right"');
  expect(html).toContain('<dd style="margin:0 24px 12px 0">');
  expect(html).not.toMatch(/(padding|border|align)[-:="]+left|margin:\S+ 0 \S+ 2\dpx/);
});

test('from right to left, code says that it runs the other way', () => {
  const snippets = '<p><code>--all</code> <kbd>$</kbd> <samp dir="auto">b</samp></p>';
  expect(bare(body(snippets, 'rtl'))).toBe(
    '<p><code dir="ltr">--all</code> <kbd dir="ltr">$</kbd> <samp dir="auto">b</samp></p>',
  );
  expect(body(snippets)).not.toContain('dir="ltr"');
});

test('a passage that runs the other way is aligned that way', () => {
  expect(body('<p dir="rtl">أ</p>')).toContain('<p dir="rtl" style="text-align:right">');
});

const tableOf = (head: readonly string[], ...rows: readonly string[][]) => {
  const row = (tag: string, cells: readonly string[]) =>
    `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
  return `<table><thead>${row('th', head)}</thead><tbody>${rows.map((cells) => row('td', cells)).join('')}</tbody></table>`;
};

test.each([
  ['is set in full where its words fit a phone', ['Bed', 'Rows'], ['short words', '2'], 'cells', false],
  [
    'is set closer to fit',
    ['Bed', 'Rows', 'Yield', 'Sown', 'Cut'],
    ['kale', '2', 'somewhat', 'September', 'late'],
    'cells close',
    false,
  ],
  ['of one column breaks its long words', ['Where'], [`https://example.org/${'a'.repeat(40)}`], 'cells', true],
])('a table %s', (_, head, row, name, breaks) => {
  const html = body(tableOf(head, row));
  expect(html).toContain(`<table class="${name}" width="100%"`);
  expect(html.includes('overflow-wrap:anywhere')).toBe(breaks);
  expect(html.match(/<tr /g)).toHaveLength(2);
});

test('a row carries its rule once, for all of its cells', () => {
  expect(tagsOf(tableOf(['Bed', 'Rows'], ['kale', '2']))).toEqual([
    '<table class="cells" width="100%" cellpadding="8" cellspacing="0" style="border-collapse:collapse">',
    '<tbody valign="top">',
    '<tr class="rule" style="border-bottom:2px solid #d5d9de">',
    '<th scope="col" align="left">',
    '<th scope="col" align="left">',
    '<tr class="rule" style="border-bottom:1px solid #d5d9de">',
    '<td>',
    '<td>',
  ]);
});

test('numbers at the right end of a table end where the table does', () => {
  const html = body('<table><tr><td align="right">1</td><td align="right">2</td></tr></table>');
  expect(html).toContain('<td align="right">1</td>\n<td align="right" class="end">2</td>');
});

const months = ['January', 'February', 'September', 'November', 'December'];

test('a table too wide for a phone stays one, and its cells name their columns on narrow screens alone', () => {
  const rows = months.map((month, index) => [month, index === 2 ? '' : `${index} tides`, 'kale', 'mustard', 'rhubarb']);
  const html = body(tableOf(['Month', 'Tides that came in', 'Sowing', 'Vegetable', 'Harvesting'], ...rows));
  expect(html).toContain('class="cells cards"');
  expect(html).toContain('class="rule gone"');
  expect(html).toContain('<td><b class="label" style="display:none">Tides that came in: </b>0 tides</td>');
  expect(html).toContain('<td class="gone"></td>');
  expect(html.match(/<tr /g)).toHaveLength(6);
  const css = bodyStyles(settings, [html]);
  const phone = css.slice(css.indexOf('@media (max-width:480px)'));
  expect(phone).toContain('.body .cards td,.body .cards th{display:block !important}');
  expect(phone).toContain('.body .label{display:inline !important}');
});

test('a style sheet has the rules that bodies ask for, and none without bodies', () => {
  const sheetOf = (content: string) => bodyStyles(settings, ['', inBody(body(content))]);
  expect(bodyStyles(settings, [])).toBe('');
  expect(sheetOf('<p>a</p>')).toBe('.body p{margin:0 0 20px}\n');
  expect(sheetOf('<ul><li>a</li></ul>')).toContain('.body ul,.body ol{');
  expect(sheetOf('<p><code>a</code></p>')).toContain('.body pre{font-size:13px !important}');
  expect(sheetOf('<p><code>a</code></p>')).not.toContain('.cells');
  expect(sheetOf('<table><tr><td>a</td></tr></table>')).toMatch(/\.cells td(?![\s\S]*@media)/);
});

test('a table of fewer rows than columns has its rows as columns where it is too wide for a phone', () => {
  const html = bare(
    body(tableOf(['Garden', ...months], ['North', '1', '2', '3', '4', '5'], ['South', '6', '7', '8', '9', '10'])),
  );
  const row = (header: string, ...values: string[]) =>
    `<tr><th scope="row">${header}</th>${values.map((value) => `<td>${value}</td>`).join('')}</tr>`;
  const lines = months.map((month, index) => row(month, `${index + 1}`, `${index + 6}`));
  expect(html).toBe(`<table>${row('Garden', 'North', 'South')}${lines.join('')}</table>`);
});

test('rows that have headers head the columns that they become', () => {
  const table = tableOf(['', ...months], ['North', '1', '2', '3', '4', '5']).replace(
    '<td>North</td>',
    '<th>North</th>',
  );
  const html = bare(body(table));
  expect(html).toMatch(
    /^<table><tr><td><\/td><th scope="col">North<\/th><\/tr><tr><th scope="row">January<\/th><td>1</,
  );
});

test('a table with a cell over two columns keeps its rows', () => {
  const table = tableOf(['Garden', ...months], ['North', '1', '2', '3', '4']).replace('<td>4', '<td colspan="2">4');
  expect(body(table).match(/<tr /g)).toHaveLength(2);
});

test('a table wider than a letter becomes a list of what each row says', () => {
  const words = ['immeasurable', 'incomparable', 'irreplaceable', 'unmistakable', 'inexhaustible', 'unforgettable'];
  const rows = [
    ['a', '', 'c', 'd', 'e', '<em>f</em>'],
    ['g', '', '', '', '', ''],
    ...Array.from({ length: 6 }, () => ['', '', '', '', '', '']),
  ];
  const html = bare(body(tableOf(words, ...rows)));
  const pair = (header: string, value: string) => `<tr><th scope="row">${header}</th><td>${value}</td></tr>`;
  const pairs = [
    ['immeasurable', 'a'],
    ['irreplaceable', 'c'],
    ['unmistakable', 'd'],
    ['inexhaustible', 'e'],
    ['unforgettable', '<em>f</em>'],
    ['immeasurable', 'g'],
  ];
  expect(html).toBe(`<table>${pairs.map(([header, value]) => pair(header!, value!)).join('')}</table>`);
});

const numbers = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

test.each<[string, string[]]>([
  ['ten columns of short words', numbers],
  ['five columns of capitals', ['NATO', 'UNESCO', 'UNICEF', 'UNIDO', 'UNHCR']],
  ['wide characters that no line may break', ['ーーーーーーーーーー', 'ーーーーーーーーーー']],
])('%s do not fit a phone', (_, head) => {
  const html = body(tableOf(head, head));
  expect(html.match(/<tr /g)).toHaveLength(head.length);
  expect(html.match(/<th [^>]*scope="row"/g)).toHaveLength(head.length);
});

test('a long address beside a column makes cards on a phone', () => {
  const head = ['a', 'https://example.org/a/long/address'];
  expect(body(tableOf(head, head))).toContain('class="cells cards"');
});

test('a table of signs without spaces between them stays one', () => {
  const html = body(tableOf(['船の名前', '到着の時刻', '積み荷'], ['さくら丸', '午前六時', '米と塩']));
  expect(html).toContain('scope="col"');
});

test('a wide table without headers becomes a list of its cells', () => {
  const cells = numbers.map((number) => `<td>${number}</td>`).join('');
  const lines = numbers.map((number) => `<tr><td>${number}</td></tr>`).join('');
  expect(bare(body(`<table><tr>${cells}</tr></table>`))).toBe(`<table>${lines}</table>`);
});

test('a wide table of headers alone becomes a list of them', () => {
  const cells = numbers.map((number) => `<th>${number}</th>`).join('');
  expect(bare(body(`<table><tr>${cells}</tr></table>`)).match(/<tr>/g)).toHaveLength(10);
});

test('a poster is as large as its video', () => {
  const html = body('<video src="https://x.org/a.mp4" poster="https://x.org/a.png" width="1104" height="621"></video>');
  expect(html).toContain('alt="Play the video" width="552" height="311"');
});

test('a picture of no known size is no wider than the letter in Outlook, and as wide as it is elsewhere', () => {
  const html = body('<p><img src="https://x.org/a.png" alt="a" /></p>');
  expect(html).toContain('width="552" style="display:block;border-radius:4px;width:auto;max-width:100%;height:auto');
});

test('whatever the content, the markup is closed and holds no element but those of letters', () => {
  fc.assert(
    fc.property(anyContent, (content) => {
      const html = body(content).replaceAll('<!--[if mso]><br><![endif]-->', '');
      expect(checkMarkup(`<div>${html}</div>`)).toBeUndefined();
      expect(html).not.toMatch(/<(script|style|mj-|unknown|!--)|\n[ \t]|[ \t]\n/);
      const text = (source: string) =>
        DomUtils.textContent(parseDocument(source, { xmlMode: false })).replace(/[\s“”]/g, '');
      const expected = parseContent(content).map(function visible(node): string {
        return typeof node === 'string' ? node : node.children.map(visible).join('');
      });
      // Quotation marks are written around a `q`.
      expect(text(html)).toBe(expected.join('').replace(/[\s“”]/g, ''));
    }),
    { numRuns: runs(300) },
  );
});

test('a quotation is a little larger than the text, behind a line of two pixels in the accent', () => {
  const { accent } = settings.light;
  const html = body('<blockquote><p>a</p></blockquote>');
  expect(bodyStyles(settings, [inBody(html)])).toContain('.body .quote{font-size:1.06em}');
  expect(html).toContain(`2px solid ${accent}`);
});
