import { execFileSync } from 'node:child_process';
import type { KeyObject } from 'node:crypto';
import { chmod, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Config, type ConfigFlags, loadConfig } from '../../src/config/config.ts';
import { type Problem, ProblemError } from '../../src/model/problem.ts';
import { folderOf } from '../folder.ts';

const yaml = 'title: The Letter\nurl: https://example.org/blog\n';

async function load(
  files: Record<string, string>,
  flags: ConfigFlags = {},
  environment: Record<string, string> = {},
  path = '.',
): Promise<Config> {
  const cwd = await folderOf(files);
  return loadConfig(path, flags, { cwd, environment, clock: () => new Date('2026-11-23T00:00:00Z') });
}

async function refusal(...args: Parameters<typeof load>): Promise<ProblemError> {
  return load(...args).then(
    () => expect.unreachable('the configuration was accepted'),
    (error) => {
      expect(error).toBeInstanceOf(ProblemError);
      expect(error.exitCode).toBe(2);
      return error;
    },
  );
}

describe('tidings.yaml', () => {
  test('needs a title and a url; everything else has a default', async () => {
    const { settings, source, output, directory } = await load({ 'tidings.yaml': yaml });
    expect(settings).toEqual({
      title: 'The Letter',
      url: 'https://example.org/blog/',
      language: 'en',
      timezone: 'UTC',
      authors: [{ name: 'The Letter' }],
      permalink: '/articles/{slug}/',
      feeds: {
        maxItems: 50,
        maxBytes: 1_000_000,
        archiveItems: 25,
        tombstoneDays: 30,
        summaries: true,
        namespaces: {},
        paths: { atom: 'atom.xml', rss: 'rss.xml', json: 'feed.json' },
        selections: [],
      },
      site: true,
      syndicated: true,
      letters: true,
      newsletter: {},
      send: { connections: 5, retryFor: 14_400_000, relays: [] },
      server: {
        hsts: false,
        origins: [],
        keepIp: false,
        tags: [],
        signUps: { perHour: 500, perDomain: 100, perNetwork: 20 },
      },
    });
    expect([source, output]).toEqual([join(directory, 'articles'), join(directory, 'output')]);
  });

  test('a section whose lines are all commented out counts as absent', async () => {
    const { settings } = await load({ 'tidings.yaml': `${yaml}newsletter:\n  # from: a@example.org\n` });
    expect(settings.newsletter).toEqual({});
  });

  test.each<[string, string, Record<string, unknown>]>([
    [
      'an unknown key, with the nearest known one',
      'titel: x\n',
      {
        rule: 'unknown-key',
        line: 3,
        column: 1,
        length: 5,
        message: 'unknown key "titel"',
        hint: 'Did you mean "title"?',
      },
    ],
    [
      'an unknown key in a section',
      'newsletter:\n  form: a@b.example\n',
      { line: 4, column: 3, hint: 'Did you mean "from"?' },
    ],
    [
      'a key that resembles none, with those that exist',
      'authors:\n  - name: A\n    telephone: 1\n',
      { line: 5, hint: 'Known here: name, url, email.' },
    ],
    [
      'a language that is none',
      'language: english!\n',
      { line: 3, column: 11, message: expect.stringContaining('language') },
    ],
    [
      'a time zone that does not exist',
      'timezone: Mars/Base\n',
      { line: 3, hint: expect.stringContaining('Europe/Vienna') },
    ],
    ['a permalink without {slug}', 'permalink: /posts/\n', { line: 3, hint: expect.stringContaining('{slug}') }],
    ['a permalink that climbs', 'permalink: /../{slug}\n', { line: 3 }],
    ['a permalink with an empty part', 'permalink: /posts//{slug}/\n', { line: 3 }],
    [
      'an articles folder outside the publication',
      'articles: ../elsewhere\n',
      { line: 3, message: expect.stringContaining('leaves the publication') },
    ],
    ['a sender that is two addresses', 'newsletter:\n  from: a@example.org, b@example.org\n', { line: 4, column: 9 }],
    ['a sender that smuggles a header', 'newsletter:\n  from: "a@example.org\\r\\nBcc: b@example.org"\n', { line: 4 }],
    [
      'an unsubscribe link without {token}',
      'newsletter:\n  unsubscribeUrl: https://example.org/u\n',
      { line: 4, hint: expect.stringContaining('{token}') },
    ],
    ['an unsubscribe link without TLS', 'newsletter:\n  unsubscribeUrl: http://example.org/{token}\n', { line: 4 }],
    [
      'more articles in an archive page than in the main feed',
      'feeds:\n  maxItems: 5\n  archiveItems: 9\n',
      { line: 5 },
    ],
    [
      'a web address with a password, which feeds would show',
      'feeds:\n  hub: https://reader:secret@hub.example.org/\n',
      { line: 4, column: 8, hint: 'Write it without the part before the @.' },
    ],
    ['a feed of no items', 'feeds: {maxItems: 0}\n', { line: 3, message: 'maxItems must be at least 1' }],
    ['a feed outside the output', 'feeds:\n  paths: {atom: ../atom.xml}\n', { line: 4, column: 17 }],
    [
      'two feeds with one path',
      'feeds:\n  paths: {rss: Atom.xml}\n',
      { line: 4, message: expect.stringContaining('two') },
    ],
    ['a prefix that feeds need themselves', 'feeds:\n  namespaces: {media: "urn:x"}\n', { line: 4 }],
    ['a prefix that XML forbids', 'feeds:\n  namespaces: {"1a": "urn:x"}\n', { line: 4 }],
    ['a namespace that is no URI', 'feeds:\n  namespaces: {geo: here}\n', { line: 4, column: 21 }],
    ['a selection that chooses nothing', 'feeds:\n  selections: [{name: All}]\n', { line: 4 }],
    [
      'two selections of one name',
      'feeds:\n  selections: [{name: Birds, tag: a}, {name: birds, tag: b}]\n',
      { line: 4, column: 46 },
    ],
    ['a pattern that is no regular expression', 'noticePattern: "(("\n', { line: 3 }],
    ['YAML that is broken', 'description: a: b\n', { line: 3, rule: 'yaml' }],
    ['one key twice', 'title: again\n', { line: 3, rule: 'yaml' }],
    ['an alias', 'rights: &a x\ndescription: *a\n', { message: expect.stringContaining('aliases') }],
  ])('refuses %s', async (_, lines, problem) => {
    const { problems } = await refusal({ 'tidings.yaml': yaml + lines });
    expect(problems).toMatchObject([{ severity: 'error', file: 'tidings.yaml', ...problem }]);
  });

  test.each(['/articles/{slug}/', '/{slug}/', '{slug}.html'])('takes the permalink %s', async (permalink) => {
    const { settings } = await load({ 'tidings.yaml': `${yaml}permalink: '${permalink}'\n` });
    expect(settings.permalink).toBe(permalink);
  });

  test('a section of feeds whose lines are all commented out is no section', async () => {
    const { settings } = await load({ 'tidings.yaml': `${yaml}feeds:\n  # hub: https://hub.example.org\n` });
    expect(settings.feeds.maxItems).toBe(50);
  });

  test('paths of feeds may begin with a slash, and archive pages are never longer than the main feed', async () => {
    const feeds = 'feeds:\n  maxItems: 9\n  paths: {rss: /blog/feed.xml}\n';
    const { settings } = await load({ 'tidings.yaml': yaml + feeds });
    expect(settings.feeds.paths).toEqual({ atom: 'atom.xml', rss: 'blog/feed.xml', json: 'feed.json' });
    expect(settings.feeds.archiveItems).toBe(9);
  });

  test('a missing title and a missing url are both named at once', async () => {
    const { problems } = await refusal({ 'tidings.yaml': 'language: de\n' });
    expect(problems.map(({ message, file }) => [message, file])).toEqual([
      ['the key "title" is missing', 'tidings.yaml'],
      ['the key "url" is missing', 'tidings.yaml'],
    ]);
  });
});

