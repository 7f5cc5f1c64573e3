import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSlots, resolveSlots, slotKinds } from '../../../src/model/slot.ts';
import type { IssueManuscript } from '../../../src/read/issues/issue.ts';
import { runs } from '../../runs.ts';
import { png } from '../pictures.ts';
import { read } from '../reading.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

const article = '---\ntitle: Frost\ndate: 2026-11-20\n---\n\nWhite.\n';

/** Reads issues/hello.md beside one article. */
async function readIssue(text: string | Uint8Array, files: Files = {}, name = 'hello.md') {
  return read({ 'articles/frost.md': article, ...files, [`issues/${name}`]: text }, { issues: 'issues' });
}

async function issueOf(...given: Parameters<typeof readIssue>): Promise<IssueManuscript> {
  const { issues, problems } = await readIssue(...given);
  if (issues.length !== 1) throw new Error(`${issues.length} issues: ${JSON.stringify(problems)}`);
  return issues[0]!;
}

const introductionOf = async (body: string, files: Files = {}) =>
  (await issueOf(`---\nsubject: Hello\n---\n\n${body}`, files)).introduction;

describe('the front matter of an issue', () => {
  test('says all that the letter is made of', async () => {
    const text = [
      '---',
      'subject: Garden news',
      'preheader: What froze',
      'date: 2026-11-23 09:00',
      'language: de-AT',
      'layout: headline',
      'draft: true',
      'articles:',
      '  - frost',
      '  - slug: kale',
      '    id: tag:example.org,2026-11-01:kale',
      '    layout: full',
      '---',
      'Hello.',
    ].join('\n');
    expect(await issueOf(text, {}, '2026-11-23-garden.md')).toMatchObject({
      path: 'issues/2026-11-23-garden.md',
      slug: '2026-11-23-garden',
      url: 'https://example.org/issues/2026-11-23-garden/',
      subject: 'Garden news',
      preheader: 'What froze',
      date: '2026-11-23T09:00:00+01:00',
      nameDate: '2026-11-23T00:00:00+01:00',
      language: 'de-AT',
      layout: 'headline',
      draft: true,
      choice: { entries: [{ slug: 'frost' }, { slug: 'kale', id: 'tag:example.org,2026-11-01:kale', layout: 'full' }] },
      introduction: '<p>Hello.</p>',
    });
  });

  test.each<[string, object]>([
    ['articles: frost', { entries: [{ slug: 'frost' }] }],
    ['articles: [007]', { entries: [{ slug: '007' }] }],
    ['latest: 5', { latest: 5 }],
    ['tag: Garden', { tag: 'Garden' }],
    ['since: last', { since: 'last' }],
    ['since: 2026-11-01', { since: '2026-11-01T00:00:00+01:00' }],
    ['latest: "3"\ntag: x\nsince: last', { latest: 3, tag: 'x', since: 'last' }],
    ['articles:', { none: true }],
  ])('%j chooses its articles', async (line, choice) => {
    expect((await issueOf(`---\nsubject: S\n${line}\n---\nText.`)).choice).toEqual(choice);
  });

  test('may leave the subject to the heading that opens the text', async () => {
    const issue = await issueOf("---\nlatest: 1\n---\n\n# News for {{ name | default: 'you' }}\n\nText.");
    expect(issue).toMatchObject({ subject: "News for {{ name | default: 'you' }}", introduction: '<p>Text.</p>' });
  });

  test.each<[string, string, string]>([
    ['CRLF', '---\r\nsubject: S\r\n---\r\n\r\nOne.\r\n', '<p>One.</p>'],
    ['a byte order mark', '\ufeff---\nsubject: S\n---\nOne.', '<p>One.</p>'],
  ])('is read with %s', async (_, text, introduction) => {
    expect(await issueOf(text)).toMatchObject({ subject: 'S', introduction });
  });
});

test('data of a name that no theme can take is an error at its line', async () => {
  const { problems } = await readIssue('---\nsubject: Hello\ndata:\n  __proto__: x\n---\n\nHello.');
  expect(problems).toMatchObject([
    { severity: 'error', line: 4, message: expect.stringContaining('__proto__ is the name of no') },
  ]);
});

test('a drawing in an introduction is told to be left out', async () => {
  const { issues, problems } = await readIssue('---\nsubject: S\n---\n\nText.\n\n<svg></svg>\n');
  expect(issues).toHaveLength(1);
  expect(problems).toMatchObject([{ severity: 'warning', rule: 'left-out', file: 'issues/hello.md', line: 7 }]);
});

