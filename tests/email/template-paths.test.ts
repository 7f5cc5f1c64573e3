import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTemplates, renderTokens, type TemplateData, type Templates } from '../../src/email/liquid.ts';
import type { Theme } from '../../src/email/theme.ts';
import { ProblemError } from '../../src/model/problem.ts';
import { runs } from '../runs.ts';
import { themeWith } from './letter.ts';

const layout = `<mj-text>{{ issue.title }}{% for article in articles %}
  {{ article | raw }}
{%- endfor %}{% for headline in headlines %}{% if forloop.last %}, {% endif %}{{ headline.title }}{% endfor %}</mj-text>`;

/** What a template prints with tokens, with their values, or its fault. */
function outcome(theme: Theme, templates: Templates, data: TemplateData): unknown {
  try {
    return renderTokens(theme, templates, data);
  } catch (error) {
    if (error instanceof ProblemError) return error.problems;
    throw error;
  }
}

const shared = {
  issue: { title: 'Tides', language: 'en' },
  theme: { padding: 24, light: { text: '#111111' } },
  words: { by: 'By' },
  headlines: [],
};

const article = {
  ...{
    title: 'One & two',
    summary: 'Ebb',
    number: 1,
    language: 'en',
    body: '<p>High</p>',
    image: { url: '/a.png', width: 9 },
  },
  attachments: [{ label: 'Log' }],
};

const dataOf = (articles: readonly object[], more: object = {}): TemplateData => ({
  shared: { ...shared, ...more },
  articles: articles.map((change) => ({ template: 'digest', data: { ...article, ...change } })),
});

test.each([
  ['a branch', "{% if article.summary != '' %}[{{ article.summary }}]{% else %}none{% endif %}", { summary: '' }],
  [
    'an inner branch',
    '{% unless article.image %}-{% elsif article.number %}{{ article.image.url }}{% endunless %}',
    { image: null },
  ],
  [
    'a loop',
    '{% for one in article.attachments %}{{ forloop.index }}{{ one.label }}{% endfor %}',
    { attachments: [{ label: 'a' }, { label: 'b' }] },
  ],
  [
    'a loop within one',
    '{% for a in article.attachments %}{% for b in article.attachments %}{{ a.label }}{{ b.label }}{% endfor %}{% endfor %}',
    { attachments: [{ label: 'x' }, { label: 'y' }] },
  ],
  [
    'a loop whose variable is named as its counter',
    '{% for forloop in article.attachments %}{{ forloop.label }}{% endfor %}',
    { attachments: [{ label: 'x' }] },
  ],
  [
    'the end of a loop',
    '{% for a in article.attachments %}{{ a.label }}{% break %}{% endfor %}',
    { attachments: [{ label: 'q' }, { label: 'r' }] },
  ],
  [
    'an assigned value',
    '{% assign x = article.number | times: 2 %}{% if x > 4 %}{{ x }}{% endif %}{{ x | plus: 1 }}',
    { number: 3 },
  ],
  [
    'a captured value',
    '{% capture x %}{{ article.title }}{% endcapture %}{{ x | upcase }}{{ x | raw }}',
    { title: 'Else' },
  ],
  [
    'a value changed by a filter',
    '{{ article.title | upcase }}{{ article.attachments | map: "label" }}',
    { title: 'Other' },
  ],
  ['white space around a value', '<p>{{ article.title }}</p>', { title: ' far ' }],
  [
    'a variable that hides one of all letters',
    '{% if article.number == 1 %}{% assign theme = article.image %}{% endif %}{{ theme.width }}',
    { image: { width: 5 } },
  ],
  ['a name that another value decides', '{{ theme.light[article.summary] }}', { summary: 'text' }],
  [
    'a tag of another kind',
    '{% case article.number %}{% when 1 %}a{% else %}b{% endcase %}{% cycle "x", "y" %}',
    { number: 2 },
  ],
  ['a value that is a tag', '<{{ article.summary }}>', { summary: 'h2' }],
  ['a list that is none', '{% for one in article.attachments %}{{ one }}{% endfor %}', { attachments: 'abc' }],
])('an article that differs in %s is not printed as the one before it', (_, digest, change) => {
  const theme = themeWith({ layout, digest });
  const templates = parseTemplates(theme);
  for (const articles of [[{}], [change], [{}, change], [change, {}, {}], [{}]]) {
    const data = dataOf(articles);
    expect(outcome(theme, templates, data)).toEqual(outcome(theme, parseTemplates(theme), data));
  }
});

