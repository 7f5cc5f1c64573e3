import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { opened } from './opened.ts';

const key = '0123456789abcdef0123456789abcdef';
const noon = Date.parse('2026-11-23T12:00:00Z') / 1000;

async function hmacOpened() {
  const server = await opened({ hmac: key });
  const send = async (body: string | Buffer, { time = String(noon), by = key, signedBody = body, ...more } = {}) => {
    const signature = createHmac('sha256', by).update(`${time}.`).update(signedBody).digest('hex');
    const headers = { 'tidings-timestamp': time, 'tidings-signature': signature, ...more };
    return (await server.post('hmac', body as BodyInit, headers)).status;
  };
  const tell = async (event: unknown) => send(JSON.stringify(event));
  const keptReasons = async () => (await server.returnedMail.kept()).map(({ reason }) => reason);
  return { ...server, send, tell, keptReasons };
}

describe('a program that knows the key', () => {
  test.each([
    ['returnPath', (held: { returnPath: string }) => ({ returnPath: held.returnPath })],
    ['messageId', (held: { messageId: string }) => ({ messageId: held.messageId })],
    ['listUnsubscribe', (held: { token: string }) => ({ listUnsubscribe: `<https://example.org/u/${held.token}>` })],
  ] as const)('tells of a dead mailbox, by %s', async (_, tracesOf) => {
    const { tell, held, statusOf } = await hmacOpened();
    const { address } = held(2);
    const event = { id: '1', type: 'hard', recipient: address, status: '5.1.1', reply: '550 no such user' };
    expect(await tell({ ...event, ...tracesOf(held(2)) })).toBe(200);
    expect([await statusOf('ada'), await statusOf('grace')]).toEqual(['active', 'bounced']);
  });

  test('tells of several things at once', async () => {
    const { tell, held, statusOf, returnedMail } = await hmacOpened();
    const about = (subscriber: number, type: string) => ({
      type,
      ...held(subscriber),
      recipient: held(subscriber).address,
    });
    expect(await tell([about(1, 'complaint'), about(2, 'unsubscribe'), about(3, 'soft'), { type: 'delivered' }])).toBe(
      200,
    );
    expect([await statusOf('ada'), await statusOf('grace'), await statusOf('mary')]).toEqual([
      'complained',
      'unsubscribed',
      'active',
    ]);
    expect(await returnedMail.read({ subscriber: 3 })).toMatchObject([{ kind: 'soft', sending: 6 }]);
  });

  test('signs as the guide shows it, by openssl', async () => {
    const { send, held, statusOf } = await hmacOpened();
    const body = JSON.stringify({ id: '1', type: 'hard', recipient: held(2).address, returnPath: held(2).returnPath });
    const command = `printf '%s.%s' "$time" "$body" | openssl dgst -sha256 -hmac "$key" -r | cut -d ' ' -f 1`;
    const env = { ...process.env, body, key, time: String(noon) };
    const signature = execFileSync('sh', ['-c', command], { env, encoding: 'utf8' }).trim();
    expect(await send(body, { 'tidings-signature': signature } as object)).toBe(200);
    expect(await statusOf('grace')).toBe('bounced');
  });

  test.each<[string, object]>([
    ['another key', { by: `${key}x` }],
    ['another body', { signedBody: '{}' }],
    ['another time than it signed', { 'tidings-timestamp': String(noon - 1) }],
    ['a signature of another length', { 'tidings-signature': 'ab' }],
    ['no signature', { 'tidings-signature': '' }],
    ['no time', { time: '' }],
    ['a time that is no number', { time: `${noon}.5` }],
    ['a signature that is five minutes old', { time: String(noon - 301) }],
    ['a signature of the future', { time: String(noon + 301) }],
  ])('is refused with %s', async (_, options) => {
    const { send, held, statusOf } = await hmacOpened();
    const body = JSON.stringify({ type: 'hard', recipient: held(2).address, returnPath: held(2).returnPath });
    expect([await send(body, options), await statusOf('grace')]).toEqual([401, 'active']);
  });

  test('sends an event twice: it counts once, by its id or, without one, by all of it', async () => {
    const { tell, held, returnedMail } = await hmacOpened();
    const event = { type: 'soft', recipient: held(2).address, returnPath: held(2).returnPath };
    for (const one of [{ ...event, id: 'a' }, { ...event, id: 'a', reply: 'again' }, event, event]) await tell(one);
    expect(await returnedMail.read({ subscriber: 2 })).toHaveLength(2);
  });

  test.each([
    'bounce',
    '',
    undefined,
    'HARD',
    1,
    {},
  ])('sends the type %j: it is kept, with the types that there are', async (type) => {
    const { tell, keptReasons } = await hmacOpened();
    expect(await tell({ type })).toBe(200);
    expect(await keptReasons()).toEqual(['its "type" is none of hard, soft, complaint, unsubscribe and delivered']);
  });

  test.each([
    '',
    'x',
    '1',
    'null',
    '"text"',
    '[1]',
    '[null]',
    `[${'{},'.repeat(1000)}{}]`,
    Buffer.from([0xff]),
  ])('sends %s, which is no event, and is told so', async (body) => {
    const { send } = await hmacOpened();
    expect(await send(body)).toBe(400);
  });
});
