import type { KeyHandle } from '../lib/key-handle.ts';
import type { Settings } from '../model/publication.ts';
import { type Asked, askToConfirm, isCeiling } from '../sign-ups/ask.ts';
import { join } from '../sign-ups/join.ts';
import { readSignUp } from '../sign-ups/ticket.ts';
import { type AskingStore, trialOf } from '../sign-ups/trial.ts';
import type { Store } from '../store/open.ts';
import type { MailEffect, MailVerdict } from '../store/returned-mail.ts';
import { serverWordsFor } from '../strings/tables.ts';
import { type Address, addressOf, type Subscriber } from '../subscribers/subscriber.ts';
import type { OwnMail } from './own-mail.ts';
import { provenSender } from './sender.ts';

/** The parts that joining by mail needs. */
export interface MailJoinParts {
  readonly store: Pick<Store, 'subscribers' | 'signUps'>;
  readonly key: KeyHandle;
  readonly settings: Settings;
  /** The languages in which the letters are written, canonical. */
  readonly languages: readonly string[];
  readonly clock: () => Date;
  /** Whether the owner of an address cannot be asked; the mail is left for the next reading. */
  readonly isClosedTo?: ((address: Address) => boolean) | undefined;
}

/** What mails of a trial have come to, as far as later ones depend on it. */
export interface MailTrial {
  readonly signUps: AskingStore;
  /** Addresses in their normal form. */
  readonly joined: Set<string>;
  /** Subscribers by their numbers. */
  readonly left: Set<number>;
}

/** Begins a trial, in which nothing is stored. */
export function mailTrial({ store }: Pick<MailJoinParts, 'store'>): MailTrial {
  return { signUps: trialOf(store.signUps), joined: new Set(), left: new Set() };
}

/** The meaning of a mail for the list. */
export interface JoinOutcome {
  readonly verdict: MailVerdict;
  readonly effect: Pick<MailEffect, 'address'> & {
    readonly result: 'none' | 'joined' | 'joined-before' | 'left-before';
  };
}

/** A mail that asks to join, as far as it is needed here. */
export interface JoinMail {
  readonly own: OwnMail;
  readonly bytes: Uint8Array;
  /** When it was written, as it says. */
  readonly written?: Date;
}

/** In milliseconds: an older wish is one that somebody has forgotten. */
const oldest = 7 * 24 * 3600 * 1000;

/**
 * Does what a mail to `newsletter.subscribeEmail`, or an answer to the mail that asks to confirm, is about; nothing comes
 * back for all other mail. Only the proven owner of an address is ever answered (RFC 3834): everybody else, and every
 * program, is left alone. Doing it twice is harmless, so that a run that broke off is gone on with by reading again.
 * In a trial nothing is stored, and each mail finds what the ones before it would have done.
 * @throws ProblemError if the database fails.
 */
export async function joinByMail(
  mail: JoinMail,
  parts: MailJoinParts,
  trial?: MailTrial,
): Promise<JoinOutcome | undefined> {
  const { own, bytes } = mail;
  const { settings, key, clock } = parts;
  const { subscribeEmail } = settings.newsletter;
  if (subscribeEmail === undefined) return undefined;
  const token = own.tokens.find((one) => readSignUp(key, one, clock()));
  if (token === undefined && !isAmong([...own.to, ...own.named], subscribeEmail)) return undefined;
  const authserv = settings.bounces?.authserv;
  if (authserv === undefined) return leftAlone('joining by mail is off, because bounces.authserv is not set');
  if (own.program !== undefined) return leftAlone(own.program);
  const sender = provenSender(bytes, authserv);
  if ('refused' in sender) return leftAlone(sender.refused);
  if (token !== undefined) return confirm(token, sender.from, parts, trial);
  // A signed mail to somebody else stays signed, whoever sends it once more to us.
  if (!isAmong(own.named, subscribeEmail)) return leftAlone(`neither its To nor its Cc names ${subscribeEmail}`);
  return ask(sender.from, mail, parts, trial);
}

