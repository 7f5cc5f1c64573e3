import { describe, expect, test } from 'vitest';
import { foreignContent as content, unknownIn } from './foreign.ts';

const link = (address: string, words = address) => `<a href="${address}">${words}</a>`;
const named = (name: string, words: string) =>
  link(`https://files.example.org/link/${encodeURIComponent(`@/${name}`)}`, words);
const picture = (src: string) =>
  `<img src="https://files.example.org/image/${encodeURIComponent(src)}" alt="P" width="30" height="20" />`;

describe('tags of Jekyll:', () => {
  test.each<[string, string, string]>([
    [
      'highlight',
      '{% highlight ruby linenos %}\ndef a\n  *b* {{ c }}\nend\n{% endhighlight %}',
      '<pre><code class="language-ruby">def a\n  *b* {{ c }}\nend\n</code></pre>',
    ],
    [
      'highlight within a paragraph',
      'Text:\n{% highlight sh %}\nls\n{% endhighlight %}\nmore',
      '<p>Text:</p>\n<pre><code class="language-sh">ls\n</code></pre>\n<p>more</p>',
    ],
    [
      'raw in highlight',
      '{% highlight liquid %}{% raw %}\n{{ a }}\n{% endraw %}{% endhighlight %}',
      '<pre><code class="language-liquid">{{ a }}\n</code></pre>',
    ],
    [
      'highlight in HTML',
      '<div>\n{% highlight js %}{% raw %}\na < {{ b }}\n{% endraw %}{% endhighlight %}\n</div>',
      '<div>\n<pre><code class="language-js">a &lt; {{ b }}\n</code></pre>\n</div>',
    ],
    ['post_url', '[a]({% post_url 2024-05-06-x %})', `<p>${named('2024-05-06-x', 'a')}</p>`],
    ['link', '[a]({% link _posts/2024-05-06-x.md %}#b)', `<p>${named('_posts/2024-05-06-x.md#b', 'a')}</p>`],
    [
      'the address of the site before a name',
      '[a]({{ site.baseurl }}{% link x.md %}) [b]({{site.url}}{{site.baseurl}}{% post_url y %})',
      `<p>${named('x.md', 'a')} ${named('y', 'b')}</p>`,
    ],
    ['a name in HTML', '<p><a href="{{ site.baseurl }}{% link x.md %}">a</a></p>', `<p>${named('x.md', 'a')}</p>`],
    ['raw', '{% raw %}{{ a }} *b*{% endraw %}', '<p>{{ a }} <em>b</em></p>'],
    [
      'site.url',
      '[a]({{ site.url }}/x) {{ site.url }}',
      `<p>${link('https://example.org/x', 'a')} https://example.org</p>`,
    ],
    ['site.title', 'By {{ site.title }}.', '<p>By The Letter.</p>'],
    ['site.baseurl', '![P]({{ site.baseurl }}/a.png)', `<p>${picture('/a.png')}</p>`],
    [
      'filters of addresses',
      '![P]({{ "/a.png" | relative_url }}) ![P]({{ \'/b.png\' | absolute_url }})',
      `<p>${picture('/a.png')} ${picture('/b.png')}</p>`,
    ],
    ['filters in HTML with the same quotes', '<img src="{{ "/a.png" | relative_url }}" alt="P">', picture('/a.png')],
    [
      'a whole address with a filter of the site',
      '[a]({{ "https://example.org/x" | canonical("y") }})',
      `<p>${link('https://example.org/x', 'a')}</p>`,
    ],
    ['gist', '{% gist reader/0123abcd list.rb %}', `<p>${link('https://gist.github.com/reader/0123abcd')}</p>`],
    ['a comment', 'a\n\n{% comment %}\nnot *this*\n{% endcomment %}\n\nb', '<p>a</p>\n<p>b</p>'],
    ['texts in braces', '{{ "{{" }} a {{ \'}}\' }}', '<p>{{ a }}</p>'],
  ])('%s', (_, text, html) => {
    expect(content(text)).toBe(html);
    expect(unknownIn(text)).toEqual([]);
  });

  test('paths below an address with a path lead there, and not to the root of its host', () => {
    const at = { url: 'https://example.org/blog/' };
    expect(
      content(
        '![P]({{ site.baseurl }}/a.png) [b]({{ "/b" | relative_url }}) [c]({{ site.url }}{{ site.baseurl }}/c)',
        at,
      ),
    ).toBe(
      `<p><img src="https://example.org/blog/a.png" alt="P" /> ${link('https://example.org/blog/b', 'b')} ${link('https://example.org/blog/c', 'c')}</p>`,
    );
  });
});

