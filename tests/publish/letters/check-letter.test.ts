import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../../src/config/config.ts';
import { findIssue } from '../../../src/publish/issues/find-issue.ts';
import { type CheckLetterOptions, checkLetter } from '../../../src/publish/letters/check-letter.ts';
import { prepare } from '../../../src/publish/prepare.ts';
import { copyTheme } from '../../../src/publish/themes/copy-theme.ts';
import { folderOf } from '../../folder.ts';

const settings = `title: Garden Letters
url: https://garden.example.org/
newsletter:
  from: letters@garden.example.org
  address: Garden Lane 1
  listId: letters.garden.example.org
  unsubscribeUrl: https://garden.example.org/u/{token}
  preferencesUrl: https://garden.example.org/p/{token}
`;

const article = (body: string) => `---\ntitle: Frost\ndate: 2026-11-01\n---\n\n${body}\n`;

/** Checks the letter of an article with this body. */
async function checked(body: string, options: CheckLetterOptions & { settings?: string; issue?: string } = {}) {
  const directory = await folderOf({
    'tidings.yaml': options.settings ?? settings,
    'articles/frost.md': article(body),
    ...(options.issue !== undefined && { 'issues/news.md': options.issue }),
  });
  const clock = () => new Date('2026-11-23T00:00:00Z');
  const config = await loadConfig('.', {}, { cwd: directory, environment: {}, clock });
  const prepared = await prepare(config);
  return checkLetter(findIssue(prepared, options.issue === undefined ? 'frost' : 'news'), prepared, config, options);
}

test('a letter of complete settings has nothing wrong with it', async () => {
  const { problems, bytes, links, spam } = await checked('The beds were white.');
  expect(problems).toEqual([]);
  expect(bytes).toBeGreaterThan(5_000);
  expect([links, spam]).toEqual([undefined, undefined]);
});

test('a finding about a setting stands at its section in tidings.yaml', async () => {
  const { problems } = await checked('Text.', { settings: settings.replace('  address: Garden Lane 1\n', '') });
  expect(problems.map(({ rule, file, line }) => [rule, file, line])).toEqual([['postal-address', 'tidings.yaml', 3]]);
});

test('what is wrong with the article itself is told, too', async () => {
  const { problems } = await checked('![](https://example.org/beds.png)');
  expect(problems.map(({ rule, file }) => [rule, file])).toEqual([['image-alt', 'articles/frost.md']]);
});

test('every letter that an issue becomes is checked, for readers of any tags', async () => {
  const introduction =
    "{% if tag == 'members' %}See [this](http://example.org/a).{% else %}See [that](http://example.org/b).{% endif %}";
  const { problems, letters } = await checked('Text.', {
    issue: `---\nsubject: News\narticles: [frost]\n---\n\n${introduction}\n`,
  });
  expect(letters).toBe(2);
  expect(problems.map(({ message, file, line }) => [message, file, line])).toEqual([
    ['http://example.org/b is a link over http', 'issues/news.md', 6],
    ['http://example.org/a is a link over http', 'issues/news.md', 6],
  ]);
});

test('braces that an issue means as text are no slots that were left empty', async () => {
  const introduction =
    "Write `{{ name }}` or {{ '{{' }} name }} or {{ '{%' }} if x %}, {{ name | default: 'friend' }}.";
  const issue = `---\nsubject: On {{ '{{' }} braces }}\narticles: [frost]\n---\n\n${introduction}\n`;
  expect((await checked('Text.', { issue })).problems).toEqual([]);
});

test.each([
  ['a link', 'Under\n\n[a link](http://example.org/kale?a=1&b=2)', 8],
  ['a link in HTML', '<p>\n<a href="http://example.org/kale?a=1&amp;b=2">x</a></p>', 7],
  ['an address in other letters', 'Under\n\n[x](http://example.org/k\u00e4se)', 8],
])('what is wrong with %s stands at its line', async (_, body, line) => {
  const { problems } = await checked(body);
  expect(problems.map((problem) => [problem.rule, problem.file, problem.line])).toEqual([
    ['insecure-link', 'articles/frost.md', line],
  ]);
});

test('the longest values of the slots count', async () => {
  const { bytes } = await checked('Text.');
  const without = await checked('Text.', { settings: settings.replace(/ {2}preferencesUrl.*\n/, '') });
  expect(bytes - without.bytes).toBeGreaterThan(512);
});

