import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../runs.ts';
import { certify } from './certificates.ts';
import { opened } from './opened.ts';
import { sesBounce } from './ses-events.ts';
import {
  certificateAt,
  confirmAt,
  confirmation,
  issuerAt,
  middle,
  network,
  notification,
  root,
  signed,
  signer,
  topic,
  usualFiles,
} from './sns-messages.ts';

const plain = { 'content-type': 'text/plain; charset=UTF-8' };

async function sesOpened(files: Parameters<typeof network>[0] = usualFiles, topics = [topic]) {
  const { fetch, asked } = network(files);
  const server = await opened({ ses: topics }, { fetch, authorities: [root.pem] });
  const send = async (body: BodyInit, headers = plain) => (await server.post('ses', body, headers)).status;
  const bounce = (changes: Record<string, string> = {}) => notification(sesBounce(server.held(2)), changes);
  return { ...server, asked, send, bounce };
}

describe('a message of Amazon SNS', () => {
  test.each(['1', '2'])('of signature version %s is believed', async (SignatureVersion) => {
    const { send, bounce, statusOf } = await sesOpened();
    expect(await send(signed(bounce({ SignatureVersion })))).toBe(200);
    expect([await statusOf('ada'), await statusOf('grace')]).toEqual(['active', 'bounced']);
  });

  test('with a subject is believed, and one whose subject was added is not', async () => {
    const { send, bounce, statusOf } = await sesOpened();
    const added = { ...JSON.parse(signed(bounce())), Subject: 'Amazon SES' };
    expect([await send(JSON.stringify(added)), await statusOf('grace')]).toEqual([403, 'active']);
    expect(await send(signed(bounce({ Subject: 'Amazon SES' })))).toBe(200);
    expect(await statusOf('grace')).toBe('bounced');
  });

  test.each([
    'Message',
    'MessageId',
    'Timestamp',
    'Signature',
  ])('whose %s was changed is not believed', async (field) => {
    const { send, bounce, statusOf, logLines } = await sesOpened();
    const message = JSON.parse(signed(bounce()));
    const changed = { Message: message.Message.replace('5.1.1', '5.1.2'), MessageId: 'another' };
    const changes = {
      ...changed,
      Timestamp: '2026-11-23T11:59:31.000Z',
      Signature: `${message.Signature.slice(0, -8)}AAAAAAA=`,
    };
    expect(await send(JSON.stringify({ ...message, [field]: changes[field as 'Message'] }))).toBe(403);
    expect(await statusOf('grace')).toBe('active');
    expect(logLines()).toContain('webhook ses refused: the signature is not that of Amazon SNS\n');
  });

  test.each([
    ['1', '2'],
    ['2', '1'],
    ['3', '2'],
    ['', '2'],
    ['__proto__', '2'],
  ])('of version %j with a signature of version %s is not believed', async (SignatureVersion, version) => {
    const { send, bounce, statusOf } = await sesOpened();
    expect(await send(signed(bounce({ SignatureVersion }), { version }))).toBe(403);
    expect(await statusOf('grace')).toBe('active');
  });

  test('signed by another key is not believed', async () => {
    const { send, bounce, statusOf } = await sesOpened();
    expect(await send(signed(bounce(), { by: middle }))).toBe(403);
    expect(await statusOf('grace')).toBe('active');
  });

  test('of a topic that nobody named is refused before anything is fetched', async () => {
    const { send, bounce, asked, statusOf } = await sesOpened();
    for (const TopicArn of [`${topic}s`, topic.replace('letters', 'Letters'), `${topic}\n`, 'x'])
      expect([TopicArn, [400, 403].includes(await send(signed(bounce({ TopicArn }))))]).toEqual([TopicArn, true]);
    expect([asked, await statusOf('grace')]).toEqual([[], 'active']);
  });

  test.each([
    ['2026-11-23T09:59:59.000Z', 403],
    ['2026-11-23T10:00:01.000Z', 200],
    ['2026-11-23T12:04:59.000Z', 200],
    ['2026-11-23T12:05:01.000Z', 403],
  ])('of %s is answered by %i at noon', async (Timestamp, status) => {
    const { send, bounce } = await sesOpened();
    expect(await send(signed(bounce({ Timestamp })))).toBe(status);
  });

  test('that comes again is answered and changes nothing more', async () => {
    const { send, bounce, statusOf, subscribers, returnedMail } = await sesOpened();
    const message = signed(bounce());
    expect([await send(message), await send(message)]).toEqual([200, 200]);
    expect([await statusOf('grace'), (await subscribers.consentOf(2)).length]).toEqual(['bounced', 2]);
    expect((await returnedMail.read({ subscriber: 2 })).length).toBe(1);
  });

  test('that says its fields twice, or in other shapes, is no message', async () => {
    const { send, bounce } = await sesOpened();
    const message = JSON.parse(signed(bounce()));
    for (const Message of [[message.Message], { toString: 'x' }, 1, null, undefined])
      expect(await send(JSON.stringify({ ...message, Message }))).toBe(400);
    for (const Type of ['notification', '__proto__', 'constructor', 'Notification\n', ['Notification']])
      expect(await send(JSON.stringify({ ...message, Type }))).toBe(400);
  });

  test('as raw delivery, which has no signature, is refused', async () => {
    const { send, held } = await sesOpened();
    expect(await send(JSON.stringify(sesBounce(held(2))))).toBe(400);
  });
});

