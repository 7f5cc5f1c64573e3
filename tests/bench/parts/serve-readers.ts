import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { temporaryFolder } from '../folder.ts';
import { cli, task } from '../ours.ts';
import { load, type Running, running } from '../running.ts';
import type { Table } from '../table.ts';

/** What readers do over 64 connections, each answer after the disk has it: signing up, and leaving by one press. */
export async function* serveReaders(): AsyncGenerator<Table> {
  const folder = withReaders();
  const metrics = 19_464;
  const server = await running(
    (port) => [process.execPath, cli, 'serve', folder, '--port', `${port}`, '--metrics-port', `${metrics}`],
    { cwd: folder },
  );
  try {
    const signUps = await signingUp(server, folder);
    const waiting = /^tidings_outbox_waiting (\d+)$/m.exec(await textOf(metrics))?.[1];
    const leaving = load(server, '/', ['-s', scriptFor(folder, 'leave', leave(folder))], seconds);
    const left = /^tidings_left_total\{way="link"\} (\d+)$/m.exec(await textOf(metrics))?.[1];
    const rows = [
      ['sign-ups', signUps, `${(signUps.perSecond * 60).toFixed(0)} a minute`] as const,
      ['leaving by one press', leaving, `${leaving.perSecond.toFixed(0)} a second`] as const,
    ].map(([name, { perSecond, slowest, cpu, faults }, words]) => [
      name,
      Math.round(perSecond).toLocaleString('en'),
      slowest.toFixed(1),
      (cpu / 1000).toFixed(2),
      String(faults),
      words,
    ]);
    yield {
      key: 'serve-readers',
      title: 'Signing up, and leaving by one press, each on the disk before it is answered',
      columns: ['', 'a second', 'p99 ms', 'CPU ms each', 'faults', ''],
      rows,
      notes: [
        'The bars are 10,000 sign-ups a minute and 1,000 readers who leave a second.',
        `${waiting} mails wait in the outbox, since no mail server answers; ${left} presses were counted. Peak memory: ${server.memory().toFixed(0)} MB.`,
      ],
    };
  } finally {
    await server.stop();
  }
}

const seconds = 10;

/** A publication with a list of 30,000, and the tokens of all. */
export function withReaders(): string {
  const folder = temporaryFolder();
  execFileSync('mkdir', [join(folder, 'articles')]);
  writeFileSync(join(folder, 'articles/2026-11-22-frost.txt'), 'Frost\n\nThe first of the year.\n');
  writeFileSync(
    join(folder, 'tidings.yaml'),
    `title: The Letter
url: https://example.org
newsletter: {from: letters@example.org}
server:
  url: https://letters.example.org
  trustProxy: 1
  signUps: {perHour: 1000000, perDomain: 1000000, perNetwork: 1000000}
`,
  );
  // Nothing listens there.
  const environment = 'TIDINGS_SECRET=0123456789abcdef0123456789abcdef\nSMTP_URL=smtp://127.0.0.1:9\n';
  writeFileSync(join(folder, '.env'), environment, { mode: 0o600 });
  execFileSync(process.execPath, [cli, 'build', folder], { stdio: 'ignore' });
  const [file, ...words] = task('serve-list', folder, 30_000);
  execFileSync(file!, words, { stdio: 'inherit' });
  return folder;
}

export async function signingUp(server: Running, folder: string, duration = seconds) {
  const answer = await fetch(`http://127.0.0.1:${server.port}/sign-up/stamp`);
  const { stamp, wait } = (await answer.json()) as { stamp: string; wait: number };
  await pause(wait + 500);
  return load(server, '/', ['-s', scriptFor(folder, 'sign-up', signUp(stamp))], duration);
}

/** Scripts of wrk are Lua. Each address is another person's, at a domain and in a network of a thousand. */
function signUp(stamp: string): string {
  return `math.randomseed(${Date.now()})
request = function()
  local n = math.random(1, 1000000000)
  return wrk.format('POST', '/sign-up', {
    ['Content-Type'] = 'application/x-www-form-urlencoded',
    ['X-Forwarded-For'] = string.format('100.%d.%d.%d', n / 62500 % 250, n / 250 % 250, n % 250),
  }, string.format('email=reader%d%%40d%d.example.org&stamp=${stamp}', n, n % 1000))
end
`;
}

function leave(folder: string): string {
  return `local tokens, n = {}, 0
for line in io.lines('${folder}/tokens') do tokens[#tokens + 1] = line end
request = function()
  n = n + 1
  return wrk.format('POST', '/unsubscribe/' .. tokens[(n - 1) % #tokens + 1],
    { ['Content-Type'] = 'application/x-www-form-urlencoded' }, 'List-Unsubscribe=One-Click')
end
`;
}

function scriptFor(folder: string, name: string, text: string): string {
  const file = join(folder, `${name}.lua`);
  writeFileSync(file, text);
  return file;
}

async function textOf(port: number): Promise<string> {
  return (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
}
