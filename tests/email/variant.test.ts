import fc from 'fast-check';
import { DomUtils, parseDocument } from 'htmlparser2';
import { expect, test } from 'vitest';
import { compileIssue } from '../../src/email/compile.ts';
import { makeSentinels } from '../../src/email/sentinels.ts';
import { fallbackValues, fillLetter, longestValues } from '../../src/email/slots.ts';
import { issueFor, letterFor, routesOf, segmentsOf, variantsOf } from '../../src/email/variant.ts';
import type { Issue } from '../../src/model/issue.ts';
import { ProblemError } from '../../src/model/problem.ts';
import { slotKinds } from '../../src/model/slot.ts';
import { runs } from '../runs.ts';
import { sampleArticle, samplePublication } from '../sample.ts';
import { newsletter, plain, themeWith } from './letter.ts';

const fields = { city: { fallback: 'your town', maxLength: 20 } };
const publication = samplePublication({ settings: { newsletter: { ...newsletter, fields } } });
const { settings } = publication;

function issueWith(overrides: Partial<Issue> = {}): Issue {
  return {
    id: 'tag:example.org,2026-11-24:issues/winter',
    slug: 'winter',
    subject: "Winter, {{ name | default: 'friend' }}",
    preheader: 'Frost in {{ city }}',
    language: 'en',
    date: '2026-11-24T09:00:00Z',
    introduction: '<p>Good morning.</p>',
    items: [{ article: sampleArticle(), layout: 'summary' }],
    url: 'https://example.org/issues/winter/',
    origin: { file: 'issues/winter.md', line: 2 },
    ...overrides,
  };
}

async function filled(issue: Issue, values: object = {}, tags: readonly string[] = []) {
  const letter = await compileIssue(issue, publication, themeWith(), { tags });
  return fillLetter(letter, { ...fallbackValues(issue, settings), ...values });
}

test('subject, preheader and introduction are filled for each reader', async () => {
  const introduction =
    '<p>Dear {{ name | default: &quot;friend&quot; }} in {{ city }}, <a href="{{ preferencesUrl }}">choose</a> or ' +
    '<a href="https://example.org/?near={{ city }}">look</a>.</p>';
  const email = await filled(issueWith({ introduction }), { name: 'Ada & Co', city: 'Bad <Ischl>' });
  expect(email.subject).toBe('Winter, Ada & Co');
  expect(email.preheader).toBe('Frost in Bad <Ischl>');
  expect(email.html).toContain('Dear Ada &amp; Co in Bad &lt;Ischl&gt;,');
  expect(email.html).toContain('href="https://example.org/preferences/token"');
  expect(email.html).toContain('href="https://example.org/?near=Bad%20%3CIschl%3E"');
  expect(email.html).toContain('<title>Winter, Ada &amp; Co</title>');
  expect(email.text).toContain('Dear Ada & Co in Bad <Ischl>, choose [1] or look [2].');
  expect(email.text).toContain('[2] https://example.org/?near=Bad%20%3CIschl%3E');
});

test('a reader of whom nothing is known gets the fallbacks', async () => {
  const email = await filled(issueWith());
  expect(email.subject).toBe('Winter, friend');
  expect(email.preheader).toBe('Frost in your town');
});

test('lines of plain text are broken as wide as the fallbacks are', async () => {
  const introduction = `<p>${'word '.repeat(11)}{{ name | default: 'dear friend' }} ends</p>`;
  const { text } = await filled(issueWith({ introduction }));
  expect(text).toContain(`${'word '.repeat(11)}dear friend ends\n`);
});

test('in articles braces are text, and so they are in an article that is a letter by itself', async () => {
  const words = "{{ name | default: 'x' }} {% if tag == 'a' %} {{ unknown }}";
  const article = sampleArticle({ title: words, summary: words, content: `<p>${words}</p>` });
  const alone = { ...issueWith({ subject: words, items: [{ article, layout: 'full' }] }) };
  const { introduction: _, origin: __, ...issue } = alone;
  const email = await filled(issue);
  expect(email.subject).toBe(words);
  expect(email.html.split(words.replaceAll("'", '&#39;')).length + email.html.split(words).length).toBeGreaterThan(4);
  expect((await filled(issueWith({ items: [{ article, layout: 'full' }] }))).text).toContain(words);
});

