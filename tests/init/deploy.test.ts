import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { deployValues, writeDeployment } from '../../src/init/deploy.ts';
import { folderOf } from '../folder.ts';

const script = '/srv/my letter/50%/cli.js';
const program = { command: ['/usr/bin/node', script], version: '1.2.3' };

async function publication(settings: string) {
  const folder = await folderOf({
    'tidings.yaml': `title: "The 100% \\\\Letter"\nurl: https://example.org/blog/\n${settings}`,
  });
  const config = await loadConfig('.', {}, { cwd: folder, environment: {}, clock: () => new Date(0) });
  const read = (name: string) => readFile(join(folder, 'deploy', name), 'utf8');
  return { folder, config, read };
}

test('the files name the address of the server and the places of this machine, and leave no gap to fill', async () => {
  const { folder, config, read } = await publication('server: {url: https://letters.example.org/a+b/}');
  const { written, kept } = await writeDeployment(config, program);
  const runs = ['crontab', 'publish.yml', 'tidings-run.service', 'tidings-run.timer'];
  const serves = ['Caddyfile', 'Containerfile', 'nginx.conf', 'tidings.service', 'tidings-worker.service'];
  expect(written.toSorted()).toEqual([...runs, ...serves].map((name) => `deploy/${name}`).toSorted());
  expect(kept).toEqual([]);
  const unit = await read('tidings.service');
  expect(unit).toContain(`WorkingDirectory=${folder}\n`);
  expect(unit).toContain(`ReadWritePaths=${folder}\n`);
  expect(unit).toContain('ExecStart=/usr/bin/node "/srv/my letter/50%%/cli.js" serve --port 8080');
  expect(unit).toContain('Description=Newsletter server (The 100   Letter)\n');
  expect(unit).toContain('ProtectHome=yes\n');
  expect(await read('Caddyfile')).toContain('\nletters.example.org {\n');
  const nginx = await read('nginx.conf');
  expect(nginx.match(/server_name letters\.example\.org;/g)).toHaveLength(2);
  expect(nginx).toContain('"~^POST:/a\\+b/sign-up/?$"');
  expect(nginx).toContain('/etc/letsencrypt/live/letters.example.org/fullchain.pem;');
  expect(await read('Containerfile')).toContain('COPY tidings-1.2.3.tgz /tmp/tidings.tgz\n');
  for (const path of written) expect(await read(path.slice('deploy/'.length))).not.toMatch(/@[A-Z_]+@/);
});

test('without an address of the server the files are for the host of the site', async () => {
  const { config, read } = await publication('');
  await writeDeployment(config, program);
  expect(await read('Caddyfile')).toContain('\nexample.org {\n');
});

test('an address whose escapes are no UTF-8 is one like any other', async () => {
  const { config, read } = await publication('server: {url: "https://letters.example.org/a%ff/"}');
  await writeDeployment(config, program);
  expect(await read('nginx.conf')).toContain('"~^POST:/a%ff/sign-up/?$"');
});

test('the single executable is begun without Node', async () => {
  const { config, read } = await publication('');
  await writeDeployment(config, { ...program, command: ['/usr/bin/tidings'] });
  expect(await read('tidings.service')).toContain('\nExecStart=/usr/bin/tidings serve --port 8080');
});

test('a program or a publication below /home can still be read', async () => {
  const { config, read } = await publication('');
  await writeDeployment(config, { ...program, command: ['/home/ada/.nvm/bin/node', script] });
  expect(await read('tidings.service')).toContain('ProtectHome=read-only\n');
});

