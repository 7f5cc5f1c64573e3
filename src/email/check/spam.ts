import type { Finding } from './finding.ts';

/** SpamAssassin's rating of a message: its score, and the points of each rule. */
export interface SpamRating {
  readonly score: number;
  readonly rules: readonly { readonly name: string; readonly points: number; readonly description: string }[];
}

/** Where receivers that use SpamAssassin file a message as spam, unless they chose another number. */
const spamFrom = 5;

/** SpamAssassin's objections to a letter. Rules without points are none. */
export function findSpam({ score, rules }: SpamRating): Finding[] {
  if (score <= 0) return [];
  const against = rules.filter(({ points }) => points > 0).toSorted((a, b) => b.points - a.points);
  const named = against.map(({ name, points, description }) => `${points.toFixed(1)} ${name} (${description})`);
  const isSpam = score >= spamFrom;
  return [
    {
      rule: isSpam ? 'spam-score' : 'spam-points',
      message: `SpamAssassin gives the letter ${score.toFixed(1)} points${isSpam ? ', which is spam' : ''}: ${named.join(', ')}`,
      hint: `From ${spamFrom} points on receivers file a letter as spam, and each adds points of its own for who sends it. Change what the rules name; https://spamassassin.apache.org/ explains them.`,
      at: { issue: true },
    },
  ];
}
