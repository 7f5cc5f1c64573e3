import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { folderOf } from '../folder.ts';
import { blocksIn, chapter } from '../guide.ts';
import { requires } from '../requires.ts';
import { startScript } from '../send/servers.ts';
import { names, readersOf, scheduled } from './scheduled.ts';

const systemdAnalyze = requires('systemd-analyze');
const git = requires('git');
const settings = 'schedule: {timezone: Europe/Berlin, maxReaders: 12}\n';

/** A publication with the files that `init --deploy` writes for its runs. */
async function deployed(port: number) {
  const place = await scheduled(port, '#!/bin/sh\nexec npx tidings run\n');
  await appendFile(join(place.folder, 'tidings.yaml'), settings);
  expect((await place.shell('npx tidings init --deploy > /dev/null')).code).toBe(0);
  const file = (name: string) => readFile(join(place.folder, 'deploy', name), 'utf8');
  return { ...place, file };
}

test.skipIf(!systemdAnalyze)('systemd finds no fault with the service and the timer of a run', async () => {
  const { folder } = await deployed(9);
  const files = ['tidings-run.service', 'tidings-run.timer'].map((name) => join(folder, 'deploy', name));
  for (const file of files) await writeFile(file, (await readFile(file, 'utf8')).replace(/^User=.*\n/m, ''));
  const { status, stderr } = spawnSync(systemdAnalyze!, ['verify', ...files], { encoding: 'utf8' });
  expect({ status, faults: stderr.split('\n').filter((line) => line.includes('tidings-run')) }).toEqual({
    status: 0,
    faults: [],
  });
});

test('the timer begins the run by the clock of the schedule, and makes up for one that was missed', async () => {
  const { file } = await deployed(9);
  expect(await file('tidings-run.timer')).toContain('OnCalendar=Fri *-*-* 7:0:00 Europe/Berlin\nPersistent=true\n');
  expect(await file('tidings-run.service')).toMatch(/^ExecStart=.* run --max-readers 12$/m);
});

describe.each([
  ['the service of systemd', 'tidings-run.service', /^ExecStart=(.*)$/m, (words: string) => words],
  // The shell of cron gets what is behind the five fields; a percent sign has a backslash there.
  ['the line of cron', 'crontab', /^\d+ \d+ \* \* [0-7] {2}(.*)$/m, (words: string) => words.replaceAll('\\%', '%')],
])('the command of %s', (_, name, pattern, plain) => {
  test('publishes and sends what is due, and is quiet when nothing is', async () => {
    const { messages, port } = await startScript({});
    const { folder, file, shell, start } = await deployed(port);
    const command = plain(pattern.exec(await file(name))![1]!);
    const ended = async () => {
      const child = start(`exec sh -c ${JSON.stringify(command)}`, { TIDINGS_PUBLISH: 'rsync' });
      const [code] = await new Promise<[number | null]>((resolve) => child.on('close', (...end) => resolve([end[0]])));
      return code;
    };
    expect(await ended()).toBe(0);
    expect(readersOf(messages)).toEqual(names);
    expect(existsSync(join(folder, 'www/issues/2026-11-23-digest/index.html'))).toBe(true);
    expect(await shell(`sh -c ${JSON.stringify(command)}`)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readersOf(messages)).toEqual(names);
  });
});

test('the guide shows the line of cron that is written', async () => {
  const { file, folder } = await deployed(9);
  const [shown] = blocksIn(chapter('schedule')).filter(({ language }) => language === 'crontab');
  const line = (text: string) => text.trim().split('\n').at(-1)!;
  const written = line(await file('crontab')).replace(folder, '/srv/my-letter');
  expect(written.replace(/&& \S+ \S+ run/, '&& npx tidings run').replace('12', '500')).toBe(line(shown!.text));
});

/** As a workflow names a secret. */
const secretOf = (name: string) => `\${{ secrets.${name} }}`;

