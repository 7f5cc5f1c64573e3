import { expect, test } from 'vitest';
import { contentOf } from '../../src/feed/content.ts';
import { sampleArticle } from '../sample.ts';

const { image, notice: _notice, ...plain } = sampleArticle({ content: '<p>Text.</p>' });
const url = image!.url;

test('content opens with the lead image and its caption, for readers that show no thumbnails', () => {
  expect(contentOf({ ...plain, image: image! })).toBe(
    `<figure><img src="${url}" alt="Garden beds under frost" width="1200" height="800" /><figcaption>The beds at seven</figcaption></figure><p>Text.</p>`,
  );
});

test('a lead image of unknown size without a caption is the image alone', () => {
  expect(contentOf({ ...plain, image: { url, alt: '' } })).toBe(
    `<figure><img src="${url}" alt="" /></figure><p>Text.</p>`,
  );
});

test.each([
  ['a figure of it', `<figure>\n<img alt="" src="${url}" /></figure><p>Text.</p>`],
  ['a paragraph of it', `<p><a href="${url}"><img src="${url}" alt="" /></a> Text.</p>`],
  ['the bare image', `<img src="${url}" alt="a &gt; b" />`],
])('the lead image is not shown twice where the text opens with %s', (_, content) => {
  expect(contentOf({ ...plain, content, image: image! })).toBe(content);
});

test.each([
  ['words stand before it', `<p>Look: <img src="${url}" alt="" /></p>`],
  ['another image stands before it', `<img src="https://example.org/other.jpg" alt="" /><img src="${url}" alt="" />`],
])('the lead image is shown where %s', (_, content) => {
  expect(contentOf({ ...plain, content, image: { url, alt: '' } })).toBe(
    `<figure><img src="${url}" alt="" /></figure>${content}`,
  );
});

test('content ends with the notice in small print', () => {
  expect(contentOf({ ...plain, notice: 'Disclaimer: 1 < 2 & "so" on.' })).toBe(
    '<p>Text.</p><p><small>Disclaimer: 1 &lt; 2 &amp; "so" on.</small></p>',
  );
});

test('the summary is not repeated in the content', () => {
  expect(contentOf(sampleArticle())).not.toContain(sampleArticle().summary);
});

test.each([
  ['an empty anchor', '<p><a id="x"/>Text.</p>', '<p><a id="x"></a>Text.</p>'],
  ['an empty cell', '<td title="a > b" />', '<td title="a > b"></td>'],
  ['a line break', 'a<br/>b<br />c', 'a<br/>b<br />c'],
  ['an address that ends in a slash', '<a href="https://example.org/">x</a>', '<a href="https://example.org/">x</a>'],
])('%s reads the same as HTML and as XML', (_, content, expected) => {
  expect(contentOf({ ...plain, content })).toBe(expected);
});

test.each([
  ['ends no CDATA section', '<p title="]]>">a</p>', '<p title="]]&gt;">a</p>'],
  ['has the line ends that XML parsers see', '<p>a\r\nb\rc</p>', '<p>a\nb\nc</p>'],
  ['has no space around it', '\uFEFF\n<p>a</p>\n', '<p>a</p>'],
])('content %s', (_, content, expected) => {
  expect(contentOf({ ...plain, content })).toBe(expected);
});