test('text of an introduction that readers would never see is an error at its line', async () => {
  const { problems } = await readIssue('---\nsubject: S\n---\n\nText.\n\n<style>\n\nThe text.\n');
  expect(problems).toMatchObject([{ severity: 'error', rule: 'lost-text', file: 'issues/hello.md', line: 7 }]);
});

describe('a mistake in an issue is told at its place:', () => {
  test.each<[string, string, object]>([
    ['an unknown key', 'subjct: S', { rule: 'unknown-key', line: 2, hint: 'Did you mean "subject"?' }],
    [
      'an unknown key of an article',
      'articles:\n  - {slg: x}',
      { rule: 'unknown-key', hint: 'Did you mean "slug"?', line: 3 },
    ],
    ['another layout', 'layout: small', { message: 'layout must be full, summary or headline', line: 2, column: 9 }],
    ['no number of articles', 'latest: many', { message: 'latest must be a number of articles such as 5', line: 2 }],
    ['none of the articles', 'latest: 0', { message: 'latest must be a number of articles such as 5' }],
    ['no date', 'since: yesterday', { message: 'since "yesterday" is not a date', line: 2 }],
    ['articles and a rule', 'subject: S\narticles: [frost]\nlatest: 2', { rule: 'issue-articles', line: 4 }],
    ['an entry without a name', 'articles:\n  - {layout: full}', { message: 'articles has an entry without a "slug"' }],
    ['an unknown slot in the subject', 'subject: "Hi {{ nam }}"', { rule: 'slot', line: 2 }],
    ['an unknown slot in the preheader', 'subject: S\npreheader: "{{ who }}"', { rule: 'slot', line: 3 }],
  ])('%s', async (_, front, problem) => {
    const { issues, problems } = await readIssue(`---\n${front}\n---\n\nText.`);
    expect(issues).toEqual([]);
    const told = { severity: 'error', file: 'issues/hello.md', ...problem };
    expect(problems).toEqual(expect.arrayContaining([expect.objectContaining(told)]));
  });

  test.each<[string, string, object]>([
    [
      'an unknown slot',
      'Hi\n\nto {{ nam }} all',
      { rule: 'slot', line: 7, column: 4, length: 9, excerpt: 'to {{ nam }} all' },
    ],
    ['a slot that does not end', 'Hi {{ name', { rule: 'slot', line: 5, column: 4 }],
    ['a condition that does not end', "{% if tag == 'x' %}\n\nA", { rule: 'slot', line: 5, column: 1 }],
    [
      'a condition that tears a list',
      "- a {% if tag == 'x' %}\n- b {% endif %}",
      { rule: 'slot', excerpt: expect.stringContaining('{%') },
    ],
    ['a picture that is not there', '![A](no.png)', { rule: 'file-missing', line: 5, column: 6 }],
    [
      'a link to a slot that is no address',
      "[x]({{ name | default: 'y' }})",
      { line: 5, column: 5, message: expect.stringContaining('{{ name') },
    ],
  ])('%s', async (_, body, problem) => {
    const { issues, problems } = await readIssue(`---\nsubject: S\n---\n\n${body}\n`);
    expect(issues).toEqual([]);
    expect(problems[0]).toMatchObject({ severity: 'error', file: 'issues/hello.md', ...problem });
  });

  test.each<[string, Files, object]>([
    ['no subject', { 'issues/a.md': '---\nlatest: 1\n---\nText.' }, { rule: 'no-subject', file: 'issues/a.md' }],
    ['front matter without an end', { 'issues/a.md': '---\nsubject: S' }, { rule: 'front-matter', line: 1 }],
    [
      'front matter in TOML',
      { 'issues/a.md': '+++\nsubject = "S"\n+++\nText.' },
      { rule: 'front-matter', line: 1, message: 'the front matter of an issue is YAML' },
    ],
    [
      'a name without a letter',
      { 'issues/--.md': '---\nsubject: S\n---\nT' },
      { rule: 'no-slug', file: 'issues/--.md' },
    ],
    ['another format', { 'issues/a.txt': 'S\n\nText' }, { rule: 'file-format', file: 'issues/a.txt' }],
    ['bytes that are no text', { 'issues/a.md': new Uint8Array([0x80]) }, { rule: 'encoding', file: 'issues/a.md' }],
    ['a file in place of the folder', { issues: 'x' }, { rule: 'file-special', file: 'issues' }],
    [
      'the name of an article',
      { 'issues/frost.md': '---\nsubject: S\n---\nText.' },
      {
        rule: 'same-slug',
        file: 'issues/frost.md',
        message: expect.stringContaining('articles/frost.md'),
        hint: 'Rename the file of the issue, or give the article another "slug:".',
      },
    ],
    [
      'the name of another issue',
      { 'issues/a.md': '---\nsubject: S\n---\nText.', 'issues/b/a.md': '---\nsubject: S\n---\nText.' },
      { rule: 'same-slug', file: 'issues/b/a.md', message: expect.stringContaining('issues/a.md') },
    ],
  ])('%s', async (_, files, problem) => {
    const { problems } = await read({ 'articles/frost.md': article, ...files }, { issues: 'issues' });
    expect(problems).toMatchObject([{ severity: 'error', ...problem }]);
  });
});

