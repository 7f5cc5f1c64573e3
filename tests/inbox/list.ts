import { createSecretKey } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { deliveryId } from '../../src/email/message/message-id.ts';
import { knownLettersOf } from '../../src/inbox/known-letters.ts';
import { type Reading, readInbox } from '../../src/inbox/read.ts';
import { writeBounceTag } from '../../src/send/message/bounce-tag.ts';
import { openDatabase } from '../../src/store/sqlite/database.ts';
import { openLedger } from '../../src/store/sqlite/ledger/ledger.ts';
import { Returns } from '../../src/store/sqlite/returned-mail.ts';
import { SqliteSubscribers } from '../../src/store/sqlite/subscribers.ts';
import { writeToken } from '../../src/subscribers/token.ts';
import { folderOf } from '../folder.ts';
import { addressFor, merge, rowOf } from '../store/subscriber-store-contract.ts';

export const secret = '0123456789abcdef0123456789abcdef';
export const key = createSecretKey(secret, 'utf8');
const settings = {
  bounces: { address: 'bounces@letters.example.org' },
  newsletter: { from: 'My Letter <letters@letters.example.org>', unsubscribeEmail: 'leave@letters.example.org' },
};

/** A list of ada (1), grace (2) and mary (3), to whom so many issues were sent, and its mailbox. */
export async function listOf({ issues = 6, bounces = true } = {}) {
  const clock = { now: new Date('2026-11-23T09:00:00Z') };
  const file = `${await folderOf()}/tidings.db`;
  const open = openDatabase(file, { key, clock: () => clock.now, named: 'tidings.db' });
  const store = new SqliteSubscribers(open);
  onTestFinished(() => store.close());
  await merge(store, [rowOf(2, 'ada@example.org'), rowOf(3, 'grace@example.org'), rowOf(4, 'mary@example.org')]);
  for (let id = 1; id <= issues; id += 1) send(open, id);
  const { newsletter } = settings;
  const letters = await knownLettersOf(bounces ? settings : { newsletter }, { store, ledger: openLedger(open), key });
  const read = async (mails: readonly Uint8Array[], apply = true): Promise<Reading[]> => {
    const mailbox = {
      read: async function* () {
        yield* mails.map((bytes, index) => ({ key: String(index), bytes }));
      },
    };
    const options = { returns: new Returns(open), letters, apply, signal: new AbortController().signal };
    return Array.fromAsync(readInbox(mailbox, options));
  };
  const statusOf = async (name: string) => (await store.find(addressFor(`${name}@example.org`)))?.status;
  return {
    open,
    store,
    clock,
    read,
    statusOf,
    held: (subscriber: number, sending = 1) => heldBy(store.list, subscriber, sending),
  };
}

/** What the letter of one sending to one subscriber holds. */
function heldBy(list: number, subscriber: number, sending: number) {
  return {
    tag: writeBounceTag(key, list, { sending, subscriber }),
    messageId: deliveryId(issueOf(sending), `${list}/${subscriber}`, settings.newsletter.from),
    token: writeToken(key, { purpose: 'unsubscribe', list, subscriber }),
    address: ['', 'ada@example.org', 'grace@example.org', 'mary@example.org'][subscriber]!,
  };
}

function issueOf(sending: number): string {
  return `tag:example.org,2026:issue-${sending}`;
}

/** As the ledger has it when all have been sent an issue. */
function send({ database }: ReturnType<typeof openDatabase>, id: number): void {
  database
    .prepare(
      "INSERT INTO sending (id, issue, slug, subject, source, selection, ways, audience, frozen) VALUES (?, ?, ?, 'S', 'x', '{}', '[]', '{}', 1)",
    )
    .run(id, issueOf(id), `issue-${id}`);
  for (const subscriber of [1, 2, 3])
    database
      .prepare("INSERT INTO delivery (sending, subscriber, letter, state) VALUES (?, ?, 0, 'sent')")
      .run(id, subscriber);
}