describe('links', () => {
  const text = '[one](https://example.org/one) [again](https://example.org/one#part) [two](https://example.org/two)';
  const askedBy = async (body: string, answer: (url: string) => { status: number } | { fault: string }) => {
    const asked: string[] = [];
    const askStatus = async (url: string) => {
      asked.push(url);
      return answer(url);
    };
    const result = await checked(body, { askStatus });
    return { ...result, asked };
  };

  test('are asked once for each page, pictures too, but none that only a real reader has', async () => {
    const { asked, problems, links } = await askedBy(`${text}\n\n![Beds](https://example.org/beds.png)`, () => ({
      status: 200,
    }));
    expect(asked.toSorted()).toEqual([
      'https://example.org/beds.png',
      'https://example.org/one',
      'https://example.org/two',
      'https://garden.example.org/',
      'https://garden.example.org/articles/frost/',
    ]);
    expect(problems).toEqual([]);
    expect(links).toEqual({ asked: 5, total: 5 });
  });

  test.each([
    [{ status: 404 }, 'status 404'],
    [{ status: 410 }, 'status 410'],
    [{ status: 503 }, 'status 503'],
    [{ fault: 'there is no such host' }, 'there is no such host'],
  ])('that answer %o are told at their article', async (answer, words) => {
    const { problems } = await askedBy(text, (url) => (url.endsWith('/two') ? answer : { status: 200 }));
    expect(problems).toMatchObject([
      {
        severity: 'warning',
        rule: 'dead-link',
        message: `https://example.org/two does not answer: ${words}`,
        file: 'articles/frost.md',
        line: 6,
        column: 76,
      },
    ]);
  });

  test.each([401, 403, 405, 429])('that answer %d may well show themselves to a reader', async (status) => {
    expect((await askedBy(text, () => ({ status }))).problems).toEqual([]);
  });

  test('to the own site are told together with what is to do', async () => {
    const { problems } = await askedBy(text, (url) => ({ status: url.includes('garden') ? 404 : 200 }));
    expect(problems.map(({ file, hint }) => [file, hint?.includes('publish the output folder')])).toEqual([
      ['tidings.yaml', true],
      ['articles/frost.md', true],
    ]);
  });

  test('and pictures of a site that another program makes are asked there, and the hint is about that site', async () => {
    const only = `${settings}site: false\npermalink: /posts/{slug}/\n`;
    const asked: string[] = [];
    const askStatus = async (url: string) => {
      asked.push(url);
      return { status: url.endsWith('.png') ? 404 : 200 };
    };
    const { problems } = await checked('![Beds](/beds.png) [home](/)', { settings: only, askStatus });
    expect(asked.toSorted()).toEqual([
      'https://garden.example.org/',
      'https://garden.example.org/beds.png',
      'https://garden.example.org/posts/frost/',
    ]);
    expect(problems.filter(({ rule }) => rule === 'dead-link')).toMatchObject([
      { message: expect.stringContaining('beds.png'), hint: expect.stringContaining('"static"') },
    ]);
  });

  test('are asked a hundred at most, five at a time', async () => {
    const body = Array.from({ length: 130 }, (_, index) => `[${index}](https://example.org/${index})`).join(' ');
    let open = 0;
    let most = 0;
    const { links } = await checked(body, {
      askStatus: async () => {
        most = Math.max(most, ++open);
        await new Promise(setImmediate);
        open -= 1;
        return { status: 200 };
      },
    });
    expect(links).toEqual({ asked: 100, total: 132 });
    expect(most).toBe(5);
  });
});

describe('SpamAssassin', () => {
  const rule = (name: string, points: number) => ({ name, points, description: `About ${name}` });

  test('has its word when it gives points', async () => {
    const rating = { score: 1.7, rules: [rule('SMALL', 0.5), rule('NONE', 0), rule('GOOD', -0.1), rule('LARGE', 1.3)] };
    const { problems, spam } = await checked('Text.', { rateSpam: async () => rating });
    expect(spam).toBe(rating);
    expect(problems).toMatchObject([
      {
        severity: 'warning',
        rule: 'spam-points',
        message: 'SpamAssassin gives the letter 1.7 points: 1.3 LARGE (About LARGE), 0.5 SMALL (About SMALL)',
      },
    ]);
  });

  test('calls a letter of five points spam, which is an error', async () => {
    const { problems } = await checked('Text.', { rateSpam: async () => ({ score: 5, rules: [rule('BAD', 5)] }) });
    expect(problems).toMatchObject([{ severity: 'error', rule: 'spam-score' }]);
  });

  test('without points says nothing', async () => {
    const { problems } = await checked('Text.', { rateSpam: async () => ({ score: 0, rules: [rule('NONE', 0)] }) });
    expect(problems).toEqual([]);
  });

  test('that is missing stops the check and says how to install it', async () => {
    const rateSpam = async () => ({ fault: 'it is not installed' });
    await expect(checked('Text.', { rateSpam })).rejects.toMatchObject({
      exitCode: 2,
      problems: [{ message: 'SpamAssassin cannot rate the letter: it is not installed' }],
    });
  });
});

