import { describe, expect, test } from 'vitest';
import { problemsOf, read, readOne, settings } from '../reading.ts';

const withFront = (front: string) => `---\ntitle: T\n${front}\n---\nText.\n`;

describe('a key and what becomes of it', () => {
  test.each<[string, string, object]>([
    ['title and summary are plain text', 'summary: "*a* <b>"', { title: 'T', summary: '*a* <b>' }],
    ['a title may look like a number', 'summary: 007', { summary: '007' }],
    ['line ends and control characters go', 'summary: "a\\n  b\\u0008"', { summary: 'a b' }],
    ['date', 'date: 2026-11-23', { published: '2026-11-23T00:00:00+01:00' }],
    [
      'a date with its time',
      'date: 2026-11-23 09:00\nupdated: 2026-11-24T09:00:00Z',
      { published: '2026-11-23T09:00:00+01:00', updated: '2026-11-24T09:00:00Z' },
    ],
    ['id, byte for byte', 'id: https://EXAMPLE.org/?a=%7E', { id: 'https://EXAMPLE.org/?a=%7E' }],
    ['guid, any text', 'guid: a <b> & c', { guid: 'a <b> & c' }],
    ['guid that is a number, as it is written', 'guid: 0077', { guid: '0077' }],
    ['slug', 'slug: cafe\u0301-港', { slug: 'café-港', url: 'https://example.org/articles/caf%C3%A9-%E6%B8%AF/' }],
    ['url of an article that was published elsewhere', 'url: https://example.com/x', { url: 'https://example.com/x' }],
    ['one author', 'authors: A', { authors: [{ name: 'A' }] }],
    [
      'several authors',
      'authors: [A, {name: B, url: https://example.org/b, email: b@example.org}]',
      { authors: [{ name: 'A' }, { name: 'B', url: 'https://example.org/b', email: 'b@example.org' }] },
    ],
    ['no author is the publication', 'authors:', { authors: [{ name: 'The Editors' }] }],
    ['language', 'language: de-AT', { language: 'de-AT' }],
    ['no language is that of the publication', '', { language: 'en' }],
    ['tags, each once', 'tags: [a, 2026, a, "b & c"]', { tags: ['a', '2026', 'b & c'] }],
    ['one tag', 'tags: a', { tags: ['a'] }],
    ['tags with commas between them', 'tags: food, baking , food,', { tags: ['food', 'baking'] }],
    ['a comma in a tag of a list', 'tags: ["Paris, Texas"]', { tags: ['Paris, Texas'] }],
    [
      'attachments that are mere addresses',
      'attachments: [https://example.org/a.mp3]',
      { attachments: [{ url: 'https://example.org/a.mp3', type: 'audio/mpeg' }] },
    ],
    [
      'source',
      'source: {name: Example Weekly, url: https://example.org/}',
      { source: { name: 'Example Weekly', url: 'https://example.org/' } },
    ],
    ['notice', 'notice: No advice.', { notice: 'No advice.' }],
    ['draft', 'draft: true', { draft: true }],
    ['keys without a value are no keys', 'summary:\ndate:\ntags:\nimage:\ndraft: ""', { draft: false, tags: [] }],
    [
      'a picture on the web',
      'image: {src: //example.org/a b.png, alt: A boat, caption: Low water}',
      { image: { url: 'https://example.org/a%20b.png', alt: 'A boat', caption: 'Low water' } },
    ],
    [
      'an attachment on the web',
      'attachments:\n  - src: https://example.org/a.mp3?x=1\n    title: Read aloud\n    length: 123\n    duration: "1:02:03"',
      {
        attachments: [
          {
            url: 'https://example.org/a.mp3?x=1',
            type: 'audio/mpeg',
            title: 'Read aloud',
            length: 123,
            duration: 3723,
          },
        ],
      },
    ],
    [
      'a duration in minutes',
      'attachments: [{src: https://example.org/a, type: audio/ogg, duration: "12:34"}]',
      { attachments: [{ url: 'https://example.org/a', type: 'audio/ogg', duration: 754 }] },
    ],
    [
      'a duration in seconds',
      'attachments: [{src: https://example.org/a.ogg, duration: 75.5}]',
      { attachments: [{ duration: 75.5 }] },
    ],
  ])('%s', async (_, front, expected) => {
    expect(await readOne(withFront(front))).toMatchObject(expected);
  });
});

