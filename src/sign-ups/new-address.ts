import { createHmac } from 'node:crypto';
import type { KeyHandle } from '../lib/key-handle.ts';
import type { Settings } from '../model/publication.ts';
import type { Store } from '../store/open.ts';
import type { Budget } from '../store/sign-ups.ts';
import { derivedKey, seal, unseal } from '../subscribers/sealed.ts';
import { type Address, addressOf, type Subscriber } from '../subscribers/subscriber.ts';
import { budgetsOf, unmailedBudgets } from './budgets.ts';
import { clockSkew, confirmableFor, isConfirmable, isSilenced } from './confirmable.ts';
import { isImplausible } from './implausible.ts';
import { queueMail, sealMail } from './outbox-mail.ts';

const day = 24 * 3_600_000;

/** A reader's wish to get letters at another address. It is kept nowhere but in the mail to the new address. */
export interface NewAddress {
  /** The list's own number. */
  readonly list: number;
  readonly subscriber: number;
  /** The address at the time of the wish: once the reader has moved on from it, the wish is void. */
  readonly from: Address;
  readonly to: Address;
  readonly asked: Date;
}

export interface MoveParts {
  readonly store: Pick<Store, 'subscribers' | 'signUps'>;
  readonly key: KeyHandle;
  readonly settings: Settings;
  readonly now: Date;
  readonly visitor?: string | undefined;
}

/** The token of a wish, for the link in the mail to the new address. */
export function writeNewAddress(key: KeyHandle, { list, subscriber, from, to, asked }: NewAddress): string {
  return seal(key, 'address', JSON.stringify([list, subscriber, asked.getTime(), from.typed, to.typed]));
}

/** Reads a token; nothing if it is none that this key made, or is older than seven days or from the future. */
export function readNewAddress(key: KeyHandle, token: string, now: Date): NewAddress | undefined {
  const text = unseal(key, 'address', token);
  if (text === undefined) return undefined;
  const [list, subscriber, time, before, after] = JSON.parse(text) as [number, number, number, string, string];
  const [from, to] = [addressOf(before), addressOf(after)];
  const asked = new Date(time);
  return from && to && isConfirmable(asked, now) ? { list, subscriber, from, to, asked } : undefined;
}

/**
 * Asks at the new address whether it is the reader's, by a mail in the outbox, if the budgets of sign-ups and that of
 * the reader allow it. It does the same work for every address, so that nobody learns by it who is on the list.
 * @throws ProblemError if the database fails; then nothing is stored.
 */
export async function askNewAddress(reader: Subscriber, to: Address, parts: MoveParts): Promise<'asked' | 'refused'> {
  const { store, key, settings, now, visitor } = parts;
  const { list } = store.subscribers;
  const ticket = { list, subscriber: reader.id, from: reader.address, to, asked: now };
  const mail = sealMail(key, {
    ...{ kind: 'new-address', to: to.typed, language: reader.language ?? settings.language },
    token: writeNewAddress(key, ticket),
  });
  const limits = settings.server.signUps;
  const ofReader = budgetOf(key, 'reader', `${list} ${reader.id}`, { limit: 3, window: day });
  if (await isWithheld(to, parts)) {
    await store.signUps.queue(undefined, [ofReader, ...unmailedBudgets(visitor, key, limits, now)], now);
    return 'refused';
  }
  const budgets = [ofReader, ...budgetsOf({ address: to, visitor }, key, limits)];
  return (await store.signUps.queue(mail, budgets, now, to)).queued ? 'asked' : 'refused';
}

/** Nobody is written to who is on the list, or was promised to hear no more. */
async function isWithheld(to: Address, { store, settings }: MoveParts): Promise<boolean> {
  const holder = await store.subscribers.find(to);
  const suppression = await store.subscribers.suppressionOf(to);
  return isImplausible(to, settings) || holder !== undefined || isSilenced(suppression);
}

/**
 * Gives the reader the new address and tells the old one, once, also if a crash came between the two. `gone`: the
 * reader has left, or has another address by now. `taken`: somebody else came with the new address.
 * @throws ProblemError if the database fails; doing it again mends what is missing.
 */
export async function takeNewAddress(
  { list, subscriber, from, to, asked }: NewAddress,
  { store, key, settings, now }: MoveParts,
): Promise<Moved> {
  const known = await store.subscribers.get(subscriber);
  const language = known?.language;
  if (!known || ![from.normal, to.normal].includes(known.address.normal)) return { result: 'gone', language };
  const isMoved = known.address.normal === to.normal;
  const result = isMoved
    ? 'moved'
    : await store.subscribers.move(subscriber, to, { how: 'address changed by the page', asked });
  if (result !== 'moved') return { result, language };
  const mail = { kind: 'address-changed', to: from.typed, language: language ?? settings.language } as const;
  const value = [list, subscriber, asked.getTime(), from.normal, to.normal].join(' ');
  const once = budgetOf(key, 'told', value, { limit: 1, window: confirmableFor + 2 * clockSkew });
  await queueMail(store, key, mail, [once], now);
  return { result, isAgain: isMoved, language };
}

interface Moved {
  readonly result: 'moved' | 'taken' | 'gone';
  /** The reader had the new address before. */
  readonly isAgain?: boolean;
  readonly language?: string | undefined;
}

/** The counters name nobody: without the key, no guess can be tried on them. */
function budgetOf(key: KeyHandle, name: string, value: string, limits: Pick<Budget, 'limit' | 'window'>): Budget {
  const secret = derivedKey(key, 'address counters');
  return { name, key: new Uint8Array(createHmac('sha256', secret).update(`${name}\n${value}`).digest()), ...limits };
}
