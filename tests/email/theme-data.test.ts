import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileIssue } from '../../src/email/compile.ts';
import { parseTheme } from '../../src/email/theme.ts';
import { dataProblems, themeDataOf } from '../../src/email/theme-data.ts';
import type { DataValue } from '../../src/model/data-value.ts';
import { ProblemError } from '../../src/model/problem.ts';
import { runs } from '../runs.ts';
import { publication, summaries } from './digest.ts';
import { plain } from './letter.ts';

const declared = {
  sponsor: { type: 'text' },
  motto: { type: 'text', default: 'Calm seas' },
  link: { type: 'url' },
  edition: { type: 'number' },
  isSpecial: { type: 'boolean' },
} as const;

test('without a value, every declared name is there: with its default, or empty', () => {
  const empty = { sponsor: '', motto: 'Calm seas', link: null, edition: null, isSpecial: false };
  expect(themeDataOf(declared)).toEqual(empty);
});

test("an issue's values come before those of its publication, and those before the defaults", () => {
  const settings = { sponsor: 'Rope Works', motto: 'Fair winds', edition: 12 };
  expect(themeDataOf(declared, settings, { sponsor: 'Sail Loft', motto: '' })).toMatchObject({
    sponsor: 'Sail Loft',
    motto: '',
    edition: 12,
  });
});

test.each([
  ['text', 'sponsor', 12, '12'],
  ['an address', 'link', 'https://example.org/a?b=1&c=2', 'https://example.org/a?b=1&c=2'],
  ['an address of mail', 'link', 'mailto:name@example.org', 'mailto:name@example.org'],
  ['a number of the telephone', 'link', 'tel:+43-1-0000', 'tel:+43-1-0000'],
  ['a number', 'edition', 0.5, 0.5],
  ['a truth value', 'isSpecial', true, true],
])('%s is taken', (_, name, given, taken) => {
  expect(themeDataOf(declared, {}, { [name]: given })).toMatchObject({ [name]: taken });
});

test.each([
  ['a script', 'link', 'javascript:alert(1)', 'data.link is no address that a letter can lead to'],
  ['a script with a blank before it', 'link', ' java\nscript:alert(1)', 'data.link is no address'],
  ['data as an address', 'link', 'data:text/html,x', 'data.link is no address'],
  ['a file', 'link', 'file:///etc/passwd', 'data.link is no address'],
  ['a path', 'link', '/about/', 'data.link is no address'],
  ['an address with a password', 'link', 'https://a:b@example.org', 'data.link is no address'],
  ['words for a number', 'edition', 'twelve', 'data.edition is no number'],
  ['words for a truth value', 'isSpecial', 'maybe', 'data.isSpecial must be true or false'],
  ['an unknown name', 'sponser', 'X', 'the theme takes no data "sponser"'],
  ['the name of a method', 'constructor', 'X', 'the theme takes no data "constructor"'],
])('%s is refused', (_, name, value, message) => {
  const at = (path: readonly PropertyKey[]) => ({ file: 'issues/may.md', line: path.length });
  const [problem, ...others] = dataProblems(declared, { [name]: value }, at);
  expect(others).toEqual([]);
  expect(problem).toMatchObject({ severity: 'error', rule: 'theme-data', file: 'issues/may.md', line: 1 });
  expect(problem!.message).toContain(message);
});

test.each([
  ['a number in quotes', 'edition', '12', 'data.edition is no number'],
  ['a truth value in quotes', 'isSpecial', 'true', 'data.isSpecial must be true or false'],
  ['a truth value for a number', 'edition', true, 'data.edition is no number'],
  ['no number at all', 'edition', Number.NaN, 'data.edition is no number'],
])('%s is refused, in settings and in an issue', (_, name, value, message) => {
  expect(dataProblems(declared, { [name]: value }).map((problem) => problem.message)).toEqual([message]);
  expect(() => themeDataOf(declared, { [name]: value })).toThrow(message);
  expect(() => themeDataOf(declared, {}, { [name]: value })).toThrow(message);
});

