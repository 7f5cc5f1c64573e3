import type { KeyHandle } from '../lib/key-handle.ts';
import type { Settings } from '../model/publication.ts';
import type { OutboxMail } from '../send/confirmation.ts';
import type { Store } from '../store/open.ts';
import { readerName } from '../subscribers/reader-name.ts';
import type { Address } from '../subscribers/subscriber.ts';
import { type BudgetName, budgetsOf, keptIp, unmailedBudgets } from './budgets.ts';
import { isSilenced } from './confirmable.ts';
import { isImplausible } from './implausible.ts';
import { sealMail } from './outbox-mail.ts';
import { writeSignUp } from './ticket.ts';
import type { AskingStore } from './trial.ts';

/** A wish to join, as it was sent by a form or by mail. */
export interface SignUpRequest {
  readonly address: Address;
  readonly name?: string | undefined;
  /** BCP 47, canonical. */
  readonly language?: string | undefined;
  readonly tags?: readonly string[];
  readonly frequency?: 'digests';
  /** The text that the person agreed to, kept once by its hash. */
  readonly shown: string;
  /** The page with the form. */
  readonly page?: string | undefined;
  readonly way: 'form' | 'mail';
  /** The Message-ID that the mail answers. */
  readonly inReplyTo?: string | undefined;
  /** The sign by which a form is known to be filled in by a program. */
  readonly doubt?: 'trap' | undefined;
}

export interface AskParts {
  readonly store: Pick<Store, 'subscribers'> & { readonly signUps: AskingStore };
  readonly key: KeyHandle;
  readonly settings: Settings;
  readonly now: Date;
  /** The address of the visitor, for the budgets of networks. */
  readonly visitor?: string | undefined;
}

/** The reason is for counters and logs: nobody who asks is told. */
export type Asked = 'asked' | `refused: ${Withheld | BudgetName}`;

/**
 * Why no mail is sent, whatever the budgets. `known`: an active reader has a link to the preferences in every letter.
 * `suppressed`: who complained or was erased was promised to hear no more, and a form can be filled in by anybody.
 */
type Withheld = 'trap' | 'implausible' | 'known' | 'suppressed';

/**
 * Asks the owner of an address to confirm, by a mail in the outbox, if all budgets allow it. It does the same work for
 * every address, and waits for the disk in any case, so that neither words nor time tell who is on the list.
 * @throws ProblemError if the database fails; then nothing is stored.
 */
export async function askToConfirm(request: SignUpRequest, parts: AskParts): Promise<Asked> {
  const { store, key, settings, now, visitor } = parts;
  const { address, doubt } = request;
  const [isSuspect, standing] = [isImplausible(address, settings), await standingOf(request, store)];
  const mail = sealMail(key, mailOf(request, await store.signUps.keepText(request.shown), parts));
  const withheld: Withheld | undefined = doubt ?? (isSuspect ? 'implausible' : standing);
  const limits = settings.server.signUps;
  const budgets = budgetsOf({ address, visitor }, key, limits);
  const queued = withheld
    ? await store.signUps.queue(undefined, unmailedBudgets(visitor, key, limits, now), now)
    : await store.signUps.queue(mail, budgets, now, address);
  if (withheld) return `refused: ${withheld}`;
  return queued.queued ? 'asked' : `refused: ${queued.budget as BudgetName}`;
}

/** Whether a refusal is one of a ceiling, so that asking again in an hour may help. */
export function isCeiling(asked: Asked): boolean {
  return ceilings.has(asked);
}

const ceilings: ReadonlySet<Asked> = new Set<Asked>([
  ...(['refused: domain', 'refused: network', 'refused: networks', 'refused: all'] as const),
]);

async function standingOf(
  { address, way }: SignUpRequest,
  { subscribers }: AskParts['store'],
): Promise<'known' | 'suppressed' | undefined> {
  const [subscriber, suppression] = [await subscribers.find(address), await subscribers.suppressionOf(address)];
  if (subscriber?.status === 'active') return 'known';
  // A mail was proven to come from its sender.
  return way === 'form' && isSilenced(suppression) ? 'suppressed' : undefined;
}

function mailOf(
  request: SignUpRequest,
  textHash: string,
  { store, key, settings, now, visitor }: AskParts,
): OutboxMail {
  const { address, name, language, tags = [], frequency, page, way, inReplyTo } = request;
  const called = name && readerName(name);
  const ip = settings.server.keepIp ? keptIp(visitor) : undefined;
  const token = writeSignUp(key, {
    ...{ list: store.subscribers.list, address, tags, textHash, asked: now, way },
    ...(called && { name: called }),
    ...(language && { language }),
    ...(frequency && { frequency }),
    ...(page && page.length <= longestPage && { page }),
    ...(ip && { ip }),
  });
  const base = { kind: 'confirm', to: address.typed, language: language ?? settings.language, token } as const;
  return way === 'form' ? { ...base, way } : { ...base, way, ...(inReplyTo && { inReplyTo }) };
}

/** In characters: the token has to fit an address. */
const longestPage = 200;
