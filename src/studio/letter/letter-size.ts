import type { FittedLetter } from '../../email/budget.ts';
import type { Reduction } from '../../email/reduction.ts';
import type { Issue } from '../../model/issue.ts';

/** How large a letter is, and how large it may be. */
export interface LetterSize {
  /** Of the largest letter's HTML, with the longest values in its slots. */
  readonly bytes: number;
  /** The limit of Tidings: of the settings for several articles, near Gmail's for one. */
  readonly limit: number;
  /** Where Gmail hides what follows. */
  readonly clip: number;
  /** In words, in the order in which they were made. */
  readonly reduced: readonly string[];
}

const gmailClips = 102_400;

export function letterSize({ bytes, reductions }: FittedLetter, issue: Issue, maxBytes = 60_000): LetterSize {
  const titles = new Map(issue.items.map(({ article }) => [article.id, article.title]));
  return {
    bytes,
    limit: issue.items.length > 1 ? maxBytes : 100_000,
    clip: gmailClips,
    reduced: reductions.map((one) => wordsOf(one, titles)),
  };
}

function wordsOf(reduction: Reduction, titles: ReadonlyMap<string, string>): string {
  switch (reduction.kind) {
    case 'code':
      return 'The words of code have no colours.';
    case 'dense':
      return 'The theme’s closer layout is used.';
    case 'tables':
      return 'Long tables end at a row, and continue on the web.';
    case 'parts':
      return 'Later parts of the article are there as summaries.';
    case 'cut':
      return 'The text ends early, and continues on the web.';
    case 'article': {
      const title = `“${titles.get(reduction.id) ?? reduction.id}”`;
      if (reduction.to === 'rest') return `${title} is on the web page alone.`;
      if (reduction.to === 'beginning') return `${title} ends early, and continues on the web.`;
      return `${title} is there as ${reduction.to === 'headline' ? 'a link' : 'a summary'}.`;
    }
  }
}