const path = '/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem';

const strangers = [
  `https://sns.evil.com${path}`,
  `https://sns.us-east-1.amazonaws.com.evil.com${path}`,
  `https://evil.sns.us-east-1.amazonaws.com${path}`,
  `https://sns.us-east-1.amazonaws.com.cn.evil.com${path}`,
  `https://sns.amazonaws.com${path}`,
  `https://s3.amazonaws.com${path}`,
  `https://sns.bucket.s3.amazonaws.com${path}`,
  `https://sns-us-east-1.amazonaws.com${path}`,
  `https://sns.us-east-1.amazonaws.com.${path}`,
  `https://sns.us-east-1.amazonaws.com@evil.com${path}`,
  `https://me@sns.us-east-1.amazonaws.com${path}`,
  `https://sns.us-east-1.amazonaws.com:444${path}`,
  `https://sns.us-east-1.amazonaws.com:443${path}`,
  `http://sns.us-east-1.amazonaws.com${path}`,
  `HTTPS://sns.us-east-1.amazonaws.com${path}`,
  `https://SNS.us-east-1.amazonaws.com${path}`,
  `https://sns.us-east-1.amazonaws.com\\@evil.com${path}`,
  `https://sns.us-east-1.amazonaws.com\n${path}`,
  ` https://sns.us-east-1.amazonaws.com${path}`,
  `https://sns.us-east-1.amazonaws.com/x/..${path}`,
  `https://sns.us-east-1.amazonaws.com/x${path}`,
  `https://sns.us-east-1.amazonaws.com${path}?x`,
  `https://sns.us-east-1.amazonaws.com${path}#x`,
  'https://sns.us-east-1.amazonaws.com/SimpleNotificationService.pem/../../x.pem',
  'https://sns.us-east-1.amazonaws.com/?Action=GetFile.pem',
  `https://127.0.0.1${path}`,
  `https://[::1]${path}`,
  `//sns.us-east-1.amazonaws.com${path}`,
  '',
];

