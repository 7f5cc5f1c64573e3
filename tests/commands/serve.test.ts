import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
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
async function terminalIn(take: (text: string, value: { address?: string; metrics?: string }) => unknown) {
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

test('figures are on a port of this machine alone, and the port of the site does not have them', async () => {
  const answers: Promise<Response>[] = [];
  const { terminal, ctrlC } = await terminalIn((text, { address = '', metrics = '' }) => {
    if (!text.startsWith('Serving')) return;
    expect(text).toContain(`Figures for Prometheus are at ${metrics}.\n`);
    expect(metrics).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
    const ask = async (url: string, method = 'GET') => {
      await answers.at(-1);
      return fetch(url, { method });
    };
    answers.push(ask(address));
    answers.push(ask(metrics));
    answers.push(ask(new URL('/metrics', address).href), ask(new URL('/', metrics).href), ask(metrics, 'POST'));
    void Promise.all(answers).then(() => ctrlC.abort());
  });
  await build(terminal, '.', {});
  expect(await serve(terminal, '.', { host: '0.0.0.0', port: '0', metricsPort: '0' })).toBe(0);
  const [, figures, ...others] = await Promise.all(answers);
  expect(figures!.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const text = await figures!.text();
  expect(text).toContain('tidings_requests_total{status="2xx"} 1\n');
  expect(text).toMatch(/^process_resident_memory_bytes [1-9]\d{6,}$/m);
  expect(text).toMatch(/^process_cpu_seconds_total \d/m);
  expect(text).toMatch(/^process_start_time_seconds 1[7-9]\d{8}/m);
  expect(text).toMatch(/^nodejs_eventloop_delay_seconds \d/m);
  expect(others.map(({ status }) => status)).toEqual([404, 404, 405]);
});

test('where the port of the figures is taken, nothing is served', async () => {
  const { terminal } = await terminalIn(() => undefined);
  await build(terminal, '.', {});
  const taken = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void taken.close());
  await once(taken, 'listening');
  const port = String((taken.address() as AddressInfo).port);
  await expect(serve(terminal, '.', { port: '0', metricsPort: port })).rejects.toMatchObject({
    problems: [{ rule: 'listen', hint: expect.stringContaining('--metrics-port') }],
    exitCode: 2,
  });
  await expect(serve(terminal, '.', { port: '0', metricsPort: 'x' })).rejects.toMatchObject({
    problems: [{ message: '--metrics-port is "x"' }],
  });
});

test('providers that are open without an address to reach them are warned of, and wrong variables stop the start', async () => {
  const { terminal, ctrlC } = await terminalIn((text) => void (text.startsWith('Serving') && ctrlC.abort()));
  await build(terminal, '.', {});
  const warned: unknown[] = [];
  const withKeys = (environment: Record<string, string>) => ({
    ...terminal,
    context: { ...terminal.context, environment },
    warn: (problems: readonly unknown[]) => void warned.push(...problems),
  });
  const environment = { TIDINGS_WEBHOOK_MAILGUN: 'key', TIDINGS_WEBHOOK_HMAC: 'k'.repeat(32) };
  expect(await serve(withKeys(environment) as Terminal, '.', { port: '0' })).toBe(0);
  expect(warned).toMatchObject([
    {
      severity: 'warning',
      message: 'TIDINGS_WEBHOOK_MAILGUN, TIDINGS_WEBHOOK_HMAC are set, and no provider can reach this server',
      hint: expect.stringContaining('server.url'),
    },
  ]);
  const wrong = serve(withKeys({ TIDINGS_WEBHOOK_SES: 'x' }) as Terminal, '.', { port: '0' });
  await expect(wrong).rejects.toMatchObject({ exitCode: 2 });
});

test.each([
  ['a folder that is not there', 'nowhere', {}],
  [
    'a wrong setting',
    '.',
    { 'tidings.yaml': 'title: My Letter\nurl: https://letters.example.org/\nserver: {url: here}\n' },
  ],
  [
    'a secret that is missing',
    '.',
    {
      'tidings.yaml':
        'title: My Letter\nurl: https://letters.example.org/\nnewsletter: {from: a@example.org}\nserver: {url: https://letters.example.org}\n',
      'output/index.html': 'Home',
    },
  ],
])('a start that is refused says that nothing was served: %s', async (_, path, more) => {
  const { terminal } = await terminalIn(() => expect.unreachable());
  const cwd = await folderOf({ ...files, ...more });
  const started = serve({ ...terminal, context: { ...terminal.context, cwd } } as Terminal, path, { port: '0' });
  await expect(started).rejects.toMatchObject({ exitCode: 2, state: 'Nothing was served.' });
});
