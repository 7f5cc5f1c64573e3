import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { freePort, listensOn } from '../ports.ts';
import { buildDebianPackage } from '../release/debian.ts';
import { buildExecutable } from '../release/executable/build.ts';
import { packCompiled, root, runApart } from '../release/packed.ts';
import { requires } from '../requires.ts';
import { startScript } from '../send/servers.ts';

const dpkg = requires('dpkg-deb');
const groff = requires('groff');
const folder = mkdtempSync(join(tmpdir(), 'tidings-executable-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
/** No Node, no npm and nothing else can be found. */
const environment = { PATH: join(folder, 'nothing'), HOME: folder, TZ: 'UTC' };
let executable: string;
let home: string;
beforeAll(() => {
  ({ executable, home } = buildExecutable(packCompiled(folder).tarball, folder));
});

interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function tidings(cwd: string, ...args: string[]): Promise<Said> {
  const done = promisify(execFile)(executable, args, { cwd, env: environment });
  return done.then(
    (said) => ({ code: 0, ...said }),
    ({ code, stdout, stderr }: Said) => ({ code, stdout, stderr }),
  );
}

function begin(cwd: string, ...args: string[]): ChildProcess {
  const child = spawn(executable, args, { cwd, env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

describe('the single executable, in a folder without Node', () => {
  const site = join(folder, 'letter');

  test('tells its version', async () => {
    expect(await tidings(folder, '--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('begins a publication, and names the next command as it is called here', async () => {
    const { code, stdout } = await tidings(folder, 'init', 'letter');
    expect(code).toBe(0);
    expect(stdout).toContain('\n  tidings build letter\n');
    expect(stdout).not.toContain('npx');
  });

  test('builds the very bytes that the package builds', async () => {
    const { code, stderr } = await tidings(folder, 'build', 'letter');
    expect([code, stderr.includes('defect')]).toEqual([0, false]);
    const packaged = join(home, 'node_modules/tidings/dist/cli.js');
    runApart(folder, process.execPath, [packaged, 'build', 'letter', '--output', 'packaged']);
    const files = (place: string) =>
      Object.fromEntries(
        readdirSync(place, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map(({ parentPath, name }) => join(parentPath, name))
          .map((path) => [path.slice(place.length), readFileSync(path, 'base64')]),
      );
    expect(files(join(site, 'output'))).toEqual(files(join(folder, 'packaged')));
  });

  test('checks, which runs the themes', async () => {
    expect((await tidings(site, 'check')).stdout).toContain('can be built');
  });

  test('rehearses a sending, for which it begins itself a second time', async () => {
    const { code, stdout, stderr } = await tidings(site, 'rehearse', 'first-letter', '--readers', '20');
    expect([code, stdout, stderr].join('\n')).toMatch(/^0\n/);
  });

  test('sends an issue to a list, once', async () => {
    const { port, messages } = await startScript({});
    writeFileSync(join(site, '.env'), readFileSync(join(site, '.env'), 'utf8').replace(/^SMTP_URL=.*$/gm, ''));
    writeFileSync(join(site, '.env'), `SMTP_URL=smtp://127.0.0.1:${port}?tls=none\n`, { flag: 'a' });
    for (const name of ['ada', 'grace'])
      expect(await tidings(site, 'subscribers', 'add', `${name}@example.org`, '--consent', 'asked')).toMatchObject({
        code: 0,
      });
    const sent = await tidings(site, 'send', 'first-letter', '--confirm', '2');
    expect([sent.code, sent.stderr].join('\n')).toMatch(/^0\n/);
    await tidings(site, 'send', 'first-letter', '--confirm', '2');
    expect(messages).toHaveLength(2);
  });

  test('serves the site', async () => {
    const port = await freePort();
    begin(site, 'serve', '--port', String(port));
    await listensOn(port);
    const answer = await fetch(`http://127.0.0.1:${port}/atom.xml`);
    expect([answer.status, await answer.text()]).toEqual([200, readFileSync(join(site, 'output/atom.xml'), 'utf8')]);
  });

  test('opens the studio with all that a browser asks for', async () => {
    const child = begin(site, 'studio', '--no-open', '--port', String(await freePort()));
    const [line] = (await once(child.stdout!, 'data')) as [Buffer];
    const address = /http:\S+/.exec(line.toString())![0];
    const page = await (await fetch(address)).text();
    const asked = [...page.matchAll(/<(?:script|link)[^>]+(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);
    expect(asked.length).toBeGreaterThan(1);
    for (const path of asked) expect([path, (await fetch(new URL(path, address))).status]).toEqual([path, 200]);
  });

  test('holds the driver of PostgreSQL', async () => {
    const port = await freePort();
    const done = promisify(execFile)(executable, ['status'], {
      cwd: site,
      env: { ...environment, DATABASE_URL: `postgres://127.0.0.1:${port}/letters` },
    });
    await expect(done).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the database "letters" on 127.0.0.1 cannot be reached'),
    });
  });

  test('takes no role that a person asks for', async () => {
    expect(await tidings(folder, '--role=sender-process', '/')).toMatchObject({ code: 2 });
    expect(existsSync('/')).toBe(true);
  });
});

describe.skipIf(!dpkg || !groff)('the package for Debian', () => {
  const place = join(folder, 'unpacked');
  beforeAll(() => {
    const file = buildDebianPackage({ executable, home, folder, version, compression: 'none' });
    runApart(folder, 'dpkg-deb', ['--extract', file, place]);
    expect(runApart(folder, 'dpkg-deb', ['--field', file, 'Package', 'Version', 'Architecture'])).toBe(
      `Package: tidings\nVersion: ${version}\nArchitecture: amd64\n`,
    );
  });

  test('has the program, its page of the manual, and completions for three shells', () => {
    expect(runApart(folder, join(place, 'usr/bin/tidings'), ['--version'])).toBe(`${version}\n`);
    for (const path of [
      'bash-completion/completions/tidings',
      'zsh/vendor-completions/_tidings',
      'fish/vendor_completions.d/tidings.fish',
      'doc/tidings/copyright',
    ])
      expect(readFileSync(join(place, 'usr/share', path), 'utf8')).toContain('tidings');
  });

  test('its page of the manual names every command, and groff finds nothing to say against it', () => {
    const page = join(place, 'usr/share/man/man1/tidings.1.gz');
    const text = runApart(folder, 'sh', ['-c', `gzip -dc ${page} > page.1 && groff -man -Tutf8 -ww page.1 2>&1`]);
    expect(text).not.toMatch(/warning|error:/);
    for (const command of ['init', 'build', 'send', 'subscribers import', 'studio'])
      expect(text.replace(/\x1b\[[\d;]*m|.\x08/g, '')).toContain(`tidings ${command}`);
  });
});
