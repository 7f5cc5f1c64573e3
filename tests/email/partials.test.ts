import { expect, test } from 'vitest';
import { compileAction } from '../../src/email/action.ts';
import { compileIssue } from '../../src/email/compile.ts';
import { parseTheme } from '../../src/email/theme.ts';
import { ProblemError } from '../../src/model/problem.ts';
import { publication, summaries } from './digest.ts';
import { letterOf, plain } from './letter.ts';

const footer = '<mj-column>';

/** The theme `plain` with partials, and with this text in its layout before the first column's content. */
function themeWith(text: string, partials: Readonly<Record<string, string>>, changed: Partial<typeof plain> = {}) {
  const layout = plain.layout.replace(footer, () => `${footer}\n${text}`);
  return parseTheme({ ...plain, layout, ...changed, partials }, 'themes/mine');
}

async function problemsOf(make: () => Promise<unknown> | unknown) {
  try {
    await make();
  } catch (error) {
    if (error instanceof ProblemError) return error.problems;
    throw error;
  }
  return [];
}

test.each([
  ['render', "{% render 'note' %}"],
  ['include', '{% include "note" %}'],
])('%s prints a partial, which knows the variables of the template and escapes them', async (_, tag) => {
  const theme = themeWith(tag, { note: '<mj-text>{{ publication.title }} of {{ article.title }}</mj-text>\n' });
  const { article } = plain;
  const partials = { note: '<p>Noted: {{ article.title }}, {{ issue.subject }}</p>\n' };
  const own = themeWith('', partials, { article: article.replace('{{ article.body | raw }}', () => tag) });
  const { html } = await letterOf({ title: 'Salt & <b>Light</b>' }, {}, own);
  expect(html).toContain('<p>Noted: Salt &amp; &lt;b&gt;Light&lt;/b&gt;, Salt &amp; &lt;b&gt;Light&lt;/b&gt;</p>');
  expect(await problemsOf(() => letterOf({}, {}, theme))).toMatchObject([
    { file: 'themes/mine/note.mjml', line: 1, message: 'undefined variable: article' },
  ]);
});

test('a partial takes parameters, and its own assignments stay in it', async () => {
  const tag = "{% assign tone = 'calm' %}{% render 'note', words: 'Once & again' %}<mj-text>It is {{ tone }}</mj-text>";
  const theme = themeWith(tag, { note: "{% assign tone = 'loud' %}<mj-text>{{ words }}</mj-text>" });
  const { html } = await letterOf({}, {}, theme);
  expect(html).toContain('Once &amp; again');
  expect(html).toContain('It is calm');
});

test('a partial may render another one, and loop over a list', async () => {
  const theme = themeWith("{% render 'list' %}", {
    list: "{% assign names = 'a b' | split: ' ' %}{% for name in names %}{% render 'row', name: name %}{% endfor %}",
    row: '<mj-text>[{{ name }}]</mj-text>',
  });
  const { html } = await letterOf({}, {}, theme);
  expect(html).toMatch(/\[a\][\s\S]*\[b\]/);
});

test.each([
  ['a tag that is not closed', '<mj-text>\n  <b>Bold\n</mj-text>\n', 2, '<b> is not closed'],
  ['an unknown component', '<mj-text>x</mj-text>\n<mj-txt>y</mj-txt>\n', 2, '<mj-txt>: MJML has no such component'],
  ['an unknown attribute', '\n<mj-text colour="red">x</mj-text>\n', 2, '<mj-text>: attribute colour is illegal'],
  ['an unknown variable', '<mj-text>\n{{ words.whyy }}</mj-text>', 2, 'undefined variable: words.whyy'],
  ['an unknown filter', '<mj-text>{{ words.why | shout }}</mj-text>', 1, 'undefined filter: shout'],
  ['a Liquid tag that is not closed', '\n\n{% if issue.title %}', 3, 'tag {% if issue.title %} not closed'],
  ['a loop without end', '\n{% for i in (1..999999999) %}x{% endfor %}', 2, 'this takes too long'],
])("in a partial, %s is a problem at the partial's line", async (_, text, line, message) => {
  const problems = await problemsOf(() => letterOf({}, {}, themeWith("\n{% render 'note' %}\n", { note: text })));
  expect(problems).toMatchObject([{ file: 'themes/mine/note.mjml', line, excerpt: text.split('\n')[line - 1] }]);
  expect(problems[0]!.message).toContain(message);
});

