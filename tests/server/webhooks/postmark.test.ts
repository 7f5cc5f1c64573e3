import { describe, expect, test } from 'vitest';
import { opened } from './opened.ts';

const login = 'postmark:a long password';
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

async function postmarkOpened() {
  const server = await opened({ postmark: login });
  const tell = async (event: unknown, authorization = basic(login)) =>
    (await server.post('postmark', JSON.stringify(event), { authorization })).status;
  const bounce = (subscriber: number, changes: object = {}) => {
    const { tag, address } = server.held(subscriber);
    return {
      ...{ RecordType: 'Bounce', ID: 42, Type: 'HardBounce', TypeCode: 1, Email: address, Tag: 'letter' },
      MessageID: '883953f4-6105-42a2-a16a-77a8eac79483',
      Details: 'smtp;550 5.1.1 The email account does not exist.',
      BouncedAt: '2026-11-23T11:59:00.1234567+00:00',
      Metadata: { letter: tag },
      ...changes,
    };
  };
  const keptReasons = async () => (await server.returnedMail.kept()).map(({ reason }) => reason);
  return { ...server, tell, bounce, keptReasons };
}

describe('Postmark', () => {
  test('tells of a dead mailbox, by the tag that it gives back', async () => {
    const { tell, bounce, statusOf, returnedMail } = await postmarkOpened();
    expect([await tell(bounce(2)), await statusOf('grace'), await statusOf('ada')]).toEqual([200, 'bounced', 'active']);
    expect(await returnedMail.read({ subscriber: 2 })).toMatchObject([
      { kind: 'hard', sending: 6, at: new Date('2026-11-23T11:59:00.123Z') },
    ]);
  });

  test('is refused without its user and password, and with a part of them', async () => {
    const { tell, bounce, statusOf, logLines } = await postmarkOpened();
    const wrong = ['', 'Bearer x', basic(''), basic('postmark:'), basic(login.slice(0, -1)), basic(`${login}x`)];
    for (const one of [...wrong, basic(login.toUpperCase()), login, `Basic ${login}`, 'Basic %%%'])
      expect([one, await tell(bounce(2), one)]).toEqual([one, 401]);
    expect(await statusOf('grace')).toBe('active');
    expect(logLines()).toContain('webhook postmark refused: the user or password is not that of');
    expect(logLines()).not.toContain('long password');
  });

  test.each([
    ['HardBounce', 'hard'],
    ['BadEmailAddress', 'hard'],
    ['SoftBounce', 'soft'],
    ['DnsError', 'soft'],
    ['Unknown', 'soft'],
    ['Unconfirmed', 'soft'],
    ['ManuallyDeactivated', 'soft'],
    ['SpamNotification', 'refused'],
    ['VirusNotification', 'refused'],
    ['Blocked', 'refused'],
    ['SMTPApiError', 'refused'],
    ['DMARCPolicy', 'refused'],
    ['TemplateRenderingFailed', 'refused'],
    ['SpamComplaint', 'complaint'],
  ])('says %s of a letter: that counts as %s', async (Type, kind) => {
    const { tell, bounce, returnedMail } = await postmarkOpened();
    await tell(bounce(2, { Type, Details: 'no code here' }));
    expect(await returnedMail.read({ subscriber: 2 })).toMatchObject([{ kind }]);
  });

  test.each([
    ['smtp;554 5.7.1 Message rejected: listed by Spamhaus', 'refused'],
    ['smtp;552 5.2.2 mailbox full', 'soft'],
    ['smtp;550 5.1.1 no such user', 'hard'],
  ])('says HardBounce and "%s": the words of the server decide, so it counts as %s', async (Details, kind) => {
    const { tell, bounce, returnedMail } = await postmarkOpened();
    await tell(bounce(2, { Details }));
    expect(await returnedMail.read({ subscriber: 2 })).toMatchObject([{ kind }]);
  });

  test.each([
    'Transient',
    'Subscribe',
    'AutoResponder',
    'ChallengeVerification',
    'OpenRelayTest',
  ])('says %s, and nothing becomes of it', async (Type) => {
    const { tell, bounce, returnedMail, keptReasons, statusOf } = await postmarkOpened();
    expect(await tell(bounce(2, { Type }))).toBe(200);
    expect([await returnedMail.read({ subscriber: 2 }), await keptReasons(), await statusOf('grace')]).toEqual([
      [],
      [],
      'active',
    ]);
  });

  test('passes on complaints, and who unsubscribed by it', async () => {
    const { tell, bounce, held, statusOf } = await postmarkOpened();
    const change = { RecordType: 'SubscriptionChange', SuppressSending: true, Origin: 'Recipient' };
    const about = (subscriber: number) => ({
      Recipient: held(subscriber).address,
      Metadata: { letter: held(subscriber).tag },
      ChangedAt: '2026-11-23T11:00:00Z',
    });
    await tell(bounce(1, { RecordType: 'SpamComplaint' }));
    await tell({ ...change, ...about(2), SuppressionReason: 'ManualSuppression' });
    await tell({ ...change, ...about(3), SuppressionReason: 'SpamComplaint' });
    expect([await statusOf('ada'), await statusOf('grace'), await statusOf('mary')]).toEqual([
      'complained',
      'unsubscribed',
      'complained',
    ]);
  });

  test.each([
    ['a reactivation', { SuppressSending: false }, 0],
    ['a bounce that comes as an event of its own, too', { SuppressSending: true, SuppressionReason: 'HardBounce' }, 0],
    ['a suppression by hand', { SuppressSending: true, SuppressionReason: 'ManualSuppression', Origin: 'Customer' }, 1],
  ])('says that a subscription changed by %s: nobody leaves', async (_, change, kept) => {
    const { tell, held, statusOf, keptReasons } = await postmarkOpened();
    const { address, tag } = held(2);
    await tell({ RecordType: 'SubscriptionChange', Recipient: address, Metadata: { letter: tag }, ...change });
    expect([await statusOf('grace'), (await keptReasons()).length]).toEqual(['active', kept]);
  });

  test.each([
    ['without a tag', {}],
    ['with a forged tag', { letter: '6.2.aaaaaaaaaaaaaaaaaaaa' }],
    ['with a tag that is none', { letter: { $gt: '' } }],
  ])('tells of a letter %s: nobody is held to it, and it is kept', async (_, Metadata) => {
    const { tell, bounce, statusOf, keptReasons } = await postmarkOpened();
    expect(await tell(bounce(2, { Metadata }))).toBe(200);
    expect([await statusOf('grace'), await keptReasons()]).toEqual([
      'active',
      ['nothing proves which letter came back'],
    ]);
  });

  test('tells of one reader with the tag of another: nobody is held to it', async () => {
    const { tell, bounce, held, statusOf } = await postmarkOpened();
    await tell(bounce(2, { Email: held(3).address }));
    expect([await statusOf('grace'), await statusOf('mary')]).toEqual(['active', 'active']);
  });

  test('comes twice with an event: it counts once', async () => {
    const { tell, bounce, returnedMail } = await postmarkOpened();
    const event = bounce(2, { Type: 'SoftBounce', Details: 'full' });
    expect([await tell(event), await tell(event)]).toEqual([200, 200]);
    expect(await returnedMail.read({ subscriber: 2 })).toHaveLength(1);
  });

  test('sends a kind to come: it is kept for a person to read', async () => {
    const { tell, keptReasons } = await postmarkOpened();
    expect(await tell({ RecordType: 'Reflection' })).toBe(200);
    expect(await tell({ RecordType: 'Bounce', Type: 'AddressChange', ID: 1 })).toBe(200);
    expect(await tell({ RecordType: 'Bounce', Type: 'constructor', ID: 2 })).toBe(200);
    expect((await keptReasons()).sort()).toEqual([
      'it is a bounce of the type "AddressChange"',
      'it is a bounce of the type "constructor"',
      'it is of a kind that this version does not know',
    ]);
  });
});
