import fc from 'fast-check';
import { escapeXml, stripForbidden } from '../../src/lib/escape.ts';

const word = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
    fc.constantFrom(
      'word',
      '霜が降りた朝、庭は静かだった',
      'สวัสดีชาวโลก',
      'مرحبا',
      '👩‍🌾',
      '{{ email }}',
      '{% raw %}',
      '</mj-text>',
    ),
    fc.constantFrom(
      '<mj-raw>',
      ']]>',
      '<!-- htmlmin:ignore -->',
      '&amp;',
      '$&',
      'https://example.org/'.repeat(8),
      '--',
      '&#1;',
    ),
  )
  .map((text) => stripForbidden(text).replace(/\s+/g, '_') || '_');
const text = fc.array(word, { minLength: 1, maxLength: 30 }).map((words) => escapeXml(words.join(' ')));
const url = fc.constantFrom(
  'https://example.org/a?b=1&amp;c=2',
  'http://example.org/#x',
  'mailto:a@example.org',
  'tel:+431',
);

const inlines = 'em strong code del q sub sup mark abbr cite span kbd small unknown'.split(' ');
const containers = 'blockquote div section figure details li td unknown'.split(' ');
const paragraphs = 'p h1 h2 h3 h6 dt figcaption summary caption'.split(' ');

/** Content of a record: any well-formed XHTML fragment, sensible or not. Code holds no spaces, so that tests can tell it. */
export const anyContent = fc.letrec<{ inline: string; block: string }>((tie) => ({
  inline: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    text,
    fc.constant('<br />'),
    text.map((alt) => `<img src="https://example.org/i.png" alt="${alt}" width="9000" height="1" />`),
    fc.tuple(url, tie('inline')).map(([href, inner]) => `<a href="${href}">${inner}</a>`),
    fc
      .tuple(fc.constantFrom(...inlines), tie('inline'), text)
      .map(([name, inner, after]) => `<${name}>${inner}</${name}> ${after}`),
  ),
  block: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.tuple(fc.constantFrom(...paragraphs), tie('inline')).map(([name, inner]) => `<${name}>${inner}</${name}>`),
    text.map((code) => `<pre><code>${code.replaceAll(' ', '\n')}\n</code></pre>`),
    fc.constant('<hr />'),
    tie('inline'),
    fc
      .tuple(fc.constantFrom(...containers), tie('block'), tie('block'))
      .map(([name, a, b]) => `<${name}>${a}${b}</${name}>`),
    fc
      .tuple(fc.constantFrom('ul', 'ol', 'dl'), fc.array(tie('block'), { maxLength: 4 }))
      .map(
        ([name, items]) =>
          `<${name}>${items.map((item) => (name === 'dl' ? `<dd>${item}</dd>` : `<li>${item}</li>`)).join('')}</${name}>`,
      ),
    fc
      .array(fc.array(tie('inline'), { maxLength: 4 }), { maxLength: 4 })
      .map(
        (rows) =>
          `<table>${rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('')}</table>`,
      ),
  ),
})).block;
