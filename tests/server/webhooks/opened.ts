import type { WebhookKeys } from '../../../src/config/webhooks.ts';
import { writeBounceTag } from '../../../src/send/message/bounce-tag.ts';
import { deliveryId } from '../../../src/send/message/delivery-id.ts';
import type { WebhookOptions } from '../../../src/server/webhooks/webhook-options.ts';
import { writeToken } from '../../../src/subscribers/token.ts';
import { sendToAll } from '../../store/ledger-contract.ts';
import { key } from '../../store/store-at.ts';
import { addressFor, merge, rowOf } from '../../store/subscriber-store-contract.ts';
import { serverOf } from '../doors-of.ts';

/**
 * A server that is open to these providers, with a list of ada (1), grace (2) and mary (3), to whom so many issues were
 * sent.
 */
export async function opened(
  keys: WebhookKeys,
  { issues = 6, ...more }: Partial<WebhookOptions> & { issues?: number } = {},
) {
  const fetch = more.fetch ?? (() => Promise.reject(new Error('no network')));
  const server = await serverOf(
    {
      bounces: { address: 'bounces@letters.example.org' },
      newsletter: { from: 'The Letter <letter@letters.example.org>' },
    },
    { webhooks: { keys, ...more, fetch } },
  );
  const { store, ask } = server;
  const { subscribers, ledger, returnedMail } = store;
  await merge(subscribers, [rowOf(2, 'ada@example.org'), rowOf(3, 'grace@example.org'), rowOf(4, 'mary@example.org')]);
  for (let id = 1; id <= issues; id += 1)
    await sendToAll(ledger, { issue: `tag:example.org,2026:issue-${id}`, slug: `issue-${id}` });
  const { list } = subscribers;
  const post = async (provider: string, body: BodyInit, headers: Record<string, string> = {}) =>
    ask(`webhooks/${provider}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });
  const statusOf = async (name: string) => (await subscribers.find(addressFor(`${name}@example.org`)))?.status;
  /** What the letter of one sending to one subscriber holds. */
  const held = (subscriber: number, sending = 6) => {
    const letter = {
      sending: { issue: `tag:example.org,2026:issue-${sending}`, messageIds: 'keyed' as const },
      ...{ list, subscriber },
    };
    const tag = writeBounceTag(key, list, { sending, subscriber });
    return {
      tag,
      returnPath: `bounces+${tag}@letters.example.org`,
      messageId: deliveryId(key, letter, 'letter@letters.example.org'),
      token: writeToken(key, { purpose: 'unsubscribe', list, subscriber }),
      address: ['', 'ada@example.org', 'grace@example.org', 'mary@example.org'][subscriber]!,
    };
  };
  return { ...server, subscribers, ledger, returnedMail, post, statusOf, held };
}