describe('tags of templates that are not known leave the text between them:', () => {
  test.each<[string, string, string, string[]]>([
    ['include', '{% include a.html b="c" %}\n\nText', '<p>Text</p>', ['1: {% include a.html b="c" %}']],
    ['conditions', '{% if a %}\nB\n{% else %}\nC\n{% endif %}', '<p>B</p>\n<p>C</p>', ['1: {% if a %}']],
    ['loops', '{% for a in b %}*x*{% endfor %}', '<p><em>x</em></p>', ['1: {% for a in b %}']],
    [
      'set and include of Nunjucks',
      '{% set a = 1 %}\n{%- include "b.njk" -%}\n\nText',
      '<p>Text</p>',
      ['1: {% set a = 1 %}', '2: {%- include "b.njk" -%}'],
    ],
    [
      'a paired shortcode of Eleventy',
      '{% callout "info" %}Some *words*{% endcallout %}',
      '<p>Some <em>words</em></p>',
      ['1: {% callout "info" %}'],
    ],
    ['values', 'a {{ b | upper }} c', '<p>a  c</p>', ['1: {{ b | upper }}']],
    ['a value alone in its paragraph', 'a\n\n{{ b }}\n\nc', '<p>a</p>\n<p>c</p>', ['3: {{ b }}']],
    ['an address, whose words stay', '[a]({{ b.url }}/c) ![d]({{ e }})', '<p>a </p>', ['1: {{ b.url }}', '1: {{ e }}']],
    ['an attribute of HTML', '<p><a href="{{ b }}/c">a</a></p>', '<p>a</p>', ['1: {{ b }}']],
    ['comments of Nunjucks, which nobody misses', 'a {# b #} c', '<p>a  c</p>', []],
  ])('%s', (_, text, html, unknown) => {
    expect(content(text)).toBe(html);
    expect(unknownIn(text)).toEqual(unknown);
  });
});

describe('Zola:', () => {
  test.each<[string, string, string]>([
    ['links within the site', '[a](@/blog/x.md#b)', `<p>${named('blog/x.md#b', 'a')}</p>`],
    ['get_url', '[a]({{ get_url(path="@/x.md") }})', `<p>${named('x.md', 'a')}</p>`],
    ['youtube', '{{ youtube(id="AbC") }}', `<p>${link('https://www.youtube.com/watch?v=AbC')}</p>`],
    ['vimeo', 'a {{ vimeo(id="55") }}', `<p>a ${link('https://vimeo.com/55')}</p>`],
    [
      'gist',
      '{{ gist(url="https://gist.github.com/reader/0123abcd") }}',
      `<p>${link('https://gist.github.com/reader/0123abcd')}</p>`,
    ],
    [
      'a quotation with its author',
      '{% quote(author="A. Writer") %}\nSome *words*\n{% end %}',
      '<blockquote>\n<p>Some <em>words</em></p>\n<p>— A. Writer</p></blockquote>',
    ],
  ])('%s', (_, text, html) => {
    expect(content(text)).toBe(html);
    expect(unknownIn(text)).toEqual([]);
  });

  test('a shortcode that is not known leaves its text', () => {
    expect(content('{% aside(kind="x") %}\nText\n{% end %}\n\nmore')).toBe('<p>Text</p>\n<p>more</p>');
    expect(unknownIn('{% aside(kind="x") %}\nText\n{% end %}')).toEqual(['1: {% aside(kind="x") %}']);
  });
});

test('shortcodes of WordPress leave pictures, words and links', () => {
  const text =
    '[caption id="a" width="3"]![P](a.png) Words[/caption]\n\n[embed]https://example.org/x[/embed]\n\n[gallery ids="1,2"]';
  expect(content(text)).toBe(`<p>${picture('a.png')} Words</p>\n<p>${link('https://example.org/x')}</p>`);
  expect(unknownIn(text)).toEqual(['5: [gallery ids="1,2"]']);
});