test('the head of the unit makes the user before the service begins, and its commands name the folder', async () => {
  const { folder, config, read } = await publication('');
  await writeDeployment(config, program);
  const unit = await read('tidings.service');
  const commands = [...unit.matchAll(/^# {3}(sudo .*)$/gm)].map(([, command]) => command);
  expect(commands).toEqual([
    'sudo useradd --system tidings',
    `sudo chown -R tidings: ${folder}`,
    `sudo cp ${folder}/deploy/tidings.service /etc/systemd/system/`,
    'sudo systemctl enable --now tidings',
  ]);
  expect(unit).not.toContain('the folder\n');
});

test('a publication or a program below /tmp is seen by the service, and others get a /tmp of their own', async () => {
  const { folder, config, read } = await publication('');
  expect(folder).toMatch(/^\/tmp\//);
  await writeDeployment(config, program);
  expect(await read('tidings.service')).toContain('PrivateTmp=no\n');
  for (const [node, expected] of [
    ['/usr/bin/node', 'yes'],
    ['/var/tmp/node', 'no'],
    ['/usr/tmp/node', 'yes'],
  ] as const)
    expect([
      node,
      deployValues({ ...config, directory: '/srv/letter' }, { ...program, command: [node, script] }).PRIVATE_TMP,
    ]).toEqual([node, expected]);
});

test('a timer and a line of cron come at the times of the schedule, and say which they cannot', async () => {
  const { config, read } = await publication("schedule: {run: ['30 6 * * 1-5', '0 9 L * *'], timezone: Europe/Berlin}");
  await writeDeployment(config, program);
  const untold = (page: string) => `# ${page} has no words for "0 9 L * *" of schedule.run: write times of your own`;
  expect(await read('tidings-run.timer')).toContain(
    `\nOnCalendar=Mon,Tue,Wed,Thu,Fri *-*-* 6:30:00 Europe/Berlin\n${untold('systemd.time(7)')}`,
  );
  const cron = await read('crontab');
  expect(cron).toMatch(/\n30 6 \* \* 1-5 {2}cd \/.* run --max-readers 500\n/);
  expect(cron).toContain(untold('crontab(5)'));
});

test('a file that is there is never overwritten', async () => {
  const { folder, config, read } = await publication('');
  await writeDeployment(config, program);
  await writeFile(join(folder, 'deploy/Caddyfile'), 'mine');
  const { written, kept } = await writeDeployment(config, program);
  expect([written, kept.length]).toEqual([[], 9]);
  expect(await read('Caddyfile')).toBe('mine');
});

test('where the folder cannot be written, that is said', async () => {
  const { folder, config } = await publication('');
  await writeFile(join(folder, 'deploy'), 'a file');
  await expect(writeDeployment(config, program)).rejects.toMatchObject({
    problems: [{ rule: 'init', message: expect.stringContaining('deploy/Caddyfile cannot be written') }],
    exitCode: 2,
  });
});

test('the container runs as a user without rights, and nothing of a package runs while it is made', async () => {
  const { config, read } = await publication('');
  await writeDeployment(config, program);
  const lines = (await read('Containerfile')).split('\n').filter((line) => /^[^#\s]/.test(line));
  const words = lines.map((line) => line.split(' ')[0]);
  const known = ['FROM', 'COPY', 'RUN', 'USER', 'WORKDIR', 'ENV', 'VOLUME', 'EXPOSE', 'STOPSIGNAL', 'HEALTHCHECK'];
  expect(words.filter((word) => ![...known, 'ENTRYPOINT', 'CMD'].includes(word!))).toEqual([]);
  expect(words[0]).toBe('FROM');
  expect(lines[0]).toMatch(/^FROM [\w.-]+\/[\w./-]+:\d[\w.-]*$/);
  expect(words.indexOf('USER')).toBeGreaterThan(words.lastIndexOf('RUN'));
  expect(lines.find((line) => line.startsWith('USER'))).toBe('USER node');
  for (const line of lines.filter((one) => one.includes('npm install'))) expect(line).toContain('--ignore-scripts');
  // A list of words that is no JSON would be given to a shell.
  for (const line of lines.filter((one) => /^(VOLUME|ENTRYPOINT|CMD|HEALTHCHECK)/.test(one)))
    expect(JSON.parse(line.slice(line.indexOf('[')))).toEqual(expect.arrayContaining([expect.any(String)]));
});
