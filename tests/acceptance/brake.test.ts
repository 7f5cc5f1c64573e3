import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeBounceTag } from '../../src/send/message/bounce-tag.ts';
import { mailOf } from '../inbox/mails.ts';
import { startScript } from '../send/servers.ts';
import { countsOf, crowd, mailing, readValue, send, tidings, withList } from './mailing.ts';

const statusesOf = (folder: string) =>
  withList(folder, async ({ subscribers }) => {
    const { active, bounced } = (await subscribers.count()).statuses;
    return { active, bounced };
  });

test('a relay that says that nobody exists takes nobody off the list, and everybody gets the letter once it is mended', async () => {
  let lies = true;
  const { port, messages } = await startScript({
    RCPT: (socket, polite) => socket.write(`${lies ? '550 5.1.1 no such user' : polite}\r\n`),
  });
  const folder = await mailing({ port, people: crowd(30), more: 'send: {connections: 1}\n' });
  const stopped = await send(folder);
  expect(stopped).toMatchObject({ code: 1, stdout: '' });
  expect(stopped.stderr).toContain('refused 10 mailboxes in a row, the last with: 550 5.1.1 no such user');
  expect(stopped.stderr).toContain('frost was sent to 0 of 30 subscribers: 10 failed, 20 still to send.');
  expect(stopped.stderr).toContain('npx tidings send frost --accept-bounces --confirm=10');
  expect(await statusesOf(folder)).toEqual({ active: 30, bounced: 0 });
  expect((await tidings(folder, 'status', 'frost')).stdout).toContain('Servers said of 10 addresses that no mailbox');
  expect(readValue(await tidings(folder, 'status', 'frost', '--json'))).toMatchObject({ bounces: { held: 10 } });

  lies = false;
  const rest = await send(folder);
  expect(rest).toMatchObject({ code: 0 });
  expect(rest.stdout).toContain('npx tidings send frost --only failed');
  expect(await tidings(folder, 'send', 'frost', '--only', 'failed', '--confirm=10')).toMatchObject({ code: 0 });
  expect([messages.length, await countsOf(folder)]).toEqual([30, { sent: 30 }]);
  expect(await statusesOf(folder)).toEqual({ active: 30, bounced: 0 });
});

test('who was taken off for bounces that were none is taken back, all at once', async () => {
  const { port, messages, heard } = await startScript({
    RCPT: (socket, polite) =>
      socket.write(`${/reader(\d+)@/.exec(heard.at(-1)!)![1]! < '2' ? '550 5.1.1 no such user' : polite}\r\n`),
  });
  const folder = await mailing({ port, people: crowd(20), more: 'send: {connections: 1}\n' });
  // 1 and 10 to 19 are gone, and not in this order.
  const first = await send(folder);
  expect(first).toMatchObject({ code: 3 });
  expect(await statusesOf(folder)).toEqual({ active: 9, bounced: 11 });
  const none = await send(folder, '--accept-bounces');
  expect(none).toMatchObject({ code: 2, stdout: '' });
  expect(none.stderr).toContain('no bounces of frost are held');

  const restore = (...flags: string[]) => tidings(folder, 'subscribers', 'restore', '--bounced-since', ...flags);
  expect((await restore('yesterday')).stderr).toContain('--bounced-since "yesterday" is not a date');
  expect((await restore('2100-01-01')).stderr).toContain('nobody was taken off since 2100-01-01');
  expect((await restore('2000-01-01', '--issue', 'frots')).stderr).toContain('Did you mean "frost"?');
  const asked = await restore('2000-01-01', '--issue', 'frost');
  expect(asked).toMatchObject({ code: 2, stdout: '' });
  expect(asked.stderr).toContain('11 subscribers would get letters again, and nobody has confirmed it');
  expect((await restore('2000-01-01', '--confirm=10')).stderr).toContain('--confirm allows 10');
  expect((await restore('2000-01-01', '--confirm=many')).stderr).toContain('--confirm "many" is not a number');
  expect(await statusesOf(folder)).toEqual({ active: 9, bounced: 11 });
  const restored = await restore('2000-01-01', '--issue', 'frost', '--confirm=11');
  expect(restored).toMatchObject({ code: 0 });
  expect(restored.stdout).toContain('11 subscribers will get letters again.');
  expect(await statusesOf(folder)).toEqual({ active: 20, bounced: 0 });
  const { stdout } = await tidings(folder, 'subscribers', 'show', 'reader1@example.org');
  expect(stdout).toContain('returned: restored by hand: the bounces since 2000-01-01 were none');
  expect(messages).toHaveLength(9);
});

