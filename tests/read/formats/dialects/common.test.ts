import { describe, expect, test } from 'vitest';
import { foreignContent as content, unclosedIn, unknownIn } from './foreign.ts';

const todo = '<span role="img" aria-label="To do">☐</span>';
const done = '<span role="img" aria-label="Done">☑</span>';

describe('extensions of Markdown that other programs know arrive:', () => {
  test.each<[string, string, string]>([
    [
      'a list of tasks has signs that a screen reader can say',
      '- [ ] Mend *nets*\n- [x] Paint the boat\n- [X] Rest',
      `<ul>\n<li>${todo} Mend <em>nets</em></li>\n<li>${done} Paint the boat</li>\n<li>${done} Rest</li>\n</ul>`,
    ],
    ['a task in a numbered list', '1. [x] Sail', `<ol>\n<li>${done} Sail</li>\n</ol>`],
    ['brackets that are no task stay', '- [] a\n- [y] b', '<ul>\n<li>[] a</li>\n<li>[y] b</li>\n</ul>'],
    ['an emoji code is its sign', ':tada: and :+1::smile: in one', '<p>🎉 and 👍😄 in one</p>'],
    [
      'but not in code, in an address, in a word or between numbers',
      '`:tada:` https://example.org/:tada:/ a:smile:b 10:30:20 10:100:20 :nothing-such:',
      '<p><code>:tada:</code> <a href="https://example.org/:tada:/">https://example.org/:tada:/</a> a:smile:b 10:30:20 10:100:20 :nothing-such:</p>',
    ],
    [
      'the mark where a list of articles breaks off leaves no trace',
      'One.\n\n<!--more-->\n\nTwo <!-- more -->.',
      '<p>One.</p>\n\n<p>Two .</p>',
    ],
    ['[TOC] leaves no trace', '[TOC]\n\nText', '<p>Text</p>'],
    ['[[toc]] leaves no trace', 'Text\n\n[[toc]]', '<p>Text</p>'],
    ['[[_TOC_]] leaves no trace', '[[_TOC_]]\n\nText', '<p>Text</p>'],
    ['{:toc} goes with its list', '* The contents\n{:toc}\n\nText', '<p>Text</p>'],
    ['{:toc} with a class, and alone', '1. x\n{:toc .big}\n\n{:toc}\n\nText', '<p>Text</p>'],
  ])('%s', (_, text, html) => {
    expect(content(text)).toBe(html);
    expect(unknownIn(text)).toEqual([]);
  });

  test('tasks and boxes are named in the language of the article', () => {
    expect(content('- [x] Segel\n\n> [!WARNING]\n> Sturm', { language: 'de-AT' })).toBe(
      '<ul>\n<li><span role="img" aria-label="Erledigt">☑</span> Segel</li>\n</ul>\n<blockquote>\n<p><strong>Warnung</strong></p>\n<p>Sturm</p>\n</blockquote>',
    );
  });
});

describe('boxes become quotations with a title:', () => {
  const box = (title: string, text: string) => `<blockquote>\n<p><strong>${title}</strong></p>\n${text}\n</blockquote>`;
  test.each<[string, string, string]>([
    ...['Note', 'Tip', 'Important', 'Warning', 'Caution'].map((name): [string, string, string] => [
      `the alert ${name}`,
      `> [!${name.toUpperCase()}]\n> Low *water*.`,
      box(name, '<p>Low <em>water</em>.</p>'),
    ]),
    ['an alert of several blocks', '> [!NOTE]\n>\n> a\n>\n> - b', box('Note', '<p>a</p>\n<ul>\n<li>b</li>\n</ul>')],
    [
      'a callout of Obsidian with a title',
      '> [!info]- Where *it* is\n> Here',
      box('Where <em>it</em> is', '<p>Here</p>'),
    ],
    ['an alert that holds nothing else', '> [!TIP]', '<blockquote>\n<p><strong>Tip</strong></p>\n</blockquote>'],
  ])('%s', (_, text, html) => {
    expect(content(text)).toBe(html);
    expect(unknownIn(text)).toEqual([]);
  });

  test.each<[string, string, string]>([
    ...['tip', 'warning', 'danger', 'info', 'note', 'caution', 'important'].map((name): [string, string, string] => [
      `the container ${name} of VitePress and Docusaurus`,
      `::: ${name}\nText\n:::`,
      `<blockquote><p><strong>${name[0]!.toUpperCase()}${name.slice(1)}</strong></p>\n<p>Text</p>\n</blockquote>`,
    ]),
    [
      'a container with a title',
      '::: tip Mind the *tide*\nText\n:::',
      '<blockquote><p><strong>Mind the <em>tide</em></strong></p>\n<p>Text</p>\n</blockquote>',
    ],
    [
      'a title in brackets, and attributes',
      ':::note[The tide]{.wide}\nText\n:::',
      '<blockquote><p><strong>The tide</strong></p>\n<p>Text</p>\n</blockquote>',
    ],
    [
      'a container of Pandoc',
      '::: {.warning title="The tide"}\nText\n:::',
      '<blockquote><p><strong>The tide</strong></p>\n<p>Text</p>\n</blockquote>',
    ],
    ['details', '::: details More\n- a\n:::', '<details><summary>More</summary>\n<ul>\n<li>a</li>\n</ul>\n</details>'],
    [
      'containers in a container, by more colons',
      '::::note\nOuter\n:::tip\nInner\n:::\nAfter\n::::\n\nEnd',
      '<blockquote><p><strong>Note</strong></p>\n<p>Outer</p>\n<blockquote><p><strong>Tip</strong></p>\n<p>Inner</p>\n</blockquote>\n<p>After</p>\n</blockquote>\n<p>End</p>',
    ],
    [
      'a container in a quotation',
      '> ::: tip\n> Text\n> :::',
      '<blockquote>\n<blockquote><p><strong>Tip</strong></p>\n<p>Text</p>\n</blockquote>\n</blockquote>',
    ],
  ])('%s', (_, text, html) => {
    expect(content(text)).toBe(html);
    expect(unknownIn(text)).toEqual([]);
  });

  test('a container that is not known leaves its text, and a group of code its code', () => {
    const text = '::: code-group\n```js\nx\n```\n:::\n\n::: carousel\nText\n:::';
    expect(content(text)).toBe('<pre><code class="language-js">x\n</code></pre>\n<p>Text</p>');
    expect(unknownIn(text)).toEqual(['7: ::: carousel']);
  });

  const tip = '<blockquote><p><strong>Watch</strong></p>\n<p>Text</p>\n';

  test.each<[string, string, string]>([
    ['ends with the text', 'Before\n\n::: tip Watch\nText\n\nMore', `<p>Before</p>\n${tip}<p>More</p>\n</blockquote>`],
    [
      'ends with the quotation around it',
      '> ::: tip Watch\n> Text\n\nMore',
      `<blockquote>\n${tip}</blockquote>\n</blockquote>\n<p>More</p>`,
    ],
    [
      'ends with the closed box around it',
      '::::note\n::: tip Watch\nText\n::::\n\nMore',
      `<blockquote><p><strong>Note</strong></p>\n${tip}</blockquote></blockquote>\n<p>More</p>`,
    ],
    [
      'ends where another one begins',
      '::: tip Watch\nText\n\n::: tip Watch\nText',
      `${tip}</blockquote>${tip}</blockquote>`,
    ],
    ['ends before the notes', '::: details Watch\nText[^1]\n\n[^1]: Note', '</details>\n<hr'],
  ])('a box without an end keeps its title and %s', (_, text, html) => {
    expect(content(text)).toContain(html);
    expect(unknownIn(text)).toEqual([]);
    expect(unclosedIn(text)[0]).toMatch(/^\d: ::: (?:tip|details) Watch$/);
  });

  test('an unknown container without an end, and an end without a container, leave their text', () => {
    expect(content('::: carousel\nText')).toBe('<p>Text</p>');
    expect(unknownIn('::: carousel\nText')).toEqual(['1: ::: carousel']);
    expect(content('Text\n:::\nmore')).toBe('<p>Text</p>\n<p>more</p>');
    expect(unknownIn('Text\n:::\nmore')).toEqual(['2: :::']);
  });
});

