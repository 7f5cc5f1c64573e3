import type { Attempt } from './attempt.ts';
import type { FittedContent } from './fit-content.ts';

/**
 * The largest letter within the limit of those that `make` gives for as many bytes of a content; undefined if none is.
 * @param room The bytes of the content to begin with.
 */
export async function fillRoom(
  make: (most: number) => Promise<Attempt>,
  contentOf: (made: Attempt) => FittedContent | undefined,
  { limit, room }: { readonly limit: number; readonly room: number },
): Promise<Attempt | undefined> {
  let best: Attempt | undefined;
  let most = room;
  // The room depends a little on the content: a sheet without tables needs no styles for them.
  for (let tries = 1; tries <= 5 && most > 0; tries += 1) {
    const made = await make(most);
    if (made.bytes <= limit && made.bytes > (best?.bytes ?? 0)) best = made;
    const next = roomIn(made, contentOf(made), limit);
    if (made.bytes <= limit && next - most < limit / 100) break;
    most = next;
  }
  return best;
}

/** The bytes that a letter leaves to the content which has to fit. */
export function roomIn({ bytes }: Attempt, content: FittedContent | undefined, limit: number): number {
  return limit - (bytes - (content?.bytes ?? 0));
}
