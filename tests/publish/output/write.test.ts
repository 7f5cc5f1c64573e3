import { symlinkSync } from 'node:fs';
import { lstat, mkdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../../src/model/problem.ts';
import type { File, Piece } from '../../../src/pipeline.ts';
import { writeFiles } from '../../../src/publish/output/write.ts';
import { contentsOf, folderOf } from '../../folder.ts';

/** A piece for each file; an error fails the rendering, a function runs in between. */
function listed(...files: (File | Error | (() => void))[]): Piece[] {
  return files.map((file, index) => {
    if (file instanceof Error) return { paths: [`failing-${index}`], render: () => Promise.reject(file) };
    if (typeof file !== 'function') return { paths: [file.path], render: async () => [file] };
    const act = async () => {
      file();
      return [];
    };
    return { paths: [`acting-${index}`], render: act };
  });
}

const options = {
  isKnown: () => false,
  note: () => {},
  previous: [] as string[],
  mayReplace: true,
  commit: async () => {},
  display: (file: string) => file,
};

describe('writing the output', () => {
  test('leaves a file whose bytes did not change untouched, so that its modification time stays true', async () => {
    const output = await folderOf({ 'atom.xml': 'same', 'rss.xml': 'old' });
    await utimes(join(output, 'atom.xml'), 1_000_000, 1_000_000);
    const result = await writeFiles(
      listed({ path: 'atom.xml', content: 'same' }, { path: 'rss.xml', content: 'new' }),
      output,
      options,
    );
    expect(result).toMatchObject({ written: ['rss.xml'], unchanged: ['atom.xml'] });
    expect((await stat(join(output, 'atom.xml'))).mtimeMs).toBe(1_000_000_000);
    expect(await contentsOf(output)).toEqual({ 'atom.xml': 'same', 'rss.xml': 'new' });
  });

  test('copies local files, and copies them again only when they changed', async () => {
    const from = await folderOf({ 'photo.png': 'bytes' });
    const output = await folderOf();
    const file = { path: 'articles/a/photo.png', source: join(from, 'photo.png') };
    expect((await writeFiles(listed(file), output, options)).written).toEqual([file.path]);
    expect((await writeFiles(listed(file), output, options)).unchanged).toEqual([file.path]);
    await writeFile(file.source, 'BYTES');
    await writeFiles(listed(file), output, options);
    expect(await contentsOf(output)).toEqual({ [file.path]: 'BYTES' });
  });

  test('a piece that is known is neither rendered nor touched', async () => {
    const output = await folderOf({ 'atom.xml': 'old' });
    const piece = { paths: ['atom.xml'], render: () => Promise.reject(new Error('rendered')) };
    const { unchanged } = await writeFiles([piece], output, { ...options, isKnown: () => true });
    expect(unchanged).toEqual(['atom.xml']);
    expect(await contentsOf(output)).toEqual({ 'atom.xml': 'old' });
  });

  test('a failure in the middle leaves every old file as it was and nothing else', async () => {
    const output = await folderOf({ 'atom.xml': 'old' });
    const failing = writeFiles(listed({ path: 'atom.xml', content: 'new' }, new ProblemError([])), output, options);
    await expect(failing).rejects.toBeInstanceOf(ProblemError);
    expect(await contentsOf(output)).toEqual({ 'atom.xml': 'old' });
  });

  test('an interruption leaves every old file as it was', async () => {
    const output = await folderOf({ 'atom.xml': 'old' });
    const stop = new AbortController();
    const files = listed({ path: 'atom.xml', content: 'new' }, () => stop.abort(new Error('stopped')), {
      path: 'b',
      content: 'b',
    });
    await expect(writeFiles(files, output, { ...options, signal: stop.signal })).rejects.toThrow('stopped');
    expect(await contentsOf(output)).toEqual({ 'atom.xml': 'old' });
  });

  test('what must be durable first is written before any new file is in place', async () => {
    const output = await folderOf({ 'atom.xml': 'old' });
    let seen: unknown;
    const commit = async () => {
      seen = await readFile(join(output, 'atom.xml'), 'utf8');
    };
    await writeFiles(listed({ path: 'atom.xml', content: 'new' }), output, { ...options, commit });
    expect(seen).toBe('old');
  });

  test('removes files of earlier builds that come no more, with their empty folders, and nothing else', async () => {
    const output = await folderOf({ 'issues/old/email.html': 'x', 'articles/mine.txt': 'mine', 'atom.xml': 'a' });
    const previous = ['issues/old/email.html', 'atom.xml', '../outside', '/etc/hostname'];
    const { removed } = await writeFiles(listed({ path: 'atom.xml', content: 'a' }), output, { ...options, previous });
    expect(removed).toEqual(['issues/old/email.html']);
    expect(await contentsOf(output)).toEqual({ 'articles/mine.txt': 'mine', 'atom.xml': 'a' });
    await expect(stat(join(output, 'issues'))).rejects.toThrow('ENOENT');
  });

  test.each([
    '../x',
    '/x',
    'a/../../x',
    'a\\b',
    'a//b',
    '',
    './x',
    'c:x',
    'a\0b',
  ])('refuses the path %j, which could leave the folder', async (path) => {
    const output = await folderOf();
    await expect(writeFiles(listed({ path, content: 'x' }), output, options)).rejects.toThrow(
      'leave the output folder',
    );
    expect(await contentsOf(output)).toEqual({});
  });

  test('a file that no build wrote is not replaced, unless that is allowed', async () => {
    const output = await folderOf({ 'index.html': 'mine', 'atom.xml': 'ours' });
    const strict = { ...options, mayReplace: false, previous: ['atom.xml'] };
    const both = listed({ path: 'atom.xml', content: 'new' }, { path: 'index.html', content: 'new' });
    await expect(writeFiles(both, output, strict)).rejects.toMatchObject({
      problems: [{ rule: 'foreign-file' }],
      state: 'Nothing was written.',
    });
    expect(await contentsOf(output)).toEqual({ 'index.html': 'mine', 'atom.xml': 'ours' });
    await writeFiles(
      listed({ path: 'atom.xml', content: 'new' }, { path: 'index.html', content: 'mine' }),
      output,
      strict,
    );
    expect(await contentsOf(output)).toEqual({ 'index.html': 'mine', 'atom.xml': 'new' });
  });

  test('two files of one name, also where only case differs, are a problem', async () => {
    const output = await folderOf();
    const files = listed({ path: 'a/Photo.png', content: '1' }, { path: 'a/photo.png', content: '2' });
    await expect(writeFiles(files, output, options)).rejects.toMatchObject({ problems: [{ rule: 'same-file' }] });
  });

  test('a file where a folder is needed is a problem that says what to move', async () => {
    const output = await folderOf({ articles: 'a file' });
    await expect(
      writeFiles(listed({ path: 'articles/a/index.html', content: 'x' }), output, options),
    ).rejects.toMatchObject({
      problems: [{ rule: 'write', hint: expect.stringContaining('Move it away') }],
      state: 'Nothing was written.',
    });
  });

  test('a full disk leaves the old files whole and says so', async () => {
    const output = await folderOf({ 'atom.xml': 'old' });
    // /dev/full answers every write with ENOSPC: the real error of the real file system.
    const full = () => symlinkSync('/dev/full', join(output, `.tidings-${process.pid}`, '1'));
    const files = listed({ path: 'atom.xml', content: 'new' }, full, { path: 'tags/a/rss.xml', content: 'new' });
    await expect(writeFiles(files, output, options)).rejects.toMatchObject({
      problems: [
        {
          rule: 'write',
          message: `${join(output, 'tags/a/rss.xml')} cannot be written (ENOSPC)`,
          hint: expect.stringContaining('disk is full'),
        },
      ],
      state: 'Nothing was written.',
    });
    expect(await contentsOf(output)).toEqual({ 'atom.xml': 'old' });
  });
});

describe('a link inside the output leads no file out of it:', () => {
  const mine = { authorized_keys: 'mine', 'sub/deep.txt': 'mine' };

  test.each<[string, string, WriteFixture]>([
    ['written', 'articles/evil/authorized_keys', { link: 'articles/evil' }],
    ['written deep below the link', 'articles/evil/x/y/authorized_keys', { link: 'articles' }],
    ['copied', 'articles/evil/authorized_keys', { link: 'articles/evil', copied: true }],
    ['read back as unchanged', 'articles/evil/authorized_keys', { link: 'articles/evil', content: 'mine' }],
    ['known from the last build', 'articles/evil/authorized_keys', { link: 'articles/evil', isKnown: true }],
    ['removed', 'articles/evil/authorized_keys', { link: 'articles/evil', isPrevious: true }],
  ])('a file that would be %s', async (_, path, { link, copied, content = 'new', isKnown = false, isPrevious }) => {
    const victim = await folderOf(mine);
    const output = await folderOf({ 'atom.xml': 'old', source: 'new' });
    await mkdir(dirname(join(output, link)), { recursive: true });
    await symlink(victim, join(output, link));
    const file = copied ? { path, source: join(output, 'source') } : { path, content };
    const pieces = isPrevious ? [] : listed({ path: 'atom.xml', content: 'new' }, file);
    const previous = ['atom.xml', ...(isPrevious ? [path] : [])];
    const writing = writeFiles(pieces, output, { ...options, previous, isKnown: () => isKnown });
    await expect(writing).rejects.toMatchObject({
      problems: [{ rule: 'output-link', message: expect.stringContaining(`${join(output, link)} is a link`) }],
      state: 'Nothing was written.',
    });
    expect(await contentsOf(victim)).toEqual(mine);
    expect(await readFile(join(output, 'atom.xml'), 'utf8')).toBe('old');
  });

  test('a link in the place of a file is replaced, also one to a file of the same bytes', async () => {
    const victim = await folderOf({ key: 'same', other: 'mine' });
    const output = await folderOf({ source: 'same' });
    for (const [name, to] of [
      ['a', 'key'],
      ['b', 'other'],
      ['c', 'key'],
      ['d', 'nothing'],
    ] as const)
      await symlink(join(victim, to), join(output, name));
    const copy = { path: 'c', source: join(output, 'source') };
    const files = listed(...['a', 'b', 'd'].map((path) => ({ path, content: 'same' })), copy);
    expect((await writeFiles(files, output, options)).written).toHaveLength(4);
    for (const name of ['a', 'b', 'c', 'd']) expect((await lstat(join(output, name))).isFile()).toBe(true);
    expect(await contentsOf(victim)).toEqual({ key: 'same', other: 'mine' });
  });

  test('the folder in which files are made ready, for its name can be foreseen', async () => {
    const victim = await folderOf({ '0': 'mine' });
    const output = await folderOf();
    await symlink(victim, join(output, `.tidings-${process.pid}`));
    await writeFiles(listed({ path: 'atom.xml', content: 'new' }), output, options);
    expect(await contentsOf(victim)).toEqual({ '0': 'mine' });
    expect(await contentsOf(output)).toEqual({ 'atom.xml': 'new' });
  });

  test('and an output that is a link itself is written to', async () => {
    const [real, folder] = [await folderOf(), await folderOf()];
    await symlink(real, join(folder, 'output'));
    await writeFiles(listed({ path: 'tags/a/atom.xml', content: 'new' }), join(folder, 'output'), options);
    expect(await contentsOf(real)).toEqual({ 'tags/a/atom.xml': 'new' });
  });
});

interface WriteFixture {
  readonly link: string;
  readonly copied?: boolean;
  readonly content?: string;
  readonly isKnown?: boolean;
  readonly isPrevious?: boolean;
}