describe('the certificate of Amazon SNS', () => {
  test('is fetched from no host, port, scheme or path but those of Amazon SNS', async () => {
    const { send, bounce, asked, statusOf } = await sesOpened();
    for (const SigningCertURL of strangers)
      expect([SigningCertURL, await send(signed(bounce({ SigningCertURL })))]).toEqual([SigningCertURL, 403]);
    expect([asked, await statusOf('grace')]).toEqual([[], 'active']);
  });

  test.each([
    ['sns.amazonaws.com', 'https://sns.us-east-1.amazonaws.com'],
    ['sns-signing.af-south-1.amazonaws.com', 'https://sns.af-south-1.amazonaws.com'],
    ['sns.af-south-1.amazonaws.com', 'https://sns.af-south-1.amazonaws.com'],
    ['sns-us-gov-west-1.amazonaws.com', 'https://sns.us-gov-east-1.amazonaws.com'],
    ['sns-cn-north-1.amazonaws.com.cn', 'https://sns.cn-north-1.amazonaws.com.cn'],
  ])('of the name %s is believed at %s', async (name, host) => {
    const by = certify({ name, issuer: middle, issuerAt });
    const { send, bounce, statusOf } = await sesOpened({ [`${host}${path}`]: by.pem, [issuerAt]: middle.der });
    expect(await send(signed(bounce({ SigningCertURL: `${host}${path}` }), { by }))).toBe(200);
    expect(await statusOf('grace')).toBe('bounced');
  });

  test.each([
    ['another name', certify({ name: 'evil.example', issuer: middle, issuerAt })],
    ['another region', certify({ name: 'sns-signing.af-south-1.amazonaws.com', issuer: middle, issuerAt })],
    ['a name that only ends alike', certify({ name: 'evilsns.amazonaws.com', issuer: middle, issuerAt })],
    ['no authority', certify({ name: 'sns.amazonaws.com' })],
    ['an issuer that says nothing of its own', certify({ name: 'sns.amazonaws.com', issuer: middle })],
    [
      'an issuer that is not one',
      certify({ name: 'sns.amazonaws.com', issuer: certify({ name: 'Middle', isAuthority: true }), issuerAt }),
    ],
    [
      'an issuer on our own network',
      certify({ name: 'sns.amazonaws.com', issuer: middle, issuerAt: 'http://127.0.0.1/x.cer' }),
    ],
    [
      'an issuer at another port',
      certify({ name: 'sns.amazonaws.com', issuer: middle, issuerAt: 'http://issuer.example.net:81/middle.cer' }),
    ],
    [
      'a time that is over',
      certify({ name: 'sns.amazonaws.com', issuer: middle, issuerAt, to: '2026-11-22T00:00:00Z' }),
    ],
    ['a time to come', certify({ name: 'sns.amazonaws.com', issuer: middle, issuerAt, from: '2026-11-24T00:00:00Z' })],
    ['an authority', certify({ name: 'sns.amazonaws.com', issuer: root, isAuthority: true })],
    ['a short key', certify({ name: 'sns.amazonaws.com', issuer: middle, issuerAt, bits: 1024 })],
  ])('of %s is not believed', async (_, by) => {
    const { send, bounce, statusOf } = await sesOpened({ [certificateAt]: by.pem, [issuerAt]: middle.der });
    expect(await send(signed(bounce(), { by }))).toBe(403);
    expect(await statusOf('grace')).toBe('active');
  });

  test('below an issuer that is no authority is not believed', async () => {
    const reader = certify({ name: 'reader.example', issuer: middle, issuerAt });
    const at = 'http://reader.example.net/x.cer';
    const by = certify({ name: 'sns.amazonaws.com', issuer: reader, issuerAt: at });
    const { send, bounce } = await sesOpened({ [certificateAt]: by.pem, [at]: reader.der, [issuerAt]: middle.der });
    expect(await send(signed(bounce(), { by }))).toBe(403);
  });

  test('is fetched once for many messages', async () => {
    const { send, bounce, asked } = await sesOpened();
    await Promise.all([1, 2, 3].map((id) => send(signed(bounce({ MessageId: `m${id}` })))));
    expect(asked).toEqual([certificateAt, issuerAt]);
  });

  test.each([
    ['cannot be reached', {}],
    ['is not there', { [certificateAt]: () => new Response('', { status: 404 }) }],
    ['is too large', { [certificateAt]: 'x'.repeat(70_000) }],
    ['has an issuer that cannot be reached', { [certificateAt]: signer.pem }],
  ])('that %s lets SNS come again, and is asked for again then', async (_, files: Record<
    string,
    string | (() => Response)
  >) => {
    const { send, bounce, asked, statusOf } = await sesOpened(files);
    expect([await send(signed(bounce())), await statusOf('grace')]).toEqual([503, 'active']);
    const before = asked.length;
    await send(signed(bounce()));
    expect(asked.length).toBe(before * 2);
  });

  test('that is none is not believed', async () => {
    const { send, bounce } = await sesOpened({ [certificateAt]: 'no certificate' });
    expect(await send(signed(bounce()))).toBe(403);
  });

  test('is asked for a few times only, however many addresses a stranger names', async () => {
    const { send, bounce, asked } = await sesOpened({});
    for (let id = 0; id < 40; id += 1) {
      const SigningCertURL = `https://sns.us-east-1.amazonaws.com/SimpleNotificationService-${id}.pem`;
      expect(await send(signed(bounce({ SigningCertURL })))).toBe(503);
    }
    expect(asked.length).toBe(20);
  });
});

