import { DatabaseSync } from 'node:sqlite';
import { type Reading, readInbox } from '../../src/inbox/read.ts';
import { knownLettersOf } from '../../src/returns/known-letters.ts';
import { writeBounceTag } from '../../src/send/message/bounce-tag.ts';
import { deliveryId } from '../../src/send/message/delivery-id.ts';
import { writeToken } from '../../src/subscribers/token.ts';
import { folderOf } from '../folder.ts';
import { sendToAll } from '../store/ledger-contract.ts';
import { key, storeAt } from '../store/store-at.ts';
import { addressFor, merge, rowOf } from '../store/subscriber-store-contract.ts';

const settings = {
  bounces: { address: 'bounces@letters.example.org' },
  newsletter: { from: 'My Letter <letters@letters.example.org>', unsubscribeEmail: 'leave@letters.example.org' },
};

/**
 * A list of ada (1), grace (2) and mary (3), to whom so many issues were sent, and its mailbox. `messageIds`: unkeyed
 * where version 0.1.0 began the sendings.
 */
export async function listOf({ issues = 6, bounces = true, messageIds = 'keyed' as 'keyed' | 'unkeyed' } = {}) {
  const clock = { now: new Date('2026-11-23T09:00:00Z') };
  const file = `${await folderOf()}/tidings.db`;
  const { subscribers, ledger, returnedMail } = await storeAt(file, { clock: () => clock.now });
  await merge(subscribers, [rowOf(2, 'ada@example.org'), rowOf(3, 'grace@example.org'), rowOf(4, 'mary@example.org')]);
  for (let id = 1; id <= issues; id += 1) await sendToAll(ledger, { issue: issueOf(id), slug: `issue-${id}` });
  if (messageIds === 'unkeyed') {
    const database = new DatabaseSync(file);
    database.exec("UPDATE sending SET message_ids = 'unkeyed'");
    database.close();
  }
  const { newsletter } = settings;
  const letters = await knownLettersOf(bounces ? settings : { newsletter }, { subscribers, ledger, key });
  const read = async (mails: readonly Uint8Array[], apply = true): Promise<Reading[]> => {
    const mailbox = {
      read: async function* () {
        yield* mails.map((bytes, index) => ({ key: String(index), bytes }));
      },
    };
    const options = { returnedMail, letters, apply, signal: new AbortController().signal };
    return Array.fromAsync(readInbox(mailbox, options));
  };
  const statusOf = async (name: string) => (await subscribers.find(addressFor(`${name}@example.org`)))?.status;
  return {
    subscribers,
    returnedMail,
    clock,
    read,
    statusOf,
    held: (subscriber: number, sending = 1) => heldBy({ list: subscribers.list, messageIds }, subscriber, sending),
  };
}

/** What the letter of one sending to one subscriber holds. */
function heldBy(
  { list, messageIds }: { list: number; messageIds: 'keyed' | 'unkeyed' },
  subscriber: number,
  sending: number,
) {
  const letter = { sending: { issue: issueOf(sending), messageIds }, list, subscriber };
  return {
    tag: writeBounceTag(key, list, { sending, subscriber }),
    messageId: deliveryId(key, letter, settings.newsletter.from),
    token: writeToken(key, { purpose: 'unsubscribe', list, subscriber }),
    address: ['', 'ada@example.org', 'grace@example.org', 'mary@example.org'][subscriber]!,
  };
}

function issueOf(sending: number): string {
  return `tag:example.org,2026:issue-${sending}`;
}
