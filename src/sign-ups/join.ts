import type { KeyHandle } from '../lib/key-handle.ts';
import type { Settings } from '../model/publication.ts';
import type { Store } from '../store/open.ts';
import type { Subscriber } from '../subscribers/subscriber.ts';
import { keptIp } from './budgets.ts';
import { readSignUp, type SignUpTicket } from './ticket.ts';

export interface JoinParts {
  readonly store: Pick<Store, 'subscribers'>;
  readonly key: KeyHandle;
  readonly now: Date;
  readonly settings: Pick<Settings, 'server'>;
  /** The address of who confirms, which is kept only where the settings say so. */
  readonly visitor?: string | undefined;
}

export interface JoinResult {
  /** `broken`: no token of this list, or older than seven days; `spent`: the person has left or moved since they asked. */
  readonly result: 'new' | 'known' | 'returned' | 'spent' | 'broken';
  readonly subscriber?: Subscriber;
  /** Of the token. */
  readonly language?: string;
}

/**
 * Takes the holder of a token in. Doing it twice is harmless: the second time the person is known.
 * @throws ProblemError if the database fails; then nothing is stored, and the token is as good as before.
 */
export async function join(token: string, { store, key, now, settings, visitor }: JoinParts): Promise<JoinResult> {
  const ticket = ticketOf(token, { store, key, now });
  if (!ticket) return { result: 'broken' };
  const { address, name, language, tags, frequency, asked, textHash, page, way } = ticket;
  const ip = settings.server.keepIp ? (keptIp(visitor) ?? ticket.ip) : undefined;
  const how = way === 'form' ? 'by the form' : 'by mail';
  const joining = { address, name, language, tags, frequency, asked, textHash, page, ip, how } as const;
  return { ...(await store.subscribers.confirm(joining, now)), ...(language && { language }) };
}

/** The ticket in a token of this list that can be confirmed still. */
export function ticketOf(token: string, { store, key, now }: Omit<JoinParts, 'settings'>): SignUpTicket | undefined {
  const ticket = readSignUp(key, token, now);
  return ticket?.list === store.subscribers.list ? ticket : undefined;
}
