import { expect, test } from 'vitest';
import { problemsOf, readOne } from '../../reading.ts';

const program = (code: string) => `---js\n${code}\n---\nText.\n`;

test.each([
  'const title = "Frost";\nconst date = "2026-11-23";\nconst tags = ["a", "b"];',
  '{\n  title: "Frost",\n  date: new Date("2026-11-23"),\n  tags: ["a", "b"],\n}',
  '// draft: true\nconst title = "Frost"; const date = "2026-11-23"; export const tags = ["a", "b"]; const x = compute("y");',
])('front matter that is a program gives the values that it writes out: %j', async (code) => {
  expect(await readOne(program(code))).toMatchObject({
    title: 'Frost',
    published: '2026-11-23T00:00:00+01:00',
    tags: ['a', 'b'],
    draft: false,
  });
});

test.each([
  'const draft = true;',
  '{ draft: true }',
  '{ "published": false }',
  'const status = "draft";',
])('%j keeps the article back', async (code) => {
  expect(await readOne(program(`const title = "T";\n${code}`))).toMatchObject({ draft: true });
});

test.each<[string, string]>([
  ['const draft = process.env.SHOW !== "yes";', 'draft must be true or false'],
  ['{ draft: !isReady }', 'draft must be true or false'],
  ['{ "draft": isHidden() }', 'draft must be true or false'],
  ['export default { draft };', 'draft must be true or false'],
  ['const published = await ready();', 'published must be true, false or a date'],
  ['const status = `$' + '{state}`;', 'status must be one word'],
  ['const published = mode === "yes";', 'published must be true, false or a date'],
  ['const draft = mode !== "no";', 'draft must be true or false'],
  ['let draft = false; if (isEarly()) draft = true;', 'draft must be true or false'],
  ['const date = nextMonday();', 'date must be text'],
])('%j is decided by a program that is not run, and so an error', async (code, message) => {
  const errors = (await problemsOf(program(`const title = "T";\n${code}`))).filter(
    ({ severity }) => severity === 'error',
  );
  expect(errors).toMatchObject([{ message, file: 'articles/hello.md', line: 3 }]);
});
