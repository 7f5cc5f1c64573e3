import { execFileSync } from 'node:child_process';
import { chmod, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../../src/config/config.ts';
import { ProblemError } from '../../../src/model/problem.ts';
import { buildPublication } from '../../../src/publish/build.ts';
import { guardStateFiles } from '../../../src/publish/output/state-files.ts';
import { prepare } from '../../../src/publish/prepare.ts';
import { writeTestLetter } from '../../../src/sendings/test-letter.ts';
import { contentsOf, folderOf } from '../../folder.ts';
import { asOrdinaryUser } from '../../unprivileged.ts';

const article = (title: string) => `---\ntitle: ${title}\ndate: 2026-11-01\n---\n\nWords of ${title}.\n`;

const files = {
  'tidings.yaml': 'title: The Letter\nurl: https://example.org\nnewsletter: false\n',
  'articles/one.md': article('One'),
};

const configIn = (cwd: string) => loadConfig('.', {}, { cwd, environment: {}, clock: () => new Date('2026-11-23') });

/** A publication that was built, and in which an ordinary user may read everything. */
async function builtFolder(): Promise<string> {
  const folder = await folderOf(files);
  await chmod(folder, 0o755);
  await buildPublication(await configIn(folder));
  return folder;
}

async function refusalIn(folder: string): Promise<ProblemError> {
  const error = await asOrdinaryUser(async () => buildPublication(await configIn(folder))).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ProblemError);
  return error as ProblemError;
}

test.each([
  ['read', 0o000],
  ['write', 0o444],
])('a memory of earlier builds that a build may not %s costs time alone', async (_, mode) => {
  const folder = await builtFolder();
  execFileSync('chmod', ['-R', 'a+rwX', folder]);
  await chmod(join(folder, '.tidings/memory.db'), mode);
  await writeFile(join(folder, 'articles/two.md'), article('Two'));
  const built = await asOrdinaryUser(async () => buildPublication(await configIn(folder)));
  expect(built.written).toContain('articles/two/index.html');
  const before = await contentsOf(join(folder, 'output'));
  await rm(join(folder, '.tidings/memory.db'));
  await buildPublication(await configIn(folder));
  expect(await contentsOf(join(folder, 'output'))).toEqual(before);
});

describe('what a build keeps for the next, and may not read or write,', () => {
  test.each<[string, RegExp, (folder: string) => Promise<unknown>]>([
    ['a closed .tidings', /^\.tidings\/turn cannot/, (folder) => chmod(join(folder, '.tidings'), 0o000)],
    ['no folder .tidings yet', /^\.tidings cannot/, (folder) => rm(join(folder, '.tidings'), { recursive: true })],
    ['a closed output', /^the folder output cannot be read/, (folder) => chmod(join(folder, 'output'), 0o000)],
  ])('is a problem with a way out: %s', async (_, message, change) => {
    const folder = await builtFolder();
    await chmod(join(folder, '.tidings/turn'), 0o666);
    await change(folder);
    const { problems, state } = await refusalIn(folder);
    expect(problems).toMatchObject([
      { message: expect.stringMatching(message), hint: expect.stringContaining('writable') },
    ]);
    expect(problems[0]?.message).toContain('(EACCES)');
    expect(state).toBe('Nothing was written.');
  });

  test('is named itself, not its temporary file, and --output is no advice', async () => {
    const folder = await builtFolder();
    const before = await contentsOf(join(folder, 'output'));
    await writeFile(join(folder, 'articles/two.md'), article('Two'));
    for (const open of ['output', '.tidings', '.tidings/manifest.json']) await chmod(join(folder, open), 0o777);
    for (const open of Object.keys(await contentsOf(join(folder, '.tidings'))))
      await chmod(join(folder, '.tidings', open), 0o666);
    const { problems, state } = await refusalIn(folder);
    expect(problems).toMatchObject([{ message: 'tidings.lock cannot be read or written (EACCES)' }]);
    expect(problems[0]?.hint).toContain('Make it and its folder writable');
    expect(problems[0]?.hint).not.toContain('--output');
    expect(state).toBe('Nothing was written.');
    expect(await contentsOf(join(folder, 'output'))).toEqual(before);
  });

  test('is told with the output that is in place, if it was refused after that', async () => {
    const folder = await folderOf(files);
    const full = Object.assign(new Error('full'), { code: 'ENOSPC', path: join(folder, '.tidings/manifest.json') });
    const config = await configIn(folder);
    await expect(guardStateFiles(config, () => Promise.reject(full), 'All is in place.')).rejects.toMatchObject({
      problems: [
        {
          message: '.tidings/manifest.json cannot be read or written (ENOSPC)',
          hint: expect.stringContaining('Make room'),
        },
      ],
      state: 'All is in place.',
    });
  });

  test('is left alone where another file is meant', async () => {
    const other = Object.assign(new Error('other'), { code: 'EACCES', path: '/elsewhere/tidings.lock' });
    await expect(guardStateFiles(await configIn(await folderOf(files)), () => Promise.reject(other))).rejects.toBe(
      other,
    );
  });
});

test('a lock that is gone beside a closed .tidings is not taken for a first build', async () => {
  const folder = await builtFolder();
  await rm(join(folder, 'tidings.lock'));
  await chmod(join(folder, '.tidings'), 0o000);
  await expect(asOrdinaryUser(async () => prepare(await configIn(folder)))).rejects.toThrow('tidings.lock is gone');
});

test('a check, which keeps nothing, goes on without what it may not read', async () => {
  const folder = await builtFolder();
  await chmod(join(folder, '.tidings'), 0o000);
  const { problems } = await asOrdinaryUser(async () => prepare(await configIn(folder)));
  expect(problems).toMatchObject([{ severity: 'warning', hint: expect.stringContaining('readable') }]);
});

test.each([
  '.tidings',
  '.tidings/memory.db',
  '.tidings/turn',
  '.tidings/outbox',
])('a link at %s, as a clone may carry it, is refused before anything is written or removed there', async (link) => {
  const mine = { 'cache/index': 'mine', 'manifest.json': '{"outputs":{"output":["x"]}}', 'outbox/one.eml': 'mine' };
  const victim = await folderOf(mine);
  const folder = await folderOf({ ...files, ...(link !== '.tidings' && { '.tidings/.keep': '' }) });
  await symlink(link === '.tidings/turn' ? join(victim, 'cache/index') : victim, join(folder, link));
  const config = await configIn(folder);
  const refused = {
    problems: [{ rule: 'state-link', message: expect.stringContaining(`${link} is a link or a pipe`) }],
  };
  await expect(buildPublication(config)).rejects.toMatchObject(refused);
  const letter = { slug: 'one', message: Buffer.from('') } as unknown as Parameters<typeof writeTestLetter>[0];
  await expect(writeTestLetter(letter, config)).rejects.toMatchObject(refused);
  expect(await contentsOf(victim)).toEqual(mine);
});