test.each<[string, Files]>([
  ['is not there', {}],
  ['is empty', { 'issues/.keep': '' }],
])('a folder of issues that %s holds none', async (_, files) => {
  expect(await read({ 'articles/frost.md': article, ...files }, { issues: 'issues' })).toMatchObject({
    issues: [],
    problems: [],
  });
});

test('issues are no articles where the articles lie in the publication’s own folder', async () => {
  const files = { 'frost.md': article, 'issues/hello.md': '---\nsubject: S\n---\nText.' };
  const { manuscripts, issues } = await read(files, { issues: 'issues', target: '.' });
  expect(manuscripts.map(({ slug }) => slug)).toEqual(['frost']);
  expect(issues.map(({ slug }) => slug)).toEqual(['hello']);
});

describe('the hint for a slot in a value of front matter', () => {
  const hintFor = async (value: string) =>
    (await readIssue(`---\nsubject: ${value}\nlatest: 1\n---\nHello.\n`)).problems.map(({ hint }) => hint)[0];

  test.each([
    'Hi {{ name }}',
    'Hi {{ name | friend }}',
  ])('without quotes says that it needs them: %s', async (value) => {
    const hint = await hintFor(value);
    const advised = /in quotes then: (".*")\.$/.exec(hint ?? '')?.[1];
    expect(hint).toContain("{{ name | default: 'friend' }}");
    expect((await issueOf(`---\nsubject: ${advised}\nlatest: 1\n---\nHello.\n`)).subject).toBe(
      "Hello {{ name | default: 'friend' }}",
    );
  });

  test.each([
    '"Hi {{ name }}"',
    "'Hi {{ name | friend }}'",
    'Hi {{ nam }}',
  ])('says nothing of quotes where they are, or where no colon is to be written: %s', async (value) => {
    const hint = await hintFor(value);
    expect(hint).toEqual(expect.any(String));
    expect(hint).not.toContain('in quotes');
  });
});

test('the letter that a new publication begins with is a digest, so that it leaves out nobody who wants these only', async () => {
  const letter = await readFile(new URL('../../../templates/starter/issues/first-letter.md', import.meta.url), 'utf8');
  expect(await issueOf(letter)).toMatchObject({ kind: 'digest', choice: { latest: 3 } });
});

