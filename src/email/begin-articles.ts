import { fillRoom } from './fill-room.ts';
import type { GivenBack, Giving } from './give-back.ts';

/** A letter that leaves more of its room empty lost words which had a place. */
const fullEnough = 0.9;

/**
 * Fills the room that whole articles cannot use: articles that became summaries are there by their beginnings, in the
 * order of the issue, until the letter is full. The first is the one that readers see first; an editor wanted it whole.
 */
export async function beginArticles(given: GivenBack, giving: Giving): Promise<GivenBack> {
  const original = giving.steps.shownAfter(0);
  let best = given;
  for (const [index, shown] of given.shown.entries()) {
    if (best.made.bytes >= fullEnough * giving.limit) break;
    if (shown === 'summary' && original[index] === 'full') best = await begun(best, index, giving);
  }
  return best;
}

async function begun(given: GivenBack, index: number, { attempt, steps, limit }: Giving): Promise<GivenBack> {
  const shown = given.shown.map((one, other) => (other === index ? 'full' : one));
  const issue = steps.shownAs(shown);
  const { id } = issue.items[index]!.article;
  const optionsAt = (most: number) => ({
    ...given.options,
    begins: new Map([...(given.options.begins ?? []), [id, most]]),
  });
  const made = await fillRoom(
    (most) => attempt(issue, optionsAt(most)),
    (one) => one.begun.get(id),
    { limit, room: limit - given.made.bytes },
  );
  if (!made || made.bytes <= given.made.bytes) return given;
  return { made, shown, options: { ...given.options, begins: made.begins! } };
}
