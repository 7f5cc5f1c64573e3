import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { compileIssue } from '../../src/email/compile.ts';
import { parseTheme } from '../../src/email/theme.ts';
import { ProblemError } from '../../src/model/problem.ts';
import { runs } from '../runs.ts';
import { publication, summaries } from './digest.ts';
import { letterOf, plain, themeWith } from './letter.ts';

/** The problems of a theme, found when it is read or when a letter is made with it. */
async function problemsWith(changed: Partial<typeof plain>) {
  try {
    const theme = themeWith(changed);
    await letterOf({}, {}, theme);
    await compileIssue(summaries, publication, theme);
  } catch (error) {
    if (error instanceof ProblemError) return error.problems;
    throw error;
  }
  return [];
}

/** The line of a template, counted from 1, that first holds a text. */
function lineOf(template: string, text: string): number {
  return template.slice(0, template.indexOf(text)).split('\n').length;
}

test('the theme that comes with Tidings has no problems', async () => {
  expect(await problemsWith({})).toEqual([]);
  expect(themeWith()).toMatchObject({ name: 'plain', file: 'templates/email/plain', settings: { width: 600 } });
});

test.each([
  ['a colour that is none', "'#0b5394'", 'blue', 'link is not a colour'],
  ['a font name in quotes', 'Charter,', '"Charter",', 'title is not a list of font names'],
  ['a font that would end the declaration', 'Georgia,', 'Georgia;color:red,', 'title is not a list of font names'],
  ['a width that no mail program shows', 'width: 600', 'width: 1200', 'width must be at most 700'],
  ['an unknown key', 'padding:', 'pading:', 'unknown key "pading"'],
])('%s in theme.yaml is a problem at its line', async (_, old, changed, message) => {
  const problems = await problemsWith({ settings: plain.settings.replace(old, changed) });
  const place = { file: 'templates/email/plain/theme.yaml', line: lineOf(plain.settings, old) };
  expect(problems).toContainEqual(expect.objectContaining({ ...place, message: expect.stringContaining(message) }));
});

test.each([
  ['layout', 'a control character', '<mj-column>', '<mj-column>\u0001', 'there is a control character here'],
  ['layout', 'a tag that is not closed', '</mj-column>', '', '<mj-column> is not closed', '<mj-column>'],
  ['layout', 'a tag that closes nothing', '<mj-column>', '</mj-group><mj-column>', '</mj-group> closes nothing'],
  ['layout', 'an unknown tag', '<mj-column>', '<mj-colum></mj-colum><mj-column>', '<mj-colum>: '],
  [
    'layout',
    'an unknown attribute',
    '<mj-column>',
    '<mj-column colour="red">',
    '<mj-column>: attribute colour is illegal',
  ],
  [
    'layout',
    'an include',
    '<mj-column>',
    '<mj-include path="/etc/passwd" /><mj-column>',
    '<mj-include> is not followed',
  ],
  ['layout', 'an unknown variable', '{{ words.why }}', '{{ words.whyy }}', 'undefined variable: words.whyy'],
  ['layout', 'an unknown filter', '{{ words.why }}', '{{ words.why | shout }}', 'undefined filter: shout'],
  [
    'layout',
    'a Liquid tag that is not closed',
    '{%- endunless %}',
    '',
    'tag {%- unless slots.unsubscribeUrl %} not closed',
    '{%- unless',
  ],
  ['layout', 'a partial that is not there', '{{ words.why }}', '{% render "x" %}', 'the theme has no partial "x"'],
  ['layout', 'the clock', '{{ words.why }}', "{{ 'now' | date: '%s' }}", 'undefined filter: date'],
  [
    'layout',
    'a loop inside loops',
    '{{ words.why }}',
    '{% for i in (1..1000) %}{% for j in (1..1000) %}{% for k in (1..1000) %}x{% endfor %}{% endfor %}{% endfor %}',
    'this takes too long',
  ],
  [
    'layout',
    'a loop that makes more elements than mjml can compile',
    '{%- for article in articles',
    '{% for i in (1..9999) %}<mj-text>x</mj-text>{% endfor %}{%- for article in articles',
    'with this <mj-text> the letter has more than 5000 elements',
  ],
  [
    'layout',
    'a loop without end',
    '{{ words.why }}',
    '{% for i in (1..999999999) %}x{% endfor %}',
    'this takes too long',
  ],
  [
    'article',
    'a tag that is not closed',
    '</{{ article.heading }}>',
    '',
    '<h1> is not closed',
    '<{{ article.heading }}',
  ],
  ['article', 'an unknown variable', '{{ article.summary }}', '{{ article.dek }}', 'undefined variable: article.dek'],
  ['article', 'a loop without end', '{{ article.summary }}', '{% for i in (1..999999999) %}x{% endfor %}', 'too long'],
  ['digest', 'a tag that is not closed', '</h2>', '', '<h2> is not closed', '<h2'],
  ['digest', 'an unknown tag', '<h2', '<mj-txt></mj-txt><h2', '<mj-txt>: '],
  ['digest', 'an unknown variable', '{{ article.summary }}', '{{ article.dek }}', 'undefined variable: article.dek'],
  ['digest', 'an unknown filter', '{{ article.summary }}', '{{ article.summary | shout }}', 'undefined filter: shout'],
] as const)('in %s.mjml, %s is a problem at its line', async (part, _, old, changed, message, place: string = old) => {
  const problems = await problemsWith({ [part]: plain[part].replace(old, changed) });
  expect(problems).toMatchObject([{ file: `templates/email/plain/${part}.mjml`, line: lineOf(plain[part], place) }]);
  expect(problems[0]!.message).toContain(message);
  expect(problems[0]!.excerpt).toBe(plain[part].replace(old, changed).split('\n')[problems[0]!.line! - 1]);
});