describe('slots in an introduction', () => {
  test.each<[string, string, string]>([
    ['in text', "Dear {{ name | default: 'friend' }},", "<p>Dear {{ name | default: 'friend' }},</p>"],
    ['between emphasis', '**{{ email }}** _{{ email }}_', '<p><strong>{{ email }}</strong> <em>{{ email }}</em></p>'],
    [
      'with signs of Markdown',
      "{{ name | default: '*a* <b> & _c_' }}",
      "<p>{{ name | default: '*a* &lt;b&gt; &amp; _c_' }}</p>",
    ],
    ['as an address', '[web]({{ viewUrl }})', '<p><a href="{{ viewUrl }}">web</a></p>'],
    [
      'within an address',
      '[x](https://example.org/?m={{ email }})',
      '<p><a href="https://example.org/?m={{ email }}">x</a></p>',
    ],
    ['within a mail address', '[x](mailto:{{ email }})', '<p><a href="mailto:{{ email }}">x</a></p>'],
    ['as a bare address', '{{ viewUrl }}', '<p><a href="{{ viewUrl }}">{{ viewUrl }}</a></p>'],
    [
      'in HTML',
      '<a href="{{ viewUrl }}" title="{{ email }}">x</a>',
      '<p><a href="{{ viewUrl }}" title="{{ email }}">x</a></p>',
    ],
    [
      'in a table',
      "| a |\n|---|\n| {{ name | default: 'x' }} |",
      '<table><thead><tr><th scope="col">a</th></tr></thead><tbody><tr><td>{{ name | default: \'x\' }}</td></tr></tbody></table>',
    ],
    [
      'in a heading, whose anchor has none',
      "## Hi {{ name | default: 'x' }}",
      `<h2 id="hi">Hi {{ name | default: 'x' }}</h2>`,
    ],
    [
      'in conditions on lines of their own',
      "{% if tag == 'a' %}\nOne\n{% else %}\nTwo\n{% endif %}",
      "<p>{% if tag == 'a' %}</p> <p>One</p> <p>{% else %}</p> <p>Two</p> <p>{% endif %}</p>",
    ],
    ['in a heading, as an address', '# {{ viewUrl }}', '<h2 id=""><a href="{{ viewUrl }}">{{ viewUrl }}</a></h2>'],
    [
      'in conditions within a line',
      "A {% if tag == 'a' %}**b**{% endif %}",
      "<p>A {% if tag == 'a' %}<strong>b</strong>{% endif %}</p>",
    ],
  ])('%s outlive Markdown and cleaning', async (_, body, xhtml) => {
    expect((await introductionOf(body))?.replace(/\s*\n\s*/g, body.startsWith('{%') ? ' ' : '')).toBe(xhtml);
  });

  test.each<[string, string]>([
    ['a span', 'Write `{{ nobody }}` or `{% if x %}`.'],
    ['a fence', '```\n{% if x %}\n{{ nobody }}\n```'],
    ['an indented block', '    {{ nobody }} {% if x %}'],
    ['HTML', '<pre>{{ nobody }} {% if x %}</pre>'],
  ])('are text in code: %s', async (_, body) => {
    const { parts, problems } = parseSlots((await introductionOf(body))!, slotKinds({}), { markup: true });
    expect(problems).toEqual([]);
    const shown = resolveSlots(parts, new Set(), () => 'a slot');
    expect(shown).toContain('{{ nobody }}');
    expect(shown).toContain('{% if x %}');
  });

  test('are what was written, wherever Markdown puts them', async () => {
    const slot = fc.constantFrom("{{ name | default: 'a' }}", '{{ email }}', '{{ viewUrl }}', "{{ '{{' }}");
    const text = fc.array(
      fc.oneof(slot, fc.constantFrom('word', '*', '_', ' ', '\n\n', '# ', '- ', '[a](b', '"', '<b>')),
    );
    await fc.assert(
      fc.asyncProperty(text, async (pieces) => {
        const body = `x ${pieces.join('')}`;
        const xhtml = (await introductionOf(body).catch(() => undefined)) ?? '';
        const { parts, problems } = parseSlots(xhtml, slotKinds({}), { markup: true });
        expect(problems).toEqual([]);
        expect(resolveSlots(parts, new Set(), () => '')).not.toMatch(/slot\d+x/);
        if (xhtml === '') return;
        // An address in text is made a link, so it stands twice; the others stand once in the text.
        const count = pieces.filter((piece) => /^\{\{ [ne]/.test(piece)).length;
        const words = parseSlots(xhtml.replace(/<[^>]*>/g, ''), slotKinds({})).parts;
        const others = words.filter(
          (part) => typeof part === 'object' && part.kind === 'slot' && part.name !== 'viewUrl',
        );
        expect(others).toHaveLength(count);
      }),
      { numRuns: runs(60) },
    );
  });
});

describe('an introduction', () => {
  test('has its pictures copied beside the letter, and takes the name of none of its files', async () => {
    const { introduction, files } = await issueOf('---\nsubject: S\n---\n![A](a.png) [B](email.html)', {
      'issues/a.png': png,
      'issues/email.html': '<p>B</p>',
    });
    expect(files.map(({ path }) => path)).toEqual(['issues/hello/a.png', 'issues/hello/email-2.html']);
    expect(introduction).toContain('src="https://example.org/issues/hello/a.png"');
  });

  test('links to articles by their files', async () => {
    expect(await introductionOf('[F](../articles/frost.md)')).toContain('href="https://example.org/articles/frost/"');
  });

  test('is harmless', async () => {
    expect(await introductionOf('<script>alert(1)</script><p onclick="x()">A</p>')).toBe('<p>A</p>');
  });

  test('whose picture has no description is warned of at its line', async () => {
    const { problems } = await readIssue('---\nsubject: S\n---\n\n![](a.png)', { 'issues/a.png': png });
    expect(problems).toMatchObject([{ severity: 'warning', rule: 'image-alt', file: 'issues/hello.md', line: 5 }]);
  });
});
