import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, watch } from 'node:fs';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { authenticate } from 'mailauth';
import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { contentsOf, folderOf } from '../folder.ts';
import { keys, resolver } from '../send/letters.ts';
import { startMailServer, startScript } from '../send/servers.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

const settings = `title: Example Letters
url: https://example.org
newsletter:
  from: Example Letters <letters@example.org>
  replyTo: editors@example.org
  listId: letters.example.org
  unsubscribeUrl: https://example.org/unsubscribe/{token}
  unsubscribeEmail: unsubscribe@example.org
`;
const article = `---
title: The first frost – früh
summary: What the garden keeps.
date: 2026-11-23
---

The beds were white at *seven*.

.A line that begins with a dot.
`;

/** A letter to one address only warns of names that are set apart for examples, as this publication has them. */
const placeholders = expect.stringMatching(
  /^tidings\.yaml:2:6 {2}warning {2}[\s\S]+\n1 warning\. The letter was made all the same\.\n$/,
);

describe('tidings send', () => {
  test('a letter arrives whole, and the server’s answer is printed', async () => {
    const { port, received } = await startMailServer();
    const folder = await publication({ SMTP_PORT: port, SMTP_USER: 'letter', SMTP_PASSWORD: 'open sesame' });
    const { code, stdout, stderr } = await finished(start(folder, 'send', 'frost', '--to', 'Reader <you@example.org>'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: placeholders });
    expect(stdout).toMatch(/^Sent frost to you@example\.org\. The server said: 250 .+\nNext: /);
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ from: 'letters@example.org', to: ['you@example.org'], user: 'letter' });
    const { html, text, subject, from, to, replyTo, headers } = await PostalMime.parse(received[0]!.bytes);
    expect({ subject, from, to, replyTo }).toMatchObject({
      subject: '[test] The first frost – früh',
      from: { name: 'Example Letters', address: 'letters@example.org' },
      to: [{ name: 'Reader', address: 'you@example.org' }],
      replyTo: [{ address: 'editors@example.org' }],
    });
    expect(Object.fromEntries(headers.map(({ key, value }) => [key, value]))).toMatchObject({
      'list-id': '<letters.example.org>',
      'list-unsubscribe':
        '<https://example.org/unsubscribe/token>, <mailto:unsubscribe@example.org?subject=unsubscribe>',
      'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
    });
    expect(text).toContain('The beds were white at');
    expect(text).toContain('.A line that begins with a dot.');
    expect(html).toContain('.A line that begins with a dot.');
    expect(html).toContain('you@example.org');
  });

  test('a letter is signed by every key, and comes back to the address for bounces', async () => {
    const { port, received } = await startMailServer();
    const folder = await publication({ SMTP_PORT: port, DKIM_PRIVATE_KEY_FILE: 'dkim.pem' });
    await appendFile(join(folder, 'tidings.yaml'), '  dkim: {selector: [mail2026, mail2026ed]}\n');
    await appendFile(join(folder, 'tidings.yaml'), 'bounces: {address: bounces@example.org}\n');
    await writeFile(
      join(folder, 'dkim.pem'),
      keys.map(({ key }) => key.export({ format: 'pem', type: 'pkcs8' })).join(''),
      { mode: 0o600 },
    );
    const { code, stderr } = await finished(start(folder, 'send', 'frost', '--to', 'you@example.org'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: placeholders });
    expect(received[0]).toMatchObject({ from: 'bounces@example.org', to: ['you@example.org'] });
    const { dkim } = await authenticate(received[0]!.bytes, { resolver });
    expect(dkim.results.map(({ selector, status }) => `${selector} ${status.result}`)).toEqual([
      'mail2026 pass',
      'mail2026ed pass',
    ]);
    const { headers } = await PostalMime.parse(received[0]!.bytes);
    expect(Object.fromEntries(headers.map(({ key, value }) => [key, value]))).toMatchObject({
      'list-archive': '<https://example.org/>',
      'feedback-id': 'frost:example.org:newsletter:example-org',
    });
  });

  test('where the key to sign with is missing, nothing is sent', async () => {
    const { port, received } = await startMailServer();
    const folder = await publication({ SMTP_PORT: port });
    await appendFile(join(folder, 'tidings.yaml'), '  dkim: {selector: mail2026}\n');
    const { code, stderr } = await finished(start(folder, 'send', 'frost', '--to', 'you@example.org'));
    expect(code).toBe(2);
    expect(stderr).toContain('letters are to be signed (newsletter.dkim), but there is no key');
    expect(stderr).toContain('1 error. Nothing was sent.');
    expect(received).toEqual([]);
  });

  test('each sending has a Message-ID of its own', async () => {
    const { port, received } = await startMailServer();
    const folder = await publication({ SMTP_PORT: port });
    for (const _ of [1, 2]) await finished(start(folder, 'send', 'frost', '--to', 'you@example.org'));
    const [one, two] = await Promise.all(received.map(({ bytes }) => PostalMime.parse(bytes)));
    expect(one?.messageId).toMatch(/^<.+@example\.org>$/);
    expect(one?.messageId).not.toBe(two?.messageId);
  });

  test('a wrong password is told without showing it, and nothing is sent', async () => {
    const { port, received } = await startMailServer();
    const folder = await publication({ SMTP_PORT: port, SMTP_USER: 'letter', SMTP_PASSWORD: 'swordfish' });
    const { code, stdout, stderr } = await finished(start(folder, 'send', 'frost', '--to', 'you@example.org'));
    expect(code).toBe(1);
    expect(stderr).toContain('refused the login of "letter"');
    expect(stderr).toContain('SMTP_PASSWORD');
    expect(stderr).toContain('1 error. Nothing was sent.');
    expect(stdout + stderr).not.toContain('swordfish');
    expect(received).toEqual([]);
  });

  test('Ctrl-C while the server is slow sends nothing', async () => {
    let interrupt = () => {};
    const { port, heard } = await startScript({ MAIL: () => interrupt() });
    const folder = await publication({ SMTP_PORT: port });
    const child = start(folder, 'send', 'frost', '--to', 'you@example.org');
    interrupt = () => child.kill('SIGINT');
    const { code, stdout, stderr } = await finished(child);
    expect({ code, stdout, stderr }).toEqual({
      code: 130,
      stdout: '',
      stderr: expect.stringMatching(/all the same\.\nInterrupted\. Nothing was written and nothing was sent\.\n$/),
    });
    expect(heard.at(-1)).toContain('MAIL FROM');
  });

  test('Ctrl-C when the message has left says that nobody knows', async () => {
    let interrupt = () => {};
    const { port } = await startScript({ dot: () => interrupt() });
    const folder = await publication({ SMTP_PORT: port });
    const child = start(folder, 'send', 'frost', '--to', 'you@example.org');
    interrupt = () => child.kill('SIGINT');
    const { code, stderr } = await finished(child);
    expect(code).toBe(130);
    expect(stderr).toContain('did not confirm the message it was given');
    expect(stderr).toContain('It is not known whether the message was accepted.');
  });
});

