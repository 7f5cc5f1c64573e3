import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { startMailServer } from '../send/servers.ts';
import { mailing, readValue, send, start, tidings } from './mailing.ts';

const key = 'a key of thirty-two bytes, or some more';
const login = 'postmark:a password that is long';

test('an issue is sent, its provider tells of bounces and complaints, and all that tells of the issue knows', async () => {
  const { port, received } = await startMailServer();
  const folder = await mailing({
    port,
    people: { ada: {}, grace: {}, mary: {}, emmy: {} },
    more: 'bounces: {address: bounces@example.org}\nserver: {url: https://letters.example.org}\n',
    environment: { TIDINGS_WEBHOOK_HMAC: key, TIDINGS_WEBHOOK_POSTMARK: login },
  });
  expect((await tidings(folder, 'build')).code).toBe(0);
  expect((await send(folder)).code).toBe(0);
  const letterTo = (name: string) => received.find(({ to }) => to.includes(`${name}@example.org`))!;

  const server = start(folder, 'serve', '--port', '0');
  const lines: string[] = [];
  const printed = createInterface(server.stdout!);
  printed.on('line', (line) => lines.push(line));
  const [first] = (await once(printed, 'line')) as [string];
  const origin = /http:\/\/[^/]+/.exec(first)![0];
  const post = async (provider: string, body: string, headers: Record<string, string>) => {
    const all = { 'content-type': 'application/json', ...headers };
    return (await fetch(`${origin}/webhooks/${provider}`, { method: 'POST', body, headers: all })).status;
  };
  const tell = async (events: unknown, by = key) => {
    const [body, time] = [JSON.stringify(events), String(Math.floor(Date.now() / 1000))];
    const signature = createHmac('sha256', by).update(`${time}.${body}`).digest('hex');
    return post('hmac', body, { 'tidings-timestamp': time, 'tidings-signature': signature });
  };
  const about = (name: string, type: string) => ({
    ...{ id: name, type, recipient: `${name}@example.org`, returnPath: letterTo(name).from },
    ...(type === 'hard' && { status: '5.1.1', reply: '550 5.1.1 no such user' }),
  });

  expect(await tell(about('mary', 'hard'), `${key}x`)).toBe(401);
  expect(await tell([about('ada', 'hard'), { id: 'x', type: 'soft', recipient: 'stranger@example.net' }])).toBe(200);
  const complaint = {
    ...{ RecordType: 'SpamComplaint', ID: 7, Email: 'grace@example.org' },
    Metadata: { letter: letterTo('grace').from.replace(/^bounces\+|@.*$/g, '') },
  };
  const authorization = `Basic ${Buffer.from(login).toString('base64')}`;
  expect(await post('postmark', JSON.stringify(complaint), { authorization })).toBe(200);
  expect(await post('ses', '{}', {})).toBe(404);
  expect(await tell([about('ada', 'hard'), about('mary', 'soft')])).toBe(200);
  // What was answered is on the disk.
  server.kill('SIGKILL');
  await once(server, 'exit');
  expect(lines).toContain(
    'Mail providers tell of bounces at https://letters.example.org/webhooks/postmark, https://letters.example.org/webhooks/hmac.',
  );
  expect(lines.join('\n')).toContain('webhook hmac refused: the signature is not made with TIDINGS_WEBHOOK_HMAC');
  expect(lines.join('\n')).not.toMatch(/ada@|grace@|stranger@|bounces\+/);

  expect(readValue(await tidings(folder, 'status', 'frost', '--json'))).toMatchObject({
    counts: { sent: 4 },
    returned: { hard: 1, soft: 1, refused: 0, complaint: 1 },
  });
  expect(readValue(await tidings(folder, 'report', 'frost', '--json'))).toMatchObject({
    returned: { counts: { hard: 1, soft: 1, complaint: 1 } },
  });
  expect((await tidings(folder, 'who', 'frost', 'ada@example.org')).stdout).toContain('550 5.1.1 no such user');
  expect((await tidings(folder, 'subscribers', 'show', 'grace@example.org')).stdout).toContain('complained');
  expect(readValue(await tidings(folder, 'inbox', '--show', '--json'))).toMatchObject({
    events: [{ provider: 'hmac', reason: 'it does not say which letter came back' }],
  });
  expect(readValue(await tidings(folder, 'subscribers', '--json'))).toMatchObject({
    statuses: { active: 2, bounced: 1, complained: 1 },
  });
});
