import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { appendFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { contentsOf, folderOf } from '../folder.ts';
import { keys } from '../send/letters.ts';
import { startScript } from '../send/servers.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const settings = `title: Example Letters
url: https://example.org
newsletter:
  from: Example Letters <letters@example.org>
  address: 1 Example Street, Exampletown
  listId: letters.example.org
  unsubscribeUrl: https://example.org/unsubscribe/{token}
  dkim: {selector: [mail2026, mail2026ed]}
bounces: {address: bounces@example.org}
`;
const article = `---
title: The first frost
date: 2026-11-23
---
The beds were white at seven.
`;

describe('tidings rehearse', () => {
  test('with the list shows that all adds up, reaches no server of the settings and changes no file', async () => {
    const { folder, temporary } = await publication();
    const relay = await startScript({});
    await appendFile(join(folder, '.env'), `SMTP_URL=smtp://127.0.0.1:${relay.port}\n`);
    await finished(run({ folder, temporary }, 'subscribers', 'import', 'list.csv', '--consent', 'a sheet', '--apply'));
    await finished(run({ folder, temporary }, 'build'));
    const before = await contentsOf(folder);
    expect(Object.keys(before)).toEqual(expect.arrayContaining(['tidings.db', 'tidings.lock']));
    const variables = { SMTP_HOST: '127.0.0.1', SMTP_PORT: String(relay.port) };
    const { code, stdout, stderr } = await finished(run({ folder, temporary, variables }, 'rehearse', 'frost'));
    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('was rehearsed with a copy of the list: 59 readers.');
    expect(stdout).toMatch(/1 {2}no such mailbox: 550 5\.1\.1 to the recipient +1 failed\n/);
    expect(stdout).toMatch(/ok .* are signed \(DKIM\), and the signatures hold\n/);
    expect(stdout).not.toContain('wrong  ');
    expect(stdout).toMatch(/\n {2}npx tidings send frost --confirm=59\n$/);
    expect(relay.heard).toEqual([]);
    expect(await contentsOf(folder)).toEqual(before);
    expect(await copiesIn(temporary)).toEqual([]);
  });

  test('with invented readers needs no list, kills the sender and meets every fault', async () => {
    const at = await publication();
    const { code, stdout, stderr } = await finished(run(at, 'rehearse', 'frost', '--readers', '300', '--json'));
    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
    const { ok, invented, counts, faults, checks } = JSON.parse(stdout);
    expect({ ok, invented }).toEqual({ ok: true, invented: true });
    expect(faults).toHaveLength(11);
    expect(faults.at(-1).fault).toContain('SIGKILL');
    expect(checks.every((check: { ok: boolean }) => check.ok)).toBe(true);
    expect(counts.failed).toBe(6);
    expect(counts.sent + counts.failed + counts['in-doubt']).toBe(300);
    expect(counts['in-doubt']).toBeGreaterThan(3);
    expect(await readdir(at.folder)).not.toContain('tidings.db');
    expect(await copiesIn(at.temporary)).toEqual([]);
  });

  test.each([
    ['when the list is copied', 1],
    ['while letters are sent', 40],
  ])('stopped by Ctrl-C %s leaves no copy behind', async (_, writes) => {
    const at = await publication();
    const child = run(at, 'rehearse', 'frost', '--readers', '5000');
    let seen = 0;
    const watcher = watch(at.temporary, { recursive: true }, (_event, name) => {
      seen += name?.startsWith(prefix) ? 1 : 0;
      if (seen !== writes) return;
      watcher.close();
      child.kill('SIGINT');
    });
    const { code, stderr } = await finished(child);
    expect({ code, stderr }).toEqual({
      code: 130,
      stderr: 'Interrupted. Nothing was written and nothing was sent.\n',
    });
    expect(await copiesIn(at.temporary)).toEqual([]);
  });

  test.each(['0', 'many', '1000001'])('refuses to invent %s readers', async (number) => {
    const { code, stderr } = await finished(run(await publication(), 'rehearse', 'frost', '--readers', number));
    expect(code).toBe(2);
    expect(stderr).toContain(`--readers "${number}" is not a number of readers`);
    expect(stderr).toContain('Nothing was rehearsed.');
  });

  test('names an issue that does not exist', async () => {
    const { code, stderr } = await finished(run(await publication(), 'rehearse', 'fros'));
    expect(code).not.toBe(0);
    expect(stderr).toContain('fros');
    expect(stderr).not.toContain('defect');
  });
});

const prefix = 'tidings-rehearsal-';

/** What is left of rehearsals; Node keeps compiled code beside it. */
async function copiesIn(temporary: string): Promise<string[]> {
  return (await readdir(temporary)).filter((name) => name.startsWith(prefix));
}

interface Place {
  readonly folder: string;
  /** Where temporary files go. */
  readonly temporary: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/** A publication with a list that is not imported yet: 59 who get letters, and one who left. */
async function publication(): Promise<Place> {
  const people = Array.from({ length: 59 }, (_, index) => `person${index}@example.org,active\n`);
  const pem = keys.map(({ key }) => key.export({ format: 'pem', type: 'pkcs8' })).join('');
  const folder = await folderOf({
    'tidings.yaml': settings,
    'articles/frost.md': article,
    'list.csv': `email,status\n${people.join('')}gone@example.org,unsubscribed\n`,
    'dkim.pem': pem,
    '.env': `TIDINGS_SECRET=${'0123456789abcdef'.repeat(4)}\nDKIM_PRIVATE_KEY_FILE=dkim.pem\n`,
  });
  const temporary = await folderOf();
  return { folder, temporary };
}

function run({ folder, temporary, variables }: Place, ...args: string[]): ChildProcess {
  const env = { PATH: process.env.PATH, TMPDIR: temporary, ...variables };
  return spawn(process.execPath, [cli, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function finished(child: ChildProcess) {
  const [[code], stdout, stderr] = await Promise.all([
    once(child, 'close') as Promise<[number]>,
    text(child.stdout!),
    text(child.stderr!),
  ]);
  return { code, stdout, stderr };
}
