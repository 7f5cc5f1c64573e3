import { describe, expect, test } from 'vitest';
import { foreignContent as content, unknownIn } from './foreign.ts';

const picture = (src: string, alt: string) =>
  `<img src="https://files.example.org/image/${encodeURIComponent(src)}" alt="${alt}" width="30" height="20" />`;
const link = (address: string, words = address) => `<a href="${address}">${words}</a>`;
const named = (name: string, words: string) =>
  link(`https://files.example.org/link/${encodeURIComponent(`@/${name}`)}`, words);
const gist = 'https://gist.github.com/reader/0123abcd';

describe('shortcodes of Hugo, in either kind of braces:', () => {
  const both = (rows: readonly [string, string, string][]) =>
    rows.flatMap(([name, text, html]) => [
      [name, text, html] as const,
      [`${name}, with percent signs`, text.replaceAll('{{<', '{{%').replaceAll('>}}', '%}}'), html] as const,
    ]);
  test.each(
    both([
      [
        'figure with everything',
        '{{< figure src="a.png" alt="A quay" title="Low" caption="At *night*" attr="The Desk" attrlink="https://example.org/d" link="https://example.org/p" width="300" >}}',
        `<figure><a href="https://example.org/p"><img src="https://files.example.org/image/a.png" alt="A quay" width="300" /></a><figcaption><strong>Low</strong> At <em>night</em> ${link('https://example.org/d', 'The Desk')}</figcaption></figure>`,
      ],
      [
        'figure whose caption says what it shows',
        '{{< figure src="/img/a.png" caption="A quay" >}}',
        `<figure>${picture('/img/a.png', 'A quay')}<figcaption>A quay</figcaption></figure>`,
      ],
      [
        'figure in several lines',
        '{{< figure\n  src="a.png"\n  alt="A"\n>}}\n\nText',
        `<figure>${picture('a.png', 'A')}</figure>\n<p>Text</p>`,
      ],
      [
        'highlight',
        '{{< highlight go "linenos=table" >}}\nfunc *a*() {}\n\n{{ x }}\n{{< /highlight >}}\n\nText',
        '<pre><code class="language-go">func *a*() {}\n\n{{ x }}\n</code></pre>\n<p>Text</p>',
      ],
      [
        'highlight in a list',
        '- a\n\n  {{< highlight sh >}}\n  ls\n    -l\n  {{< /highlight >}}',
        '<ul>\n<li>\n<p>a</p>\n<pre><code class="language-sh">ls\n  -l\n</code></pre>\n</li>\n</ul>',
      ],
      [
        'highlight in HTML',
        '<div>\n{{< highlight html >}}\n<b>x</b>\n{{< /highlight >}}\n</div>',
        '<div>\n<pre><code class="language-html">&lt;b&gt;x&lt;/b&gt;\n</code></pre>\n</div>',
      ],
      ['ref', '[a]({{< ref "x.md" >}})', `<p>${named('x.md', 'a')}</p>`],
      ['ref with a fragment', '[a]({{< ref "x.md#b" >}})', `<p>${named('x.md#b', 'a')}</p>`],
      ['ref with names', '[a]({{< ref path="x.md" lang="de" >}})', `<p>${named('x.md', 'a')}</p>`],
      ['relref', '[a]({{< relref "/posts/x" >}})', `<p>${named('posts/x', 'a')}</p>`],
      ['ref in HTML', '<p><a href="{{< ref "x" >}}">a</a></p>', `<p>${named('x', 'a')}</p>`],
      ['ref of a definition', '[a][b]\n\n[b]: {{< ref "x" >}}', `<p>${named('x', 'a')}</p>`],
      [
        'ref in a table',
        '| a |\n| - |\n| [b]({{< ref "x" >}}) |',
        `<table>\n<thead>\n<tr>\n<th scope="col">a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>${named('x', 'b')}</td>\n</tr>\n</tbody>\n</table>`,
      ],
      ['youtube is a link', '{{< youtube AbC-12_3 >}}', `<p>${link('https://www.youtube.com/watch?v=AbC-12_3')}</p>`],
      [
        'youtube with names',
        '{{< youtube id="AbC" title="A talk" >}}',
        `<p>${link('https://www.youtube.com/watch?v=AbC', 'A talk')}</p>`,
      ],
      ['youtube in a line', 'See {{< youtube AbC >}}.', `<p>See ${link('https://www.youtube.com/watch?v=AbC')}.</p>`],
      ['vimeo', '{{< vimeo 55 >}}', `<p>${link('https://vimeo.com/55')}</p>`],
      ['vimeo with names', '{{< vimeo id="55" >}}', `<p>${link('https://vimeo.com/55')}</p>`],
      ['gist', '{{< gist reader 0123abcd "list.go" >}}', `<p>${link(gist)}</p>`],
      [
        'details',
        '{{< details summary="More *here*" >}}\nHidden **words**\n{{< /details >}}',
        '<details><summary>More <em>here</em></summary>\n<p>Hidden <strong>words</strong></p>\n</details>',
      ],
      [
        'details with a title alone',
        '{{< details "More" >}}\n\n- a\n\n{{< /details >}}',
        '<details><summary>More</summary>\n<ul>\n<li>a</li>\n</ul>\n</details>',
      ],
      [
        'details in a quotation',
        '> {{< details title="Q" >}}\n> a\n> {{< /details >}}',
        '<blockquote>\n<details><summary>Q</summary>\n<p>a</p>\n</details>\n</blockquote>',
      ],
    ]),
  )('%s', (_, text, html) => {
    expect(content(text)).toBe(html);
    expect(unknownIn(text)).toEqual([]);
  });

  test('one that is escaped is shown, and a comment is not', () => {
    expect(content('a {{</* ref "x" */>}} b {{/* c */}}')).toBe('<p>a {{&lt; ref "x" &gt;}} b </p>');
  });

  test('one that is not known leaves the text between its tags', () => {
    const text = 'A {{< chart 1 >}} b\n\n{{% notice tip %}}\nSome *words*\n{{% /notice %}}\n\n{{< badge />}}';
    expect(content(text)).toBe('<p>A  b</p>\n<p>Some <em>words</em></p>');
    expect(unknownIn(text)).toEqual(['1: {{< chart 1 >}}', '3: {{% notice tip %}}', '7: {{< badge />}}']);
  });

  test.each([
    [
      '{{< gist reader 0123abcd >}} {{< chart 1 >}} {{< youtube AbC >}}',
      `<p>${link(gist)} ${link('https://www.youtube.com/watch?v=AbC')}</p>`,
    ],
    [
      'See {{< vimeo 55 >}} {{< vimeo 66 >}}',
      `<p>See ${link('https://vimeo.com/55')} ${link('https://vimeo.com/66')}</p>`,
    ],
  ])('several in a line keep the blank between them: %s', (text, html) => {
    expect(content(text)).toBe(html);
  });

  test('one whose name says that it holds code shows it as code', () => {
    expect(content('{{< code-rust "a.rs" >}}\nlet *a* = <T>;\n{{< /code-rust >}}')).toBe(
      '<pre><code class="language-a.rs">let *a* = &lt;T&gt;;\n</code></pre>',
    );
  });
});

