import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileIssue } from '../../src/email/compile.ts';
import { fallbackValues, fillLetter, fillMjml } from '../../src/email/slots.ts';
import type { Theme } from '../../src/email/theme.ts';
import { stripForbidden } from '../../src/lib/escape.ts';
import type { Article } from '../../src/model/article.ts';
import type { Issue } from '../../src/model/issue.ts';
import { ProblemError } from '../../src/model/problem.ts';
import { loadTheme } from '../../src/publish/themes/theme.ts';
import { runs } from '../runs.ts';
import { sampleArticle } from '../sample.ts';
import { anyContent } from './content.ts';
import { alone, digest, publication, summaries } from './digest.ts';
import { plain, themeWith } from './letter.ts';
import { mjmlAlone } from './mjml-alone.ts';

/** Keeps skeletons as the disk does, and counts those that had to be made. */
class Kept {
  readonly files = new Map<string, string>();
  made = 0;

  get(key: string): string | undefined {
    return this.files.get(key);
  }

  set(key: string, html: string): void {
    this.made += 1;
    this.files.set(key, html);
  }
}

async function letterIn(theme: Theme, issue: Issue, skeletons = new Kept()) {
  const letter = await compileIssue(issue, publication, theme, { skeletons });
  const values = fallbackValues(issue, publication.settings);
  return { ...fillLetter(letter, values), mjml: fillMjml(letter, values) };
}

/** A theme whose articles are components of MJML, as in themes that were copied from version 0.1.0. */
const rows = {
  layout: `<mjml lang="{{ issue.language }}" dir="{{ issue.direction }}">
    <mj-head>
      <mj-title>{{ issue.subject }}</mj-title>
      <mj-preview>{{ issue.preheader }}</mj-preview>
      <mj-attributes><mj-text align="{{ issue.start }}" padding="0 {{ theme.padding }}px" /></mj-attributes>
      <mj-style>.letter h1 { color: {{ theme.light.text }}; }</mj-style>
    </mj-head>
    <mj-body width="{{ theme.width }}px">
      <mj-section css-class="letter">
        <mj-column>
          {%- if issue.introduction != '' %}
          <mj-text>{{ issue.introduction | raw }}</mj-text>
          {%- endif %}
          {%- for article in articles %}
{{ article | raw }}
          {%- endfor %}
          {%- for headline in headlines %}
          <mj-text><a href="{{ headline.url }}">{{ headline.title }}</a></mj-text>
          {%- endfor %}
          <mj-text><a href="{{ slots.unsubscribeUrl }}">{{ words.unsubscribe }}</a> {{ words.sentTo }}</mj-text>
        </mj-column>
      </mj-section>
    </mj-body>
  </mjml>`,
  article: `
          {%- if article.image %}
          <mj-image src="{{ article.image.url }}" alt="{{ article.image.alt }}" href="{{ article.url }}" title="{{ article.title }}" />
          {%- endif %}
          <mj-text align="{{ article.start }}" padding="20px">
            <h1 lang="{{ article.language }}" dir="{{ article.direction }}">{{ article.title }}</h1>
            {%- if article.summary != '' %}<p title="{{ article.summary }}">{{ article.summary }}</p>{% endif %}
{{ article.body | raw }}
          </mj-text>
          <mj-button href="{{ article.url }}">{{ article.title }}</mj-button>`,
  digest: '<mj-text><h2><a href="{{ article.url }}">{{ article.title }}</a></h2><p>{{ article.summary }}</p></mj-text>',
};

const themes = [
  ...(await Promise.all(['plain', 'magazine', 'dense'].map((name) => loadTheme(name)))),
  { ...themeWith(rows), name: 'of MJML' },
];

/** The same article with other words in every field. */
function reworded(article: Article): Article {
  const again = (text: string | undefined) => text && `Another ${text} & more`;
  return {
    ...article,
    title: again(article.title)!,
    url: `${article.url}?again&more`,
    ...(article.summary && { summary: again(article.summary)! }),
    ...(article.notice && { notice: again(article.notice)! }),
    content: `<p>Words in front, <em>of which one leans</em>.</p>${article.content}`,
  };
}

