import { describe, expect, test } from 'vitest';
import { articleFrom } from '../../src/read/record.ts';
import { withDefaults } from '../../src/settings/input.ts';
import { problemsOf, read, readOne, settings } from './reading.ts';

const foreign = (problems: Awaited<ReturnType<typeof problemsOf>>) =>
  problems.filter(({ rule }) => rule === 'foreign-markup');

describe('markup that is not known is one warning for an article', () => {
  test('which names the first three with their lines', async () => {
    const text =
      '---\ntitle: T\n---\n\nA {{< chart 1 >}} b\n\n{% include a.html %}\n\n{{ b }}\n\n<Badge />\n\n::: carousel\n';
    expect(foreign(await problemsOf(text))).toEqual([
      {
        severity: 'warning',
        rule: 'foreign-markup',
        message:
          'markup of another program was left out: {{< chart 1 >}} (line 5), {% include a.html %} (line 7), {{ b }} (line 9) and 2 more',
        hint: expect.stringContaining('foreign: keep'),
        file: 'articles/hello.md',
        line: 5,
        column: 3,
        length: 15,
        excerpt: 'A {{< chart 1 >}} b',
      },
    ]);
  });

  test('and a box without an end is told of as such, at its place', async () => {
    const problems = foreign(await problemsOf('---\ntitle: T\n---\n\n::: tip Watch\nText\n\n::: info\nText'));
    expect(problems).toMatchObject([
      { severity: 'warning', line: 5, excerpt: '::: tip Watch', hint: expect.stringContaining(':::') },
      { severity: 'warning', line: 8, excerpt: '::: info' },
    ]);
    expect(new Set(problems.map(({ message }) => message))).toEqual(
      new Set(['a box is not closed, and ends with the text or where the next such box begins']),
    );
  });

  test('which is shortened where it is long, and counts the lines of markup of several lines', async () => {
    const text = `# T\n\n{{< a\n  b="${'c'.repeat(80)}"\n>}}\n\nText {{ d }}\n`;
    const [problem] = foreign(await problemsOf(text));
    expect(problem).toMatchObject({
      line: 3,
      message: expect.stringMatching(/: \{\{< a b="c{50}… \(line 3\), \{\{ d \}\} \(line 7\)$/),
    });
  });

  test('in MDX and HTML as well, and none of it reaches anybody', async () => {
    const files = {
      'articles/a.mdx': '---\ntitle: A\n---\nimport B from "b"\n\nA <B c={1}>*d*</B>\n',
      'articles/b.html':
        '---\ntitle: B\n---\n<p>A <a href="{{ site.url }}/x">b</a> {{ c }}</p>\n{% include d %}\n<pre>{{ e }}</pre>\n',
    };
    const { manuscripts, problems } = await read(files);
    expect(manuscripts.map(({ content }) => content)).toEqual([
      '<p>A <em>d</em></p>',
      '<p>A <a href="https://example.org/x">b</a> </p>\n\n<pre>{{ e }}</pre>',
    ]);
    expect(foreign(problems)).toMatchObject([
      { file: 'articles/a.mdx', line: 6, message: 'markup of another program was left out: <B c={1}> (line 6)' },
      {
        file: 'articles/b.html',
        line: 4,
        message: 'markup of another program was left out: {{ c }} (line 4), {% include d %} (line 5)',
      },
    ]);
  });

  test('in the library, where a name of another article leads nowhere', async () => {
    const publication = withDefaults({ title: 'T', url: 'https://example.org' });
    const markdown = '[a]({{< ref "b" >}}) {{ c }} {{ site.url }}';
    const { article, problems } = await articleFrom({ title: 'T', markdown, published: '2026-11-23' }, publication);
    expect(article?.content).toBe('<p>a  https://example.org</p>');
    expect(foreign([...problems])).toMatchObject([
      { message: 'markup of another program was left out: {{< ref "b" >}} (line 1), {{ c }} (line 1)' },
    ]);
  });
});

describe('foreign: keep', () => {
  const keep = { settings: { ...settings, foreign: 'keep' as const } };
  test('publishes what is not known as text, and says nothing', async () => {
    const text =
      '# T\n\nA {{< chart "1" >}} *b* {{ c | d }} <Badge />\n\n{% include a %}\n\n> [!NOTE]\n> x\n\n[e]({{ f }}) [[toc]]';
    const { content } = await readOne(text, keep);
    expect(content).toBe(
      '<p>A {{&lt; chart "1" &gt;}} <em>b</em> {{ c | d }} &lt;Badge /&gt;</p>\n<p>{% include a %}</p>\n<blockquote>\n<p><strong>Note</strong></p>\n<p>x</p>\n</blockquote>\n<p>e [[toc]]</p>',
    );
    const { problems } = await read({ 'articles/hello.md': text }, keep);
    expect(problems).toEqual([]);
  });

  test('in MDX', async () => {
    const { content } = await readOne('# T\n\nA <B c={1}>*d*</B> {e.f}', { name: 'hello.mdx', ...keep });
    expect(content).toBe('<p>A &lt;B c={1}&gt;<em>d</em>&lt;/B&gt; {e.f}</p>');
  });
});

describe('a name of another article', () => {
  const other = { 'articles/posts/2024-05-06-tide.md': '---\ntitle: Tide\n---\n\n## Low {#low}\n' };
  const url = 'https://example.org/articles/tide/';
  test.each<[string, string, string]>([
    ['ref of Hugo, by its path', '[a]({{< ref "posts/2024-05-06-tide.md" >}})', url],
    ['ref, by its file', '[a]({{< ref "2024-05-06-tide" >}})', url],
    ['ref, by its file without the date', '[a]({{% ref "tide" %}})', url],
    ['relref with a fragment', '[a]({{< relref "/posts/2024-05-06-tide#low" >}})', `${url}#low`],
    ['post_url of Jekyll', '[a]({% post_url 2024-05-06-tide %})', url],
    ['post_url in a folder', '[a]({% post_url posts/2024-05-06-tide %})', url],
    [
      'link of Jekyll, below the root of the site',
      '[a]({% link _articles/posts/2024-05-06-tide.md %}#low)',
      `${url}#low`,
    ],
    ['link of Zola', '[a](@/posts/2024-05-06-tide.md#low)', `${url}#low`],
    ['link of Zola, below its folder of content', '[a](@/blog/posts/2024-05-06-tide.md)', url],
    ['a definition', '[a][b]\n\n[b]: {{ site.baseurl }}{% post_url 2024-05-06-tide %}', url],
    ['an element', '<a href="{% post_url 2024-05-06-tide %}">a</a>', url],
  ])('%s leads to it', async (_, text, address) => {
    // Read before and after it.
    const files = { ...other, 'articles/a.md': `# A\n\n${text}\n`, 'articles/z.md': `# Z\n\n${text}\n` };
    const { manuscripts, problems } = await read(files);
    expect(problems).toEqual([]);
    for (const slug of ['a', 'z'])
      expect(manuscripts.find((one) => one.slug === slug)?.content).toContain(`<a href="${address}">a</a>`);
  });

  test('is looked up next to the article that says it before elsewhere', async () => {
    const { manuscripts } = await read({
      'articles/one/x.md': '---\ntitle: X1\nslug: x1\n---\n\na',
      'articles/two/x.md': '---\ntitle: X2\nslug: x2\n---\n\na',
      'articles/two/y.md': '# Y\n\n[a]({{< ref "x.md" >}}) [b]({{< ref "../one/x.md" >}}) [c]({{< ref "one/x" >}})',
    });
    expect(manuscripts.find(({ slug }) => slug === 'y')?.content).toBe(
      '<p><a href="https://example.org/articles/x2/">a</a> <a href="https://example.org/articles/x1/">b</a> <a href="https://example.org/articles/x1/">c</a></p>',
    );
  });

  test('may be that of the folder of an index', async () => {
    const { manuscripts } = await read({
      'articles/trip/index.md': '# Trip\n\na',
      'articles/z.md': '# Z\n\n[a]({{< ref "trip" >}}) [b](@/trip/index.md)',
    });
    expect(manuscripts.find(({ slug }) => slug === 'z')?.content).toContain(
      '<a href="https://example.org/articles/trip/">b</a>',
    );
  });

  test('that none has is a warning at its line, and the words of the link stay', async () => {
    const text =
      '# A\n\nNowhere is nowhere.\n\nSee [the *tide*]({{< ref "nowhere.md#x" >}}) and [b]({% post_url 2024-01-01-none %}).\n';
    const { manuscripts, problems } = await read({ 'articles/a.md': text });
    expect(manuscripts[0]?.content).toBe('<p>Nowhere is nowhere.</p>\n<p>See the <em>tide</em> and b.</p>');
    expect(problems).toMatchObject([
      {
        severity: 'warning',
        rule: 'link',
        message: 'nowhere.md is not one of the articles',
        line: 5,
        column: 27,
        hint: expect.any(String),
      },
      { severity: 'warning', rule: 'link', message: '2024-01-01-none is not one of the articles', line: 5 },
    ]);
  });

  test('that several have is a warning', async () => {
    const { problems } = await read({
      'articles/one/x.md': '---\ntitle: X1\nslug: x1\n---\n\na',
      'articles/two/x.md': '---\ntitle: X2\nslug: x2\n---\n\na',
      'articles/y.md': '# Y\n\n[a](@/x.md)',
    });
    expect(problems).toMatchObject([
      {
        severity: 'warning',
        file: 'articles/y.md',
        line: 3,
        message: 'x.md is the name of several articles',
        hint: expect.stringContaining('path'),
      },
    ]);
  });
});