describe('in strict front matter, what is wrong is told at its place', () => {
  test.each<[string, string, object]>([
    [
      'an unknown key',
      'sumary: x',
      { rule: 'unknown-key', line: 3, column: 1, length: 6, hint: 'Did you mean "summary"?' },
    ],
    [
      'an unknown key of an author',
      'authors:\n  - name: A\n    mail: x',
      { line: 5, column: 5, hint: 'Did you mean "email"?' },
    ],
    [
      'an unknown key of an attachment',
      'attachments:\n  - src: https://example.org/a.mp3\n    titel: x',
      { line: 5, hint: 'Did you mean "title"?' },
    ],
    [
      'a date that is none',
      'date: yesterday',
      {
        line: 3,
        column: 7,
        length: 9,
        message: 'date "yesterday" is not a date',
        hint: 'Write it as 2026-11-23 or 2026-11-23T09:00:00Z.',
      },
    ],
    ['a time without its zero', 'date: 2026-11-23 9:00', { line: 3, column: 7, hint: 'Write it as 2026-11-23 09:00.' }],
    ['a year with its digits swapped', 'date: 0206-11-23', { line: 3, message: 'date "0206-11-23" is not a date' }],
    [
      'one attachment where a list belongs',
      'attachments: a.pdf',
      { line: 3, message: 'attachments must be a list of files or addresses, such as [a.pdf]' },
    ],
    ['a local attachment that is missing', 'attachments: [a.pdf]', { line: 3, column: 15, length: 5 }],
    ['a day that does not exist', 'date: 2026-02-30', { line: 3, message: 'date "2026-02-30" is not a date' }],
    ['an id that is no URI', 'id: post 1', { line: 3, hint: expect.stringContaining('tag:example.org') }],
    [
      'a slug that is none, with a good one',
      'slug: Hello World!',
      { line: 3, column: 7, hint: 'Write it as hello-world.' },
    ],
    ['a slug that climbs', 'slug: ../../etc', { line: 3 }],
    ['a slug of nothing', 'slug: "👍"', { line: 3, hint: 'It needs at least one letter or digit.' }],
    ['an address without scheme', 'url: example.org/x', { line: 3, message: 'url is not a web address' }],
    ['an address that is a script', 'url: javascript:alert(1)', { line: 3 }],
    ['an author without a name', 'authors: [{url: https://example.org/}]', { line: 3, message: 'name is missing' }],
    ['an e-mail address that is none', 'authors: [{name: A, email: x}]', { line: 3, column: 28 }],
    ['a language that is none', 'language: english!', { line: 3 }],
    ['tags in a mapping', 'tags: {a: b}', { line: 3, message: 'tags must be a list' }],
    ['a language that is written out', 'language: english', { line: 3, hint: 'Write "en".' }],
    ['a draft that is neither true nor false', 'draft: maybe', { line: 3, message: 'draft must be true or false' }],
    [
      'a duration that is none',
      'attachments: [{src: https://example.org/a.mp3, duration: "1:99"}]',
      { line: 3, message: 'duration "1:99" is not a duration' },
    ],
    [
      'a length that is none',
      'attachments: [{src: https://example.org/a.mp3, length: long}]',
      { line: 3, message: 'length must be a number of bytes' },
    ],
    [
      'an attachment of unknown type',
      'attachments:\n  - src: https://example.org/a',
      { rule: 'attachment-type', line: 4, hint: expect.stringContaining('"type"') },
    ],
    ['a source without a name', 'source: {url: https://example.org/}', { line: 3, message: 'source lacks name' }],
    ['broken YAML', 'summary: a: b', { rule: 'yaml', line: 3 }],
    [
      'a picture that is neither file nor address',
      'image: data:image/png;base64,AA==',
      { rule: 'address', line: 3, column: 8 },
    ],
  ])('%s', async (_, front, problem) => {
    const strict = { settings: { ...settings, frontMatter: 'strict' as const } };
    const found = await read({ 'articles/hello.md': withFront(front) }, strict);
    const problems = found.problems.filter(({ severity }) => severity === 'error');
    expect(problems).toMatchObject([{ file: 'articles/hello.md', ...problem }]);
  });

  test('a picture without a description is a warning at its line', async () => {
    const warning = { severity: 'warning', rule: 'image-alt', line: 3, column: 8 };
    expect(await problemsOf(withFront('image: https://example.org/a.png'))).toMatchObject([warning]);
    expect(await problemsOf(withFront('image: {src: https://example.org/a.png, alt: ""}'))).toEqual([]);
  });
});