describe('of attributes the id arrives:', () => {
  test.each<[string, string, string]>([
    ['that of a heading', '## Green kale {#kale}', '<h2 id="kale">Green kale</h2>'],
    ['that of a heading with closing signs and classes', '## Kale ## {#k .big}', '<h2 id="k">Kale</h2>'],
    ['that of a heading in a line of its own', '## Kale\n{: #k}', '<h2 id="k">Kale</h2>'],
    [
      'a heading that another one could be taken for gets a number',
      '## Kale\n\n## Other {#kale}',
      '<h2 id="kale-1">Kale</h2>\n<h2 id="kale">Other</h2>',
    ],
    [
      'a class alone leaves no trace',
      '## Kale {.big}\n\nText {: .note}\n\nText\n{:.note}',
      '<h2 id="kale">Kale</h2>\n<p>Text</p>\n<p>Text</p>',
    ],
    ['that of a paragraph, after it', 'Text\n{: #p .note}', '<p id="p">Text</p>'],
    ['that of a paragraph, before it', '{: #p}\nText', '<p id="p">Text</p>'],
    ['those of two neighbours', 'One\n{: #a}\n\n{: #b}\nTwo', '<p id="a">One</p>\n<p id="b">Two</p>'],
    ['that of a list', '- a\n- b\n{: #l}', '<ul id="l">\n<li>a</li>\n<li>b</li>\n</ul>'],
    ['that of a quotation', '> a\n{: id="q"}', '<blockquote id="q">\n<p>a</p>\n</blockquote>'],
    ['that of code', '```\na\n```\n{: #c}', '<pre><code id="c">a\n</code></pre>'],
    [
      'that of a link, whose target is left out',
      '[a](https://example.org/){: target="_blank" #l}{:rel="x"}',
      '<p><a id="l" href="https://example.org/">a</a></p>',
    ],
    ['those of words', '*b*{: .red #e} `c`{#c}.', '<p><em id="e">b</em> <code id="c">c</code>.</p>'],
    [
      'the size of a picture goes',
      '![A](a.png){width=50% .wide}',
      '<p><img src="https://files.example.org/image/a.png" alt="A" width="30" height="20" /></p>',
    ],
    ['definitions and options of kramdown go', '{:big: .b}\n\n{::options toc="x" /}\n\nText', '<p>Text</p>'],
  ])('%s', (_, text, html) => {
    expect(content(text)).toBe(html);
    expect(unknownIn(text)).toEqual([]);
  });

  test('signs that only look like it stay', () => {
    const text =
      'a {b} c {1,2} :: d ::: e [x] [note] $5 and $6 {# } {.} \\frac{{a}}{b} x_{{1}} [video] [audio](https://example.org/)';
    expect(unknownIn(text)).toEqual([]);
    expect(content(text)).toBe(
      '<p>a {b} c {1,2} :: d ::: e [x] [note] $5 and $6 {# } {.} \\frac{{a}}{b} x_{{1}} [video] <a href="https://example.org/">audio</a></p>',
    );
  });
});