describe('precedence', () => {
  test('a flag wins over the environment, that over .env, that over tidings.yaml, and origins tell which', async () => {
    const files = {
      'tidings.yaml': yaml,
      '.env': 'TIDINGS_TITLE=from-dotenv\nTIDINGS_LANGUAGE=de\nTIDINGS_TIMEZONE=UTC\n',
    };
    const { settings, origins } = await load(
      files,
      { title: 'from a flag' },
      { TIDINGS_TITLE: 'x', TIDINGS_LANGUAGE: 'fr' },
    );
    expect(settings).toMatchObject({ title: 'from a flag', language: 'fr', timezone: 'UTC' });
    expect(origins).toMatchObject({
      title: 'flag',
      language: 'environment',
      timezone: '.env',
      url: 'tidings.yaml',
      rights: 'default',
    });
  });

  test('an empty notice pattern turns notices off', async () => {
    expect((await load({ 'tidings.yaml': yaml }, { noticePattern: '' })).noticePattern).toBeUndefined();
    expect(
      (await load({ 'tidings.yaml': yaml })).noticePattern?.test('The material here is for informational use'),
    ).toBe(true);
  });

  test('a wrong flag is named as it was typed', async () => {
    const { problems } = await refusal({ 'tidings.yaml': yaml }, { noticePattern: '((' });
    expect(problems[0]?.message).toContain('--notice-pattern is not a regular expression');
  });

  test('a wrong variable is named as it was set', async () => {
    const { problems } = await refusal({ 'tidings.yaml': yaml }, {}, { TIDINGS_URL: 'example.org' });
    expect(problems[0]).toMatchObject({
      message: 'TIDINGS_URL is not a web address: "example.org"',
      hint: expect.stringContaining('https://'),
    });
  });

  test('the clock is --now, else SOURCE_DATE_EPOCH, else the real one', async () => {
    const files = { 'tidings.yaml': yaml };
    expect((await load(files, { now: '2020-01-01T00:00:00Z' }, { SOURCE_DATE_EPOCH: '1' })).now).toEqual(
      new Date('2020-01-01T00:00:00Z'),
    );
    expect((await load(files, {}, { SOURCE_DATE_EPOCH: '86400' })).now).toEqual(new Date('1970-01-02T00:00:00Z'));
    expect((await load(files)).now).toEqual(new Date('2026-11-23T00:00:00Z'));
    expect((await refusal(files, { now: 'tomorrow' })).problems[0]?.message).toContain('--now is "tomorrow"');
    expect((await refusal(files, {}, { SOURCE_DATE_EPOCH: 'x' })).problems[0]?.message).toContain('SOURCE_DATE_EPOCH');
  });
});