test.each([
  ['{{ nam }}', 'in the introduction: there is no field "nam"'],
  ['{{ name }}', 'name has no replacement'],
])('%s in an issue is a problem at its file', async (slot, message) => {
  const problem = await filled(issueWith({ introduction: `<p>${slot}</p>` })).catch((error) => error);
  expect(problem).toBeInstanceOf(ProblemError);
  expect(problem.problems[0]).toMatchObject({ file: 'issues/winter.md', line: 2 });
  expect(problem.message).toContain(message);
});

const conditions =
  "<p>{% if tag == 'members' %}</p><p>For members.</p><p>{% elsif tag == 'friends' %}</p><p>For friends.</p>" +
  "<p>{% else %}</p><p>For all.</p><p>{% endif %}</p><p>{% unless tag == 'local' %}Come and see.{% endunless %}</p>";

test.each([
  ['a member', ['members'], ['For members.', 'Come and see.']],
  ['a friend', ['friends'], ['For friends.', 'Come and see.']],
  ['who is both', ['members', 'friends'], ['For members.', 'Come and see.']],
  ['a neighbour', ['local'], ['For all.']],
  ['anybody else', ['other'], ['For all.', 'Come and see.']],
])('%s reads what is meant for them', async (_, tags, shown) => {
  const { html, text } = await filled(issueWith({ introduction: conditions }), {}, tags);
  for (const phrase of ['For members.', 'For friends.', 'For all.', 'Come and see.']) {
    expect(html.includes(phrase)).toBe(shown.includes(phrase));
    expect(text.includes(phrase)).toBe(shown.includes(phrase));
  }
  expect(html).not.toMatch(/<p[^>]*>\s*<\/p>/);
});

test('letters are made for what readers would read differently, and for no more', () => {
  const issue = issueWith({ introduction: conditions });
  expect(segmentsOf(issue, settings)).toEqual(['members', 'friends', 'local']);
  expect(variantsOf(issue, settings)).toHaveLength(6);
  expect(variantsOf(issue, settings)[0]).toEqual(new Set());
  expect(variantsOf(issueWith(), settings)).toEqual([new Set()]);
});

test('more than 32 different letters are a problem', () => {
  const tags = Array.from({ length: 40 }, (_, index) => `t${index}`);
  const introduction = tags.map((tag) => `<p>{% if tag == '${tag}' %}${tag}{% endif %}</p>`).join('');
  expect(() => variantsOf(issueWith({ introduction }), settings)).toThrow('more than 32 different letters');
});

test('an issue of many tags that make few letters is quick to see through', () => {
  const tags = Array.from({ length: 30 }, (_, index) => `t${index}`);
  const introduction = `<p>${tags.map((tag, index) => `{% ${index ? 'elsif' : 'if'} tag == '${tag}' %}${tag}`).join('')}{% endif %}</p>`;
  expect(variantsOf(issueWith({ introduction }), settings)).toHaveLength(31);
});

/** Conditions in conditions, of few tags, so that ways meet and part. */
const { conditional } = fc.letrec<{ conditional: string; text: string; condition: string }>((tie) => ({
  text: fc.constantFrom('one', 'two', 'three', ' '),
  condition: fc
    .record({
      opening: fc.constantFrom('if', 'unless'),
      tags: fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 3 }),
      parts: fc.array(tie('conditional'), { minLength: 4, maxLength: 4 }),
      hasElse: fc.boolean(),
    })
    .map(({ opening, tags, parts, hasElse }) =>
      [
        ...tags.map((tag, index) => `{% ${index ? 'elsif' : opening} tag == '${tag}' %}${parts[index]}`),
        hasElse ? `{% else %}${parts[3]}` : '',
        `{% end${opening} %}`,
      ].join(''),
    ),
  conditional: fc
    .array(fc.oneof({ maxDepth: 2 }, tie('text'), tie('condition')), { minLength: 1, maxLength: 2 })
    .map((parts) => parts.join('')),
}));