describe.each(themes.map((theme) => [theme.name, theme] as const))('the theme %s', (_, theme) => {
  test('an article alone of the same shape needs nothing new of mjml', async () => {
    const kept = new Kept();
    const [{ article }] = alone.items as [Issue['items'][number]];
    await letterIn(theme, alone, kept);
    expect(kept.made).toBe(1);
    const other = reworded(article);
    const { html, mjml } = await letterIn(theme, { ...alone, items: [{ article: other, layout: 'full' }] }, kept);
    expect(kept.made).toBe(1);
    expect(html).toContain(`>${other.title.replaceAll('&', '&amp;')}<`);
    expect(await mjmlAlone(mjml)).toBe(html);
  });

  test('a digest of the same shapes in another order needs nothing new of mjml', async () => {
    const kept = new Kept();
    const twice = { ...summaries, items: [...summaries.items, ...summaries.items] };
    await letterIn(theme, twice, kept);
    const { made } = kept;
    const [first, ...rest] = twice.items;
    const items = [first!, ...rest.toReversed()].map((item) => ({ ...item, article: reworded(item.article) }));
    const numbered = items.toSorted((a, b) => Number(a.layout === 'headline') - Number(b.layout === 'headline'));
    const { html, mjml } = await letterIn(theme, { ...twice, items: numbered }, kept);
    expect(kept.made).toBe(made);
    expect(await mjmlAlone(mjml)).toBe(html);
  });

  test('skeletons that another process made give the same letter', async () => {
    for (const issue of [alone, digest]) {
      const kept = new Kept();
      const first = await letterIn(theme, issue, kept);
      const later = new Kept();
      for (const [key, html] of kept.files) later.files.set(key, html);
      expect(await letterIn(theme, issue, later)).toEqual(first);
      expect(later.made).toBe(0);
    }
  });
});

const hostile = fc.oneof(
  fc.constantFrom(
    '{{ article.title }}',
    '{% raw %}{{ x',
    '$& $1 $` $$',
    '</mj-text><mj-raw>',
    '<!--[if mso]>x<![endif]-->',
    '"quoted" and \'single\'',
    '&amp; &lt; &#34;',
    '\ufdcf0\ufdd5 \ufdef',
    '1 \u200f مرحبا \u202b',
    'א"ב',
    '霜が降りた',
    '  two  spaces  ',
    '[[=]] ]]>',
  ),
  fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => stripForbidden(text).replace(/[\ufdd0-\ufdd4]/g, '')),
);
const line = fc.array(hostile, { minLength: 1, maxLength: 3 }).map((parts) => `${parts.join(' ')} .`);
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const url = fc.constantFrom(
  'https://example.org/a?b=1&c="2"',
  'https://example.org/$&/',
  'https://example.org/{{ x }}',
);

const anyArticle = fc
  .record({
    title: line,
    summary: maybe(line),
    notice: maybe(line),
    content: fc.oneof(anyContent, fc.constant('')),
    language: fc.constantFrom('en', 'de', 'ar', 'he', 'ja'),
    tags: fc.array(line, { maxLength: 2 }),
    authors: fc.array(
      line.map((name) => ({ name })),
      { maxLength: 3 },
    ),
    image: maybe(
      fc.record({ url, alt: line, caption: line, width: fc.constantFrom(30, 1200), height: fc.constantFrom(20, 800) }),
    ),
    source: maybe(fc.record({ name: line, url })),
    attachments: fc.array(fc.record({ url, type: fc.constant('application/pdf'), title: line }), { maxLength: 2 }),
  })
  .map((fields) => {
    const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
    const { summary: _, notice: __, image: ___, source: ____, ...bare } = sampleArticle();
    return { ...bare, ...given } as Article;
  });

const anyIssue = fc
  .record({
    items: fc.oneof(
      fc.array(fc.record({ article: anyArticle, layout: fc.constant('full' as const) }), {
        minLength: 1,
        maxLength: 1,
      }),
      fc.array(fc.record({ article: anyArticle, layout: fc.constantFrom('full', 'summary', 'headline') }), {
        maxLength: 5,
      }),
    ),
    subject: line,
    preheader: fc.oneof(line, fc.constant('')),
    introduction: maybe(anyContent),
    language: fc.constantFrom('en', 'de', 'ar', 'he', 'ja'),
  })
  .map(({ introduction, ...fields }): Issue => {
    const { introduction: _, origin: __, ...bare } = digest;
    return { ...bare, ...fields, ...(introduction !== undefined && { introduction }) };
  });

