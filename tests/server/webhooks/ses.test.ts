import { describe, expect, test } from 'vitest';
import { opened } from './opened.ts';
import { sesBounce, sesComplaint, sesEvent } from './ses-events.ts';
import { network, notification, root, signed, topic, usualFiles } from './sns-messages.ts';

async function sesOpened() {
  const server = await opened({ ses: [topic] }, { fetch: network(usualFiles).fetch, authorities: [root.pem] });
  let number = 0;
  const tell = async (event: unknown) => {
    number += 1;
    const body = signed(notification(event, { MessageId: `m-${number}` }));
    return (await server.post('ses', body, { 'content-type': 'text/plain; charset=UTF-8' })).status;
  };
  const keptReasons = async () => (await server.returnedMail.kept()).map(({ reason }) => reason);
  return { ...server, tell, keptReasons };
}

describe('Amazon SES', () => {
  test.each([
    'eventType',
    'notificationType',
  ])('tells of a dead mailbox and of a complaint by its %s', async (named) => {
    const { tell, held, statusOf, subscribers } = await sesOpened();
    expect(await tell(sesBounce(held(2), { named }))).toBe(200);
    expect(await tell(sesComplaint(held(3), { named }))).toBe(200);
    expect([await statusOf('ada'), await statusOf('grace'), await statusOf('mary')]).toEqual([
      'active',
      'bounced',
      'complained',
    ]);
    expect((await subscribers.consentOf(2)).at(-1)).toMatchObject({
      how: 'a letter came back: 550 5.1.1 no such user',
    });
  });

  test.each([
    ['the tag of the envelope', 'returnPath'],
    ['the token of the header', 'token'],
    ['the Message-ID that the letter had', 'messageId'],
  ] as const)('tells whose letter it was by %s alone', async (_, trace) => {
    const { tell, held, statusOf } = await sesOpened();
    const { address, ...traces } = held(2);
    await tell(sesBounce({ address, [trace]: traces[trace] }));
    expect([await statusOf('ada'), await statusOf('grace'), await statusOf('mary')]).toEqual([
      'active',
      'bounced',
      'active',
    ]);
  });

  test('is not believed of a letter that is not ours, of another reader or of two, and these events are kept', async () => {
    const { tell, held, statusOf, keptReasons, returnedMail } = await sesOpened();
    const { address, returnPath, token } = held(2);
    await tell(sesBounce({ address: 'stranger@example.net' }, { id: 'a' }));
    await tell(sesBounce({ address }, { id: 'b' }));
    await tell(sesBounce({ ...held(3), address }, { id: 'c' }));
    await tell(sesBounce({ address, returnPath, token: held(3).token }, { id: 'd' }));
    expect([await statusOf('grace'), await statusOf('mary')]).toEqual(['active', 'active']);
    expect((await keptReasons()).sort()).toEqual([
      'it does not say which letter came back',
      'it names another reader than the letter was for',
      'it names letters to two readers',
      'nothing proves which letter came back',
    ]);
    const kept = JSON.stringify((await returnedMail.kept()).map(({ content }) => content));
    expect(kept).toContain('stranger@example.net');
    expect(kept).not.toContain(token);
  });

  test('about its own Message-ID, which it puts in the place of ours, proves nothing', async () => {
    const { tell, held, statusOf } = await sesOpened();
    const { address, messageId } = held(2);
    const event = sesBounce({ address });
    await tell({ ...event, mail: { ...(event.mail as object), messageId: messageId.slice(1, -1) } });
    expect(await statusOf('grace')).toBe('active');
  });

  test.each([
    ['Permanent', 'General', '5.1.1', 'smtp; 550 5.1.1 no such user', 'hard'],
    ['Permanent', 'NoEmail', '', '', 'hard'],
    ['Permanent', 'General', '5.7.1', 'smtp; 554 5.7.1 blocked by Spamhaus', 'refused'],
    ['Permanent', 'General', '5.2.2', 'smtp; 552 5.2.2 mailbox full', 'soft'],
    ['Permanent', 'Suppressed', '5.1.1', 'Amazon SES has suppressed sending to this address', 'soft'],
    ['Permanent', 'OnAccountSuppressionList', '', '', 'soft'],
    ['Transient', 'General', '', '', 'soft'],
    ['Transient', 'MailboxFull', '5.2.2', 'smtp; 552 5.2.2 full', 'soft'],
    ['Transient', 'General', '5.1.1', 'smtp; 550 5.1.1 no such user', 'soft'],
    ['Transient', 'MessageTooLarge', '', '', 'refused'],
    ['Transient', 'ContentRejected', '', '', 'refused'],
    ['Transient', 'AttachmentRejected', '', '', 'refused'],
    ['Undetermined', 'Undetermined', '', '', 'soft'],
  ])('says %s, %s of a letter with the code "%s" and the words "%s": that counts as %s', async (...row) => {
    const [type, subtype, status, diagnostic, kind] = row;
    const { tell, held, returnedMail } = await sesOpened();
    await tell(sesBounce(held(2), { type, subtype, status, diagnostic }));
    expect(await returnedMail.read({ subscriber: 2 })).toMatchObject([{ kind, sending: 6 }]);
  });

  test.each([
    ['abuse', 'complained'],
    ['fraud', 'complained'],
    ['other', 'complained'],
    [undefined, 'complained'],
    ['not-spam', 'active'],
    ['virus', 'active'],
    ['auth-failure', 'active'],
  ])('passes a complaint of the type %s on: the reader is %s', async (type, status) => {
    const { tell, held, statusOf } = await sesOpened();
    await tell(sesComplaint(held(2), { type }));
    expect(await statusOf('grace')).toBe(status);
  });

  test('passes on who used its own way out', async () => {
    const { tell, held, statusOf, subscribers } = await sesOpened();
    await tell(sesEvent('Subscription', held(2), { newTopicPreferences: { unsubscribeAll: true } }));
    await tell(sesEvent('Subscription', held(3), { newTopicPreferences: { unsubscribeAll: false } }));
    await tell(sesBounce(held(1), { subtype: 'UnsubscribedRecipient' }));
    expect([await statusOf('ada'), await statusOf('grace'), await statusOf('mary')]).toEqual([
      'unsubscribed',
      'unsubscribed',
      'active',
    ]);
    expect((await subscribers.consentOf(2)).at(-1)).toMatchObject({ how: 'at the mail provider' });
  });

  test.each([
    'Delivery',
    'DeliveryDelay',
    'Send',
    'Open',
    'Click',
    'Rendering Failure',
  ])('says %s, and nothing is kept of it', async (kind) => {
    const { tell, held, returnedMail, keptReasons, statusOf } = await sesOpened();
    expect(await tell(sesEvent(kind, held(2)))).toBe(200);
    expect([await returnedMail.read({ subscriber: 2 }), await keptReasons(), await statusOf('grace')]).toEqual([
      [],
      [],
      'active',
    ]);
  });

  test('refuses a letter itself: the reader stays', async () => {
    const { tell, held, returnedMail, statusOf } = await sesOpened();
    await tell(sesEvent('Reject', held(2), { reason: 'Bad content' }));
    expect([await returnedMail.read({ subscriber: 2 }), await statusOf('grace')]).toMatchObject([
      [{ kind: 'refused', reply: 'Bad content' }],
      'active',
    ]);
  });

  test('says the same by both kinds of publishing: it counts once', async () => {
    const { tell, held, returnedMail } = await sesOpened();
    await tell(sesBounce(held(2), { type: 'Transient', named: 'eventType' }));
    await tell(sesBounce(held(2), { type: 'Transient', named: 'notificationType' }));
    expect(await returnedMail.read({ subscriber: 2 })).toHaveLength(1);
  });

  test.each([
    ['a notice that a topic was set up', 'Successfully validated SNS topic for Amazon SES event publishing.', 0],
    ['a notice that notifications were set up', { notificationType: 'AmazonSnsSubscriptionSucceeded' }, 0],
    ['a text', 'hello', 1],
    ['a list', [], 1],
    ['an event of a kind to come', { eventType: 'Reflection', mail: {} }, 1],
    ['an event without a kind', {}, 1],
    ['a bounce of nobody', { eventType: 'Bounce', bounce: { bouncedRecipients: {} } }, 1],
  ])('sends %s: it is answered, and %j keeps %i', async (_, event, count) => {
    const { tell, keptReasons } = await sesOpened();
    expect(await tell(event)).toBe(200);
    expect(await keptReasons()).toHaveLength(count);
  });
});
