import { expect, test } from 'vitest';
import { compileIssue } from '../../../src/email/compile.ts';
import { fillLetter } from '../../../src/email/slots.ts';
import { routesOf } from '../../../src/email/variant.ts';
import type { Issue } from '../../../src/model/issue.ts';
import { loadTheme } from '../../../src/publish/themes/theme.ts';
import { withDefaults } from '../../../src/settings/input.ts';
import { readerNamed, sampleReaders } from '../../../src/studio/letter/readers.ts';
import { digest, publication } from '../../email/digest.ts';

const settings = withDefaults({
  title: 'Slack Water',
  url: 'https://slackwater.example.org/',
  newsletter: {
    from: 'Slack Water <letters@slackwater.example.org>',
    address: 'Slack Water, 1 Example Quay, Example Town',
    unsubscribeUrl: 'https://slackwater.example.org/unsubscribe/{token}',
    fields: { town: { fallback: 'your town', maxLength: 20 } },
  },
});
const issue: Issue = {
  ...digest,
  origin: { file: 'issues/tide.md', line: 1 },
  subject: "Tides for {{ name | default: 'you' }}",
  introduction:
    "<p>In {{ town }} {% if tag == 'members' %}thank you{% elsif tag == 'friends' %}hello{% else %}join us{% endif %}.</p>",
};
const { ways, variants } = routesOf(issue, settings);
const readers = sampleReaders(issue, settings, ways);

async function subjectAndHtml(key: string) {
  const { letter, values } = readerNamed(readers, key);
  const theme = await loadTheme('plain');
  return fillLetter(
    await compileIssue(issue, { ...publication, settings }, theme, { tags: variants[letter]! }),
    values,
  );
}

test('there is a reader for the web, with and without a name, with the longest values, and for each tag', () => {
  expect(readers.map(({ key }) => key)).toEqual([
    'web',
    'named',
    'nameless',
    'longest',
    'tags:friends',
    'tags:members',
  ]);
  expect(readers.map(({ label }) => label)).toContain('With the tag members');
});

test('an issue without conditions has no readers with tags', () => {
  const plain = { ...issue, introduction: '<p>Hello</p>' };
  const { ways } = routesOf(plain, settings);
  expect(sampleReaders(plain, settings, ways).map(({ key }) => key)).toEqual(['web', 'named', 'nameless', 'longest']);
});

test.each([
  ['web', 'Tides for you', 'In your town join us.'],
  ['named', 'Tides for Robin', 'In town of Robin join us.'],
  ['nameless', 'Tides for you', 'In town of Robin join us.'],
  ['tags:members', 'Tides for Robin', 'In town of Robin thank you.'],
  ['tags:friends', 'Tides for Robin', 'In town of Robin hello.'],
])('the reader %s gets a letter of their own', async (key, subject, sentence) => {
  const letter = await subjectAndHtml(key);
  expect(letter.subject).toBe(subject);
  expect(letter.html).toContain(sentence);
});

test('the longest values are as long as fields allow, and are words', async () => {
  const { values } = readerNamed(readers, 'longest');
  expect(values.name!.length).toBeGreaterThan(60);
  expect(values.town!.length).toBeLessThanOrEqual(20);
  expect(values.email).toHaveLength(254);
  expect((await subjectAndHtml('longest')).subject).toContain('Wilhelmina-Maximiliane Wilhelmina');
});

test('a reader whom the issue no longer has is the public', () => {
  expect(readerNamed(readers, 'tags:nobody').key).toBe('web');
  expect(readerNamed(readers, undefined).key).toBe('web');
});