test('whatever the records hold, a filled skeleton is what mjml makes of the written document', async () => {
  // All letters of a theme share a store, so that most are made of what others have left there.
  const stores = new Map(themes.map((theme) => [theme, new Kept()]));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...themes), anyIssue, async (theme, issue) => {
      const { html, mjml } = await letterIn(theme, issue, stores.get(theme));
      expect(await mjmlAlone(mjml)).toBe(html);
      expect(html).not.toMatch(/[\ufdd0-\ufdd4]/);
    }),
    { numRuns: runs(500) },
  );
});

test.each([
  ['a title', { title: 'One \ufdd20\ufdd3' }],
  ['a body', { content: '<p>\ufdd2=\ufdd3</p>' }],
  ['a body that writes it by number', { content: '<p>&#xfdd2;0&#xfdd3;</p>' }],
  ['an address', { url: 'https://example.org/\ufdd3' }],
])('a token in %s is refused', async (_, fields) => {
  const items: Issue['items'] = [{ article: sampleArticle(fields), layout: 'full' }];
  const fault = await letterIn(themeWith(), { ...alone, items }).catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(ProblemError);
  const { file, line } = sampleArticle().origin;
  expect((fault as ProblemError).problems).toMatchObject([{ rule: 'control-character', file, line }]);
});

test.each([
  ['subject', { subject: 'One \ufdd20\ufdd3' }],
  ['introduction', { introduction: '<p>&#64978;0&#64979;</p>' }],
])('a token in the %s of an issue is refused', async (_, fields) => {
  await expect(letterIn(themeWith(), { ...digest, ...fields })).rejects.toThrow(ProblemError);
});

test('a token in a template is refused at its line', () => {
  const layout = plain.layout.replace('<mj-body', '\ufdd20\ufdd3<mj-body');
  expect(() => themeWith({ layout })).toThrow(ProblemError);
});

/** A theme of components with these defaults in its head, whose texts in articles have this attribute. */
function withDefaultsOf(defaults: string, attribute = ''): Partial<typeof plain> {
  return {
    ...rows,
    layout: rows.layout.replace(/<mj-attributes>.*<\/mj-attributes>/, `<mj-attributes>${defaults}</mj-attributes>`),
    article: rows.article.replace('<mj-text ', `<mj-text ${attribute} `),
  };
}