describe('a subscription', () => {
  test('to a topic that the settings name is confirmed at Amazon SNS', async () => {
    const { send, asked } = await sesOpened({ ...usualFiles, [confirmAt]: '<ok/>' });
    expect(await send(signed(confirmation()))).toBe(200);
    expect(asked.at(-1)).toBe(confirmAt);
  });

  test('to another topic is not confirmed, even if it is signed', async () => {
    const { send, asked } = await sesOpened({ ...usualFiles, [confirmAt]: '<ok/>' }, [`${topic}-2`]);
    expect([await send(signed(confirmation())), asked]).toEqual([403, []]);
  });

  test.each([
    'https://evil.example/?Action=ConfirmSubscription',
    confirmAt.replace('amazonaws.com', 'amazonaws.com.evil.example'),
    confirmAt.replace('https', 'http'),
    confirmAt.replace('ConfirmSubscription', 'Unsubscribe'),
    confirmAt.replace('letters', 'others'),
    `${confirmAt}&Action=DeleteTopic`,
    confirmAt.replace('/?', '/x?'),
    'file:///etc/passwd',
  ])('is not confirmed at %s', async (SubscribeURL) => {
    const { send, asked } = await sesOpened();
    expect(await send(signed(confirmation({ SubscribeURL })))).toBe(403);
    expect(asked).toEqual([certificateAt, issuerAt]);
  });

  test('whose address or token was changed on the way is not confirmed', async () => {
    const { send, asked } = await sesOpened({ ...usualFiles, [confirmAt]: '<ok/>' });
    const message = JSON.parse(signed(confirmation()));
    expect(await send(JSON.stringify({ ...message, Token: 'x' }))).toBe(403);
    expect(asked).not.toContain(confirmAt);
  });

  test('that cannot be confirmed now lets SNS come again', async () => {
    const { send } = await sesOpened();
    expect(await send(signed(confirmation()))).toBe(503);
  });

  test('that has ended is answered and asks for nothing', async () => {
    const { send, asked } = await sesOpened();
    expect(await send(signed(confirmation({ Type: 'UnsubscribeConfirmation' })))).toBe(200);
    expect(asked).toEqual([certificateAt, issuerAt]);
  });
});

test('no change of a signed message, whatever it is, is believed', async () => {
  const { send, bounce, statusOf } = await sesOpened();
  const message = JSON.parse(signed(bounce())) as Record<string, unknown>;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(message).filter((name) => name !== 'UnsubscribeURL')),
      fc.oneof(fc.string(), fc.jsonValue(), fc.constant(undefined)),
      async (name, value) => {
        fc.pre(value !== message[name]);
        expect([400, 403]).toContain(await send(JSON.stringify({ ...message, [name]: value })));
      },
    ),
    { numRuns: runs(300) },
  );
  expect(await statusOf('grace')).toBe('active');
});