async function ask(
  from: Address,
  { own, written }: JoinMail,
  parts: MailJoinParts,
  trial: MailTrial | undefined,
): Promise<JoinOutcome> {
  const { key, settings, clock } = parts;
  const store = { ...parts.store, ...(trial && { signUps: trial.signUps }) };
  const now = clock();
  if (written && now.getTime() - written.getTime() > oldest) return leftAlone('it was written more than a week ago');
  const known = await store.subscribers.find(from);
  const address = from.typed;
  const asking: JoinOutcome = { verdict: { kind: 'asked' }, effect: { result: 'none', address } };
  if (known && trial?.left.has(known.id)) return asking;
  if (known?.status === 'active' || trial?.joined.has(from.normal)) return joinedBefore(known, address);
  if (parts.isClosedTo?.(from)) return leftAlone('nobody can be asked to confirm as the settings are');
  const language = own.languages.map((one) => offered(one, parts.languages)).find((one) => one !== undefined);
  const { mailText, mailByReply } = serverWordsFor(language ?? settings.language);
  const asked = await askToConfirm(
    {
      ...{ address: from, way: 'mail' },
      ...(language !== undefined && { language }),
      shown: `${mailText(settings.title)} ${mailByReply}`,
      ...(own.messageId && { inReplyTo: own.messageId }),
    },
    { store, key, settings, now },
  );
  if (asked === 'asked') return asking;
  return isCeiling(asked) ? leftAlone(wordsFor(asked)) : declined(wordsFor(asked));
}

async function confirm(
  token: string,
  from: Address,
  parts: MailJoinParts,
  trial: MailTrial | undefined,
): Promise<JoinOutcome> {
  const { store, key, clock } = parts;
  const now = clock();
  const ticket = readSignUp(key, token, now);
  if (ticket?.list !== store.subscribers.list) return leftAlone('its token is of another list');
  if (ticket.address.normal !== from.normal) return leftAlone('its token is for another address than the sender');
  const address = from.typed;
  const known = await store.subscribers.find(from);
  if (trial) {
    const hasLeft = known && trial.left.has(known.id);
    if (hasLeft || (await store.subscribers.standingOf(ticket)) === 'spent') return declined(leftSince);
    if (known?.status === 'active' || trial.joined.has(from.normal)) return joinedBefore(known, address);
    trial.joined.add(from.normal);
    return { verdict: { kind: 'joined', subscriber: known?.id ?? 0 }, effect: { result: 'joined', address } };
  }
  const { result, subscriber } = await join(token, { store, key, now, settings: parts.settings });
  if (result === 'spent') return declined(leftSince);
  if (!subscriber) return leftAlone('its token is none of this list');
  return {
    verdict: { kind: 'joined', subscriber: subscriber.id },
    effect: { result: result === 'known' ? 'joined-before' : 'joined', address },
  };
}

function joinedBefore(known: Subscriber | undefined, address: string): JoinOutcome {
  return { verdict: { kind: 'joined', subscriber: known?.id ?? 0 }, effect: { result: 'joined-before', address } };
}

/** The language of a sender, if there are letters in it. */
function offered(language: string, languages: readonly string[]): string | undefined {
  const wanted = language.toLowerCase();
  const [primary] = wanted.split('-');
  return (
    languages.find((one) => one.toLowerCase() === wanted) ??
    languages.find((one) => one.toLowerCase().split('-')[0] === primary)
  );
}

function isAmong(addresses: readonly string[], address: string): boolean {
  const normal = addressOf(address)?.normal;
  return addresses.some((one) => addressOf(one)?.normal === normal);
}

const leftSince = 'its sender left or changed the address after asking to join';

function wordsFor(asked: Asked): string {
  return words[asked] ?? 'its sender is not to be asked';
}

const words: Partial<Readonly<Record<Asked, string>>> = {
  'refused: address a day': 'its sender was asked within a day before',
  'refused: address a month': 'its sender was asked three times within a month',
  'refused: implausible': 'its sender is hardly a person',
  'refused: domain': 'so many of its domain were asked within an hour that it has to wait (server.signUps.perDomain)',
  'refused: all': 'so many were asked within an hour that it has to wait (server.signUps.perHour)',
};

function declined(reason: string): JoinOutcome {
  return { verdict: { kind: 'declined', reason }, effect: { result: 'none' } };
}

/** It is read again the next time. */
function leftAlone(reason: string): JoinOutcome {
  return { verdict: { kind: 'unknown', reason }, effect: { result: 'none' } };
}