test.each([
  'article',
  'digest',
] as const)('in %s.mjml of a theme that writes components there, an unknown attribute is a problem at its line', async (part) => {
  const layout =
    '<mjml><mj-body><mj-section><mj-column>{% for article in articles %}\n{{ article | raw }}\n{% endfor %}</mj-column></mj-section></mj-body></mjml>';
  const text = '<mj-text>{{ article.title }}</mj-text>';
  const faulty = `{% comment %} One. {% endcomment %}\n<mj-text colour="red">{{ article.title }}</mj-text>`;
  const problems = await problemsWith({ layout, article: text, digest: text, [part]: faulty });
  expect(problems[0]).toMatchObject({ file: `templates/email/plain/${part}.mjml`, line: 2 });
  expect(problems[0]!.message).toContain('<mj-text>: attribute colour is illegal');
});

test.each([
  ['<mj-colum></mj-colum>', 'Did you mean <mj-column>?'],
  ['<mj-zebra-crossing />', 'They are listed at https://documentation.mjml.io/.'],
  ['{% if slots.name %}', 'Write {% endif %} where it ends.'],
  ['{%- for a in articles %}', 'Write {% endfor %} where it ends.'],
])('%s comes with its remedy, once, and nothing else is printed', async (mistake, hint) => {
  const printed = vi.spyOn(console, 'error');
  const problems = await problemsWith({ layout: plain.layout.replace('<mj-column>', `${mistake}<mj-column>`) });
  expect(problems).toMatchObject([{ hint }]);
  expect(printed).not.toHaveBeenCalled();
  printed.mockRestore();
});

test('a colour that is missing is told at its group', async () => {
  const problems = await problemsWith({ settings: plain.settings.replace("text: '#1f2328'", "txt: '#1f2328'") });
  const line = lineOf(plain.settings, '\nlight:') + 1;
  expect(problems).toMatchObject([
    { message: 'light lacks text', line, column: 1, length: 5 },
    { message: 'unknown key "txt"', hint: 'Did you mean "text"?' },
  ]);
});

