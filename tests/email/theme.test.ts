import { expect, test } from 'vitest';
import { ProblemError } from '../../src/problem.ts';
import { letterOf, plain, themeWith } from './letter.ts';

/** The problems of a theme, found when it is read or when a letter is made with it. */
async function problemsWith(changed: Partial<typeof plain>) {
  try {
    await letterOf({}, {}, themeWith(changed));
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
  ['layout', 'a control character', '<mj-column>', '<mj-column>\u0001', 'a control character stands here'],
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
  ['layout', 'a template of another file', '{{ words.why }}', '{% render "x" %}', 'ENOENT'],
  ['layout', 'the clock', '{{ words.why }}', "{{ 'now' | date: '%s' }}", 'undefined filter: date'],
  ['layout', 'a loop without end', '{{ words.why }}', '{% for i in (1..999999999) %}x{% endfor %}', 'memory'],
  [
    'article',
    'a tag that is not closed',
    '</{{ article.heading }}>',
    '',
    '<h1> is not closed',
    '<{{ article.heading }}',
  ],
  [
    'article',
    'an unknown attribute',
    '<mj-text align',
    '<mj-text colour="red" align',
    '<mj-text>: attribute colour is illegal',
  ],
  ['article', 'an unknown variable', '{{ article.summary }}', '{{ article.dek }}', 'undefined variable: article.dek'],
] as const)('in %s.mjml, %s is a problem at its line', async (part, _, old, changed, message, place: string = old) => {
  const problems = await problemsWith({ [part]: plain[part].replace(old, changed) });
  expect(problems).toMatchObject([{ file: `templates/email/plain/${part}.mjml`, line: lineOf(plain[part], place) }]);
  expect(problems[0]!.message).toContain(message);
  expect(problems[0]!.excerpt).toBe(plain[part].replace(old, changed).split('\n')[problems[0]!.line! - 1]);
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

test('a slot in a tag without quotes around it is refused', async () => {
  const layout = plain.layout.replace('href="{{ slots.viewUrl }}"', 'href={{ slots.viewUrl }}');
  expect(await problemsWith({ layout })).toMatchObject([{ rule: 'slot-place' }]);
});
