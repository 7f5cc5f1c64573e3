import type { Prepared } from '../publish/prepare.ts';

/** The slugs of articles and issues that no output holds. */
export function heldBackOf({ drafts, future, issues }: Prepared['held']): { drafts: string[]; future: string[] } {
  const held = (because: string) => slugsOf(issues.filter((issue) => issue.because === because));
  return { drafts: [...slugsOf(drafts), ...held('draft')], future: [...slugsOf(future), ...held('future')] };
}

/** The same as lines for a person. */
export function heldBackLines(held: Prepared['held']): string[] {
  const { drafts, future } = heldBackOf(held);
  const empty = slugsOf(held.issues.filter(({ because }) => because === 'empty'));
  const line = (found: readonly string[], why: string) =>
    found.length === 0 ? [] : [`Held back (${why}): ${found.join(', ')}.`];
  return [...line(drafts, 'draft'), ...line(future, 'not yet due'), ...line(empty, 'no article is for it yet')];
}

export function slugsOf(list: readonly { readonly slug: string }[]): string[] {
  return list.map(({ slug }) => slug);
}
