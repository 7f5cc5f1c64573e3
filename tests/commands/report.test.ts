import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { report } from '../../src/commands/report.ts';
import { failed, inDoubt, publication, sent } from './sendings.ts';

const flags = { publication: '.' };

test('the page lies where one stands, for its owner alone, and a newer one takes its place', async () => {
  const { folder, terminal, said, send } = await publication(2);
  await send([sent]);
  expect(await report(terminal, 'autumn', flags)).toBe(0);
  const file = join(folder, 'autumn-report.html');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readFile(file, 'utf8')).toContain('1 of 2 letters were sent (50%); 1 is still to be sent.');
  expect(said.text).toBe('Wrote autumn-report.html.\nNext: open it in a browser.\n');
  await send([sent, sent]);
  await report(terminal, 'autumn', flags);
  expect(await readFile(file, 'utf8')).toContain('All 2 letters were sent.');
});

test('numbers as JSON and a page at once are refused: --json writes no page', async () => {
  const { folder, terminal, send } = await publication(1, { json: true });
  await send([sent]);
  await expect(report(terminal, 'autumn', { ...flags, output: 'page.html' })).rejects.toMatchObject({
    exitCode: 2,
    problems: [{ rule: 'usage' }],
  });
  expect(await readdir(folder)).not.toContain('page.html');
});

test('names stand in it only if they are asked for, and then it warns of them', async () => {
  const { folder, terminal, said, send } = await publication(2);
  await send([failed, inDoubt]);
  await report(terminal, 'autumn', { ...flags, output: 'plain.html' });
  expect(await readFile(join(folder, 'plain.html'), 'utf8')).not.toContain('@example.org');
  await report(terminal, 'autumn', { ...flags, output: 'named.html', names: true });
  const page = await readFile(join(folder, 'named.html'), 'utf8');
  for (const address of ['reader1@example.org', 'reader2@example.org']) expect(page).toContain(address);
  expect(said.text).toContain('It holds personal data');
});

test('--json prints the numbers of the page and writes nothing', async () => {
  const { folder, terminal, said, send } = await publication(3, { json: true });
  await send([sent, failed]);
  await report(terminal, 'autumn', flags);
  expect(said.value).toMatchObject({
    ...{ issue: 'tag:example.org,2026:autumn', slug: 'autumn', addsUp: true, first: '2026-11-23T12:01:00.000Z' },
    counts: { sent: 1, failed: 1, pending: 1 },
    failures: [{ code: '5.7.1', letters: 1 }],
    pace: { stretches: expect.any(Array) },
  });
  expect(said.value).not.toHaveProperty('names');
  await expect(stat(join(folder, 'autumn-report.html'))).rejects.toThrow('ENOENT');
});

test('it never lies in the web root, by whatever way that is named', async () => {
  const { folder, terminal, send } = await publication(1);
  await send([]);
  await mkdir(join(folder, 'output', 'deep'), { recursive: true });
  await symlink(join(folder, 'output', 'deep'), join(folder, 'public'));
  for (const output of ['output/report.html', './output/new/report.html', 'public/report.html', 'public/new/r.html'])
    await expect(report(terminal, 'autumn', { ...flags, output })).rejects.toMatchObject({
      message: expect.stringContaining(`${output} would lie in output, which is published`),
      exitCode: 2,
    });
  const inside = { ...terminal, context: { ...terminal.context, cwd: join(folder, 'output') } };
  await expect(report(inside, 'autumn', { publication: '..' })).rejects.toThrow('which is published');
});

test('nothing but an older report is replaced', async () => {
  const { folder, terminal, send } = await publication(1);
  await send([]);
  await writeFile(join(folder, 'letter.html'), '<p>Mine</p>');
  await mkdir(join(folder, 'folder.html'));
  for (const output of ['letter.html', 'tidings.db', 'folder.html'])
    await expect(report(terminal, 'autumn', { ...flags, output })).rejects.toThrow(`${output} is there already`);
  expect(await readFile(join(folder, 'letter.html'), 'utf8')).toBe('<p>Mine</p>');
});

test('a place where nothing can be written is told in words', async () => {
  const { terminal, send } = await publication(1);
  await send([]);
  await expect(report(terminal, 'autumn', { ...flags, output: 'tidings.yaml/report.html' })).rejects.toMatchObject({
    message: expect.stringContaining('tidings.yaml/report.html cannot be written'),
    state: 'Nothing was written.',
  });
});

test('a folder that is not there is a mistyped one', async () => {
  const { terminal, folder, send } = await publication(1);
  await send([sent]);
  await expect(report(terminal, 'autumn', { ...flags, output: 'nowhere/page.html' })).rejects.toMatchObject({
    exitCode: 2,
    problems: [{ message: 'there is no folder for nowhere/page.html' }],
  });
  await expect(stat(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'ENOENT' });
});
