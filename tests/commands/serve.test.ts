import { expect, test } from 'vitest';
import { build } from '../../src/commands/build.ts';
import { serve } from '../../src/commands/serve.ts';
import type { Terminal } from '../../src/commands/terminal.ts';
import { folderOf } from '../folder.ts';
import { proved } from './schema.ts';

const files = {
  'tidings.yaml': 'title: My Letter\nurl: https://letters.example.org/blog/\n',
  'articles/2026-11-22-frost.txt': 'Frost\n\nThe first of the year.\n',
};

/** @param take Called with each result: its text and its value. */
async function terminalIn(take: (text: string, value: { address?: string }) => unknown) {
  const folder = await folderOf(files);
  const ctrlC = new AbortController();
  const terminal = {
    json: true,
    context: { cwd: folder, environment: {}, clock: () => new Date('2026-11-23T12:00:00Z') },
    signal: ctrlC.signal,
    hurry: ctrlC.signal,
    result: proved(take),
    note: () => undefined,
    warn: () => undefined,
  } as unknown as Terminal;
  return { terminal, ctrlC };
}

test('the output is served below the path of "url" until Ctrl-C, which is no failure', async () => {
  const answers: Promise<Response>[] = [];
  const { terminal, ctrlC } = await terminalIn((text, { address = '' }) => {
    if (!text.startsWith('Serving')) return;
    expect(text).toMatch(/^Serving \d+ files of output\/ at http:\/\/127\.0\.0\.1:\d+\/blog\/ until Ctrl-C\.\n$/);
    answers.push(fetch(`${address}atom.xml`), fetch(`${address}articles/frost/`));
    void Promise.all(answers).then(() => ctrlC.abort());
  });
  await build(terminal, '.', {});
  expect(await serve(terminal, '.', { port: '0' })).toBe(0);
  const [feed, page] = await Promise.all(answers);
  expect([feed!.status, feed!.headers.get('content-type')]).toEqual([200, 'application/atom+xml; charset=utf-8']);
  expect(await page!.text()).toContain('The first of the year.');
});

test('where nothing was built, and for a port that is none, there is a word and nothing is served', async () => {
  const { terminal } = await terminalIn(() => expect.unreachable());
  await expect(serve(terminal, '.', {})).rejects.toMatchObject({
    problems: [{ message: 'there is no folder output to serve', hint: 'Build first: npx tidings build' }],
    exitCode: 2,
    state: 'Nothing was served.',
  });
  await build({ ...terminal, result: () => undefined }, '.', {});
  for (const port of ['http', '65536', '-1', '8080.5'])
    await expect(serve(terminal, '.', { port })).rejects.toMatchObject({
      problems: [{ message: `--port is "${port}"` }],
    });
});
