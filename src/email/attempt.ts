import type { Issue } from '../model/issue.ts';
import type { Publication } from '../model/publication.ts';
import { type CompileOptions, compileIssue } from './compile.ts';
import type { FittedContent } from './fit-content.ts';
import type { Letter } from './letter.ts';
import { longestBytes, type longestValues } from './slots.ts';
import type { Savings } from './steps.ts';
import type { Theme } from './theme.ts';

/** One attempt to compile an issue within the limit. */
export interface Attempt extends Savings {
  readonly issue: Issue;
  /** Incomplete if one of them is too large. */
  readonly letters: readonly Letter[];
  readonly bytes: number;
  /** The content of the largest letter, if it had to fit into less than it takes. */
  readonly content: FittedContent | undefined;
  /** The contents of the articles that begin in the largest letter, by their ids. */
  readonly begun: ReadonlyMap<string, FittedContent>;
  /** Whether titles, summaries or lists of its issue were cut. */
  readonly isClipped?: boolean;
}

export type Attempts = (issue: Issue, options: Savings) => Promise<Attempt>;

/** Compiles variants until one is too large; that one comes first the next time. */
export function attemptsAt(
  publication: Publication,
  theme: Theme,
  {
    variants,
    limit,
    longest,
    given,
  }: {
    variants: readonly ReadonlySet<string>[];
    limit: number;
    longest: ReturnType<typeof longestValues>;
    given: Pick<CompileOptions, 'renditions' | 'skeletons'>;
  },
): Attempts {
  let order = [...variants.keys()];
  return async (issue, options) => {
    const letters: Letter[] = [];
    let bytes = 0;
    let content: FittedContent | undefined;
    let begun: Attempt['begun'] = new Map();
    for (const index of order) {
      let fitted: FittedContent | undefined;
      const begins = new Map<string, FittedContent>();
      const told = (one: FittedContent, article?: string) => {
        if (article === undefined) fitted = one;
        else begins.set(article, one);
      };
      letters[index] = await compileIssue(issue, publication, theme, {
        ...given,
        ...options,
        told,
        tags: variants[index]!,
      });
      const size = longestBytes(letters[index].html, longest);
      if (size >= bytes) [bytes, content, begun] = [size, fitted, begins];
      if (bytes > limit) {
        order = [index, ...order.filter((other) => other !== index)];
        break;
      }
    }
    return { issue, ...options, letters, bytes, content, begun };
  };
}