test('an unknown name comes with the nearest one, or with those that there are', () => {
  expect(dataProblems(declared, { sponser: 'X' })[0]!.hint).toBe('Did you mean "sponsor"?');
  expect(dataProblems(declared, { weather: 'X' })[0]!.hint).toContain('It takes: sponsor, motto, link');
  expect(dataProblems({}, { weather: 'X' })[0]!.hint).toContain('data: {weather: {type: text}}');
});

test('values of the settings that this theme does not take are those of another theme', () => {
  expect(themeDataOf({ sponsor: { type: 'text' } }, { weather: 'mild' })).toEqual({ sponsor: '' });
});

/** A theme whose layout prints its data in text and as an address. */
function themePrinting(data: string, text: string) {
  const layout = plain.layout.replace('<mj-column>', () => `<mj-column><mj-text>${text}</mj-text>`);
  return parseTheme({ ...plain, layout, settings: `${plain.settings}\ndata:\n${data}` }, 'themes/mine');
}

test('data is escaped, whatever it holds, and no slot can come of it', async () => {
  const theme = themePrinting(
    '  sponsor: text\n  link: url\n',
    '<a href="{{ data.link }}"><i>{{ data.sponsor }}</i></a>',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('<script>alert(1)</script>', '{{ slots.email }}', '"><b>', "{% raw %}'"),
  );
  await fc.assert(
    fc.asyncProperty(text, async (sponsor) => {
      const made = await compileIssue({ ...summaries, data: { sponsor } }, publication, theme).catch((error) => {
        // The characters of slots are refused in all records.
        if (error instanceof ProblemError && error.problems[0]!.rule === 'control-character') return undefined;
        throw error;
      });
      if (!made) return;
      const html = made.html.map((one) => (typeof one === 'string' ? one : '')).join('');
      const shown = /<i>([\s\S]*?)<\/i><\/a>/.exec(html)![1];
      expect(shown).not.toMatch(/[<>"]/);
    }),
    { numRuns: runs() },
  );
});

test('data with markup arrives as text, and an address cannot leave its attribute', async () => {
  const theme = themePrinting('  sponsor: text\n  link: url\n', '<a href="{{ data.link }}">{{ data.sponsor }}</a>');
  const data = { sponsor: '<script>alert("x")</script>', link: 'https://example.org/"onclick="x' };
  const { html } = await compileIssue({ ...summaries, data }, publication, theme);
  const text = html.filter((one) => typeof one === 'string').join('');
  expect(text).toContain('&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;');
  expect(text).toContain('href="https://example.org/%22onclick=%22x"');
});

test('a template that names data which the theme does not declare is told the nearest name', async () => {
  const theme = themePrinting('  sponsor: text\n', '{{ data.sponsr }}');
  await expect(compileIssue(summaries, publication, theme)).rejects.toMatchObject({
    problems: [{ message: 'undefined variable: data.sponsr', hint: 'Did you mean "data.sponsor"?' }],
  });
});

test.each([
  ['a type that there is not', '  sponsor: picture\n', 'type must be one of text, url, number, boolean'],
  ['a default of another type', '  edition: {type: number, default: first}\n', 'the default of edition is no number'],
  ['a default that is a script', "  link: {type: url, default: 'javascript:x'}\n", 'the default of link is no address'],
  ['a name that no template can write', '  my-sponsor: text\n', 'my-sponsor is not a name that templates can write'],
  ['an unknown key', '  sponsor: {type: text, label: X}\n', 'unknown key "label"'],
])('in theme.yaml, %s is refused at its line', (_, data, message) => {
  const problems = problemsOf(() => themePrinting(data, ''));
  const line = `${plain.settings}\ndata:\n`.split('\n').length;
  expect(problems).toMatchObject([{ file: 'themes/mine/theme.yaml', line }]);
  expect(problems[0]!.message).toContain(message);
});

function problemsOf(run: () => unknown) {
  try {
    run();
  } catch (error) {
    if (error instanceof ProblemError) return error.problems;
    throw error;
  }
  return [];
}

test('for a program, an issue with data that its theme does not take is refused', async () => {
  const data: Record<string, DataValue> = { sponsor: 'X' };
  const theme = parseTheme(plain, 'themes/mine');
  await expect(compileIssue({ ...summaries, data }, publication, theme)).rejects.toThrow(ProblemError);
});
