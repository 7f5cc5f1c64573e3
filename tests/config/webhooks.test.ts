import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { folderOf } from '../folder.ts';

async function configOf(environment: Record<string, string>, files: Record<string, string> = {}) {
  const cwd = await folderOf({ 'tidings.yaml': 'title: T\nurl: https://example.org\n', ...files });
  return loadConfig('.', {}, { cwd, environment, clock: () => new Date(0) });
}

const topic = 'arn:aws:sns:eu-central-1:123456789012:letters';
const china = 'arn:aws-cn:sns:cn-north-1:123456789012:letters_2';
const password = 'p:w/1234567890';
const key = 'k'.repeat(32);

test('providers are open by their variables, from the environment, .env or a file', async () => {
  expect(await (await configOf({})).webhooks()).toEqual({});
  const environment = { TIDINGS_WEBHOOK_SES: `${topic}, ${china}`, TIDINGS_WEBHOOK_MAILGUN_FILE: 'mailgun.txt' };
  const files = {
    '.env': `TIDINGS_WEBHOOK_POSTMARK=user:${password}\nTIDINGS_WEBHOOK_HMAC=${key}\n`,
    'mailgun.txt': 'key-1\n',
  };
  expect(await (await configOf(environment, files)).webhooks()).toEqual({
    ses: [topic, china],
    postmark: `user:${password}`,
    mailgun: 'key-1',
    hmac: key,
  });
});

test.each([
  ['TIDINGS_WEBHOOK_SES', 'letters', 'TIDINGS_WEBHOOK_SES names "letters", which is no topic of Amazon SNS'],
  ['TIDINGS_WEBHOOK_SES', `${topic},`, 'TIDINGS_WEBHOOK_SES names "", which is no topic of Amazon SNS'],
  ['TIDINGS_WEBHOOK_SES', topic.replace('sns', 'sqs'), 'which is no topic of Amazon SNS'],
  ['TIDINGS_WEBHOOK_SES', `${topic}:0a1b2c`, 'which is no topic of Amazon SNS'],
  ['TIDINGS_WEBHOOK_POSTMARK', 'password-alone', 'is no user and password'],
  ['TIDINGS_WEBHOOK_POSTMARK', ':1234567890123', 'is no user and password'],
  ['TIDINGS_WEBHOOK_POSTMARK', 'user:hush', 'its password is shorter than 12 bytes'],
  ['TIDINGS_WEBHOOK_HMAC', 'k'.repeat(31), 'TIDINGS_WEBHOOK_HMAC is shorter than 32 bytes'],
  ['TIDINGS_WEBHOOK_HMAC_FILE', 'gone', 'TIDINGS_WEBHOOK_HMAC_FILE names gone, which cannot be read (ENOENT)'],
])('%s as "%s" is refused in words that hold no secret', async (name, value, words) => {
  const config = await configOf({ [name]: value });
  const refusal = await config.webhooks().then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(refusal).toMatchObject({ exitCode: 2, message: expect.stringContaining(words) });
  if (!/SES|FILE/.test(name)) expect(JSON.stringify(refusal)).not.toContain(value);
});

test('their secrets are among those that nothing published may hold', async () => {
  const config = await configOf({
    TIDINGS_WEBHOOK_POSTMARK: `user:${password}`,
    TIDINGS_WEBHOOK_MAILGUN: 'mailgun-key-0123456789',
    TIDINGS_WEBHOOK_HMAC: '0'.repeat(32),
  });
  expect(await config.secrets()).toEqual(
    expect.arrayContaining([password, `user:${password}`, 'mailgun-key-0123456789', '0'.repeat(32)]),
  );
});