describe('a shortcode that is not closed', () => {
  test.each<[string, string, string, string[]]>([
    [
      'goes to the end of its line',
      'a {{< figure src="x"\nb\n\nc',
      '<p>a \nb</p>\n<p>c</p>',
      ['1: {{< figure src="x"'],
    ],
    ['ends with the link around it', '[a]({{< ref "x") b', '<p>a b</p>', ['1: {{< ref "x"']],
    [
      'ends before the next one',
      '{{< one {{< youtube id="x" >}}',
      `<p>${link('https://www.youtube.com/watch?v=x')}</p>`,
      ['1: {{< one '],
    ],
    ['has no end tag', '{{< details "x" >}}\na', '<p>a</p>', ['1: {{< details "x" >}}']],
    ['and holds code', '{{< highlight go >}}\na *b*', '<p>a <em>b</em></p>', ['1: {{< highlight go >}}']],
    ['is a tag of Liquid', 'a {% include b\n\nc', '<p>a </p>\n<p>c</p>', ['1: {% include b']],
    ['has no begin', 'a\n{{< /details >}}', '<p>a</p>', ['2: {{< /details >}}']],
  ])('%s', (_, text, html, unknown) => {
    expect(content(text)).toBe(html);
    expect(unknownIn(text)).toEqual(unknown);
  });
});
