import { type Lookup, refuseVariable, secretOf } from './environment.ts';

/** The names of the variables that open webhooks, each for one provider. */
export const webhookVariables = [
  'TIDINGS_WEBHOOK_SES',
  'TIDINGS_WEBHOOK_POSTMARK',
  'TIDINGS_WEBHOOK_POSTMARK_FILE',
  'TIDINGS_WEBHOOK_MAILGUN',
  'TIDINGS_WEBHOOK_MAILGUN_FILE',
  'TIDINGS_WEBHOOK_HMAC',
  'TIDINGS_WEBHOOK_HMAC_FILE',
] as const;

/** The proofs that providers have to give; one that is absent is not answered. */
export interface WebhookKeys {
  /** The topics (ARN) of Amazon SNS to which Amazon SES publishes. */
  readonly ses?: readonly string[];
  /** `user:password` of basic authentication. */
  readonly postmark?: string;
  /** The "HTTP webhook signing key". */
  readonly mailgun?: string;
  /** A key of our own, at least 32 bytes. */
  readonly hmac?: string;
}

/** The shortest secret that nobody finds by trying, in bytes. */
const shortest = { postmark: 12, hmac: 32 } as const;

/**
 * Reads which providers may call, and how they prove themselves.
 * @throws ProblemError with exit code 2; a secret is never part of a message.
 */
export async function webhookKeys(lookup: Lookup, directory: string): Promise<WebhookKeys> {
  const ses = topicsIn(lookup('TIDINGS_WEBHOOK_SES')?.value);
  const read = (provider: 'POSTMARK' | 'MAILGUN' | 'HMAC', content: string) =>
    secretOf(`TIDINGS_WEBHOOK_${provider}`, content, lookup, directory);
  const postmark = await read('POSTMARK', 'user and password');
  const mailgun = await read('MAILGUN', 'signing key');
  const hmac = await read('HMAC', 'key');
  const password = postmark === undefined ? undefined : /^[^:]+:(.*)$/s.exec(postmark)?.[1];
  if (postmark !== undefined && Buffer.byteLength(password ?? '') < shortest.postmark)
    refuseVariable(
      `TIDINGS_WEBHOOK_POSTMARK is no user and password, or its password is shorter than ${shortest.postmark} bytes`,
      'Write it as user:password, and make the password by: node -p "crypto.randomBytes(24).toString(\'base64url\')"',
    );
  if (hmac !== undefined && Buffer.byteLength(hmac) < shortest.hmac)
    refuseVariable(
      `TIDINGS_WEBHOOK_HMAC is shorter than ${shortest.hmac} bytes`,
      'Make one by: node -p "crypto.randomBytes(32).toString(\'base64url\')"',
    );
  return { ...(ses && { ses }), ...(postmark && { postmark }), ...(mailgun && { mailgun }), ...(hmac && { hmac }) };
}

function topicsIn(text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined;
  const topics = text.split(',').map((topic) => topic.trim());
  const wrong = topics.find(
    (topic) => !/^arn:aws(-cn|-us-gov)?:sns:[a-z]{2}[a-z0-9-]+:\d{12}:[\w-]{1,256}$/.test(topic),
  );
  if (wrong !== undefined)
    refuseVariable(
      `TIDINGS_WEBHOOK_SES names "${wrong}", which is no topic of Amazon SNS`,
      'Write the ARN of the topic that Amazon SES publishes to, such as arn:aws:sns:eu-central-1:123456789012:letters; put a comma between several.',
    );
  return topics;
}
