import { sign } from 'node:crypto';
import { type Certified, certify } from './certificates.ts';

export const topic = 'arn:aws:sns:eu-central-1:123456789012:letters';
export const certificateAt =
  'https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem';
export const issuerAt = 'http://issuer.example.net/middle.cer';

/** An authority, one below it, and the certificate of SNS, which tells where its issuer's lies. */
export const root = certify({ name: 'Root', isAuthority: true });
export const middle = certify({ name: 'Middle', issuer: root, isAuthority: true });
export const signer = certify({ name: 'sns.amazonaws.com', issuer: middle, issuerAt });

/** A network on which these files lie; `asked` lists what was asked for. */
export function network(files: Readonly<Record<string, string | Uint8Array | (() => Response)>>) {
  const asked: string[] = [];
  const fetch = async (address: string, { redirect }: RequestInit): Promise<Response> => {
    asked.push(address);
    if (redirect !== 'error') throw new Error('redirects would be followed');
    const file = files[address];
    if (file === undefined) throw new Error('unreachable');
    return typeof file === 'function' ? file() : new Response(file as BodyInit);
  };
  return { fetch, asked };
}

export const usualFiles = { [certificateAt]: signer.pem, [issuerAt]: middle.der };

type SnsFields = Record<string, string>;

/** The fields of a notification, unsigned. */
export function notification(message: unknown, changes: SnsFields = {}): SnsFields {
  return {
    Type: 'Notification',
    MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
    TopicArn: topic,
    Message: typeof message === 'string' ? message : JSON.stringify(message),
    Timestamp: '2026-11-23T11:59:30.000Z',
    SignatureVersion: '2',
    SigningCertURL: certificateAt,
    UnsubscribeURL: 'https://sns.eu-central-1.amazonaws.com/?Action=Unsubscribe',
    ...changes,
  };
}

export const confirmAt = `https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${topic}&Token=2336412f37`;

export function confirmation(changes: SnsFields = {}): SnsFields {
  return {
    ...notification('You have chosen to subscribe to the topic.'),
    ...{ Type: 'SubscriptionConfirmation', Token: '2336412f37', SubscribeURL: confirmAt },
    ...changes,
  };
}

/** Signs as SNS documents it: names and values of the signed fields, a line each, in the order of the names. */
export function signed(
  fields: SnsFields,
  { by = signer, version = fields.SignatureVersion }: { by?: Certified; version?: string | undefined } = {},
): string {
  const names = ['Message', 'MessageId', 'Subject', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
  const text = names.flatMap((name) => (name in fields ? [`${name}\n${fields[name]}\n`] : [])).join('');
  const digest = version === '1' ? 'RSA-SHA1' : 'RSA-SHA256';
  return JSON.stringify({ ...fields, Signature: sign(digest, Buffer.from(text), by.privateKey).toString('base64') });
}
