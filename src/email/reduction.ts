import type { Issue, ItemLayout } from '../model/issue.ts';
import type { Problem } from '../model/problem.ts';
import type { Attempt } from './attempt.ts';
import { isAlone } from './issue.ts';
import type { Savings } from './steps.ts';

/** A change that kept a letter within its size limit, in the order in which they are made. */
export type Reduction =
  /** The words of code have no colours. */
  | { readonly kind: 'code' }
  | { readonly kind: 'dense' }
  /** Long tables end at a row, and continue on the web. */
  | { readonly kind: 'tables' }
  /** Later parts of an article alone are there as summaries. */
  | { readonly kind: 'parts' }
  /** An article alone, or else the introduction, continues on the web. */
  | { readonly kind: 'cut' }
  /** `beginning`: it ends early, and continues on the web; `rest`: one link to the issue's page replaces it and others. */
  | {
      readonly kind: 'article';
      readonly id: string;
      readonly from: ItemLayout;
      readonly to: ItemLayout | 'beginning' | 'rest';
    };

/** The reductions from an issue to its letter. */
export function reductionsOf(
  issue: Issue,
  made: Savings & Pick<Attempt, 'issue' | 'content' | 'begun' | 'isClipped'>,
): Reduction[] {
  const articles = issue.items.flatMap(({ article, layout: from }, index): Reduction[] => {
    const left = made.issue.items[index];
    const shown = left?.article.url === article.url ? left.layout : 'rest';
    const isBegun = made.begun.get(article.id)?.lacks.some((one) => one !== 'tables');
    const to = isBegun ? 'beginning' : shown;
    return from === to ? [] : [{ kind: 'article', id: article.id, from, to }];
  });
  const lacks = made.content?.lacks ?? [];
  const areShort = [made.content, ...made.begun.values()].some((one) => one?.lacks.join() === 'tables');
  const isCut = lacks.includes('end') || made.isClipped;
  return [
    ...(made.plainCode ? [{ kind: 'code' } as const] : []),
    ...(made.dense ? [{ kind: 'dense' } as const] : []),
    ...(made.tableRows !== undefined || areShort || lacks.includes('tables') ? [{ kind: 'tables' } as const] : []),
    ...articles,
    ...(lacks.includes('parts') ? [{ kind: 'parts' } as const] : []),
    ...(isCut ? [{ kind: 'cut' } as const] : []),
  ];
}

/** The reductions as a warning at the place of the issue, or of its only article. */
export function tellReductions(issue: Issue, reductions: readonly Reduction[], limit: number): Problem[] {
  if (reductions.length === 0) return [];
  const bytes = new Intl.NumberFormat('en').format(limit);
  const place = issue.origin ?? issue.items[0]?.article.origin;
  const warning = { severity: 'warning', rule: 'letter-size', ...place } as const;
  const alone = isAlone(issue);
  const told = listed(reductions, alone);
  const message = `${told}, so that ${alone && told.startsWith('the letter') ? 'it' : 'the letter'} stays within ${bytes} bytes`;
  const hint = alone
    ? 'Gmail hides what follows 102,400 bytes. Write two articles of it, or shorten long tables and code.'
    : 'Gmail hides what follows 102,400 bytes. Choose fewer articles, or give more room with newsletter.maxBytes.';
  return [{ ...warning, message, hint }];
}

function listed(reductions: readonly Reduction[], alone: boolean): string {
  const count = (to: string) => reductions.filter((one) => one.kind === 'article' && one.to === to).length;
  const has = (kind: Reduction['kind']) => reductions.some((one) => one.kind === kind);
  const articles = (
    [
      [count('beginning'), 'by its beginning', 'by their beginnings'],
      [count('summary'), 'as a summary', 'as summaries'],
      [count('headline'), 'as a link', 'as links'],
      [count('rest'), 'only on the web page', 'only on the web page'],
    ] as const
  )
    .filter(([number]) => number > 0)
    .map(
      ([number, one, several], index) =>
        `${number}${index === 0 ? ` article${number === 1 ? ' is shown' : 's are shown'}` : ''} ${number === 1 ? one : several}`,
    )
    .join(', ');
  const said = [
    ...(articles === '' ? [] : [articles]),
    ...(alone && has('cut') ? ['the letter holds only the beginning of the article'] : []),
    ...(has('parts') ? ['the letter holds later parts of the article as summaries'] : []),
    ...(!alone && has('cut') ? ['the introduction ends early'] : []),
    ...(has('tables') ? ['long tables end at a row'] : []),
    ...(has('code') ? ['code has no colours'] : []),
  ];
  return said.length > 0 ? said.join(', and ') : 'the letter has the closer layout of its theme';
}