describe('the workflow for GitHub Actions', () => {
  interface Step {
    readonly run?: string;
    readonly uses?: string;
    readonly if?: string;
    readonly env?: Readonly<Record<string, string>>;
  }
  const workflowOf = async (text: string) => {
    const workflow = parse(text);
    const { steps, env } = workflow.jobs.publish as { steps: Step[]; env: Record<string, string> };
    return { workflow, steps, env };
  };

  test('may write what it commits, runs one at a time, and gets the list by its address alone', async () => {
    const { workflow, steps } = await workflowOf(await (await deployed(9)).file('publish.yml'));
    expect(workflow.permissions).toEqual({ contents: 'write' });
    expect(workflow.concurrency).toEqual({ group: 'publish', 'cancel-in-progress': false });
    const run = steps.find((step) => step.run?.includes('tidings run'))!;
    expect(run.env).toEqual({
      DATABASE_URL: secretOf('DATABASE_URL'),
      SMTP_URL: secretOf('SMTP_URL'),
      TIDINGS_SECRET: secretOf('TIDINGS_SECRET'),
    });
    expect(run.run).toBe('npx tidings run --max-readers 12');
  });

  /** A repository with its origin, and what the workflow does in it on an event. */
  const repository = async () => {
    const place = await deployed(9);
    const { folder, shell, start, file } = place;
    const origin = await folderOf();
    await writeFile(
      join(folder, '.gitignore'),
      '.env\n.tidings/\noutput/\nbin/\ntidings.db*\nnode_modules/\nlist.csv\n',
    );
    // The pages are there as soon as they were pushed.
    const curl = `#!/bin/sh\nexec git -C '${origin}' show gh-pages:sitemap.xml\n`;
    await writeFile(join(folder, 'bin/curl'), curl);
    // A machine that has checked the repository out has neither secrets nor a list.
    const setUp = `chmod +x bin/curl && rm -f .env tidings.db* list.csv && git init -q --bare -b main '${origin}' && git init -q -b main && git add . && git -c user.name=A -c user.email=a@example.org commit -q -m Begin && git remote add origin '${origin}' && git push -q -u origin main`;
    expect(await shell(setUp)).toMatchObject({ code: 0 });
    const { steps, env } = await workflowOf(await file('publish.yml'));
    const happens = async (event: string, more: Readonly<Record<string, string>> = {}) => {
      for (const step of steps) {
        const isMeant =
          step.if === undefined || step.if === 'always()' || step.if.includes('==') === (event === 'push');
        if (step.run === undefined || step.run === 'npm ci' || !isMeant) continue;
        // No secret is set: the variables are empty.
        const secrets = Object.fromEntries(Object.keys(step.env ?? {}).map((name) => [name, '']));
        const child = start(step.run, { ...env, ...secrets, ...more });
        let said = '';
        for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (text) => (said += text));
        const code = await new Promise((resolve) => child.on('close', resolve));
        expect([step.run, code, code === 0 ? '' : said]).toEqual([step.run, 0, '']);
      }
    };
    const tree = async (branch: string) =>
      (await shell(`git -C '${origin}' ls-tree -r --name-only ${branch}`)).stdout.split('\n');
    const commits = async () => Number((await shell(`git -C '${origin}' rev-list --count main`)).stdout);
    return { ...place, origin, happens, tree, commits };
  };

  test.skipIf(!git)('a push publishes the articles and makes no digest', async () => {
    const { happens, tree, pings } = await repository();
    await happens('push');
    expect(await tree('gh-pages')).toEqual(
      expect.arrayContaining(['.nojekyll', 'index.html', 'articles/frost/index.html']),
    );
    expect((await tree('main')).filter((name) => name.startsWith('issues/'))).toEqual([]);
    expect(await tree('main')).toContain('tidings.lock');
    expect(pings).toHaveLength(3);
  });

  test.skipIf(!git)(
    'on Fridays it makes a digest, commits and publishes it, and sends nothing without a list',
    async () => {
      const { happens, tree, commits, folder } = await repository();
      await happens('schedule');
      expect(await tree('main')).toEqual(expect.arrayContaining(['issues/2026-11-23-digest.md', 'tidings.lock']));
      expect(await tree('gh-pages')).toContain('issues/2026-11-23-digest/index.html');
      for (const branch of ['main', 'gh-pages'])
        expect((await tree(branch)).join('\n')).not.toMatch(/tidings\.db|\.env|list\.csv|runs\.jsonl/);
      expect(await commits()).toBe(3);
      await happens('schedule');
      expect(await commits()).toBe(3);
      expect(existsSync(join(folder, 'tidings.lock'))).toBe(true);
    },
  );
});
