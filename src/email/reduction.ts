import type { Issue, ItemLayout } from '../model/issue.ts';
import type { Problem } from '../model/problem.ts';
import { isAlone } from './issue.ts';

/** A change that kept a letter within its size limit. */
export type Reduction =
  | { readonly kind: 'dense' }
  /** An article alone, or else the introduction, continues on the web. */
  | { readonly kind: 'cut' }
  /** `rest`: one link to the issue's page replaces it and others. */
  | { readonly kind: 'article'; readonly id: string; readonly from: ItemLayout; readonly to: ItemLayout | 'rest' };

/** The reductions from an issue to its letter. */
export function reductionsOf(
  issue: Issue,
  made: { readonly issue: Issue; readonly dense?: boolean; readonly cutAt?: number },
): Reduction[] {
  const articles = issue.items.flatMap(({ article, layout: from }, index): Reduction[] => {
    const left = made.issue.items[index];
    const to = left?.article.url === article.url ? left.layout : 'rest';
    return from === to ? [] : [{ kind: 'article', id: article.id, from, to }];
  });
  return [
    ...(made.dense ? [{ kind: 'dense' } as const] : []),
    ...articles,
    ...(made.cutAt === undefined ? [] : [{ kind: 'cut' } as const]),
  ];
}

/** The reductions as a warning at the place of the issue, or of its only article. */
export function tellReductions(issue: Issue, reductions: readonly Reduction[], limit: number): Problem[] {
  if (reductions.length === 0) return [];
  const bytes = new Intl.NumberFormat('en').format(limit);
  const place = issue.origin ?? issue.items[0]?.article.origin;
  const warning = { severity: 'warning', rule: 'letter-size', ...place } as const;
  if (isAlone(issue)) {
    const message = `the letter holds only the beginning of the article, so that it stays within ${bytes} bytes`;
    const hint = 'Gmail hides what follows 102,400 bytes. Write two articles of it, or shorten long tables and code.';
    return [{ ...warning, message, hint }];
  }
  const message = `${listed(reductions)}, so that the letter stays within ${bytes} bytes`;
  const hint =
    'Gmail hides what follows 102,400 bytes. Choose fewer articles, or give more room with newsletter.maxBytes.';
  return [{ ...warning, message, hint }];
}

function listed(reductions: readonly Reduction[]): string {
  const count = (to: string) => reductions.filter((one) => one.kind === 'article' && one.to === to).length;
  const parts = [
    [count('summary'), 'as summaries'],
    [count('headline'), 'as links'],
    [count('rest'), 'only on the web page'],
  ] as const;
  const articles = parts
    .filter(([number]) => number > 0)
    .map(
      ([number, how], index) =>
        `${number}${index === 0 ? ` article${number === 1 ? ' is shown' : 's are shown'}` : ''} ${how}`,
    );
  const cut = reductions.some(({ kind }) => kind === 'cut') ? ['the introduction ends early'] : [];
  const all = [...(articles.length > 0 ? [articles.join(', ')] : []), ...cut];
  return all.length > 0 ? all.join(', and ') : 'the letter has the closer layout of its theme';
}