test.each([
  ['a name that is nearly right', "{% render 'note' %}", 'the theme has no partial "note"', 'Did you mean "notes"?'],
  ['the name of a file', "{% render 'notes.mjml' %}", 'the theme has no partial "notes.mjml"', 'Did you mean "notes"?'],
  ['a path out of the theme', "{% render '../other/notes' %}", 'the theme has no partial "../other/notes"', 'notes'],
  ['an absolute path', "{% include '/etc/passwd' %}", 'the theme has no partial "/etc/passwd"', 'There are: notes.'],
  ['a template of the theme', "{% render 'article' %}", 'the theme has no partial "article"', 'There are: notes.'],
  ['a name from a variable', '{% render issue.subject %}', 'must name a partial in quotes', "{% render 'notes' %}"],
  ['a name with a slot', "{% render '{{ issue.subject }}' %}", 'must name a partial in quotes', 'notes.mjml'],
  ['a branch that no letter takes', "{% if false %}{% render 'x' %}{% endif %}", 'the theme has no partial "x"', ''],
])('%s is refused where it is written', async (_, tag, message, hint) => {
  const problems = await problemsOf(() => letterOf({}, {}, themeWith(tag, { notes: 'x' })));
  const line = plain.layout.slice(0, plain.layout.indexOf(footer)).split('\n').length + 1;
  expect(problems).toMatchObject([{ file: 'themes/mine/layout.mjml', line }]);
  expect(problems[0]!.message).toContain(message);
  expect(problems[0]!.hint).toContain(hint);
});

test('a file that no template names may hold anything, such as an old copy', async () => {
  const { html } = await letterOf({}, {}, themeWith('', { 'layout-old': '{% if %}{{ words.whyy }}{% render "x" %}' }));
  expect(html).toBe((await letterOf({}, {}, themeWith('', {}))).html);
});

test('without partials the hint tells what one is', async () => {
  const [problem] = await problemsOf(() => letterOf({}, {}, themeWith("{% render 'card' %}", {})));
  expect(problem!.hint).toBe('A partial is another .mjml file in the folder of the theme, named without its ending.');
});

test.each([
  ['renders itself', { a: "\n{% render 'a' %}" }, 'a', 2],
  ['renders itself in a condition', { a: "{% if issue.title %}{% include 'a' %}{% endif %}" }, 'a', 1],
  ['renders itself through another', { a: "{% render 'b' %}", b: "\n\n{% render 'a' %}" }, 'a', 1],
])('a partial that %s is refused at its tag', async (_, partials, name, line) => {
  const tag = "{% if false %}{% render 'a' %}{% endif %}";
  const problems = await problemsOf(() => letterOf({}, {}, themeWith(tag, partials)));
  expect(problems).toMatchObject([
    { file: `themes/mine/${name}.mjml`, line, message: `the partial "${name}" renders itself` },
  ]);
});

test('partials that double each other end in a problem within seconds', async () => {
  const names = Array.from({ length: 40 }, (_, index) => `p${index}`);
  const twice = (name: string) => `{% render '${name}' %}{% render '${name}' %}`;
  const partials = Object.fromEntries(names.map((name, index) => [name, index === 0 ? 'x' : twice(`p${index - 1}`)]));
  const problems = await problemsOf(() => letterOf({}, {}, themeWith("{% render 'p39' %}", partials)));
  expect(problems).toMatchObject([{ message: expect.stringContaining('this takes too long') }]);
}, 20_000);

test('a control character in a partial is refused at its place', async () => {
  expect(await problemsOf(() => themeWith('', { note: 'one\ntwo \u0003' }))).toMatchObject([
    { rule: 'control-character', file: 'themes/mine/note.mjml', line: 2, column: 5 },
  ]);
});

test('the inheritance of layouts is no way to another file', async () => {
  const [problem] = await problemsOf(() => letterOf({}, {}, themeWith("{% layout 'note' %}", { note: 'x' })));
  expect(problem).toMatchObject({ file: 'themes/mine/layout.mjml', message: 'tag "layout" not found' });
});

test('digest.mjml renders partials, too', async () => {
  const digest = plain.digest.replace('</h2>', "</h2>{% render 'note' %}");
  const letter = await compileIssue(
    summaries,
    publication,
    themeWith('', { note: '<i>{{ article.number }}</i>' }, { digest }),
  );
  expect(letter.html.join('')).toContain('<i>1</i>');
});

test("the mail with one button renders the theme's partials, and their faults are theirs", async () => {
  const words = { language: 'en', subject: 'S', heading: 'H', text: 'T', notes: [] };
  const text = (partial: string) => `<mjml><mj-body>{% render '${partial}' %}</mj-body></mjml>`;
  const compile = (note: string) =>
    compileAction(words, {
      settings: publication.settings,
      theme: themeWith('', { note }),
      template: { text: text('note'), file: 'themes/mine/action.mjml' },
    });
  const section = (inside: string) => `<mj-section><mj-column>${inside}</mj-column></mj-section>`;
  const { html } = await compile(section('<mj-text>{{ mail.heading }}!</mj-text>'));
  expect(html.join('')).toContain('H!');
  expect(await problemsOf(() => compile(section('\n<mj-text>{{ mail.headin }}</mj-text>')))).toMatchObject([
    { file: 'themes/mine/note.mjml', line: 2, hint: 'Did you mean "mail.heading"?' },
  ]);
});
