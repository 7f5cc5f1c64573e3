import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import type { Config } from '../../../src/config/config.ts';
import { ProblemError } from '../../../src/model/problem.ts';
import { compileApart } from '../../../src/publish/letters/compile-apart.ts';
import { compileForSending } from '../../../src/publish/letters/compile-letters.ts';
import { folderOf } from '../../folder.ts';
import { configIn, garden, gardenWith } from '../garden.ts';

afterEach(() => vi.unstubAllEnvs());

const apart = (config: Config, name = 'november', options = {}) =>
  compileApart(config, name, { cwd: config.directory, ...options });

/** Has a child run this before all else. */
async function preload(code: string): Promise<string> {
  const folder = await folderOf({ 'preload.cjs': code });
  vi.stubEnv('NODE_OPTIONS', `--require=${join(folder, 'preload.cjs')}`);
  return folder;
}

test('what another process compiles is what this one would', async () => {
  const config = await gardenWith();
  const told: number[][] = [];
  const onProgress = (...step: number[]) => told.push(step);
  expect(await apart(config, 'november', { onProgress })).toEqual(await compileForSending(config, 'november'));
  expect(told.at(-1)).toEqual([4, 4]);
});

test('a problem in the other process is the same problem here', async () => {
  const config = await gardenWith({
    'issues/november.md': "---\nsubject: November\narticles: [frost]\n---\n\n{% if tag == 'x' %}\n",
  });
  const [error, same] = await Promise.all([
    apart(config).catch((thrown) => thrown),
    compileForSending(config, 'november').catch((thrown) => thrown),
  ]);
  expect(error).toBeInstanceOf(ProblemError);
  expect(error.problems[0]).toMatchObject({ file: 'issues/november.md' });
  expect([error.problems, error.exitCode, error.state]).toEqual([same.problems, same.exitCode, same.state]);
  const unknown = await apart(await gardenWith(), 'nvember').catch((thrown) => thrown);
  expect([unknown.exitCode, unknown.problems[0].hint]).toEqual([2, 'Did you mean "november"?']);
});

test('a defect comes with its stack', async () => {
  const config = await gardenWith();
  const broken = { ...config, settings: { ...config.settings, newsletter: undefined } } as unknown as Config;
  const error = await apart(broken).catch((thrown) => thrown);
  expect(error).not.toBeInstanceOf(ProblemError);
  expect(error.stack).toContain('list-problems');
});

test.each([
  ['is killed', "process.on('message', () => process.kill(process.pid, 'SIGKILL'))", 'SIGKILL', 'memory ran out'],
  [
    'has no memory left',
    "process.stderr.write('FATAL ERROR: JavaScript heap out of memory', () => process.kill(process.pid, 'SIGTERM'))",
    'SIGTERM',
    'memory ran out',
  ],
  ['gives up', "process.on('message', () => process.exit(7))", 'exit code 7', 'Try once more'],
])('a compiler that %s is told in words', async (_, code, how, hint) => {
  const config = await gardenWith();
  await preload(code);
  const error = await apart(config).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(ProblemError);
  expect(error.message).toBe(`the compiler stopped (${how})`);
  expect(error.problems[0].hint).toContain(hint);
  expect(error.state).toBe('Nothing was sent.');
});

test('an interruption ends the other process and is what is thrown', async () => {
  const folder = await preload(
    "process.on('message', () => { require('fs').writeFileSync(__dirname + '/pid', String(process.pid)); for (;;); })",
  );
  const reason = new Error('interrupted');
  const controller = new AbortController();
  const compiling = apart(await gardenWith(), 'november', { signal: controller.signal });
  const pid = await vi.waitFor(async () => {
    const text = await readFile(join(folder, 'pid'), 'utf8');
    expect(text).not.toBe('');
    return Number(text);
  }, 240_000);
  controller.abort(reason);
  await expect(compiling).rejects.toBe(reason);
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  await expect(apart(await gardenWith(), 'november', { signal: controller.signal })).rejects.toBe(reason);
});

test('no secret reaches the other process', async () => {
  const secrets = 'SMTP_URL=smtp://u:passw0rd@example.org\nTIDINGS_SECRET=s3cret-s3cret-s3cret-s3cret-s3cret\n';
  const directory = await folderOf({ ...garden, '.env': secrets });
  vi.stubEnv('SMTP_PASSWORD', 'passw0rd-of-the-shell');
  const folder = await preload(
    "process.on('message', (m) => require('fs').writeFileSync(__dirname + '/seen', JSON.stringify([process.env, process.argv, m])))",
  );
  await apart(await configIn(directory));
  const seen = await readFile(join(folder, 'seen'), 'utf8');
  expect(seen).toContain('Garden Letters');
  expect(seen).not.toMatch(/passw0rd|s3cret/);
});
