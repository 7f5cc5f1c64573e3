import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { writeToken } from '../../src/subscribers/token.ts';
import { requires } from '../requires.ts';
import { connectTo } from '../store/postgres/harness.ts';
import { hasPostgres, newDatabase } from '../store/postgres/server.ts';
import { replay } from '../transcript.ts';
import { countsOf, crowd, mailing, send, start, tidings, withList } from './mailing.ts';
import { startSink } from './sink.ts';

const hasDump = requires('pg_dump') !== undefined;

async function sinkOf() {
  const sink = await startSink();
  onTestFinished(() => sink.stop());
  return sink;
}

describe.skipIf(!hasPostgres)('the program with its list in PostgreSQL', () => {
  test.for([
    'subscribers',
    'inbox',
    'send-dry-run',
    'send-list',
    'send-refused',
    'welcome',
    'json',
  ])('says in the transcript %s.txt the same as with a file', async (name) => {
    const file = fileURLToPath(new URL(`../cli/${name}.txt`, import.meta.url));
    const url = await newDatabase();
    const found = await replay(file, onTestFinished, { DATABASE_URL: url });
    const named = `the database "${/\/(tidings_\w+)\?/.exec(url)![1]}"`;
    const parts = (text: string) =>
      text.split(/^(?=\$ )/m).filter((part) => !/^\$ .*(tidings backup|stat -c)/.test(part));
    expect(parts(found.replaceAll(named, 'tidings.db'))).toEqual(parts(await readFile(file, 'utf8')));
  });

  test('takes a list in, sends, tells what came of it, lets people leave and erases them, and writes no tidings.db', async () => {
    const sink = await sinkOf();
    const environment = { DATABASE_URL: await newDatabase() };
    const more = 'server: {url: https://letters.example.org}\n';
    const folder = await mailing({ port: sink.port, people: {}, more, environment });
    const names = ['ada', 'grace', 'mary', 'emmy'];
    await writeFile(join(folder, 'list.csv'), `email\n${names.map((name) => `${name}@example.org\n`).join('')}`);
    const said = async (words: string) => {
      const { code, stdout, stderr } = await tidings(folder, ...words.split(' '));
      expect([code, stderr], words).toEqual([0, '']);
      return stdout;
    };
    expect(await said('subscribers import list.csv --consent by-form --apply')).toContain('4 new');
    expect(await said('build')).toContain('Built 1 article');
    expect(await said('rehearse frost')).toContain('It went to a mail server of its own on this machine');
    expect(await said('send frost --confirm=4')).toContain('frost was sent to 4 of 4 subscribers.');
    expect(await said('send frost')).toContain('Nothing new: frost was sent to 4 subscribers before.');
    expect(await said('status frost')).toContain('These add up: 4 + 0 + 0 + 0 + 0 + 0 = 4.');
    expect((await said('status frost --only sent')).split('\n')).toHaveLength(5);
    expect(await said('report frost')).toContain('Wrote frost-report.html.');
    await pressTheLink(folder, 2);
    expect(await said('subscribers remove mary@example.org')).toContain('mary@example.org');
    await said('subscribers forget emmy@example.org --confirm 1');
    expect(await said('subscribers')).toMatch(/active +1\nunsubscribed +2\n(.*\n)*erased +1\n/);
    expect(await said('subscribers show grace@example.org')).toContain('unsubscribed');
    expect(await said('subscribers export')).toContain('grace@example.org,,unsubscribed');
    expect(await said('run')).toBe('');
    expect((await tidings(folder, 'doctor')).stdout).toMatch(/ok +Database .* answers: PostgreSQL/);
    expect((await tidings(folder, 'backup', 'copy.db')).stderr).toContain('Copy it by pg_dump');
    await expect(readFile(join(folder, 'tidings.db'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect((await sink.accepted()).map(({ to }) => to).sort()).toEqual(
      names.map((name) => `${name}@example.org`).sort(),
    );
  });

  test('goes on with a list that was being copied when kill -9 came, to PostgreSQL and back, and nobody is lost', async () => {
    const url = await newDatabase();
    const folder = await mailing({ port: 1, people: crowd(2500) });
    const file = join(folder, 'tidings.db');
    const listed = async () => (await tidings(folder, 'subscribers', 'list')).stdout;
    const expected = await listed();
    await appendFile(join(folder, '.env'), `DATABASE_URL=${url}\n`);
    const client = await connectTo(url);
    onTestFinished(() => client.end());
    /** Kills a copy as soon as it waits for a table, then lets it be made. */
    const interrupted = async (to: string, table: string) => {
      await client.query('BEGIN');
      await client.query(`LOCK TABLE tidings.${table} IN ACCESS EXCLUSIVE MODE`);
      const child = start(folder, 'subscribers', 'migrate', '--to', to);
      const waits =
        'SELECT 1 FROM pg_locks l JOIN pg_class c ON c.oid = l.relation WHERE NOT l.granted AND c.relname = $1';
      while ((await client.query(waits, [table])).rows.length === 0) await setTimeout(20);
      child.kill('SIGKILL');
      await once(child, 'exit');
      await client.query('ROLLBACK');
      expect(await tidings(folder, 'subscribers', 'migrate', '--to', to)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('every table is the same by its SHA-256'),
      });
    };
    // Makes the tables, which are locked then.
    await withList(folder, async () => undefined);
    await interrupted('postgres', 'consent');
    await rename(file, join(folder, 'before.db'));
    expect(await listed()).toBe(expected);
    await interrupted('sqlite', 'consent');
    await writeFile(
      join(folder, '.env'),
      (await readFile(join(folder, '.env'), 'utf8')).replace(/^DATABASE_URL.*$/m, ''),
    );
    expect(await listed()).toBe(expected);
  });

  test.skipIf(!hasDump)(
    "goes on from a copy that the guide's commands made in mid-send and put into an empty database, and nobody gets a letter twice",
    async () => {
      const sink = await sinkOf();
      const [first, second] = [await newDatabase(), await newDatabase()];
      const folder = await mailing({ port: sink.port, people: crowd(40), environment: { DATABASE_URL: first } });
      const child = start(folder, 'send', 'frost', '--confirm=1000');
      await sink.order({ trap: { pid: child.pid!, at: 'answered', after: 15 } });
      expect((await once(child, 'exit'))[1]).toBe('SIGKILL');
      await mkdir(join(folder, 'copies'));
      const [dump, restore] = await commandsOf('Back it up');
      const shell = (command: string, url: string) => {
        const options = { cwd: join(folder, 'articles'), env: { PATH: process.env.PATH, DATABASE_URL: url } };
        execFileSync('sh', ['-c', command], options);
      };
      shell(dump!, first);
      shell(restore!, second);
      const before = await countsOf(folder);
      const list = await withList(folder, async ({ ledger }) => ledger.list);
      const variables = await readFile(join(folder, '.env'), 'utf8');
      await writeFile(join(folder, '.env'), variables.replace(first, second));
      expect(await countsOf(folder)).toEqual(before);
      expect(await withList(folder, async ({ ledger }) => ledger.list)).toBe(list);
      expect(await send(folder)).toMatchObject({ code: 3, stdout: expect.stringContaining('in doubt') });
      const counts = await countsOf(folder);
      expect(counts!.sent! + counts!['in-doubt']!).toBe(40);
      const accepted = (await sink.accepted()).map(({ to }) => to);
      expect(new Set(accepted).size).toBe(accepted.length);
      expect(accepted.length).toBeGreaterThanOrEqual(counts!.sent!);
      // The same copy once more, over the database that has gone on: it does not know who got the letter since.
      shell(restore!, second);
      expect(await send(folder)).toMatchObject({ code: 2, stderr: expect.stringContaining('is an older copy') });
      expect(await sink.accepted()).toHaveLength(accepted.length);
    },
  );
});

/** The lines of the first block of commands under a heading of the guide. */
async function commandsOf(heading: string): Promise<string[]> {
  const guide = await readFile(new URL('../../templates/guide/articles/postgres.md', import.meta.url), 'utf8');
  return guide.split(`## ${heading}\n`)[1]!.split('```sh\n')[1]!.split('\n```')[0]!.split('\n');
}

/** As a mail program does for the button next to the sender: a request to the running server. */
async function pressTheLink(folder: string, subscriber: number): Promise<void> {
  const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
  const server = spawn(process.execPath, [cli, 'serve', '--port', '0'], { cwd: folder });
  onTestFinished(() => void server.kill('SIGKILL'));
  const [line] = (await once(createInterface(server.stdout), 'line')) as [string];
  const token = await withList(folder, async ({ key, ledger }) =>
    writeToken(key, { purpose: 'unsubscribe', list: ledger.list, subscriber }),
  );
  const answer = await fetch(`${/http:\/\/[^/]+/.exec(line)![0]}/unsubscribe/${token}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
  });
  expect(answer.status).toBe(200);
  server.kill('SIGTERM');
  await once(server, 'exit');
}
