import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeText } from '../../src/lib/escape.ts';
import { excerptOf, openingOf } from '../../src/model/opening.ts';
import { anyContent } from '../email/content.ts';
import { runs } from '../runs.ts';

const picture = '<img src="https://example.org/a.jpg" alt="The beds" />';
const mark = '<sup><a href="https://example.org/a/#a-fn1" id="a-fnref1" role="doc-noteref">[1]</a></sup>';
const notes = '<section role="doc-endnotes"><ol><li id="a-fn1"><p>A note.</p></li></ol></section>';

describe('an article opens with its first paragraph', () => {
  test.each([
    ['after a picture', `<p>${picture}</p><p>It froze.</p>`],
    ['after a picture with a caption', `<figure>${picture}<figcaption>At seven</figcaption></figure><p>It froze.</p>`],
    ['in which a picture stands', `<p>${picture} It froze.</p>`],
    ['which is a quotation', '<blockquote><p>It froze.</p></blockquote><p>She said so.</p>'],
    ['after a heading', '<h2>Frost</h2><p>It froze.</p>'],
    ['after a table', '<table><caption>Days</caption><tr><td><p>Cell</p></td></tr></table><p>It froze.</p>'],
    ['after code', '<pre><code>frost()</code></pre><p>It froze.</p>'],
    ['after a list of what is in it', '<ul><li><a href="#a">Frost</a></li></ul><p>It froze.</p>'],
    ['after an aside', '<aside><p>First published elsewhere.</p></aside><p>It froze.</p>'],
    ['after a pulled quotation', '<figure><blockquote><p>Cold!</p></blockquote></figure><p>It froze.</p>'],
    ['after a film and its fallback', '<p><video src="a.mp4">No film</video></p><p>It froze.</p>'],
    ['after a paragraph without words', '<p> — </p><p>***</p><p>It froze.</p>'],
    ['without the mark of a footnote', `<p>It froze${mark}.</p>${notes}`],
    ['without the marks of several', '<p>It froze<sup>[<a href="#n1">1</a>, <a href="#n2">2</a>]</sup>.</p>'],
    ['without a mark that is raised within its link', '<p>It froze<a href="#n1"><sup>1</sup></a>.</p>'],
    ['in one line', '<p>\n  It<br />froze.\n</p>'],
    ['bare of any element', 'It froze.<p>And then?</p>'],
    ['bare in a box', '<div>It froze.<div>And then?</div></div>'],
    ['with its markup taken out', '<p>It <em>fr<b>o</b>ze</em><a id="x"/>.</p>'],
  ])('%s', (_, content) => {
    expect(openingOf(content)).toBe('It froze.');
  });

  test.each([
    ['what is raised and no mark', '<p>10<sup>6</sup> seeds on the 1<sup>st</sup></p>', '106 seeds on the 1st'],
    ['a link within the page', '<p>See <a href="#kale">Kale</a></p>', 'See Kale'],
    ['code within a line', '<p>Run <code>frost()</code></p>', 'Run frost()'],
    ['what references stand for', '<p>Kale &amp; &lt;leek&gt; &#x201C;soup&#8221;</p>', 'Kale & <leek> “soup”'],
  ])('and keeps %s', (_, content, expected) => {
    expect(openingOf(content)).toBe(expected);
  });
});

test.each([
  ['a list', '<ul><li>Kale</li><li>Leek</li></ul>', 'Kale'],
  ['a list of terms', '<dl><dt>Kale</dt><dd>A cabbage</dd></dl>', 'Kale'],
  ['a quotation in a figure', '<figure><blockquote>Cold!</blockquote><figcaption>X</figcaption></figure>', 'Cold!'],
])('an article of nothing but %s opens with it', (_, content, expected) => {
  expect(openingOf(content)).toBe(expected);
});

test.each([
  ['nothing', ''],
  ['a picture', `<figure>${picture}<figcaption>At seven</figcaption></figure>`],
  ['code', '<pre><code>frost()</code></pre>'],
  ['a heading', '<h2>Frost</h2>'],
  ['a table', '<table><tr><td>Frost</td></tr></table>'],
  ['footnotes', notes],
])('an article of nothing but %s has no opening', (_, content) => {
  expect(openingOf(content)).toBeUndefined();
});

describe('a long paragraph is cut', () => {
  test('at a word, however long it is', () => {
    const opening = openingOf(`<p>${'Frost and kale. '.repeat(1500)}</p>`)!;
    expect(opening).toMatch(/^(Frost and kale\. )+(Frost|Frost and|Frost and kale\.)…$/);
    expect(opening.length).toBeGreaterThan(265);
    expect(opening.length).toBeLessThanOrEqual(280);
  });

  test('in Japanese, too', () => {
    const opening = openingOf(`<p>${'毎日図書館で本を読む。'.repeat(100)}</p>`)!;
    expect(opening).toMatch(/^(毎日図書館で本を読む。)+(毎日(図書館(で(本(を(読む)?)?)?)?)?)?…$/);
    expect(opening.length).toBeGreaterThan(270);
  });
});

test('a summary stays as it was written, and the opening stands in for one', () => {
  const content = '<p>It froze.</p>';
  expect(excerptOf({ summary: 'Frost.\n'.repeat(90), content })).toBe('Frost. '.repeat(90).trim());
  expect(excerptOf({ summary: ' ', content })).toBe('It froze.');
  expect(excerptOf({ content: '<hr />' })).toBe('');
});

/** Latin words, with what they are in an article: whole or in an element, with a mark or without. */
const words = fc.array(fc.stringMatching(/^[a-zà-öø-ÿ]{1,20}$/), { minLength: 1, maxLength: 120 });
const paragraph = fc.tuple(words, fc.infiniteStream(fc.nat(5))).map(([words, styles]) => ({
  text: words.join(' '),
  markup: `<p>${words
    .map((word) => {
      const style = styles.next().value;
      return style === 0
        ? `<em>${word}</em>`
        : style === 1
          ? word + mark
          : style === 2
            ? `<b>${word}${mark}</b>`
            : word;
    })
    .join('\n')}</p>`,
}));
const wordless = fc.constantFrom('', '<h2>Frost</h2>', `<p>${picture}</p>`, '<pre>a</pre>', '<ul><li>b</li></ul>');

test('whatever stands before a paragraph, its words open the article, none of them cut', () => {
  fc.assert(
    fc.property(
      fc.array(wordless),
      paragraph,
      fc.array(fc.oneof(wordless, paragraph)),
      (before, { text, markup }, rest) => {
        const after = rest.map((block) => (typeof block === 'string' ? block : block.markup));
        const opening = openingOf([...before, markup, ...after, notes].join(''))!;
        expect(opening.length).toBeLessThanOrEqual(280);
        expect(opening.length).toBeGreaterThan(Math.min(text.length - 1, 258));
        expect(`${text} `.startsWith(`${opening.replace(/…$/, '')} `)).toBe(true);
      },
    ),
    { numRuns: runs() },
  );
});

test('whatever the content, its opening is one short line that opens an article of nothing else', () => {
  const characters = new Intl.Segmenter('en');
  fc.assert(
    fc.property(fc.array(anyContent, { maxLength: 4 }), (blocks) => {
      const opening = openingOf(blocks.join(''));
      if (opening === undefined) return;
      expect(opening).toMatch(/^\S(.*\S)?$/);
      expect([...characters.segment(opening)].length).toBeLessThanOrEqual(280);
      expect(openingOf(`<p>${escapeText(opening)}</p>`)).toBe(opening);
    }),
    { numRuns: runs() },
  );
});
