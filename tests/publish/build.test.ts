import { mkdir, readdir, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { ProblemError } from '../../src/model/problem.ts';
import { buildPublication } from '../../src/publish/build.ts';
import type { BuildOptions } from '../../src/publish/built.ts';
import { checkBuild } from '../../src/publish/check-build.ts';
import { contentsOf, folderOf } from '../folder.ts';
import { png } from '../read/pictures.ts';

const article = (title: string, date: string, body = 'Some words.') =>
  `---\ntitle: ${title}\ndate: ${date}\n---\n\n${body}\n`;

const files = {
  'tidings.yaml': 'title: The Letter\nurl: https://example.org\nnewsletter:\n  from: letters@example.org\n',
  'articles/one.md': article('One', '2026-11-01'),
  'articles/two.md': article('Two', '2026-11-02'),
};

async function buildIn(cwd: string, options: BuildOptions = {}) {
  const context = { cwd, environment: {}, clock: () => new Date('2026-11-23T12:00:00Z') };
  return buildPublication(await loadConfig('.', {}, context), options);
}

const outputOf = (folder: string) => contentsOf(join(folder, 'output'));

/** What a build without any memory makes of the same folder. */
async function afresh(folder: string) {
  await rm(join(folder, '.tidings', 'memory.db'), { recursive: true, force: true });
  await buildIn(folder);
  return outputOf(folder);
}

async function changeDatabase(file: string, statement: string): Promise<void> {
  const database = new DatabaseSync(file);
  database.exec(statement);
  database.close();
}

async function lockDatabase(file: string): Promise<void> {
  const other = new DatabaseSync(file);
  onTestFinished(() => other.close());
  other.exec('BEGIN EXCLUSIVE');
}

describe('building again', () => {
  test('without a change writes nothing and leaves every byte and time as it was', async () => {
    const folder = await folderOf(files);
    await buildIn(folder);
    const before = await outputOf(folder);
    expect((await buildIn(folder)).written).toEqual([]);
    expect(await outputOf(folder)).toEqual(before);
  });

  test('after an edit renders what holds the article and nothing else', async () => {
    const folder = await folderOf(files);
    await buildIn(folder);
    await writeFile(join(folder, 'articles/one.md'), article('One', '2026-11-01', 'Other words.'));
    const { written } = await buildIn(folder);
    expect(written.filter((path) => path.startsWith('issues/')).every((path) => path.startsWith('issues/one/'))).toBe(
      true,
    );
    expect(written).toEqual(expect.arrayContaining(['atom.xml', 'rss.xml', 'feed.json', 'issues/one/email.html']));
    expect(await outputOf(folder)).toEqual(await afresh(folder));
  });

  test('knows whether the build before told the same', async () => {
    const undescribed = (date: string) => article('One', date, '![](https://example.org/a.png)');
    const folder = await folderOf({ ...files, 'articles/one.md': undescribed('2026-11-01') });
    expect(await buildIn(folder)).toMatchObject({ told: false, problems: [{ rule: 'image-alt' }] });
    expect(await buildIn(folder)).toMatchObject({ told: true });
    await writeFile(join(folder, 'articles/two.md'), undescribed('2026-11-02'));
    expect(await buildIn(folder)).toMatchObject({ told: false });
    await writeFile(join(folder, 'articles/two.md'), article('Two', '2026-11-02'));
    await writeFile(join(folder, 'articles/one.md'), article('One', '2026-11-01'));
    expect(await buildIn(folder)).toMatchObject({ told: false, problems: [] });
    expect(await buildIn(folder)).toMatchObject({ told: false, problems: [] });
  });

  test('after a file was only touched, as a checkout does, writes nothing', async () => {
    const folder = await folderOf(files);
    await buildIn(folder);
    await utimes(join(folder, 'articles/one.md'), 1, 1);
    expect((await buildIn(folder)).written).toEqual([]);
  });

  test.each<[string, (folder: string) => Promise<unknown>]>([
    ['a deleted file', (folder) => rm(join(folder, 'output/atom.xml'))],
    ['an edited file', (folder) => writeFile(join(folder, 'output/atom.xml'), 'edited by hand')],
    ['a deleted folder', (folder) => rm(join(folder, 'output'), { recursive: true })],
  ])('mends %s of the output', async (_, damage) => {
    const folder = await folderOf(files);
    await buildIn(folder);
    const before = await outputOf(folder);
    await damage(folder);
    await buildIn(folder);
    expect(await outputOf(folder)).toEqual(before);
  });

  test.each<[string, (memory: string) => Promise<unknown>]>([
    ['deleted', (memory) => rm(memory)],
    ['nonsense', (memory) => writeFile(memory, 'nonsense '.repeat(2_000))],
    ['empty', (memory) => writeFile(memory, '')],
    ['cut short', (memory) => truncate(memory, 5_000)],
    ['a folder', (memory) => rm(memory).then(() => mkdir(memory))],
    ['of another program', (memory) => rm(memory).then(() => changeDatabase(memory, 'CREATE TABLE source (name)'))],
    ['of another shape', (memory) => changeDatabase(memory, 'PRAGMA user_version = 0')],
    ['without a table', (memory) => changeDatabase(memory, 'DROP TABLE content')],
    ['without its contents', (memory) => changeDatabase(memory, 'DELETE FROM content')],
    ['of other contents', (memory) => changeDatabase(memory, "UPDATE content SET text = 'Other words.'")],
    ['of misplaced contents', (memory) => changeDatabase(memory, 'UPDATE content SET number = 1')],
    ['of other records', (memory) => changeDatabase(memory, "UPDATE source SET record = replace(record, 'One', '1')")],
    ['of other states', (memory) => changeDatabase(memory, "UPDATE piece SET files = 'x', key = 'y'")],
    ['locked by another program', (memory) => lockDatabase(memory)],
  ])('with a memory that is damaged or in use (%s) only costs time', async (_, damage) => {
    const folder = await folderOf(files);
    await buildIn(folder);
    await damage(join(folder, '.tidings/memory.db'));
    await writeFile(join(folder, 'articles/three.md'), article('Three', '2026-11-03'));
    await buildIn(folder);
    expect(await outputOf(folder)).toEqual(await afresh(folder));
  });

  test('forgets what articles once said, so that the memory does not grow without end', async () => {
    const folder = await folderOf(files);
    const sizes: number[] = [];
    for (let edition = 0; edition < 8; edition += 1) {
      await writeFile(join(folder, 'articles/one.md'), article('One', '2026-11-01', `${edition} `.repeat(100_000)));
      await buildIn(folder);
      sizes.push((await stat(join(folder, '.tidings/memory.db'))).size);
    }
    expect(Math.max(...sizes)).toBeLessThan(3 * sizes[0]!);
    expect(await outputOf(folder)).toEqual(await afresh(folder));
  });

  test('removes the folder in which earlier versions kept what builds remembered', async () => {
    const folder = await folderOf({ ...files, '.tidings/cache/index': '{}', '.tidings/cache/contents-0': 'x' });
    await buildIn(folder);
    expect(await readdir(join(folder, '.tidings'))).not.toContain('cache');
  });

  test.each([
    'constructor',
    '__proto__',
    'toString',
  ])('into a folder of the name %s is a build like any other', async (output) => {
    const folder = await folderOf(files);
    const context = { cwd: folder, environment: {}, clock: () => new Date('2026-11-23T12:00:00Z') };
    for (const written of [true, false]) {
      const report = await buildPublication(await loadConfig('.', { output }, context));
      expect(report.written.length > 0).toBe(written);
    }
    expect(await contentsOf(join(folder, output))).toHaveProperty(['atom.xml']);
  });

  test('into another folder and back makes in each what a first build would', async () => {
    const folder = await folderOf(files);
    await buildIn(folder);
    const before = await outputOf(folder);
    const context = { cwd: folder, environment: {}, clock: () => new Date('2026-11-23T12:00:00Z') };
    await buildPublication(await loadConfig('.', { output: 'elsewhere' }, context));
    expect(await contentsOf(join(folder, 'elsewhere'))).toEqual(before);
    await rm(join(folder, 'output/atom.xml'));
    await buildIn(folder);
    expect(await outputOf(folder)).toEqual(before);
  });

  test('with other settings renders what follows from them', async () => {
    const folder = await folderOf(files);
    await buildIn(folder);
    await writeFile(join(folder, 'tidings.yaml'), files['tidings.yaml'].replace('The Letter', 'The Other Letter'));
    await buildIn(folder);
    const output = await outputOf(folder);
    expect(output['atom.xml']).toContain('The Other Letter');
    expect(output['issues/one/email.txt']).toContain('The Other Letter');
  });

  test('removes the files of an article that is gone, and keeps what is not ours', async () => {
    const folder = await folderOf({ ...files, 'output/CNAME': 'example.org' });
    await buildIn(folder);
    await rm(join(folder, 'articles/one.md'));
    const { removed } = await buildIn(folder);
    expect(removed).toContain('issues/one/email.html');
    const output = await outputOf(folder);
    expect(Object.keys(output).filter((path) => path.includes('one/'))).toEqual([]);
    expect(output.CNAME).toBe('example.org');
  });
});

describe('the letter of an issue', () => {
  const issue = (body: string) => `---\nsubject: News\narticles: [two, one]\n---\n\n${body}\n`;
  const withIssue = { ...files, 'issues/news.md': issue('Good morning. ![A](a.png)'), 'issues/a.png': png };
  const letter = ['email.html', 'email.mjml', 'email.txt', 'message.eml'].map((name) => `issues/news/${name}`);

  test('is written beside the pictures of its introduction', async () => {
    const folder = await folderOf(withIssue);
    const { written } = await buildIn(folder);
    expect(written).toEqual(expect.arrayContaining([...letter, 'issues/news/a.png']));
    const text = (await outputOf(folder))['issues/news/email.txt']!;
    for (const words of ['Good morning.', 'Two', 'One']) expect(text).toContain(words);
    expect((await buildIn(folder)).written).toEqual([]);
  });

  test('is written again when its words or one of its articles change, and not otherwise', async () => {
    const folder = await folderOf({ ...withIssue, 'articles/zero.md': article('Zero', '2026-10-01') });
    await buildIn(folder);
    const writtenAfter = async (path: string, text: string) => {
      await writeFile(join(folder, path), text);
      return (await buildIn(folder)).written.filter((name) => letter.includes(name));
    };
    expect(await writtenAfter('articles/zero.md', article('Zero', '2026-10-01', 'Other words.'))).toEqual([]);
    expect((await writtenAfter('issues/news.md', issue('Good evening.'))).length).toBeGreaterThan(0);
    expect((await writtenAfter('articles/one.md', article('One, mended', '2026-11-01'))).length).toBeGreaterThan(0);
    expect(await outputOf(folder)).toEqual(await afresh(folder));
  });

  test('is where the letters of all articles say that earlier ones are, as soon as it is the first', async () => {
    const folder = await folderOf(files);
    await buildIn(folder);
    const archiveOf = async () => /^List-Archive: .*$/m.exec((await outputOf(folder))['issues/one/message.eml']!)![0];
    expect(await archiveOf()).toBe('List-Archive: <https://example.org/>');
    await mkdir(join(folder, 'issues'));
    await writeFile(join(folder, 'issues/news.md'), issue('Words.'));
    await buildIn(folder);
    expect(await archiveOf()).toBe('List-Archive: <https://example.org/issues/>');
    expect(await outputOf(folder)).toEqual(await afresh(folder));
  });

  test('goes with its file', async () => {
    const folder = await folderOf(withIssue);
    await buildIn(folder);
    await rm(join(folder, 'issues/news.md'));
    expect((await buildIn(folder)).removed).toEqual(expect.arrayContaining([...letter, 'issues/news/a.png']));
  });

  test('is named where a frozen build would have to keep its id', async () => {
    const folder = await folderOf(files);
    await buildIn(folder);
    await mkdir(join(folder, 'issues'));
    await writeFile(join(folder, 'issues/news.md'), issue('Words.'));
    await expect(buildIn(folder, { frozen: true })).rejects.toMatchObject({
      problems: [{ rule: 'frozen', message: expect.stringContaining('issues/news.md') }],
    });
  });
});

describe('an output folder', () => {
  test('of another publication is refused before anything in it is touched, and a clone of the same is not', async () => {
    const [folder, other] = [await folderOf(files), await folderOf(files)];
    await buildIn(folder);
    const before = await outputOf(folder);
    await writeFile(join(other, 'tidings.yaml'), 'title: Other\nurl: https://other.example.net\n');
    const context = { cwd: other, environment: {}, clock: () => new Date('2026-11-23T12:00:00Z') };
    const config = await loadConfig('.', { output: join(folder, 'output') }, context);
    await expect(buildPublication(config)).rejects.toMatchObject({
      exitCode: 2,
      problems: [{ rule: 'other-publication' }],
    });
    expect(await outputOf(folder)).toEqual(before);
    await rm(join(folder, '.tidings'), { recursive: true });
    expect((await buildIn(folder)).written).toEqual([]);
  });

  test('that holds somebody’s own page is not built over', async () => {
    const folder = await folderOf({ ...files, 'output/index.html': 'my own page' });
    await expect(buildIn(folder)).rejects.toMatchObject({
      problems: [{ rule: 'foreign-file', message: expect.stringContaining('output/index.html') }],
    });
    expect(await outputOf(folder)).toEqual({ 'index.html': 'my own page' });
  });

  test('that came with a clone is taken over, though nothing remembers who wrote it', async () => {
    const folder = await folderOf(files);
    await buildIn(folder);
    await rm(join(folder, '.tidings'), { recursive: true });
    await writeFile(join(folder, 'articles/one.md'), article('One', '2026-11-01', 'Other words.'));
    expect((await buildIn(folder)).written).toContain('articles/one/index.html');
  });

  test('in which two things want one place is refused by check as by build', async () => {
    const folder = await folderOf({
      ...files,
      'tidings.yaml': `${files['tidings.yaml']}permalink: /{slug}.html\n`,
      'articles/index.md': article('Index', '2026-11-03'),
    });
    const context = { cwd: folder, environment: {}, clock: () => new Date('2026-11-23T12:00:00Z') };
    const clash = { problems: [{ rule: 'same-file' }] };
    await expect(checkBuild(await loadConfig('.', {}, context))).rejects.toMatchObject(clash);
    await expect(buildIn(folder)).rejects.toMatchObject(clash);
  });
});

describe('the lock', () => {
  test('that is lost after a build is a problem, for its ids cannot be made again', async () => {
    const folder = await folderOf(files);
    await buildIn(folder);
    await rm(join(folder, 'tidings.lock'));
    await expect(buildIn(folder)).rejects.toMatchObject({
      problems: [{ rule: 'lock', hint: expect.stringContaining('git checkout') }],
    });
  });

  test('--frozen passes where nothing new is to be kept', async () => {
    const folder = await folderOf(files);
    await buildIn(folder);
    await expect(buildIn(folder, { frozen: true })).resolves.toMatchObject({ written: [] });
  });

  test('--frozen refuses to keep anything new, names it, and writes nothing', async () => {
    const folder = await folderOf(files);
    await buildIn(folder);
    const before = await contentsOf(folder);
    await writeFile(join(folder, 'articles/three.md'), article('Three', '2026-11-03'));
    const error = await buildIn(folder, { frozen: true }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error.problems).toMatchObject([
      { rule: 'frozen', file: 'tidings.lock', message: expect.stringContaining('articles/three.md') },
    ]);
    await rm(join(folder, 'articles/three.md'));
    expect(await contentsOf(folder)).toEqual(before);
  });
});

describe('a letter that cannot be made', () => {
  const conditions = Array.from({ length: 33 }, (_, index) => `{% if tag == 't${index}' %}For ${index}.{% endif %}`);
  const withLetter = {
    ...files,
    'issues/many.md': `---\nsubject: Many\ndate: 2026-11-03\narticles:\n  - one\n---\n\n${conditions.join('\n\n')}\n`,
  };
  const mended = withLetter['issues/many.md'].replace(/{%.*%}/s, 'For all.');
  const told = {
    unmade: ['many'],
    problems: [{ severity: 'error', rule: 'segments', file: 'issues/many.md', line: 2 }],
  };

  test('is a problem of its own: feeds, pages and the other letters are built, and no page links to it', async () => {
    const folder = await folderOf(withLetter);
    expect(await buildIn(folder)).toMatchObject(told);
    const output = await outputOf(folder);
    expect(Object.keys(output)).toEqual(
      expect.arrayContaining([
        'atom.xml',
        'articles/one/index.html',
        'issues/one/email.html',
        'issues/many/index.html',
      ]),
    );
    expect(Object.keys(output).filter((path) => /^issues\/many\/(email|message)/.test(path))).toEqual([]);
    expect(output['issues/many/index.html']).not.toContain('email.');
    expect(output['issues/one/index.html']).toContain('email.html');
  });

  test('for its size is a problem as well, and keeps nothing else from being published', async () => {
    const subject = 'x'.repeat(150_000);
    const folder = await folderOf({
      ...files,
      'issues/many.md': `---\nsubject: ${subject}\ndate: 2026-11-03\narticles:\n  - one\n---\n\nHello.\n`,
    });
    expect(await buildIn(folder)).toMatchObject({
      unmade: ['many'],
      problems: [{ severity: 'error', rule: 'letter-size', file: 'issues/many.md' }],
    });
    const output = await outputOf(folder);
    for (const path of ['atom.xml', 'articles/one/index.html', 'issues/one/email.html', 'issues/many/index.html'])
      expect(Object.keys(output)).toContain(path);
    expect(Object.keys(output)).not.toContain('issues/many/email.html');
  });

  test('is none of an article with a table of 200 rows or of 200 columns', async () => {
    const table = (rows: number, columns: number) => {
      const line = `|${' ebb |'.repeat(columns)}`;
      return [line, `|${' --- |'.repeat(columns)}`, ...Array.from({ length: rows }, () => line)].join('\n');
    };
    const folder = await folderOf({
      ...files,
      'articles/long.md': `${article('Long', '2026-11-04')}\n\n${table(200, 4)}\n\nAfter the long one.\n`,
      'articles/wide.md': `${article('Wide', '2026-11-05')}\n\n${table(4, 200)}\n\nAfter the wide one.\n`,
    });
    expect(await buildIn(folder)).toMatchObject({ unmade: [], problems: [] });
    const output = await outputOf(folder);
    expect(output['issues/long/email.html']).toContain('After the long one.');
    expect(output['issues/wide/email.html']).toContain('After the wide one.');
  });

  test('is told again by each build and by check, until it is mended', async () => {
    const folder = await folderOf(withLetter);
    await buildIn(folder);
    expect(await buildIn(folder)).toMatchObject({ ...told, written: [] });
    const context = { cwd: folder, environment: {}, clock: () => new Date('2026-11-23T12:00:00Z') };
    expect(await checkBuild(await loadConfig('.', {}, context))).toMatchObject(told);
    await writeFile(join(folder, 'issues/many.md'), mended);
    expect(await buildIn(folder)).toMatchObject({ unmade: [], problems: [] });
    expect(await outputOf(folder)).toEqual(await afresh(folder));
    expect((await outputOf(folder))['issues/many/index.html']).toContain('email.html');
  });

  test('leaves no older one behind, which would say something else than its page', async () => {
    const folder = await folderOf({
      ...withLetter,
      'issues/many.md': mended,
    });
    await buildIn(folder);
    await writeFile(join(folder, 'issues/many.md'), withLetter['issues/many.md']);
    expect((await buildIn(folder)).removed).toContain('issues/many/email.html');
    expect(await outputOf(folder)).toEqual(await afresh(folder));
  });

  test('stops the build that needs it, as a new digest does', async () => {
    const folder = await folderOf(withLetter);
    await expect(buildIn(folder, { needs: 'many' })).rejects.toMatchObject({ problems: told.problems });
    expect(await outputOf(folder)).toEqual({});
  });
});
