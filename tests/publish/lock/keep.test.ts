import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ConfigFlags, loadConfig } from '../../../src/config/config.ts';
import { buildPublication } from '../../../src/publish/build.ts';
import { mayMint } from '../../../src/publish/lock/keep.ts';
import { recordPinged } from '../../../src/publish/lock/record-pinged.ts';
import { recordSent } from '../../../src/publish/lock/record-sent.ts';
import { starterSettings } from '../../../src/publish/starter.ts';
import { folderOf } from '../../folder.ts';

const articles = { 'articles/hello.md': '---\ntitle: Hello\ndate: 2026-11-01\n---\nGood morning.\n' };
const yaml = (url: string) => `title: T\nurl: ${url}\nnewsletter: {from: letters@example.org}\n`;
const [starter, own] = ['https://slackwater.example.org/', 'https://garden.example.org/'];

function configAt(cwd: string, flags: ConfigFlags = {}, now = '2026-11-23T00:00:00Z') {
  return loadConfig('.', flags, { cwd, environment: {}, clock: () => new Date(now) });
}

async function build(folder: string, flags: ConfigFlags = {}, { frozen = false, now = '2026-11-23T00:00:00Z' } = {}) {
  return buildPublication(await configAt(folder, flags, now), { frozen });
}

const lockOf = (folder: string) => readFile(join(folder, 'tidings.lock'), 'utf8').catch(() => undefined);
const outputOf = (folder: string, path: string) => readFile(join(folder, 'output', path), 'utf8');