describe('what is built', () => {
  test('a path that does not exist is named', async () => {
    const { problems } = await refusal({}, {}, {}, 'nowhere');
    expect(problems[0]?.message).toBe('there is no file or folder nowhere');
  });

  test('a folder without tidings.yaml points to init', async () => {
    const { problems } = await refusal({ 'a.md': '# A' });
    expect(problems[0]).toMatchObject({
      message: 'there is no tidings.yaml in ., nor in a folder above it',
      hint: expect.stringContaining('tidings init'),
    });
  });

  test.each(['articles', 'articles/2026', '.'])('a publication is found from its folder %s, too', async (path) => {
    const files = { 'tidings.yaml': yaml, 'articles/2026/a.md': '# A' };
    const config = await load(files, {}, {}, path);
    expect(config.single).toBe(false);
    expect([config.directory, config.source].map(config.display)).toEqual(['.', 'articles']);
  });

  test('a folder of articles without settings is built like a single file, with the same flags', async () => {
    const files = { 'notes/a.md': '# A' };
    const config = await load(files, { title: 'T', url: 'https://example.org' }, {}, 'notes');
    expect(config.single).toBe(true);
    expect([config.source, config.output].map(config.display)).toEqual(['notes', 'output']);
    expect((await refusal(files, { title: 'T' }, {}, 'notes')).problems).toMatchObject([
      { message: 'the publication has no url' },
    ]);
  });

  test('a single file needs --title and --url, and both flags are shown', async () => {
    const { problems } = await refusal({ 'a.md': '# A' }, {}, {}, 'a.md');
    expect(problems.map(({ hint }) => hint)).toEqual([
      expect.stringContaining('--title'),
      expect.stringContaining('--url'),
    ]);
  });

  test('a single file is built into the output folder where the person stands', async () => {
    const config = await load({ 'deep/a.md': '# A' }, { title: 'T', url: 'https://example.org' }, {}, 'deep/a.md');
    expect(config.single).toBe(true);
    expect(config.display(config.output)).toBe('output');
    expect(config.display(config.source)).toBe('deep/a.md');
  });

  test('one file of a publication would replace its feeds, so it needs an output of its own', async () => {
    const files = { 'tidings.yaml': yaml, 'articles/a.md': '# A' };
    const { problems } = await refusal(files, {}, {}, 'articles/a.md');
    expect(problems[0]).toMatchObject({
      message: 'articles/a.md belongs to the publication in .',
      hint: expect.stringContaining('--output'),
    });
    expect((await load(files, { output: 'elsewhere' }, {}, 'articles/a.md')).settings.title).toBe('The Letter');
  });

  test.each([
    '.',
    'articles',
    'articles/out',
    '..',
  ])('the output %s would mix with the sources and is refused', async (output) => {
    const { problems } = await refusal({ 'tidings.yaml': yaml, 'articles/a.md': '# A' }, { output });
    expect(problems[0]?.message).toContain('output folder');
  });
});

