import { describe, expect, test } from 'vitest';
import { foreignContent, unknownIn } from './foreign.ts';

const mdx = { dialect: 'mdx' } as const;
const content = (text: string) => foreignContent(text, mdx);

describe('MDX:', () => {
  test.each<[string, string, string]>([
    [
      'imports and exports go',
      'import A from "a"\nimport { B } from \'b\';\nexport const c = 1;\n\nText',
      '<p>Text</p>',
    ],
    [
      'those of several lines, with empty ones in them',
      'import {\n  A,\n  B\n} from "b";\n\nexport const meta = {\n  a: "}",\n\n  b: [1]\n}\n\nText',
      '<p>Text</p>',
    ],
    ['a function', 'export function A() {\n  return <b>x</b>\n}\n\nText', '<p>Text</p>'],
    [
      'sentences that begin with these words stay',
      'import duties rose\n\nexport of nets fell',
      '<p>import duties rose</p>\n<p>export of nets fell</p>',
    ],
    [
      'elements of HTML hold Markdown',
      '<div className="a" style={{b: 1}}>\n  *in* it\n</div>',
      '<div>\n<p><em>in</em> it</p>\n</div>',
    ],
    [
      'attributes that are texts and numbers',
      '<img src="/a.png" alt={"A"} width={300} />',
      '<p><img src="https://files.example.org/image/%2Fa.png" alt="A" width="300" /></p>',
    ],
    [
      'details',
      '<details>\n<summary>More</summary>\n\nText\n\n</details>',
      '<details>\n<summary>More</summary>\n<p>Text</p>\n</details>',
    ],
    [
      'components that stand for an element',
      '<Image src="/a.png" alt="A" /> <Link href="https://example.org/">b</Link>',
      '<p><img src="https://files.example.org/image/%2Fa.png" alt="A" width="30" height="20" /> <a href="https://example.org/">b</a></p>',
    ],
    [
      'videos are links',
      '<YouTube id="AbC" />',
      '<p><a href="https://www.youtube.com/watch?v=AbC">https://www.youtube.com/watch?v=AbC</a></p>',
    ],
    ['expressions that are texts', 'a{" "}{\'b\'} {`c`} {12}', '<p>a b c 12</p>'],
    ['comments and fragments go', '<>a {/* *b* */}c</>\n\n{/*\n\nd\n\n*/}', '<p>a c</p>'],
    [
      'what is set in within elements keeps its meaning',
      '<div>\n  <div>\n      - a\n        - b\n\n      ```js\n      c\n        d\n    e\n      ```\n  </div>\n</div>\n\n- f\n\n  <div>\n    ## G\n  </div>',
      '<div>\n<div>\n<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>\n<pre><code class="language-js">c\n  d\ne\n</code></pre>\n</div>\n</div>\n<ul>\n<li>\n<p>f</p>\n<div>\n<h2 id="g">G</h2>\n</div>\n</li>\n</ul>',
    ],
    [
      'formulas',
      'a $\\frac{b}{c}$ d {"e"} $5 {"f"} $6\n\n$$\n{g}\n$$',
      '<p>a $\\frac{b}{c}$ d e $5 f $6</p>\n<p>$$\n{g}\n$$</p>',
    ],
    ['blanks make no code', '    a *b*', '<p>a <em>b</em></p>'],
    ['the id of a heading', '## A {#b}', '<h2 id="b">A</h2>'],
    ['containers', ':::tip\na\n:::', '<blockquote><p><strong>Tip</strong></p>\n<p>a</p>\n</blockquote>'],
    [
      'addresses in angle brackets',
      '<https://example.org/>',
      '<p><a href="https://example.org/">https://example.org/</a></p>',
    ],
    ['signs of arithmetic', 'a < b and c > d', '<p>a &lt; b and c &gt; d</p>'],
    [
      'code',
      '```js\nimport a from "b"\n<A/> {c}\n```\n\n`{d}` and `<E/>`',
      '<pre><code class="language-js">import a from "b"\n&lt;A/&gt; {c}\n</code></pre>\n<p><code>{d}</code> and <code>&lt;E/&gt;</code></p>',
    ],
  ])('%s', (_, text, html) => {
    expect(content(text)).toBe(html);
    expect(unknownIn(text, mdx)).toEqual([]);
  });

  test.each<[string, string, string, string[]]>([
    ['a component', 'a <Badge kind={{a: "}"}} /> b', '<p>a  b</p>', ['1: <Badge kind={{a: "}"}} />']],
    [
      'one around Markdown',
      '<Note\n  kind="x"\n>\n  Some *words*\n\n  - a\n</Note>\n\nb',
      '<p>Some <em>words</em></p>\n<ul>\n<li>a</li>\n</ul>\n<p>b</p>',
      ['1: <Note\n  kind="x"\n>'],
    ],
    ['one in a line', '<Big>a **b**</Big> c', '<p>a <strong>b</strong> c</p>', ['1: <Big>']],
    ['an expression', 'a {b.c} d', '<p>a  d</p>', ['1: {b.c}']],
    [
      'an expression of several lines',
      '{a.map((b) => (\n  <li>{b}</li>\n\n))}\n\nText',
      '<p>Text</p>',
      ['1: {a.map((b) => (\n  <li>{b}</li>\n\n))}'],
    ],
    ['a picture whose address is computed', 'a\n\n<img src={b} alt="C" />', '<p>a</p>', ['3: <img src={b} alt="C" />']],
  ])('%s that is not known goes, and its text stays', (_, text, html, unknown) => {
    expect(content(text)).toBe(html);
    expect(unknownIn(text, mdx)).toEqual(unknown);
  });

  test('statements and expressions that never end take nothing along but their own paragraph', () => {
    expect(content('export const a = {\n  b: 1\n\nText {c')).toBe('<p>Text {c</p>');
  });
});

describe('components of Vue and custom elements in Markdown', () => {
  test('leave their text and are told', () => {
    const text =
      'a <Badge type="tip" /> b\n\n<Tabs>\n\n*in*\n\n</Tabs>\n\n<my-player src="x">c</my-player> {{ count }}';
    expect(foreignContent(text)).toBe('<p>a  b</p>\n\n<p><em>in</em></p>\n\n<p>c </p>');
    expect(unknownIn(text)).toEqual([
      '1: <Badge type="tip" />',
      '3: <Tabs>',
      '9: <my-player src="x">',
      '9: {{ count }}',
    ]);
  });

  test('scripts and styles go, and elements in capitals are those of HTML', () => {
    const text = '<script setup>\nimport a from "b"\n</script>\n\n<style scoped>\na {}\n</style>\n\nA<BR>b <EM>c</EM>';
    expect(foreignContent(text)).toBe('<p>A<br />b <em>c</em></p>');
    expect(unknownIn(text)).toEqual([]);
  });
});
