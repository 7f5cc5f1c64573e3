import type { Config } from '../config/config.ts';
import { nearest } from '../lib/nearest.ts';
import type { Article } from '../model/article.ts';
import type { Problem } from '../model/problem.ts';
import { conditionOf } from '../model/selection.ts';

type Candidate = Pick<Article, 'tags' | 'authors' | 'language'>;

const conditions = ['tag', 'author', 'language'] as const;

/**
 * Warnings about saved selections that choose no article, at their place in `tidings.yaml`.
 * @param articles Those that are held back, too: a selection may wait for them.
 */
export function emptySelections({ settings, at }: Config, articles: readonly Candidate[]): Problem[] {
  if (articles.length === 0) return [];
  return settings.feeds.selections.flatMap((selection, index): Problem[] => {
    if (articles.some(conditionOf(selection))) return [];
    const wrong = conditions.find((key) => selection[key] && !articles.some(conditionOf({ [key]: selection[key] })));
    return [
      {
        severity: 'warning',
        rule: 'empty-selection',
        message: `the selection "${selection.name}" chooses no article`,
        hint: wrong
          ? missing(wrong, selection[wrong]!, articles)
          : 'There are articles for each of its conditions, but none meets them all.',
        ...at(['feeds', 'selections', index, wrong ?? 'name']),
      },
    ];
  });
}

function missing(key: (typeof conditions)[number], value: string, articles: readonly Candidate[]): string {
  const known = articles.flatMap(({ tags, authors, language }) =>
    key === 'tag' ? tags : key === 'author' ? authors.map(({ name }) => name) : [language],
  );
  const near = nearest(value, [...new Set(known)]);
  const rest = near ? `Did you mean "${near}"?` : 'Its feeds stay empty until there is one.';
  return `No article has the ${key} "${value}". ${rest}`;
}
