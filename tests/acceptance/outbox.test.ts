import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { queueMail } from '../../src/sign-ups/outbox-mail.ts';
import { folderOf } from '../folder.ts';
import { startScript } from '../send/servers.ts';
import { key, secret, storeAt } from '../store/store-at.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const clock = () => new Date();

/** A publication in whose outbox these people's mails wait. */
async function publicationWith(port: number | undefined, people: readonly string[]) {
  const folder = await folderOf({
    'tidings.yaml':
      'title: The Letter\nurl: https://example.org/\nnewsletter: {from: letter@example.org}\nserver: {url: https://letters.example.org}\n',
    '.env': `TIDINGS_SECRET=${secret}\n${port === undefined ? '' : `SMTP_URL=smtp://127.0.0.1:${port}\n`}`,
    'articles/2026-11-22-frost.txt': 'Frost\n\nThe first of the year.\n',
  });
  const store = await storeAt(`${folder}/tidings.db`, { clock });
  for (const name of people) {
    const mail = { kind: 'confirm', way: 'form', to: `${name}@example.net`, language: 'en', token: name } as const;
    await queueMail(store, key, mail, [], clock());
  }
  const [code] = await once(run(folder, 'build'), 'exit');
  expect(code).toBe(0);
  return { folder, waiting: async () => (await store.signUps.outbox()).waiting };
}

function run(folder: string, ...words: string[]): ChildProcess {
  const child = spawn(process.execPath, [cli, ...words], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

const recipientOf = (message: string) => /^To: (\w+)@/m.exec(message)![1]!;

test('a server that is killed before it hears the 250 sends that one mail again and no other, by the same id', async () => {
  const killed = Promise.withResolvers<void>();
  let server: ChildProcess | undefined;
  const { port, messages } = await startScript({
    dot: (socket, polite) => {
      if (messages.length !== 2 || !server) return void socket.write(`${polite}\r\n`);
      server.once('exit', () => {
        socket.write(`${polite}\r\n`);
        killed.resolve();
      });
      server.kill('SIGKILL');
      server = undefined;
    },
  });
  const { folder, waiting } = await publicationWith(port, ['one', 'two', 'three', 'four']);
  server = run(folder, 'serve', '--port', '0');
  await killed.promise;
  expect(await waiting()).toBe(3);
  const again = run(folder, 'serve', '--port', '0');
  await expect.poll(waiting, { timeout: 20_000 }).toBe(0);
  again.kill('SIGTERM');
  expect(await once(again, 'exit')).toEqual([0, null]);
  expect(messages.map(recipientOf)).toEqual(['one', 'two', 'two', 'three', 'four']);
  const ids = messages.map((message) => /^Message-ID: (.*)/m.exec(message)![1]);
  expect(ids[1]).toBe(ids[2]);
  expect(new Set(ids).size).toBe(4);
});

test('a server that is told to end waits for the answer to the mail that is on its way, and keeps the others', async () => {
  let server: ChildProcess | undefined;
  const { port, messages } = await startScript({
    dot: (socket, polite) => {
      server!.kill('SIGTERM');
      setImmediate(() => socket.write(`${polite}\r\n`));
    },
  });
  const { folder, waiting } = await publicationWith(port, ['one', 'two', 'three']);
  server = run(folder, 'serve', '--port', '0');
  expect(await once(server, 'exit')).toEqual([0, null]);
  expect(messages.length + (await waiting())).toBe(3);
});

test('a server without a mail server says at its start that nobody can sign up, and what to do', async () => {
  const { folder, waiting } = await publicationWith(undefined, ['one']);
  const server = run(folder, 'serve', '--port', '0');
  const said: string[] = [];
  for await (const line of createInterface(server.stdout!)) {
    said.push(line);
    if (line.startsWith('Nobody can sign up')) server.kill('SIGTERM');
  }
  expect(said).toContain(
    'Nobody can sign up: no mail server is set. Put SMTP_URL=smtps://user:password@host:465 into .env next to tidings.yaml.',
  );
  expect(await waiting()).toBe(1);
});