describe('how mail is sent', () => {
  const smtp = async (environment: Record<string, string>, files = {}) =>
    (await load({ 'tidings.yaml': yaml, ...files }, {}, environment)).smtp;

  test.each<[string, Record<string, string>, unknown]>([
    ['nothing set', {}, undefined],
    [
      'a TLS address',
      { SMTP_URL: 'smtps://u%40x:p%3Aw@mail.example.org' },
      { host: 'mail.example.org', port: 465, tls: 'implicit', user: 'u@x', password: 'p:w' },
    ],
    [
      'a plain address demands STARTTLS',
      { SMTP_URL: 'smtp://mail.example.org' },
      { host: 'mail.example.org', port: 587, tls: 'starttls' },
    ],
    [
      'this machine needs no TLS',
      { SMTP_HOST: '127.0.0.1', SMTP_PORT: '2525' },
      { host: '127.0.0.1', port: 2525, tls: 'none' },
    ],
    [
      'a name that begins like its address does not pass for this machine',
      { SMTP_HOST: '127.mail.evil.example' },
      { host: '127.mail.evil.example', port: 587, tls: 'starttls' },
    ],
    [
      'port 465 means implicit TLS',
      { SMTP_HOST: 'mail.example.org', SMTP_PORT: '465' },
      { host: 'mail.example.org', port: 465, tls: 'implicit' },
    ],
    [
      'TLS can be turned off by name',
      { SMTP_HOST: 'mail.example.org', SMTP_TLS: 'none' },
      { host: 'mail.example.org', port: 25, tls: 'none' },
    ],
    [
      'parts win over the address',
      { SMTP_URL: 'smtp://a.example', SMTP_HOST: 'b.example', SMTP_USER: 'u', SMTP_PASSWORD: 'p' },
      { host: 'b.example', port: 587, tls: 'starttls', user: 'u', password: 'p' },
    ],
    ['an IPv6 address', { SMTP_URL: 'smtp://[::1]:25' }, { host: '::1', port: 25, tls: 'none' }],
  ])('%s', async (_, environment, expected) => {
    expect(await smtp(environment)).toEqual(expected);
  });

  test('a password may lie in a file of its own, without its line break', async () => {
    const settings = await smtp({ SMTP_HOST: 'a.example', SMTP_PASSWORD_FILE: 'secret' }, { secret: 'hush\n' });
    expect(settings?.password).toBe('hush');
  });

  test.each<[Record<string, string>, string]>([
    [{ SMTP_URL: 'https://u:hush@example.org' }, 'SMTP_URL is not an SMTP address'],
    [{ SMTP_URL: 'smtp://u:hu%sh@example.org' }, 'SMTP_URL holds a % that is no escape'],
    [{ SMTP_HOST: 'a', SMTP_PORT: '99999' }, 'SMTP_PORT is "99999"'],
    [{ SMTP_HOST: 'a', SMTP_TLS: 'maybe' }, 'SMTP_TLS is "maybe"'],
    [{ SMTP_HOST: 'a', SMTP_PASSWORD_FILE: 'gone' }, 'SMTP_PASSWORD_FILE names gone, which cannot be read (ENOENT)'],
  ])('%j is refused without showing a password', async (environment, message) => {
    const error = await refusal({ 'tidings.yaml': yaml }, {}, environment);
    expect(error.problems[0]).toMatchObject({ message, hint: expect.any(String) });
    expect(JSON.stringify(error.problems)).not.toContain('hush');
  });

  describe('by more than one server', () => {
    const twoRelays = `${yaml}send:\n  idempotencyHeader: X-Once\n  relays:\n    - name: backup-2\n    - {name: Last, idempotencyHeader: X-Key}\n`;

    test('the first comes first, then each relay by its own variables', async () => {
      const config = await load(
        { 'tidings.yaml': twoRelays, '.env': 'SMTP_LAST_URL=smtps://u:hush@last.example\n', secret: 'quiet\n' },
        {},
        {
          SMTP_HOST: 'a.example',
          SMTP_BACKUP_2_HOST: 'b.example',
          SMTP_BACKUP_2_PORT: '2525',
          SMTP_BACKUP_2_USER: 'u',
          SMTP_BACKUP_2_PASSWORD_FILE: 'secret',
          SMTP_BACKUP_2_TLS: 'none',
        },
      );
      expect(await config.relays()).toEqual([
        { smtp: { host: 'a.example', port: 587, tls: 'starttls' }, idempotencyHeader: 'X-Once' },
        {
          name: 'backup-2',
          smtp: { host: 'b.example', port: 2525, tls: 'none', user: 'u', password: 'quiet' },
        },
        {
          name: 'Last',
          smtp: { host: 'last.example', port: 465, tls: 'implicit', user: 'u', password: 'hush' },
          idempotencyHeader: 'X-Key',
        },
      ]);
      expect(config.smtp).toMatchObject({ host: 'a.example' });
      expect(config.origins).toMatchObject({ SMTP_LAST_URL: '.env', SMTP_BACKUP_2_TLS: 'environment' });
    });

    test('nobody has to set one', async () => {
      expect(await (await load({ 'tidings.yaml': yaml })).relays()).toEqual([]);
    });

    test('a relay that nothing says how to reach is told at its line, once it is needed', async () => {
      const config = await load({ 'tidings.yaml': twoRelays }, {}, { SMTP_LAST_HOST: 'b.example' });
      await expect(config.relays()).rejects.toMatchObject({
        exitCode: 2,
        problems: [
          {
            message: 'nothing says how to reach the relay "backup-2"',
            hint: 'Set SMTP_BACKUP_2_URL, or SMTP_BACKUP_2_HOST and its companions, in .env.',
            file: 'tidings.yaml',
            line: 6,
            column: 13,
          },
        ],
      });
    });

    test.each<[Record<string, string>, string]>([
      [{ SMTP_LAST_URL: 'https://u:hush@example.org' }, 'SMTP_LAST_URL is not an SMTP address'],
      [{ SMTP_LAST_URL: 'smtp://u:hu%sh@example.org' }, 'SMTP_LAST_URL holds a % that is no escape'],
      [{ SMTP_LAST_HOST: 'b.example', SMTP_LAST_PORT: 'hush' }, 'SMTP_LAST_PORT is "hush"'],
      [
        { SMTP_LAST_HOST: 'b.example', SMTP_LAST_PASSWORD_FILE: 'gone' },
        'SMTP_LAST_PASSWORD_FILE names gone, which cannot be read (ENOENT)',
      ],
    ])('%j is refused by the name of its variable', async (environment, message) => {
      const config = await load({ 'tidings.yaml': `${yaml}send: {relays: [{name: last}]}\n` }, {}, environment);
      await expect(config.relays()).rejects.toThrow(message);
    });
  });

  describe('the key that letters are signed with', () => {
    const keys = async (environment: Record<string, string>, files = {}) =>
      (await load({ 'tidings.yaml': yaml, ...files }, {}, environment)).dkimKeys();

    test.each([
      ['a variable', { DKIM_PRIVATE_KEY: 'PEM' }, {}, { pem: 'PEM', named: 'DKIM_PRIVATE_KEY' }],
      ['.env', {}, { '.env': 'DKIM_PRIVATE_KEY="P\nEM"' }, { pem: 'P\nEM', named: 'DKIM_PRIVATE_KEY in .env' }],
      [
        'a file beside tidings.yaml',
        { DKIM_PRIVATE_KEY_FILE: 'dkim.pem', DKIM_PRIVATE_KEY: 'other' },
        { 'dkim.pem': 'PEM\n' },
        { pem: 'PEM', named: 'DKIM_PRIVATE_KEY_FILE' },
      ],
      ['nowhere', {}, {}, undefined],
    ])('comes from %s', async (_, environment, files, expected) => {
      expect(await keys(environment as Record<string, string>, files)).toEqual(expected);
    });

    test('is missed only where it is needed: a build does without', async () => {
      const config = await load({ 'tidings.yaml': yaml }, {}, { DKIM_PRIVATE_KEY_FILE: 'gone.pem' });
      await expect(config.dkimKeys()).rejects.toThrow(
        'DKIM_PRIVATE_KEY_FILE names gone.pem, which cannot be read (ENOENT)',
      );
    });
  });

  test('the settings cannot be changed once they are loaded', async () => {
    const config = await load({ 'tidings.yaml': yaml });
    await writeFile(join(config.directory, 'tidings.yaml'), 'title: Other\n');
    expect(Object.isFrozen(config)).toBe(true);
  });
});