test('what letters of one theme share is taken from each letter', () => {
  const theme = themeWith({ layout, digest: '{{ words.by }} {{ theme.padding }} {{ article.title }}' });
  const templates = parseTemplates(theme);
  const first = outcome(theme, templates, dataOf([{}, {}]));
  const other = dataOf([{}, {}], { words: { by: 'Von' }, headlines: [{ title: 'More' }] });
  expect(outcome(theme, templates, other)).toEqual(outcome(theme, parseTemplates(theme), other));
  expect(outcome(theme, templates, dataOf([{}, {}]))).toEqual(first);
});

test('a fault is found at its line although the template was printed before', () => {
  const theme = themeWith({ layout, digest: '\n{% if article.number > 1 %}{{ article.titel }}{% endif %}' });
  const templates = parseTemplates(theme);
  outcome(theme, templates, dataOf([{}]));
  expect(outcome(theme, templates, dataOf([{}, { number: 2 }]))).toMatchObject([
    { line: 2, hint: 'Did you mean "article.title"?' },
  ]);
});

const path = fc.constantFrom(
  ...[
    'title',
    'summary',
    'number',
    'language',
    'body',
    'image',
    'image.url',
    'image.width',
    'attachments',
    'attachments.size',
  ].map((name) => `article.${name}`),
  ...['theme.padding', 'words.by', 'issue.title', 'one', 'one.label', 'forloop.index', "'a & b'", 'nil', '2'],
);
const condition = fc.oneof(
  path,
  fc.tuple(path, fc.constantFrom('==', '!=', '<', '>', 'and', 'or', 'contains'), path).map((parts) => parts.join(' ')),
);
const filter = fc.constantFrom(
  '',
  '',
  ' | raw',
  ' | upcase',
  ' | default: words.by',
  ' | size',
  ' | append: article.title',
);
const anyTemplate = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('text', '<b>', '\n', '<a href="', '">', '{% break %}'),
    fc.tuple(path, filter).map(([value, change]) => `{{ ${value}${change} }}`),
    fc
      .tuple(condition, tie('node'), tie('node'))
      .map(([test, a, b]) => `{% if ${test} %}${a}{% else %}${b}{% endif %}`),
    fc.tuple(condition, tie('node')).map(([test, a]) => `{% unless ${test} %}${a}{% endunless %}`),
    fc.tuple(path, tie('node'), tie('node')).map(([list, a, b]) => `{% for one in ${list} %}${a}${b}{% endfor %}`),
    fc.tuple(path, filter, tie('node')).map(([value, change, a]) => `{% assign one = ${value}${change} %}${a}`),
    tie('node').map((a) => `{% capture one %}${a}{% endcapture %}{{ one }}`),
  ),
})).node;

const word = fc.constantFrom('', 'Ebb', ' Flow & tide ', '<b>', 'en');
const anyArticle = fc.record({
  title: word,
  summary: word,
  number: fc.constantFrom(null, 1, 2),
  image: fc.option(fc.record({ url: word, width: fc.constantFrom(null, 5) })),
  attachments: fc.array(fc.record({ label: word }), { maxLength: 3 }),
});

test('whatever was printed before, a template prints what it prints alone', () => {
  fc.assert(
    fc.property(
      fc.array(anyTemplate, { maxLength: 4 }),
      fc.array(fc.array(anyArticle, { maxLength: 3 }), { maxLength: 4 }),
      (nodes, letters) => {
        const theme = themeWith({ layout, digest: nodes.join('') });
        const templates = parseTemplates(theme);
        for (const articles of [...letters, ...letters]) {
          const data = dataOf(articles);
          expect(outcome(theme, templates, data)).toEqual(outcome(theme, parseTemplates(theme), data));
        }
      },
    ),
    { numRuns: runs(1_000) },
  );
});