describe('under the address of the starter', () => {
  test('ids are computed and not kept, again and again, until "url" is set', async () => {
    const folder = await folderOf({ ...articles, 'tidings.yaml': yaml(starter) });
    for (const frozen of [false, true, false]) {
      const { problems } = await build(folder, {}, { frozen });
      expect(problems).toMatchObject([{ severity: 'warning', rule: 'placeholder-url', line: 2 }]);
      expect(await lockOf(folder)).toBeUndefined();
    }
    expect(await outputOf(folder, 'atom.xml')).toContain('<id>tag:slackwater.example.org,2026-11-01:hello</id>');

    await writeFile(join(folder, 'tidings.yaml'), yaml(own));
    expect((await build(folder)).problems).toEqual([]);
    expect(await lockOf(folder)).toContain(
      '{"feed":"https://garden.example.org/"}\n{"listId":"garden.example.org"}\n{"id":"tag:garden.example.org,',
    );
    await rm(join(folder, 'tidings.lock'));
    await expect(build(folder)).rejects.toThrow('tidings.lock is gone');
  });

  test('what is locked already stays and is kept up, and nothing is added', async () => {
    const folder = await folderOf({ ...articles, 'tidings.yaml': yaml(own) });
    await build(folder);
    await writeFile(join(folder, 'tidings.yaml'), yaml(starter));
    await writeFile(join(folder, 'articles/more.md'), articles['articles/hello.md'].replace('Hello', 'More'));
    await writeFile(join(folder, 'articles/hello.md'), articles['articles/hello.md'].replace('morning', 'evening'));
    const before = await lockOf(folder);
    await build(folder);
    const after = await lockOf(folder);
    expect(after?.split('\n')).toHaveLength(before!.split('\n').length);
    expect(after).not.toBe(before);
    expect(after).toContain('tag:garden.example.org,2026-11-01:hello');
  });

  test('a feed that has its id from there keeps it, with a warning', async () => {
    const lock = `tidings-lock 1\n{"feed":"${starter}"}\n`;
    const folder = await folderOf({ ...articles, 'tidings.yaml': yaml(own), 'tidings.lock': lock });
    const { problems } = await build(folder);
    expect(problems).toMatchObject([{ severity: 'warning', rule: 'placeholder-id' }]);
    expect(problems[0]!.hint).toContain(`delete the line {"feed":"${starter}"}`);
    expect(await lockOf(folder)).toContain(`{"feed":"${starter}"}`);
  });

  test('what is sent all the same is noted, so that it does not go out twice', async () => {
    const folder = await folderOf({ ...articles, 'tidings.yaml': yaml(starter) });
    const id = 'tag:slackwater.example.org,2026-11-01:hello';
    await recordSent(await configAt(folder), { [id]: [id] });
    expect(await lockOf(folder)).toMatch(/^tidings-lock 2\n\{"id":.*\n\{"issue":.*\n$/);
    expect((await build(folder)).lock.issues).toEqual([{ issue: id, articles: [id] }]);
  });

  test.each([
    ['http://localhost:8080/', false],
    ['http://127.0.0.1/', false],
    ['https://letters.test/', false],
    ['https://my.example/', false],
    ['https://contest.org/', true],
    [own, true],
  ])('%s is an address of whose host ids may be made: %s', async (url, expected) => {
    const config = await configAt(await folderOf({ 'tidings.yaml': yaml(url), 'articles/.keep': '' }));
    expect(mayMint(config)).toBe(expected);
  });

  test('is meant what the starter says', async () => {
    expect((await starterSettings()).settings.url).toBe(starter);
  });
});

describe('a build at an address that a flag gives', () => {
  test('writes no lock', async () => {
    const folder = await folderOf({ ...articles, 'tidings.yaml': yaml(own) });
    for (const frozen of [false, true]) {
      await build(folder, { url: 'https://preview.example.net' }, { frozen });
      expect(await lockOf(folder)).toBeUndefined();
    }
    await build(folder);
    expect(await lockOf(folder)).toContain('tag:garden.example.org');
  });

  test('leaves the committed lock as it is, with the ids from there and new articles among the others', async () => {
    const folder = await folderOf({ ...articles, 'tidings.yaml': yaml(own) });
    await build(folder);
    const before = await lockOf(folder);
    await writeFile(join(folder, 'articles/new.md'), articles['articles/hello.md'].replace('Hello', 'New'));
    await build(folder, { url: 'http://localhost:8080' });
    expect(await lockOf(folder)).toBe(before);
    const atom = await outputOf(folder, 'atom.xml');
    expect(atom).toContain('<id>tag:garden.example.org,2026-11-01:hello</id>');
    expect(atom).toContain('http://localhost:8080/articles/new/');
  });
});

describe('a frozen build', () => {
  test('leaves a lock of version 0.1.0 as it is, which has no hashes of texts', async () => {
    const folder = await folderOf({ ...articles, 'tidings.yaml': yaml(own) });
    await build(folder);
    const older = (await lockOf(folder))!
      .replace('tidings-lock 2', 'tidings-lock 1')
      .replace(/,"(body|seen)":"[^"]*"/g, '')
      .replace(/,"order":\d+/g, '');
    await writeFile(join(folder, 'tidings.lock'), older);
    const { mtimeMs } = await stat(join(folder, 'tidings.lock'));
    await build(folder, {}, { frozen: true });
    expect(await lockOf(folder)).toBe(older);
    expect((await stat(join(folder, 'tidings.lock'))).mtimeMs).toBe(mtimeMs);
    await build(folder);
    expect(await lockOf(folder)).toMatch(/^tidings-lock 2\n.*\n\{"listId":.*\n.*"body":"[0-9a-f]{64}","page":1\}\n$/);
  });
});

describe('an article that goes on the day of its first build', () => {
  const goneAfter = async (between: (folder: string) => Promise<unknown>) => {
    const folder = await folderOf({ ...articles, 'tidings.yaml': yaml(own) });
    await build(folder);
    await between(folder);
    await rm(join(folder, 'articles/hello.md'));
    await build(folder, {}, { now: '2026-11-23T23:00:00Z' });
    return outputOf(folder, 'atom.xml');
  };

  test('leaves no tombstone', async () => {
    expect(await goneAfter(async () => undefined)).not.toContain('deleted-entry');
  });

  test('leaves one if a hub was told of it', async () => {
    expect(await goneAfter(async (folder) => recordPinged(await configAt(folder)))).toContain('deleted-entry');
  });

  test('leaves one if it was sent', async () => {
    const id = 'tag:garden.example.org,2026-11-01:hello';
    const send = async (folder: string) => recordSent(await configAt(folder), { [id]: [id] });
    expect(await goneAfter(send)).toContain(`ref="${id}"`);
  });
});

test('a clock that is years behind removes nothing', async () => {
  const folder = await folderOf({ ...articles, 'tidings.yaml': yaml(own) });
  await build(folder);
  const before = [await lockOf(folder), await outputOf(folder, 'atom.xml')];
  await expect(build(folder, {}, { now: '2020-01-01T00:00:00Z' })).rejects.toThrow(
    'it is 2020-01-01T00:00:00Z by this clock, when no article was due yet, and the lock knows of 2026-11-23',
  );
  expect([await lockOf(folder), await outputOf(folder, 'atom.xml')]).toEqual(before);
});

test('an article whose date is moved into the future is held back, on a right clock', async () => {
  const folder = await folderOf({ ...articles, 'tidings.yaml': yaml(own) });
  await build(folder);
  await writeFile(join(folder, 'articles/hello.md'), articles['articles/hello.md'].replace('2026-11-01', '2027-01-01'));
  const { held } = await build(folder, {}, { now: '2026-11-24T00:00:00Z' });
  expect(held.future.map(({ slug }) => slug)).toEqual(['hello']);
});

test('of two articles of one day, the one that a build met later comes first, whatever its name', async () => {
  const folder = await folderOf({ 'tidings.yaml': yaml(own), 'articles/b.md': articles['articles/hello.md'] });
  await build(folder);
  for (const name of ['a', 'c']) {
    await writeFile(join(folder, `articles/${name}.md`), articles['articles/hello.md'].replace('Good', name));
    await build(folder);
  }
  const { items } = JSON.parse(await outputOf(folder, 'feed.json'));
  expect(items.map((item: { url: string }) => item.url.at(-2))).toEqual(['c', 'a', 'b']);
  expect(new Set(items.map((item: Record<string, string>) => item.date_published))).toEqual(
    new Set(['2026-11-01T00:00:00Z']),
  );
});