test('--accept-bounces takes off who is held, as many as were confirmed, and sends the rest', async () => {
  const { port, messages, heard } = await startScript({
    RCPT: (socket, polite) =>
      socket.write(`${Number(/reader(\d+)@/.exec(heard.at(-1)!)![1]) <= 12 ? '550 5.1.1 no such user' : polite}\r\n`),
  });
  const folder = await mailing({ port, people: crowd(20), more: 'send: {connections: 1}\n' });
  expect(await send(folder)).toMatchObject({ code: 1 });
  const accept = (...flags: string[]) => tidings(folder, 'send', 'frost', '--accept-bounces', ...flags);
  for (const [flags, words] of [
    [[], '10 subscribers would be taken off the list for bounces of frost, and nobody has confirmed it'],
    [['--confirm=9'], '--confirm allows 9'],
    [['--confirm=all'], '--confirm "all" is not a number'],
  ] as const) {
    const { code, stderr } = await accept(...flags);
    expect({ code, told: stderr.includes(words), stderr }).toMatchObject({ code: 2, told: true });
  }
  expect(await statusesOf(folder)).toEqual({ active: 20, bounced: 0 });
  const accepted = await accept('--confirm=10');
  expect(accepted).toMatchObject({ code: 3 });
  expect(accepted.stderr).toContain('10 subscribers were taken off the list, because letters bounced.\n');
  expect(accepted.stdout).toContain('frost was sent to 8 of 20 subscribers: 12 failed.');
  expect(await statusesOf(folder)).toEqual({ active: 8, bounced: 12 });
  expect(messages).toHaveLength(8);
});

test('a flood of reports by mail takes nobody off the list until a person accepts it', async () => {
  const { port } = await startScript({});
  const more = 'bounces: {address: bounces@example.org}\n';
  const folder = await mailing({ port, people: crowd(30), more });
  expect(await send(folder)).toMatchObject({ code: 0 });
  const mailbox = join(folder, 'returned');
  for (const part of ['cur', 'new', 'tmp']) await mkdir(join(mailbox, part), { recursive: true });
  await withList(folder, async ({ key, subscribers }) => {
    for (let subscriber = 1; subscriber <= 12; subscriber += 1) {
      const tag = writeBounceTag(key, subscribers.list, { sending: 1, subscriber });
      const mail = mailOf('postfix', { tag, address: `reader${subscriber}@example.org` }).toString();
      await writeFile(join(mailbox, 'new', `${subscriber}`), mail.replaceAll('letters.example.org', 'example.org'));
    }
  });
  const dry = await tidings(folder, 'inbox', 'returned', '--dry-run');
  expect(dry.stdout).toContain('nobody is taken off for it yet (12 letters)');
  const flood = await tidings(folder, 'inbox', 'returned');
  expect(flood).toMatchObject({ code: 0 });
  expect(flood.stdout).toContain(
    'So much of frost came back at once that nobody is taken off for it yet (12 letters):',
  );
  expect(flood.stdout).toContain('npx tidings send frost --accept-bounces --confirm=12');
  expect(await statusesOf(folder)).toEqual({ active: 30, bounced: 0 });
  expect((await tidings(folder, 'inbox', 'returned')).stdout).toContain('0 new mails in returned, and 12 that were');
  expect(await tidings(folder, 'send', 'frost', '--accept-bounces', '--confirm=12')).toMatchObject({ code: 0 });
  expect(await statusesOf(folder)).toEqual({ active: 18, bounced: 12 });
});