describe('the secret', () => {
  const yaml = 'title: My Letter\nurl: https://example.org\n';
  const secret = async (environment: Record<string, string>, files = {}) =>
    ((await (await load({ 'tidings.yaml': yaml, ...files }, {}, environment)).secret()) as KeyObject)
      .export()
      .toString();
  const long = '0123456789abcdef0123456789abcdef';

  test('comes from the environment, from .env or from a file that a variable names', async () => {
    expect(await secret({ TIDINGS_SECRET: long })).toBe(long);
    expect(await secret({}, { '.env': `TIDINGS_SECRET=${long}\n` })).toBe(long);
    expect(await secret({ TIDINGS_SECRET_FILE: 'secret' }, { secret: `${long}\n` })).toBe(long);
  });

  test.each([
    [{}, 'there is no TIDINGS_SECRET'],
    [{ TIDINGS_SECRET: 'hunter2' }, 'TIDINGS_SECRET is shorter than 32 bytes'],
    [{ TIDINGS_SECRET_FILE: 'nowhere' }, 'TIDINGS_SECRET_FILE names nowhere, which cannot be read (ENOENT)'],
  ] satisfies [
    Record<string, string>,
    string,
  ][])('%j is refused where it is needed, and not shown', async (environment, message) => {
    const refused = secret(environment);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.not.toThrow('hunter2');
    await expect(refused).rejects.toMatchObject({ exitCode: 2 });
  });
});

