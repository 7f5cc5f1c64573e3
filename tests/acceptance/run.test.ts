import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startScript } from '../send/servers.ts';
import { copy, names, readersOf, scheduled } from './scheduled.ts';

/** The line of a timer. Where the guide copies to a server, a copy on this machine. */
const line = (most: string) => `#!/bin/sh
export TIDINGS_PUBLISH='rsync'
exec npx tidings run ${most}
`;
const sending = line('--max-readers 500');

describe('tidings run', () => {
  test('does all that is due, and is quiet when there is nothing', async () => {
    const { messages, port } = await startScript({});
    const { folder, pings, run } = await scheduled(port, sending);
    const first = await run();
    expect(first).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^send .*2026-11-23-digest was sent to 12/m),
    });
    expect(first.stdout.split('\n').map((one) => one.split(' ')[0])).toEqual(['digest', 'publish', 'ping', 'send', '']);
    expect(readersOf(messages)).toEqual(names);
    expect(existsSync(join(folder, 'www/issues/2026-11-23-digest/index.html'))).toBe(true);
    expect(pings).toHaveLength(3);
    expect(await run()).toEqual({ code: 0, stdout: '', stderr: '' });
    await writeFile(join(folder, 'articles/2026-11-24-fog.txt'), 'Fog\n\nNo ferry ran.\n');
    expect(await run()).toMatchObject({ code: 0, stdout: expect.stringContaining('2026-11-24-digest was sent to 12') });
    expect(readersOf(messages)).toEqual([...names, ...names].toSorted());
    expect(pings).toHaveLength(6);
  });

  test('after a month of silence sends one letter with all that is new', async () => {
    const { messages, port } = await startScript({});
    const { folder, run } = await scheduled(port, sending);
    expect((await run()).code).toBe(0);
    for (const day of ['01', '08', '15', '22'])
      await writeFile(join(folder, `articles/2026-12-${day}-snow-${day}.txt`), `Week of ${day}\n\nSnow.\n`);
    const { code, stdout } = await run();
    expect([code, stdout]).toEqual([0, expect.stringContaining('2026-12-22-digest was sent to 12')]);
    expect(readersOf(messages)).toEqual([...names, ...names].toSorted());
    const issue = await readFile(join(folder, 'issues/2026-12-22-digest.md'), 'utf8');
    expect(issue.match(/slug: snow-\d\d/g)).toHaveLength(4);
    expect(await run()).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('sends nothing without a number of readers, and nothing to a list that has more', async () => {
    const { messages, port } = await startScript({});
    const { folder, run } = await scheduled(port, line(''));
    expect((await run()).code).toBe(0);
    await writeFile(join(folder, 'publish.sh'), line('--max-readers 11'));
    const refused = await run();
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('The run stopped at "send".');
    expect(messages).toEqual([]);
    await writeFile(join(folder, 'publish.sh'), sending);
    expect((await run()).code).toBe(0);
    expect(readersOf(messages)).toEqual(names);
  });

  test('makes one issue and sends it once where two run at the same time', async () => {
    const { messages, port } = await startScript({});
    const { folder, run } = await scheduled(port, sending);
    const both = await Promise.all([run(), run()]);
    expect(both.filter(({ code }) => code !== 0)).toEqual([]);
    expect(both.filter(({ stdout }) => stdout === '')).toHaveLength(1);
    expect(readersOf(messages)).toEqual(names);
    expect(readdirSync(join(folder, 'issues'))).toEqual(['2026-11-23-digest.md']);
  });

  test('that was killed while it published is completed by the next one, which says so', async () => {
    const { messages, port } = await startScript({});
    const { folder, begin, run } = await scheduled(port, sending);
    await writeFile(join(folder, 'bin/rsync'), '#!/bin/sh\nkill -9 0\n');
    await once(begin(), 'close');
    expect(messages).toEqual([]);
    await writeFile(join(folder, 'bin/rsync'), copy);
    const next = await run();
    expect(next).toMatchObject({ code: 0, stderr: expect.stringContaining('was cut off at "publish"') });
    expect(readersOf(messages)).toEqual(names);
    expect(existsSync(join(folder, 'www/index.html'))).toBe(true);
  });

  test('that was killed at the fourth letter is completed by the next one, and nobody gets it twice', async () => {
    let letters = 0;
    let running: ChildProcess | undefined;
    const { messages, port } = await startScript({
      MAIL: (socket, polite) => {
        letters += 1;
        if (letters !== 4) return void socket.write(`${polite}\r\n`);
        process.kill(-running!.pid!, 'SIGKILL');
      },
    });
    const { begin, run } = await scheduled(port, sending);
    running = begin();
    await once(running, 'close');
    expect(messages).toHaveLength(3);
    expect([0, 3]).toContain((await run()).code);
    expect(readersOf(messages)).toEqual(names);
    expect(await run()).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('where publishing fails nothing is sent, and the next run does it again', async () => {
    const { messages, port } = await startScript({});
    const { folder, pings, run } = await scheduled(port, sending);
    await writeFile(join(folder, 'bin/rsync'), '#!/bin/sh\necho no route to host >&2\nexit 12\n');
    const failed = await run();
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('the command of TIDINGS_PUBLISH ended with 12: no route to host');
    expect([messages, pings]).toEqual([[], []]);
    await writeFile(join(folder, 'bin/rsync'), copy);
    expect((await run()).code).toBe(0);
    expect(readersOf(messages)).toEqual(names);
  });

  test('no setting of the publication chooses what runs', async () => {
    const { port } = await startScript({});
    const { folder, shell } = await scheduled(port, sending);
    const settings = await readFile(join(folder, 'tidings.yaml'), 'utf8');
    await writeFile(join(folder, 'tidings.yaml'), `publish: touch harmed\n${settings}`);
    expect((await shell('npx tidings run')).code).toBe(2);
    expect(existsSync(join(folder, 'harmed'))).toBe(false);
  });

  test.each(['0', 'all', '-5', '1.5'])('--max-readers %s is refused before anything is done', async (number) => {
    const { folder, shell } = await scheduled(9, sending);
    const { code, stderr } = await shell(`npx tidings run --max-readers=${number}`);
    expect(code).toBe(2);
    expect(stderr).toContain('is no number of readers');
    expect(existsSync(join(folder, 'output'))).toBe(false);
  });
});
