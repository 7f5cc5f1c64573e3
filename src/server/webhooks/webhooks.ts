import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { WebhookKeys } from '../../config/webhooks.ts';
import { ProblemError } from '../../model/problem.ts';
import type { Doors } from '../doors.ts';
import { signedByHmac } from './hmac.ts';
import { mailgun } from './mailgun.ts';
import { postmark } from './postmark.ts';
import type { ProviderName, Receive, Reception } from './provider.ts';
import { ses } from './sns.ts';
import { takeEvents } from './take-events.ts';
import type { WebhookOptions } from './webhook-options.ts';

/** An event of SES holds all header fields of its letter, and SNS sends 256 kB at most; a list of events may be long. */
const largestEvent = 1024 * 1024;

/**
 * The way in for mail providers: they tell of bounces, complaints and departures at `webhooks/<provider>`, and prove who
 * they are, each in its own way. A provider without a key is not there.
 */
export function addWebhooks(app: Hono, doors: Doors): void {
  const { webhooks, base } = doors;
  const open = webhooks ? openProviders(webhooks, doors) : new Map<string, Receive>();
  const path = `${base}webhooks/:provider`;
  app.post(path, bodyLimit({ maxSize: largestEvent, onError: (context) => answer(context, doors, 413) }));
  app.post(path, async (context) => {
    const name = (context.req.param('provider') ?? '') as ProviderName;
    const receive = open.get(name);
    return receive ? received(context, doors, name, receive) : answer(context, doors, 404);
  });
}

/** The names of the providers that are answered. */
export function providersIn(keys: WebhookKeys): ProviderName[] {
  return Object.keys(keys) as ProviderName[];
}

function openProviders({ keys, fetch, authorities }: WebhookOptions, { clock }: Doors): Map<string, Receive> {
  const trust = { fetch, clock, ...(authorities && { authorities }) };
  return new Map<string, Receive>([
    ...(keys.ses ? [['ses', ses({ topics: keys.ses, ...trust })] as const] : []),
    ...(keys.postmark ? [['postmark', postmark(keys.postmark)] as const] : []),
    ...(keys.mailgun ? [['mailgun', mailgun(keys.mailgun, clock)] as const] : []),
    ...(keys.hmac ? [['hmac', signedByHmac(keys.hmac, clock)] as const] : []),
  ]);
}

async function received(context: Context, doors: Doors, name: ProviderName, receive: Receive): Promise<Response> {
  const { store, log, metrics } = doors;
  const reception: Reception = await receive({
    header: (field) => context.req.header(field),
    body: async () => new Uint8Array(await context.req.arrayBuffer()),
  });
  const refuse = (status: 400 | 401 | 403 | 406 | 415 | 503, reason: string) => {
    log.remark(`webhook ${name} refused: ${reason}`);
    metrics.count('webhooks', { provider: name, result: 'refused' });
    return answer(context, doors, status);
  };
  if ('refused' in reception) return refuse(reception.refused, reception.reason);
  try {
    const use = reception.token && (await store.returnedMail.spend(reception.token));
    if (use === 'elsewhere') return refuse(406, 'its token was used for another event');
    await takeEvents(name, reception.events, doors);
    return answer(context, doors, 200);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    log.failure(error);
    return answer(context, doors, 503);
  }
}

const texts = {
  200: 'ok',
  400: 'This is no event.',
  401: 'Not proven.',
  403: 'Not proven.',
  404: 'There is nothing at this address.',
  406: 'Not accepted.',
  413: 'Too large.',
  415: 'Not a type that is read here.',
  503: 'Not now. Please come again.',
} as const;

function answer(context: Context, { everywhere }: Doors, status: keyof typeof texts): Response {
  return context.body(`${texts[status]}\n`, status, {
    ...everywhere,
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
    ...(status === 503 && { 'Retry-After': '60' }),
    ...(status === 401 && { 'WWW-Authenticate': 'Basic realm="webhooks"' }),
  });
}
