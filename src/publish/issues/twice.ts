import type { Problem } from '../../model/problem.ts';
import type { IssueManuscript } from '../../read/issues/issue.ts';
import type { IssueReference as Listed } from '../../read/issues/issue-front.ts';
import type { IssueEntry } from '../lock/lock.ts';
import type { Meant } from './entries.ts';

/**
 * Warns where a digest lists what an earlier one lists or a sent issue carried, as after a merge of two branches that
 * each made one. An entry with an id comes from `digest`; who names an article by its slug alone wants it there. A draft
 * is not sent, and what was sent cannot be mended. Editions of one issue go to different readers.
 */
export function findTwice(
  manuscripts: readonly IssueManuscript[],
  kept: readonly IssueEntry[],
  known: ReadonlyMap<IssueManuscript, IssueEntry>,
  find: (entry: Listed) => Meant,
): Problem[] {
  const carriers = new Map<string, { readonly name: string; readonly issue: string }>();
  const originals = new Map(manuscripts.map(({ slug, translationOf }) => [slug, translationOf ?? slug]));
  for (const { articles = [], path, slug = '', issue } of kept)
    for (const id of articles)
      if (id !== issue) carriers.set(id, { name: path ?? (slug || issue), issue: originals.get(slug) ?? slug });
  const open = manuscripts.filter((manuscript) => !manuscript.draft && !known.get(manuscript)?.articles);
  return open.flatMap(({ choice, slug: own, origin, at }) => {
    if (!('entries' in choice)) return [];
    const issue = originals.get(own)!;
    return choice.entries.flatMap((entry, index): Problem[] => {
      const meant = find(entry);
      if (entry.id === undefined || !('article' in meant)) return [];
      const { id, slug } = meant.article;
      const carrier = carriers.get(id);
      // Twice in one list is an error of its own.
      if (carrier && carrier.issue !== issue) return [twice(slug, carrier.name, at(['articles', index]))];
      carriers.set(id, { name: origin.file, issue });
      return [];
    });
  });
}

function twice(slug: string, carrier: string, place: ReturnType<IssueManuscript['at']>): Problem {
  const message = `${slug} is in ${carrier}, too: readers would get it twice`;
  const hint = 'Take it out of one of the two. If both shall have it, take away the line with its "id" here.';
  return { severity: 'warning', rule: 'carried-twice', message, hint, ...place };
}