test('a layout that is no MJML is a problem, not a crash', async () => {
  const [problem] = await problemsWith({ layout: '<p>{{ issue.subject }}</p>' });
  expect(problem).toMatchObject({ file: 'templates/email/plain/layout.mjml', line: 1 });
});

test('a thousand tags inside each other are a problem, not a crash', async () => {
  const nested = `${'<mj-wrapper>'.repeat(5000)}${'</mj-wrapper>'.repeat(5000)}`;
  const [problem] = await problemsWith({
    layout: plain.layout.replace('<mj-section css', () => `${nested}<mj-section css`),
  });
  expect(problem).toMatchObject({ file: 'templates/email/plain/layout.mjml' });
});

test.each([
  ['layout', '{{ words.why }}', '{{ words.whyy }}', 'Did you mean "words.why"?'],
  ['layout', '{{ words.why }}', '{{ wrods.why }}', 'Did you mean "words"?'],
  ['layout', '{{ theme.light.rule }}', '{{ theme.light.rules }}', 'Did you mean "theme.light.rule"?'],
  ['article', '{{ article.summary }}', '{{ article.sumary }}', 'Did you mean "article.summary"?'],
  ['digest', '{{ article.summary }}', '{{ article.description }}', 'README.md'],
] as const)('in %s.mjml, %s written as %s comes with a hint', async (part, old, changed, hint) => {
  const [problem] = await problemsWith({ [part]: plain[part].replace(old, changed) });
  expect(problem!.hint).toContain(hint);
});

test.each([
  [
    'light',
    'muted',
    '#5d6672',
    '#9aa2ad',
    'light.muted #9aa2ad on light.shade has a contrast of 2.34:1',
    "muted: '#69707b'",
  ],
  ['dark', 'link', '#8ab8f2', '#2f5f9e', 'dark.link #2f5f9e on dark.shade has a contrast of 2.29:1', "link: '#5e90d3'"],
  ['light', 'comment', '#5d6672', '#a0a0a0', 'light.code.comment #a0a0a0 on light.shade', "comment: '#6"],
])('in %s mode a colour for %s that nobody could read is refused at its line', async (mode, key, old, color, message, hint) => {
  const from = plain.settings.indexOf(`${mode}:`);
  const at = plain.settings.indexOf(`${key}: '${old}'`, from) + key.length + 2;
  const settings = `${plain.settings.slice(0, at)}'${color}'${plain.settings.slice(at + old.length + 2)}`;
  const [problem, ...others] = await problemsWith({ settings });
  expect(others).toEqual([]);
  expect(problem).toMatchObject({ rule: 'contrast', file: 'templates/email/plain/theme.yaml' });
  expect(problem!.message).toContain(message);
  expect(problem!.excerpt).toContain(`${key}: '${color}'`);
  expect(problem!.hint).toContain(hint);
});

test('whatever colour somebody chooses for a text, the one that is proposed instead passes', () => {
  const at = () => ({});
  const color = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);
  const mode = fc.constantFrom('light' as const, 'dark' as const);
  const role = fc.constantFrom('text', 'muted', 'link', 'accent');
  fc.assert(
    fc.property(mode, role, color, (mode, role, color) => {
      const restyled = (chosen: string) =>
        parseTheme(plain, 'templates/email/plain', { style: { [mode]: { [role]: chosen } }, at });
      const proposed = proposalOf(() => restyled(color)) ?? color;
      expect(restyled(proposed).settings[mode]).toMatchObject({ [role]: proposed });
    }),
    { numRuns: runs() },
  );
});

/** The colour that a refusal proposes, if it is one. */
function proposalOf(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    expect(error.problems).toHaveLength(1);
    return /'(#[0-9a-f]{6})'/.exec(error.problems[0]!.hint!)![1];
  }
}

test('a slot in a tag without quotes around it is refused', async () => {
  const layout = plain.layout.replace('href="{{ slots.viewUrl }}"', 'href={{ slots.viewUrl }}');
  expect(await problemsWith({ layout })).toMatchObject([{ rule: 'slot-place' }]);
});