describe('a build that is cut short', () => {
  test('by Ctrl-C leaves the old files and nothing else', async () => {
    const { folder, before } = await builtOnce();
    const { code, stdout, stderr } = await cutShort(folder, 'SIGINT');
    expect({ code, stdout, stderr }).toEqual({
      code: 130,
      stdout: '',
      stderr: 'Interrupted. Nothing was written and nothing was sent.\n',
    });
    expect(await contentsOf(join(folder, 'output'))).toEqual(before);
  });

  test('by kill -9 leaves the old files whole, and the next build finishes and cleans up', async () => {
    const { folder, before } = await builtOnce();
    expect((await cutShort(folder, 'SIGKILL')).signal).toBe('SIGKILL');
    expect(readdirSync(join(folder, 'output'))).toContainEqual(expect.stringMatching(/^\.tidings-\d+$/));
    const left = Object.entries(await contentsOf(join(folder, 'output')));
    expect(Object.fromEntries(left.filter(([path]) => !path.startsWith('.tidings-')))).toEqual(before);

    expect((await finished(start(folder, 'build'))).code).toBe(0);
    const fresh = await folderOf(sources('A New Title'));
    expect((await finished(start(fresh, 'build'))).code).toBe(0);
    expect(await contentsOf(join(folder, 'output'))).toEqual(await contentsOf(join(fresh, 'output')));
    expect(readdirSync(join(folder, 'output')).filter((name) => name.startsWith('.'))).toEqual([]);
    expect(readFileSync(join(folder, 'tidings.lock'), 'utf8')).toBe(readFileSync(join(fresh, 'tidings.lock'), 'utf8'));
  });
});

/** A publication whose mail server listens on this machine. */
function publication(environment: Record<string, string | number>): Promise<string> {
  const lines = Object.entries({ SMTP_HOST: '127.0.0.1', ...environment }).map(([name, value]) => `${name}=${value}`);
  return folderOf({ 'tidings.yaml': settings, 'articles/frost.md': article, '.env': lines.join('\n') });
}

/** Enough letters that a build is still at work when the signal comes. */
function sources(title: string): Record<string, string> {
  const articles = Array.from({ length: 60 }, (_, index) => [`articles/frost-${index}.md`, article] as const);
  return { 'tidings.yaml': settings.replace('Example Letters', title), ...Object.fromEntries(articles) };
}

async function builtOnce(): Promise<{ folder: string; before: Record<string, string> }> {
  const folder = await folderOf(sources('Example Letters'));
  expect((await finished(start(folder, 'build'))).code).toBe(0);
  return { folder, before: await contentsOf(join(folder, 'output')) };
}

/** Changes every file that a build writes, and ends it by a signal as soon as it has begun to write. */
async function cutShort(folder: string, signal: NodeJS.Signals) {
  await writeFile(join(folder, 'tidings.yaml'), sources('A New Title')['tidings.yaml']!);
  const watcher = watch(join(folder, 'output'));
  const child = start(folder, 'build');
  // A second Ctrl-C would end it the hard way.
  watcher.once('change', () => child.kill(signal));
  return finished(child).finally(() => watcher.close());
}

function start(folder: string, ...args: string[]): ChildProcess {
  const env = { PATH: process.env.PATH, TIDINGS_NOW: '2026-12-31T00:00:00Z' };
  return spawn(process.execPath, [cli, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function finished(child: ChildProcess) {
  const [[code, signal], stdout, stderr] = await Promise.all([
    once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>,
    text(child.stdout!),
    text(child.stderr!),
  ]);
  // Progress is told after a second, which only a slow machine needs.
  return { code, signal, stdout, stderr: stderr.replace(/^\d+ of \d+ parts, .*\n/gm, '') };
}
