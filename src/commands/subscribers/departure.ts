import { Times } from '../../report/words.ts';
import { past } from '../../subscribers/merge.ts';
import type { Address, Suppression } from '../../subscribers/subscriber.ts';
import type { OpenList } from './open-list.ts';

/** Says that somebody gets no more letters, or since when and why that is so already. `before`: it was so before. */
export async function departureOf(
  address: Address,
  before: boolean,
  { subscribers, config }: Pick<OpenList, 'subscribers' | 'config'>,
): Promise<{ words: string; value: { address: string; before: boolean; suppression?: Suppression } }> {
  const { typed } = address;
  const suppression = before ? await subscribers.suppressionOf(address) : undefined;
  if (!suppression) return { words: `${typed} gets no more letters`, value: { address: typed, before } };
  const { reason, at } = suppression;
  const day = new Times(config.settings.timezone).day(at);
  return {
    words: `${typed} gets no letters already: ${past[reason]} on ${day}`,
    value: { address: typed, before, suppression },
  };
}