describe('an output folder in which something else lies is refused', () => {
  const files = { 'tidings.yaml': `${yaml}static: [images]\n`, 'articles/a.md': '# A\n\nx', 'issues/.keep': '' };

  test.each([
    '.',
    '..',
    'articles',
    'articles/deep',
    'issues',
    'issues/deep',
    'pages',
    'pages/deep',
    'themes',
    'templates',
    'images',
    'node_modules',
    '.git',
    '.git/hooks',
    '../elsewhere/.git/refs',
    '.tidings',
  ])('%s', async (output) => {
    const { problems } = await refusal(files, { output });
    expect(problems).toMatchObject([{ message: expect.stringContaining('output'), hint: expect.any(String) }]);
  });

  test('also where a link leads there', async () => {
    const folder = await folderOf(files);
    await symlink('issues', join(folder, 'public'));
    const loading = loadConfig('.', { output: 'public' }, { cwd: folder, environment: {}, clock: () => new Date() });
    await expect(loading).rejects.toThrow('is that of something else: issues/');
  });

  test.each(['public', '../public', 'output/deep', 'issues-old', '.well-known'])('and %s is not', async (output) => {
    expect((await load(files, { output })).output).toMatch(/public|deep|issues-old|well-known/);
  });
});

describe('files with secrets', () => {
  async function warned(environment: Record<string, string>, modes: Record<string, number>) {
    const cwd = await folderOf({ 'tidings.yaml': yaml, '.env': 'A=b\n', 'dkim.pem': 'x', 'relay.txt': 'x' });
    for (const [file, mode] of Object.entries(modes)) await chmod(join(cwd, file), mode);
    const problems: Problem[] = [];
    const warn = (found: readonly Problem[]) => void problems.push(...found);
    await loadConfig('.', {}, { cwd, environment, clock: () => new Date(), warn });
    return problems;
  }

  test('that every user of the machine may read are warned of, each by its name', async () => {
    const environment = { DKIM_PRIVATE_KEY_FILE: 'dkim.pem', SMTP_HOST: 'a.example', SMTP_PASSWORD_FILE: 'relay.txt' };
    const problems = await warned(environment, { '.env': 0o644, 'dkim.pem': 0o604, 'relay.txt': 0o600 });
    expect(problems).toMatchObject([
      {
        severity: 'warning',
        message: expect.stringContaining('.env'),
        hint: expect.stringContaining('chmod 600 .env'),
      },
      { severity: 'warning', hint: expect.stringContaining('chmod 600 dkim.pem') },
    ]);
  });

  test('that prove who calls are among them', async () => {
    const problems = await warned({ TIDINGS_WEBHOOK_HMAC_FILE: 'relay.txt' }, { '.env': 0o600, 'relay.txt': 0o644 });
    expect(problems).toMatchObject([{ hint: expect.stringContaining('chmod 600 relay.txt') }]);
  });

  test('of their owner or of a group are not', async () => {
    expect(await warned({ DKIM_PRIVATE_KEY_FILE: 'dkim.pem' }, { '.env': 0o600, 'dkim.pem': 0o640 })).toEqual([]);
  });
});

test.each(['.env', 'tidings.yaml'])('a pipe in the place of %s is refused; it is not waited for', async (name) => {
  const cwd = await folderOf(name === '.env' ? { 'tidings.yaml': yaml } : {});
  execFileSync('mkfifo', [join(cwd, name)]);
  const loading = loadConfig('.', {}, { cwd, environment: {}, clock: () => new Date() });
  await expect(loading).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining(name) });
});