/** Themes that do more with values than to print them, and how many skeletons two letters with other words take. */
const uncommon: [string, Partial<typeof plain>, string | RegExp][] = [
  [
    'changes a title by a filter',
    { article: plain.article.replace('{{ article.title }}', '{{ article.title | upcase }}') },
    'AN HOUR &amp; A DAY',
  ],
  [
    'loops over the words of a body',
    {
      article: plain.article.replace(
        '{{ article.body | raw }}',
        "{% assign parts = article.body | strip_html | split: ' ' %}{% for part in parts %}<i>{{ part }}</i>{% endfor %}",
      ),
    },
    /<i>\s*Still<\/i>/,
  ],
  [
    'puts a title into an attribute that mjml computes with',
    { ...rows, article: rows.article.replace('<mj-text ', '<mj-text css-class="{{ article.title }}" ') },
    'class="An hour &amp; a day"',
  ],
  [
    'counts the letters of a title for an attribute that mjml computes with',
    {
      ...rows,
      article: rows.article.replace('<mj-text align', '<mj-text height="{{ article.title.size }}px" align'),
    },
    'height:15px',
  ],
  [
    'asks for the words of a title',
    {
      article: plain.article.replace(
        '{{ article.title }}',
        "{% if article.title contains 'hour' %}{{ article.title }}, slowly{% endif %}",
      ),
    },
    'An hour &amp; a day, slowly',
  ],
  [
    'captures a title and asks for it',
    {
      article: plain.article.replace(
        '{{ article.title }}',
        "{% capture it %}{{ article.title }}{% endcapture %}{% if it == 'An hour &amp; a day' %}{{ it | raw }}!{% endif %}",
      ),
    },
    'An hour &amp; a day!',
  ],
  [
    'prints a title without escaping it',
    { article: plain.article.replace('{{ article.title }}', '{{ article.title | raw }}') },
    '>An hour & a day<',
  ],
  [
    'prints a title in a comment, in what only Outlook reads, and in an attribute without quotes',
    {
      article: plain.article.replace(
        '{{ article.title }}',
        '<!-- {{ article.title }} --><!--[if mso]><b title="{{ article.title }}">{{ article.title }}</b><![endif]--><i lang={{ article.language }}>{{ article.title }}</i>',
      ),
    },
    /<!--\[if mso\]><b title="An hour &amp; a day">An hour &amp; a day<\/b><!\[endif\]-->/,
  ],
  [
    'prints a title in a style sheet',
    { layout: plain.layout.replace('<mj-style>', '<mj-style>.x::before { content: "{{ issue.date }}"; }') },
    /\.x::before \{ content: "2\d/,
  ],
  [
    'writes styles into tags',
    {
      layout: plain.layout.replace(
        '<mj-style>',
        '<mj-style inline="inline">.title { color: red; }</mj-style><mj-style>',
      ),
    },
    'color: red',
  ],
  [
    'sets attributes by a selector',
    {
      layout: plain.layout.replace(
        '<mj-style>',
        '<mj-html-attributes><mj-selector path=".title"><mj-html-attribute name="data-x">1</mj-html-attribute></mj-selector></mj-html-attributes><mj-style>',
      ),
    },
    'data-x="1"',
  ],
  [
    'has pictures and buttons of MJML',
    {
      ...rows,
      article: `${rows.article}<mj-image src="{{ article.image.url }}" alt="{{ article.image.alt }}" href="{{ article.url }}" title="{{ article.title }}" /><mj-button href="{{ article.url }}">{{ article.title }}</mj-button>`,
    },
    'title="An hour &amp; a day"',
  ],
  [
    'has a component with a style sheet of its own for each article',
    {
      ...rows,
      article: `${rows.article}<mj-accordion><mj-accordion-element><mj-accordion-title>{{ article.title }}</mj-accordion-title><mj-accordion-text>{{ article.summary }}</mj-accordion-text></mj-accordion-element></mj-accordion>`,
    },
    'mj-accordion-title',
  ],
  [
    'has all articles in one text',
    {
      layout: rows.layout.replace('{{ article | raw }}', '<mj-text>{{ article | raw }}</mj-text>'),
      article: '<h1>{{ article.title }}</h1>{{ article.body | raw }}',
    },
    '<h1>An hour &amp; a day</h1>',
  ],
  [
    'has a section for each article',
    {
      ...rows,
      layout: rows.layout.replace(
        '{{ article | raw }}',
        '</mj-column></mj-section><mj-section><mj-column>{{ article | raw }}</mj-column></mj-section><mj-section><mj-column>',
      ),
    },
    'An hour &amp; a day',
  ],
  [
    'has a second column',
    { ...rows, layout: rows.layout.replace('</mj-column>', '</mj-column><mj-column><mj-text>x</mj-text></mj-column>') },
    'mj-column-per-50',
  ],
  [
    'prints each article twice',
    {
      layout: plain.layout.replace('{{ article | raw }}', '{{ article | raw }} {{ article | raw }}'),
    },
    /An hour &amp; a day[\s\S]*An hour &amp; a day/,
  ],
  [
    'changes a whole article by a filter',
    { layout: plain.layout.replace('{{ article | raw }}', "{{ article | replace: 'hour', 'minute' | raw }}") },
    'An minute &amp; a day',
  ],
  [
    'prints the articles as one',
    {
      layout: plain.layout.replace(
        /\{%- for article in articles %\}[\s\S]*?\{%- endfor %\}/,
        "{% if articles.size > 0 %}{{ articles | join: '' | raw }}{% endif %}",
      ),
    },
    'An hour &amp; a day',
  ],
  [
    'sets defaults for all components',
    withDefaultsOf('<mj-all font-family="{{ theme.fonts.small }}" /><mj-text color="{{ theme.light.muted }}" />'),
    /font-family:[^;"]*sans-serif[^"]*;?[^"]*color:/,
  ],
  [
    'sets a class of components that its articles use',
    withDefaultsOf(
      '<mj-class name="card" padding="33px" color="#123456" /><mj-text line-height="1.9" />',
      'mj-class="card"',
    ),
    /padding:20px;[\s\S]*line-height:1\.9;[^"]*color:#123456/,
  ],
  [
    'sets defaults of a component within a class',
    withDefaultsOf(
      '<mj-class name="card"><mj-text font-size="19px" /></mj-class><mj-text font-size="11px" />',
      'mj-class="card"',
    ),
    /font-size:11px/,
  ],
  [
    'has a value of the record among its defaults',
    withDefaultsOf(
      '<mj-text css-class="of-{{ issue.language }}" /><mj-button inner-padding="{{ issue.subject.size }}px 9px" />',
    ),
    'class="of-en',
  ],
  [
    'repeats the defaults of a component and shortens those of another',
    withDefaultsOf(
      '<mj-text padding="3px" /><mj-text color="#345678" /><mj-section padding="0" /><mj-body background-color="#fafafa" />',
    ),
    /color:#345678/,
  ],
];

test.each(
  uncommon,
)('a theme that %s gives the letter that mjml makes of the written document', async (_, changed, words) => {
  const theme = themeWith(changed);
  const article = sampleArticle({
    title: 'An hour & a day',
    content: '<p><b>Still</b> here.</p>',
    language: 'en',
  });
  const kept = new Kept();
  for (const issue of [
    { ...alone, items: [{ article, layout: 'full' as const }] },
    { ...digest, items: [{ article, layout: 'full' as const }, ...digest.items] },
    {
      ...digest,
      items: [
        { article: reworded(article), layout: 'full' as const },
        { article, layout: 'full' as const },
      ],
    },
  ]) {
    const { html, mjml } = await letterIn(theme, issue, kept);
    expect(await mjmlAlone(mjml)).toBe(html);
    expect(html).toMatch(words);
  }
});

test.each([
  [
    'an unknown attribute',
    { ...rows, article: rows.article.replace('<mj-text ', '<mj-text colour="red" ') },
    'colour=',
  ],
  [
    'a tag that is not closed',
    { article: plain.article.replace('</{{ article.heading }}>', '') },
    '<{{ article.heading',
  ],
])('%s is found at its line although other letters are made already', async (_, changed, place) => {
  const kept = new Kept();
  for (const theme of themes) await letterIn(theme, alone, kept);
  const failed = await letterIn(themeWith(changed), alone, kept).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(ProblemError);
  const line = changed.article.slice(0, changed.article.indexOf(place)).split('\n').length;
  expect((failed as ProblemError).problems).toMatchObject([{ file: 'templates/email/plain/article.mjml', line }]);
});

test('the shape of an article does not matter where a layout prints it in a text', async () => {
  const kept = new Kept();
  const { image: _, notice: __, source: ___, summary: ____, ...bare } = sampleArticle({ tags: [], attachments: [] });
  const letterOf = (article: Article) => letterIn(themes[0]!, { ...alone, items: [{ article, layout: 'full' }] }, kept);
  await letterOf(sampleArticle());
  const { html, mjml } = await letterOf(bare);
  expect(kept.made).toBe(1);
  expect(await mjmlAlone(mjml)).toBe(html);
});

test('one layout serves digests of any number of summaries, unless it lists their titles', async () => {
  const items = summaries.items.filter(({ layout }) => layout === 'summary');
  for (const theme of themes.filter(({ layout }) => !layout.includes('in contents'))) {
    const kept = new Kept();
    await letterIn(theme, { ...summaries, items }, kept);
    const { made } = kept;
    const { html, mjml } = await letterIn(theme, { ...summaries, items: [...items, ...items.slice(1)] }, kept);
    expect(kept.made).toBe(made);
    expect(await mjmlAlone(mjml)).toBe(html);
  }
});
