import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { folderOf } from '../folder.ts';
import { blocksIn, chapter } from '../guide.ts';
import { requires } from '../requires.ts';
import { startScript } from '../send/servers.ts';
import { copy, names, readersOf, scheduled } from './scheduled.ts';

const systemdAnalyze = requires('systemd-analyze');
const git = requires('git');
const blocks = blocksIn(chapter('schedule'));
const blocksOf = (language: string) => blocks.filter((block) => block.language === language).map(({ text }) => text);
const [script] = blocksOf('sh');

describe('publish.sh of the guide', () => {
  test('publishes and sends what is new, and says in one line when nothing is', async () => {
    const { messages, port } = await startScript({});
    const { folder, pings, run } = await scheduled(port, script!);
    expect(await run()).toMatchObject({ code: 0, stdout: expect.stringContaining('was sent to 12 of 12 subscribers') });
    expect(readersOf(messages)).toEqual(names);
    expect(existsSync(join(folder, 'www/issues/2026-11-23-digest/index.html'))).toBe(true);
    expect(pings).not.toEqual([]);
    expect(await run()).toEqual({
      code: 0,
      stdout: '',
      stderr: 'Nothing new: every article is in an earlier issue. No issue was made.\n',
    });
    await writeFile(join(folder, 'articles/2026-11-24-fog.txt'), 'Fog\n\nNo ferry ran.\n');
    expect(await run()).toMatchObject({ code: 0, stdout: expect.stringContaining('2026-11-24-digest was sent to 12') });
    expect(readersOf(messages)).toEqual([...names, ...names].toSorted());
  });

  test('makes one issue and sends it once where two run at the same time', async () => {
    const { messages, port } = await startScript({});
    const { folder, run } = await scheduled(port, script!);
    const both = await Promise.all([run(), run()]);
    expect(both.filter(({ code }) => code !== 0)).toEqual([]);
    expect(readersOf(messages)).toEqual(names);
    expect(readdirSync(join(folder, 'issues'))).toEqual(['2026-11-23-digest.md']);
  });

  test('that was killed between making the issue and sending it is completed by the next run', async () => {
    const { messages, port } = await startScript({});
    const { folder, run } = await scheduled(port, script!);
    await writeFile(join(folder, 'bin/rsync'), '#!/bin/sh\nkill -9 $PPID\n');
    expect(await run()).toMatchObject({ code: null });
    expect(messages).toEqual([]);
    await writeFile(join(folder, 'bin/rsync'), copy);
    expect((await run()).code).toBe(0);
    expect(readersOf(messages)).toEqual(names);
  });

  test('that was killed at the fourth letter is completed by the next run, and nobody gets it twice', async () => {
    let letters = 0;
    let running: ChildProcess | undefined;
    const { messages, port } = await startScript({
      MAIL: (socket, polite) => {
        letters += 1;
        if (letters !== 4) return void socket.write(`${polite}\r\n`);
        process.kill(-running!.pid!, 'SIGKILL');
      },
    });
    const { begin, run } = await scheduled(port, script!);
    running = begin();
    await once(running, 'close');
    expect(messages).toHaveLength(3);
    // The third answer may not have been written down: it is in doubt then, and not sent again.
    expect([0, 3]).toContain((await run()).code);
    expect(readersOf(messages)).toEqual(names);
    expect(await run()).toMatchObject({ code: 0, stdout: '' });
  });
});

test('the line for cron has five fields and the path of the script, and says where programs are', () => {
  const [path, line] = blocksOf('crontab')[0]!.trim().split('\n');
  expect(path).toMatch(/^PATH=\/[\w/:]+$/);
  expect(line).toMatch(/^\d+ \d+ \* \* [0-7] {2}\/srv\/my-letter\/publish\.sh$/);
});

test.skipIf(!systemdAnalyze)('systemd finds no fault with the service and the timer', async () => {
  const units = blocksOf('ini').map((unit) => unit.replace('/srv/my-letter/publish.sh', '/bin/true'));
  const named = units.map((unit) => [/^# .*\/(\S+)$/m.exec(unit)![1]!, unit.replace('User=letters\n', '')]);
  const folder = await folderOf(Object.fromEntries(named));
  const files = named.map(([name]) => join(folder, name!));
  const { status, stderr } = spawnSync(systemdAnalyze!, ['verify', ...files], { encoding: 'utf8' });
  expect({ status, faults: stderr.split('\n').filter((line) => line.includes('my-letter')) }).toEqual({
    status: 0,
    faults: [],
  });
});

describe('the workflow for GitHub Actions', () => {
  const workflow = parse(blocksOf('yaml')[0]!);
  const steps: { run?: string; uses?: string; if?: string }[] = workflow.jobs.publish.steps;
  const runs = steps.flatMap(({ run }) => run ?? []);

  test('runs what publish.sh does, in the same order, but sends nothing', () => {
    const commands = (lines: string[]) => lines.flatMap((line) => /npx tidings (\w+)/.exec(line)?.[1] ?? []);
    expect([...commands(runs), 'send']).toEqual(commands(script!.split('\n')));
  });

  test('may write what it commits and deploys, and runs one at a time', () => {
    expect(workflow.permissions).toEqual({ contents: 'write', pages: 'write', 'id-token': 'write' });
    expect(workflow.concurrency).toEqual({ group: 'publish', 'cancel-in-progress': false });
    expect(steps.findIndex(({ uses }) => uses?.includes('deploy-pages'))).toBeLessThan(steps.length - 1);
  });

  test.skipIf(!git)('commits a digest and the lock, and nothing where nothing is new', async () => {
    const { folder, shell } = await scheduled(9, script!);
    const origin = await folderOf();
    await writeFile(join(folder, '.gitignore'), '.env\n.tidings/\noutput/\nbin/\ntidings.db*\nnode_modules/\n');
    const setUp = `git init -q --bare -b main "${origin}" && git init -q -b main && git add . && git -c user.name=A -c user.email=a@example.org commit -q -m Begin && git remote add origin "${origin}" && git push -q -u origin main`;
    expect(await shell(setUp)).toMatchObject({ code: 0 });
    const own = runs.filter((run) => run !== 'npm ci' && !run.includes('ping')).join('\n');
    for (const commits of ['2', '2']) {
      expect(await shell(own)).toMatchObject({ code: 0 });
      const { stdout } = await shell(`git -C "${origin}" rev-list --count main`);
      expect(stdout.trim()).toBe(commits);
    }
    const { stdout } = await shell(`git -C "${origin}" ls-tree -r --name-only main`);
    expect(stdout.split('\n')).toEqual(expect.arrayContaining(['issues/2026-11-23-digest.md', 'tidings.lock']));
    expect(stdout).not.toMatch(/tidings\.db|\.env/);
  });
});
