import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { status } from '../../src/commands/status.ts';
import { publication, sent } from './sendings.ts';

const flags = { publication: '.' };

/** A publication on 23 November 2026, 13:00 in Vienna. */
async function withArticles(files: Readonly<Record<string, string>>, readers = 3) {
  const place = await publication(readers);
  await mkdir(join(place.folder, 'articles'));
  await mkdir(join(place.folder, '.tidings'));
  for (const [name, text] of Object.entries(files)) await appendFile(join(place.folder, name), text);
  const told = async () => {
    place.said.text = '';
    expect(await status(place.terminal, undefined, flags)).toBe(0);
    const next = (place.said.value as { next: unknown }).next;
    return { lines: /What comes next:\n((?: {2}.*\n)*)/.exec(place.said.text)![1]!.trimEnd().split('\n  '), next };
  };
  return { ...place, told };
}

const schedule = 'schedule: {run: 0 7 * * 5, timezone: Europe/Berlin, maxReaders: 5000}\n';
const frost = '---\ntitle: Frost\ndate: 2026-11-20\n---\n\nWhite.\n';

test('the next run, the next digest, articles to come and drafts are told in words and in JSON', async () => {
  const { told } = await withArticles({
    'tidings.yaml': schedule,
    'articles/frost.md': frost,
    'articles/winter.md': '---\ntitle: A walk in winter\ndate: 2026-12-24\n---\n\nSnow.\n',
    'articles/idea.md': '---\ntitle: An idea\ndraft: true\n---\n\nPerhaps.\n',
  });
  const { lines, next } = await told();
  expect(lines).toEqual([
    '  The next run is on Friday, 27 November 2026, 07:00 (Europe/Berlin), where "tidings serve --run" is on. It sends to a list of 5,000 readers at most.',
    'The next digest carries 1 article: Frost.',
    'On Thursday, 24 December 2026, 00:00 (Europe/Vienna): A walk in winter.',
    'Drafts, which come once they are none: idea.',
  ]);
  expect(next).toEqual({
    ...{ run: '2026-11-27T06:00:00.000Z', timezone: 'Europe/Berlin', maxReaders: 5000 },
    ...{ news: [{ slug: 'frost', title: 'Frost' }], drafts: ['idea'], issues: [], unfinished: [] },
    future: [{ slug: 'winter', title: 'A walk in winter', at: '2026-12-23T23:00:00.000Z' }],
    ...{ mails: 0, unconfirmed: 0 },
  });
});

test('without a schedule it is said how to set one, and of one without a number that it sends nothing', async () => {
  const { told, folder } = await withArticles({ 'articles/frost.md': frost });
  expect((await told()).lines[0]).toContain('No run begins by itself: write "schedule: {run: 0 7 * * 5}"');
  await appendFile(join(folder, 'tidings.yaml'), 'schedule: {run: 0 7 * * 5}\n');
  expect((await told()).lines[0]).toContain(
    '(Europe/Vienna), where "tidings serve --run" is on. It sends nothing, since',
  );
});

test('a run that failed, was cut off, or is due is told', async () => {
  const { told, folder } = await withArticles({ 'tidings.yaml': schedule, 'articles/frost.md': frost });
  const journal = (...lines: object[]) =>
    writeFile(join(folder, '.tidings/runs.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const begun = { at: '2026-11-20T06:00:01Z', step: 'run', outcome: 'begun' };
  await journal(begun, { at: '2026-11-20T06:01:00Z', step: 'run', outcome: 'failed' });
  expect((await told()).lines[0]).toContain('  The last run failed on Friday, 20 November 2026, 07:01 (Europe/Berlin)');
  await journal(begun, { at: '2026-11-20T06:01:00Z', step: 'publish', outcome: 'begun' });
  const { lines, next } = await told();
  expect(lines[0]).toBe('  The last run was cut off at "publish"; the next one goes on there.');
  expect(next).toMatchObject({ cutOff: 'publish', run: '2026-11-27T06:00:00.000Z' });
  await appendFile(join(folder, 'tidings.yaml'), '');
  await writeFile(
    join(folder, 'tidings.yaml'),
    `title: My Letter\nurl: https://example.org\n${schedule.replace('0 7 * * 5', '0 12 * * 1')}`,
  );
  await journal({ at: '2026-11-20T06:00:01Z', step: 'run', outcome: 'done' });
  expect((await told()).lines[0]).toContain('A run is due now, where "tidings serve --run" is on.');
});

test('a sending that is not with everybody is told, with the way in which it goes on', async () => {
  const { told, send } = await withArticles({ 'articles/frost.md': frost });
  await send([sent]);
  const { lines, next } = await told();
  expect(lines.at(-1)).toBe('autumn is not with everybody yet: 2 letters wait. Go on: npx tidings send autumn.');
  expect(next).toMatchObject({ unfinished: [{ slug: 'autumn', waiting: 2 }] });
});

test('a digest that a run made and did not send is told as the one that comes next', async () => {
  const { told, folder } = await withArticles({ 'articles/frost.md': frost });
  await mkdir(join(folder, 'issues'));
  await writeFile(join(folder, 'issues/2026-11-20-digest.md'), '---\nkind: digest\narticles: [frost]\n---\n');
  await writeFile(join(folder, '.tidings/scheduled'), '2026-11-20-digest\n');
  const { lines, next } = await told();
  expect(lines[1]).toBe('The next run sends 2026-11-20-digest, which was made before.');
  expect(next).toMatchObject({ digest: '2026-11-20-digest', news: [] });
});

test('articles that cannot be read keep nobody from the numbers', async () => {
  const { told } = await withArticles({ 'articles/frost.md': '---\ntitle: [\n---\n' });
  const { lines, next } = await told();
  expect(lines.join('\n')).toContain('The articles cannot be read (');
  expect(next).toMatchObject({ problem: expect.any(String) });
});
