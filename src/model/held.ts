import type { Manuscript } from './article.ts';

/** Whether a manuscript stays out of every output: a draft, or one whose date has not come. */
export function isHeld({ draft, published }: Pick<Manuscript, 'draft' | 'published'>, now: Date): boolean {
  return draft || (published !== undefined && Date.parse(published) > now.getTime());
}
