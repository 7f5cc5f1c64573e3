import type { HeldBack } from '../publish/build-report.ts';

/** The slugs of articles and issues that no output holds, as lines for a person. */
export function heldBackLines({ drafts, future, empty }: HeldBack): string[] {
  const line = (found: readonly string[], why: string) =>
    found.length === 0 ? [] : [`Held back (${why}): ${found.join(', ')}.`];
  return [...line(drafts, 'draft'), ...line(future, 'not yet due'), ...line(empty, 'no article is for it yet')];
}