test.each([
  ['winter', 'there is no issue "winter"', 'There are: frost.'],
  ['forst', 'there is no issue "forst"', 'Did you mean "frost"?'],
  ['kale', 'kale is held back: it is a draft', 'Take "draft: true" out of its front matter.'],
  ['spring', 'spring is held back: its date is still to come', 'Wait for it, or set another clock with --now.'],
])('the issue %s, which no letter is made of, is told', async (slug, message, hint) => {
  const directory = await folderOf({
    'tidings.yaml': settings,
    'articles/frost.md': article('Text.'),
    'articles/kale.md': '---\ntitle: Kale\ndraft: true\n---\n\nText.\n',
    'articles/2027-03-20-spring.md': '---\ntitle: Spring\n---\n\nText.\n',
  });
  const clock = () => new Date('2026-11-23T00:00:00Z');
  const prepared = await prepare(await loadConfig('.', {}, { cwd: directory, environment: {}, clock }));
  expect(() => findIssue(prepared, slug)).toThrow(
    expect.objectContaining({ problems: [{ severity: 'error', rule: 'not-found', message, hint }] }),
  );
});

describe('a finding about the look of the letter stands', () => {
  /** The places of the findings of a rule, in a publication with a theme of its own. */
  async function placesOf(
    rule: string,
    change: (layout: string) => string,
    style = '',
    options: CheckLetterOptions = {},
  ) {
    const directory = await folderOf({
      'tidings.yaml': `${settings}  theme: mine\n${style}`,
      'articles/frost.md': article('The beds were white.'),
    });
    const clock = () => new Date('2026-11-23T00:00:00Z');
    const config = await loadConfig('.', {}, { cwd: directory, environment: {}, clock });
    await copyTheme('plain', 'mine', config);
    const layout = join(directory, 'themes/mine/layout.mjml');
    const text = change(await readFile(layout, 'utf8'));
    await writeFile(layout, text);
    const prepared = await prepare(config);
    const { problems } = await checkLetter(findIssue(prepared, 'frost'), prepared, config, options);
    const lines = (await readFile(join(directory, 'tidings.yaml'), 'utf8')).split('\n');
    return problems
      .filter((problem) => problem.rule === rule)
      .map(({ file, line }) => [file, (file?.endsWith('.mjml') ? text.split('\n') : lines)[(line ?? 0) - 1]?.trim()]);
  }

  const withText = (tag: string) => (layout: string) =>
    layout.replace('</mj-body>', `<mj-section><mj-column>\n${tag}\n</mj-column></mj-section></mj-body>`);

  test('where the template writes a colour', async () => {
    const faint = '<mj-text color="#DDDDDD">Faint words</mj-text>';
    const places = await placesOf('contrast', withText(faint));
    expect(places).toEqual([['themes/mine/layout.mjml', faint]]);
  });

  test('where the template writes what no mail program shows', async () => {
    const form = '<mj-text><form action="https://example.org/">Go</form></mj-text>';
    expect(await placesOf('active-content', withText(form))).toEqual([['themes/mine/layout.mjml', form]]);
  });

  test('where the template links to what does not answer', async () => {
    const link = '<mj-text><a href="https://gone.example.org/x">Go</a></mj-text>';
    const askStatus = async (url: string) => ({ status: url.startsWith('https://gone') ? 404 : 200 });
    expect(await placesOf('dead-link', withText(link), '', { askStatus })).toEqual([['themes/mine/layout.mjml', link]]);
  });
});

test('a dead link that comes from a setting stands there, and one of nobody in no file inside Tidings', async () => {
  const authors = 'authors:\n  - name: The Editors\n    url: https://gone.example.org/about\n';
  const { problems } = await checked('Text.', {
    settings: `${authors}${settings}`,
    askStatus: async () => ({ status: 404 }),
  });
  const dead = problems.filter(({ rule }) => rule === 'dead-link');
  expect(dead.length).toBeGreaterThan(0);
  expect(dead.filter(({ file }) => file?.startsWith('templates/'))).toEqual([]);
});