test('for all conditions and all readers, exactly one way leads to the letter of a reader', () => {
  const tags = fc.subarray(['a', 'b', 'c', 'd', 'other']).map((chosen) => new Set(chosen));
  fc.assert(
    fc.property(conditional, conditional, tags, (subject, words, readers) => {
      const issue = issueWith({ subject, introduction: `<p>${words}</p>` });
      const { variants, ways } = routesOf(issue, settings);
      const met = ways.filter(
        ({ has, lacks }) => has.every((tag) => readers.has(tag)) && !lacks.some((tag) => readers.has(tag)),
      );
      expect(met).toHaveLength(1);
      expect(letterFor(readers, ways)).toBe(met[0]!.letter);
      const writtenFor = (chosen: ReadonlySet<string>) =>
        issueFor(chosen, issue, settings, makeSentinels(slotKinds(settings.newsletter)));
      expect(writtenFor(variants[met[0]!.letter]!)).toEqual(writtenFor(readers));
      expect(new Set(ways.map(({ letter }) => letter)).size).toBe(variants.length);
      expect(ways[0]).toMatchObject({ has: [], letter: 0 });
    }),
    { numRuns: runs(200) },
  );
});

test('a reader with two of the tags gets the letter of the condition that comes first', () => {
  const issue = issueWith({ introduction: "<p>{% if tag == 'a' %}A{% elsif tag == 'b' %}B{% endif %}</p>" });
  const { variants, ways } = routesOf(issue, settings);
  const tagsFor = (...tags: string[]) => [...variants[letterFor(tags, ways)]!];
  expect([tagsFor(), tagsFor('b'), tagsFor('a', 'b'), tagsFor('c')]).toEqual([[], ['b'], ['a'], []]);
});

const everywhere = issueWith({
  introduction:
    '<p title="x">{{ name | default: "friend" }}</p><p><a href="https://example.org/?n={{ name | default: "x" }}">l</a> ' +
    '<img src="https://example.org/i.png" alt="{{ city }}" /> <abbr title="{{ city }}">c</abbr></p>',
});
const anyValue = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '{{ name }}',
    '{{ slots.email }}',
    '\ufdd00\ufdd1',
    '"><script>alert(1)</script>',
    "' onmouseover='x",
    '<!--',
    '-->',
    ']]>',
    '</title>',
    '\r\nBcc: x@example.org',
    '\u202e\u2066',
    '$& $1 $`',
    '&lt;b&gt;',
  ),
);

test('whatever stands in slots, the letter keeps its elements and attributes, and no header a line end', async () => {
  const letter = await compileIssue(everywhere, publication, themeWith());
  const standing = fallbackValues(everywhere, settings);
  const shape = (html: string) =>
    DomUtils.findAll(() => true, parseDocument(html).children).map(({ name, attribs }) => [name, Object.keys(attribs)]);
  const expected = shape(fillLetter(letter, standing).html);
  fc.assert(
    fc.property(anyValue, anyValue, (name, city) => {
      const email = fillLetter(letter, { ...standing, name, city });
      expect(shape(email.html)).toEqual(expected);
      expect(email.subject).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      const links = DomUtils.getElementsByTagName('a', parseDocument(email.html).children);
      for (const { attribs } of links) expect(attribs.href).toMatch(/^(https:\/\/|mailto:)/);
    }),
    { numRuns: runs(300) },
  );
});

test('a filled letter is what replacing each slot by hand gives', async () => {
  const letter = await compileIssue(everywhere, publication, themeWith());
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z]{1,20}$/), fc.stringMatching(/^[A-Za-z]{1,20}$/), (name, city) => {
      const values: Record<string, string> = {
        ...longestValues(everywhere, settings),
        email: 'a@b.org',
        name,
        city,
      } as never;
      const byHand = letter.html.map((part) => (typeof part === 'string' ? part : values[part.slot])).join('');
      expect(fillLetter(letter, values).html).toBe(byHand);
    }),
    { numRuns: runs(50) },
  );
});

test('a theme can greet by name where a fallback is declared', async () => {
  const layout = plain.layout.replace(
    "{%- if issue.introduction != '' %}",
    "{%- if slots.name %}<mj-text>Dear {{ slots.name }}</mj-text>{% endif %}\n{%- if issue.introduction != '' %}",
  );
  const theme = themeWith({ layout });
  const greeting = async (name?: object) => {
    const declared = {
      ...publication,
      settings: { ...settings, newsletter: { ...newsletter, fields: { ...fields, ...name } } },
    };
    const letter = await compileIssue(issueWith(), declared, theme);
    return fillLetter(letter, fallbackValues(issueWith(), settings)).html.includes('Dear friend');
  };
  expect(await greeting({ name: { fallback: 'friend' } })).toBe(true);
  expect(await greeting()).toBe(false);
});
