import { expect, test } from 'vitest';
import { type Node, parseContent } from '../../src/email/content.ts';
import { drawnLead, isDrawing, reduceContent } from '../../src/email/reduce.ts';
import { wordsFor } from '../../src/strings/tables.ts';

const page = 'https://example.org/articles/frost/';

/** As XHTML without the attributes that do not matter here. */
function reduced(content: string): string {
  const write = (node: Node): string => {
    if (typeof node === 'string') return node;
    const { href, src } = node.attributes;
    const attributes = [href && ` href="${href}"`, src && ` src="${src}"`].filter(Boolean).join('');
    return `<${node.name}${attributes}>${node.children.map(write).join('')}</${node.name}>`;
  };
  return reduceContent(parseContent(content), page, wordsFor('en')).map(write).join('');
}

const formula = (source: string) => `<a href="${page}"><code>${source}</code></a>`;

test.each([
  ['what mail can show stays', '<p>a <em>b</em></p>', '<p>a <em>b</em></p>'],
  [
    'a drawing is a link that says what it shows',
    '<p><img src="https://x.org/a.svg" alt="A map" /></p>',
    '<p><a href="https://x.org/a.svg">Image: A map</a></p>',
  ],
  [
    'an address may say more than the name of a drawing',
    '<img src="https://x.org/a.SVG?v=2" alt="A map" />',
    '<a href="https://x.org/a.SVG?v=2">Image: A map</a>',
  ],
  ['a drawing that decorates is nothing', '<p>a<img src="https://x.org/a.svg" alt="" /></p>', '<p>a</p>'],
  [
    'a drawing in a link is its words',
    '<a href="https://x.org/"><img src="https://x.org/a.svg" alt="A map" /></a>',
    '<a href="https://x.org/">Image: A map</a>',
  ],
  [
    'another format of the drawing is shown instead',
    '<picture><source srcset="https://x.org/a.avif" /><source srcset="https://x.org/a.png 1x, https://x.org/b.png 2x" /><img src="https://x.org/a.svg" alt="A map" /></picture>',
    '<img src="https://x.org/a.png"></img>',
  ],
  [
    'so is that of a picture which Outlook does not show',
    '<img src="https://x.org/a.webp" srcset="https://x.org/a.jpg 640w" alt="A bed" />',
    '<img src="https://x.org/a.jpg"></img>',
  ],
  [
    'without another format such a picture stays',
    '<img src="https://x.org/a.avif" alt="A bed" />',
    '<img src="https://x.org/a.avif"></img>',
  ],
  [
    'of a picture with sources one stays',
    '<picture><source srcset="https://x.org/a.avif" /><img src="https://x.org/a.jpg" alt="A bed" /></picture>',
    '<img src="https://x.org/a.jpg"></img>',
  ],
  [
    'a formula is a link to the page that says how it is written',
    '<p>So <math><semantics><mi>e</mi><annotation encoding="application/x-tex">e^x</annotation><annotation-xml><mi>f</mi></annotation-xml></semantics></math>.</p>',
    `<p>So ${formula('e^x')}.</p>`,
  ],
  ['the formula may be told in words', '<math alttext="e to the x"><mi>e</mi></math>', formula('e to the x')],
  ['else it is its letters', '<math><mi>a</mi><mo>=</mo><mi>b</mi></math>', formula('a=b')],
  ['a formula that says nothing is called one', '<math><mspace /></math>', formula('Formula')],
  ['a formula by itself is a paragraph', '<math display="block"><mi>a</mi></math>', `<p>${formula('a')}</p>`],
  [
    'so is TeX in a fence',
    '<pre><code class="language-math">\\frac{a}{b}\n+ c\n</code></pre>',
    `<p>${formula('\\frac{a}{b} + c')}</p>`,
  ],
  ['and TeX between dollars', '<p>$$ a^2 $$</p>', `<p>${formula('a^2')}</p>`],
  ['a price is no formula', '<p>Kale costs $5, leeks $3.</p>', '<p>Kale costs $5, leeks $3.</p>'],
  [
    'a formula in a link is not another link',
    '<a href="https://x.org/"><math><mi>a</mi></math></a>',
    '<a href="https://x.org/"><code>a</code></a>',
  ],
  [
    'footnotes have a heading',
    '<section role="doc-endnotes"><ol><li>a</li></ol></section>',
    '<section><p><strong>Notes</strong></p><ol><li>a</li></ol></section>',
  ],
  [
    'unless they have one already',
    '<section role="doc-endnotes">\n<h2>Sources</h2><ol><li>a</li></ol></section>',
    '<section>\n<h2>Sources</h2><ol><li>a</li></ol></section>',
  ],
  [
    'readings have brackets, for mail programs that know none',
    '<ruby>霜<rt>しも</rt></ruby>',
    '<ruby>霜<rp>(</rp><rt>しも</rt><rp>)</rp></ruby>',
  ],
  [
    'unless they have some already',
    '<ruby>霜<rp>[</rp><rt>しも</rt><rp>]</rp></ruby>',
    '<ruby>霜<rp>[</rp><rt>しも</rt><rp>]</rp></ruby>',
  ],
  ['of rules in a row one is enough', '<hr />\n<hr /><p>a</p><hr />', '<hr></hr>\n<p>a</p><hr></hr>'],
])('%s', (_, content, expected) => {
  expect(reduced(content)).toBe(expected);
});

test.each([
  ['https://x.org/a.svg', undefined, true],
  ['https://x.org/drawing', 'image/svg+xml', true],
  ['https://x.org/a.png', 'image/png', false],
])('a lead image at %s of the type %s is a drawing: %s', (url, type, expected) => {
  expect(isDrawing({ url, alt: '', ...(type && { type }) })).toBe(expected);
});

test('a lead drawing becomes a link above its caption, and nothing if it says nothing', () => {
  const words = wordsFor('en');
  const url = 'https://x.org/a.svg';
  expect(JSON.stringify(drawnLead({ url, alt: 'A map', caption: 'Ours' }, words))).toContain('"Image: A map"');
  expect(JSON.stringify(drawnLead({ url, alt: '', caption: 'Ours' }, words))).toContain('"Ours"');
  expect(drawnLead({ url, alt: '' }, words)).toEqual([]);
});
