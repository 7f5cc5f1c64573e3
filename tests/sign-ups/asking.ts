import { checkSettings, type SettingsInput } from '../../src/settings/input.ts';
import { type Asked, askToConfirm, type SignUpRequest } from '../../src/sign-ups/ask.ts';
import { unsealMail } from '../../src/sign-ups/outbox-mail.ts';
import { addressOf } from '../../src/subscribers/subscriber.ts';
import { folderOf } from '../folder.ts';
import { key, storeAt } from '../store/store-at.ts';

/** A list in a new database, which people ask to join. */
export async function listToJoin(given: Partial<SettingsInput> = {}) {
  const settings = checkSettings({
    ...{ title: 'The Letter', url: 'https://letters.example.org', server: { url: 'https://letters.example.org' } },
    ...given,
  });
  if (Array.isArray(settings)) throw new Error(settings.map(({ message }) => message).join('\n'));
  const clock = { now: new Date('2026-11-23T12:00:00Z') };
  const file = `${await folderOf({})}/tidings.db`;
  const store = await storeAt(file, { clock: () => clock.now });
  const later = (milliseconds: number) => {
    clock.now = new Date(clock.now.getTime() + milliseconds);
  };
  const ask = (address: string, more: Partial<SignUpRequest> & { visitor?: string } = {}): Promise<Asked> => {
    const { visitor, ...request } = more;
    return askToConfirm(
      { address: addressOf(address)!, way: 'form', shown: 'I would like to get The Letter.', ...request },
      { store, key, settings, now: clock.now, visitor },
    );
  };
  /** The mails that wait; they are gone after it, as if they had been sent. */
  const mails = async () => {
    const taken = await store.signUps.take(100_000, clock.now);
    for (const { id } of taken) await store.signUps.settle(id);
    return taken.map(({ mail }) => unsealMail(key, mail)!);
  };
  return { file, store, settings, clock, later, ask, mails };
}
