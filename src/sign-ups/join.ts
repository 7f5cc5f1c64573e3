import type { KeyHandle } from '../lib/key-handle.ts';
import type { Store } from '../store/open.ts';
import type { Subscriber } from '../subscribers/subscriber.ts';
import { readSignUp } from './ticket.ts';

export interface JoinOptions {
  readonly store: Pick<Store, 'subscribers'>;
  readonly key: KeyHandle;
  readonly now: Date;
}

export interface JoinResult {
  /** `broken`: no token of this list, or older than seven days; `spent`: the person left after asking. */
  readonly result: 'new' | 'known' | 'returned' | 'spent' | 'broken';
  readonly subscriber?: Subscriber;
  /** Of the token. */
  readonly language?: string;
}

/** Takes the holder of a token in. Doing it twice is harmless: the second time the person is known. */
export async function join(token: string, { store, key, now }: JoinOptions): Promise<JoinResult> {
  const ticket = readSignUp(key, token, now);
  if (ticket?.list !== store.subscribers.list) return { result: 'broken' };
  return { result: 'broken' };
}
