import { appendFileSync, existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { digest } from '../../src/commands/digest.ts';
import { guarded, type Terminal } from '../../src/commands/terminal.ts';
import { articleOf, Folder } from '../publish/publication.ts';
import { proved } from './schema.ts';

const articles = {
  'articles/one.md': articleOf('One', '2026-11-01'),
  'articles/two.md': articleOf('Two', '2026-11-02'),
};
const file = 'issues/2026-11-02-digest.md';

/** Runs the command as a person does, who may interrupt it. */
async function run({ path }: Folder, interrupt = () => new AbortController().signal, flags = {}) {
  const printed = { out: '', state: '', warned: '' };
  const terminal: Terminal = {
    json: false,
    context: { cwd: path, environment: {}, clock: () => new Date('2026-12-31T00:00:00Z') },
    hurry: new AbortController().signal,
    get signal() {
      return interrupt();
    },
    result: proved((text) => {
      printed.out += text;
    }),
    stream: async () => {},
    ask: async () => undefined,
    note: () => {},
    warn: (problems) => {
      printed.warned += problems.map(({ message }) => message).join('\n');
    },
    refuse: (_, state) => {
      printed.state = state;
    },
  };
  const code = await guarded(terminal, false, () => digest(terminal, '.', { since: 'last', ...flags }));
  const { warned, ...rest } = printed;
  return { code, ...rest, ...(warned !== '' && { warned }) };
}

test('a digest that is interrupted leaves nothing behind, and the next one carries its articles', async () => {
  const folder = await Folder.with(articles);
  expect(await run(folder, () => AbortSignal.abort())).toEqual({ code: 130, out: '', state: '' });
  expect(await readdir(join(folder.path, 'issues'))).toEqual([]);
  expect(await run(folder)).toMatchObject({ code: 0, out: `${file}\n` });
});

test('a digest whose letter cannot be written is none, and says so', async () => {
  const folder = await Folder.with({ ...articles, output: 'a file in the place of the folder' });
  expect(await run(folder)).toEqual({
    code: 2,
    out: '',
    state: 'Nothing was written. The digest was taken back, and the next one carries its articles.',
  });
  expect(await readdir(join(folder.path, 'issues'))).toEqual([]);
  await rm(join(folder.path, 'output'));
  expect(await run(folder)).toMatchObject({ code: 0, out: `${file}\n` });
});

test('words that somebody wrote into a digest before it was interrupted are kept, and it is told where', async () => {
  const folder = await Folder.with(articles);
  const interrupt = () => {
    if (!existsSync(join(folder.path, file))) return new AbortController().signal;
    appendFileSync(join(folder.path, file), 'Good morning.\n');
    return AbortSignal.abort();
  };
  expect(await run(folder, interrupt)).toEqual({
    code: 130,
    out: '',
    state: `Nothing was built. The digest alone is in ${file}: build again to see it, or delete that file.`,
  });
  expect(await folder.read(file)).toContain('Good morning.');
});

/** A run of a schedule. */
const scheduled = (folder: Folder) => run(folder, undefined, { unsent: true });

test('a schedule is given its digest again while no list knows of it', async () => {
  const folder = await Folder.with(articles);
  for (const _ of [1, 2]) expect(await scheduled(folder)).toEqual({ code: 0, out: `${file}\n`, state: '' });
});

test('a digest that was frozen for sending, and that the list does not know, is passed over with a warning', async () => {
  const folder = await Folder.with(articles);
  await scheduled(folder);
  await folder.send('2026-11-02-digest');
  expect(await scheduled(folder)).toEqual({
    code: 0,
    out: '',
    state: '',
    warned: '2026-11-02-digest was frozen for sending, but the list in tidings.db knows nothing of it',
  });
});
