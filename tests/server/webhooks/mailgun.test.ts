import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { opened } from './opened.ts';

const key = 'mailgun-signing-key';
const noon = Date.parse('2026-11-23T12:00:00Z') / 1000;

function signature({ timestamp = String(noon), token = 'a1b2c3', by = key } = {}) {
  return {
    timestamp,
    token,
    signature: createHmac('sha256', by)
      .update(timestamp + token)
      .digest('hex'),
  };
}

async function mailgunOpened() {
  const server = await opened({ mailgun: key });
  const tokens = Array.from({ length: 20 }, (_, index) => `token-${index}`);
  const tell = async (event: unknown, proof: unknown = signature({ token: tokens.pop()! })) =>
    (await server.post('mailgun', JSON.stringify({ signature: proof, 'event-data': event }))).status;
  const failed = (subscriber: number, changes: object = {}) => {
    const { messageId, address } = server.held(subscriber);
    return {
      ...{ event: 'failed', id: `id-${subscriber}`, timestamp: noon - 60.5, severity: 'permanent', reason: 'bounce' },
      recipient: address,
      envelope: { sender: 'bounce+abc=example.org@mg.example.org', targets: address },
      message: { headers: { 'message-id': messageId.slice(1, -1), to: address } },
      'delivery-status': { code: 550, 'enhanced-code': '5.1.1', message: 'no such user' },
      ...changes,
    };
  };
  const keptReasons = async () => (await server.returnedMail.kept()).map(({ reason }) => reason);
  return { ...server, tell, failed, keptReasons };
}

describe('Mailgun', () => {
  test('tells of a dead mailbox, by the Message-ID of the letter and its reader', async () => {
    const { tell, failed, statusOf, returnedMail } = await mailgunOpened();
    expect([await tell(failed(2)), await statusOf('grace'), await statusOf('ada')]).toEqual([200, 'bounced', 'active']);
    expect(await returnedMail.read({ subscriber: 2 })).toMatchObject([
      { kind: 'hard', sending: 6, at: new Date('2026-11-23T11:58:59.500Z'), reply: '5.1.1 550 no such user' },
    ]);
  });

  test('tells of it by the tag of the envelope, where it leaves that as it is', async () => {
    const { tell, failed, held, statusOf } = await mailgunOpened();
    await tell(failed(2, { envelope: { sender: held(2).returnPath }, message: {} }));
    expect(await statusOf('grace')).toBe('bounced');
  });

  test('with the Message-ID of another reader, or of nobody, is kept and believed of nobody', async () => {
    const { tell, failed, held, statusOf, keptReasons } = await mailgunOpened();
    await tell(failed(2, { recipient: held(3).address, id: 'x' }));
    await tell(failed(2, { message: { headers: { 'message-id': 'other@example.org' } } }));
    expect([await statusOf('grace'), await statusOf('mary')]).toEqual(['active', 'active']);
    expect(await keptReasons()).toHaveLength(2);
  });

  test.each([
    ['another key', signature({ by: 'other' })],
    ['another timestamp', { ...signature(), timestamp: String(noon - 1) }],
    ['another token', { ...signature(), token: 'a1b2c4' }],
    ['a part of the signature', { ...signature(), signature: signature().signature.slice(0, 63) }],
    ['no signature', { timestamp: String(noon), token: 'a1b2c3' }],
    [
      'digits that moved from the token to the timestamp',
      { ...signature({ token: '1abc' }), timestamp: `${noon}1`, token: 'abc' },
    ],
  ])('is refused with %s', async (_, proof) => {
    const { tell, failed, statusOf } = await mailgunOpened();
    expect([(await tell(failed(2), proof)) >= 400, await statusOf('grace')]).toEqual([true, 'active']);
  });

  test.each([
    [-12 * 3600 + 1, 200],
    [-12 * 3600 - 1, 406],
    [299, 200],
    [301, 406],
  ])('is answered, signed %i seconds from now, by %i', async (seconds, status) => {
    const { tell, failed } = await mailgunOpened();
    expect(await tell(failed(2), signature({ timestamp: String(noon + seconds) }))).toBe(status);
  });

  test('signs no event, so that a token which was seen is good for no other one', async () => {
    const { tell, failed, statusOf, logLines } = await mailgunOpened();
    const proof = signature();
    expect([await tell(failed(2), proof), await tell(failed(3), proof)]).toEqual([200, 406]);
    expect([await statusOf('grace'), await statusOf('mary')]).toEqual(['bounced', 'active']);
    expect(logLines()).toContain('webhook mailgun refused: its token was used for another event\n');
  });

  test('comes again with the same event: it counts once, with the same token and with another', async () => {
    const { tell, failed, returnedMail } = await mailgunOpened();
    const event = failed(2, { reason: 'old' });
    const proof = signature();
    expect([await tell(event, proof), await tell(event, proof), await tell(event)]).toEqual([200, 200, 200]);
    expect(await returnedMail.read({ subscriber: 2 })).toHaveLength(1);
  });

  test.each([
    [{ severity: 'permanent', reason: 'bounce' }, 'hard'],
    [{ severity: 'permanent', reason: 'generic', 'delivery-status': {} }, 'hard'],
    [{ severity: 'permanent', reason: 'old', 'delivery-status': { code: 602, message: 'Too old' } }, 'soft'],
    [{ reason: 'suppress-bounce', 'delivery-status': { code: 605, message: 'Not delivering' } }, 'soft'],
    [{ reason: 'bounce', 'delivery-status': { code: 552, message: '5.2.2 mailbox full' } }, 'soft'],
    [{ reason: 'bounce', 'delivery-status': { code: 554, message: '5.7.1 blocked by Spamhaus' } }, 'refused'],
    [{ event: 'rejected', 'delivery-status': {}, reject: { reason: 'Spam content' } }, 'refused'],
    [{ event: 'complained' }, 'complaint'],
    [{ reason: 'suppress-complaint' }, 'complaint'],
  ])('says %j of a letter: that counts as %s', async (changes, kind) => {
    const { tell, failed, returnedMail } = await mailgunOpened();
    expect(await tell(failed(2, changes))).toBe(200);
    expect(await returnedMail.read({ subscriber: 2 })).toMatchObject([{ kind }]);
  });

  test.each([
    { event: 'unsubscribed' },
    { reason: 'suppress-unsubscribe' },
  ])('says %j: the reader leaves', async (changes) => {
    const { tell, failed, statusOf } = await mailgunOpened();
    await tell(failed(2, changes));
    expect([await statusOf('ada'), await statusOf('grace')]).toEqual(['active', 'unsubscribed']);
  });

  test.each([
    ...['accepted', 'delivered', 'opened', 'clicked', 'stored'].map((event) => ({ event })),
    { severity: 'temporary' },
  ])('says %j, and nothing becomes of it', async (changes) => {
    const { tell, failed, returnedMail, keptReasons } = await mailgunOpened();
    expect(await tell(failed(2, changes))).toBe(200);
    expect([await returnedMail.read({ subscriber: 2 }), await keptReasons()]).toEqual([[], []]);
  });

  test('sends a kind to come: it is kept', async () => {
    const { tell, failed, keptReasons } = await mailgunOpened();
    await tell(failed(2, { event: 'reflected' }));
    expect(await keptReasons()).toEqual(['it is of a kind that this version does not know']);
  });
});
