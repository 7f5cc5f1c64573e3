import { expect, test } from 'vitest';
import type { FittedLetter } from '../../../src/email/budget.ts';
import { letterSize } from '../../../src/studio/letter/letter-size.ts';
import { alone, digest } from '../../email/digest.ts';

const [first, second] = digest.items.map(({ article }) => article);
const fitted = (reductions: FittedLetter['reductions']) => ({ bytes: 59_000, reductions }) as FittedLetter;

test('a letter is measured against the limit of its kind and against Gmail’s', () => {
  expect(letterSize(fitted([]), digest)).toEqual({ bytes: 59_000, limit: 60_000, clip: 102_400, reduced: [] });
  expect(letterSize(fitted([]), digest, 80_000).limit).toBe(80_000);
  expect(letterSize(fitted([]), alone, 80_000).limit).toBe(100_000);
});

test('each thing that was reduced is said in words', () => {
  const reduced = letterSize(
    fitted([
      { kind: 'code' },
      { kind: 'dense' },
      { kind: 'tables' },
      { kind: 'article', id: first!.id, from: 'full', to: 'beginning' },
      { kind: 'article', id: first!.id, from: 'full', to: 'summary' },
      { kind: 'article', id: first!.id, from: 'full', to: 'headline' },
      { kind: 'article', id: second!.id, from: 'full', to: 'rest' },
      { kind: 'article', id: 'urn:gone', from: 'full', to: 'rest' },
      { kind: 'parts' },
      { kind: 'cut' },
    ]),
    digest,
  ).reduced;
  expect(reduced).toEqual([
    'The words of code have no colours.',
    'The theme’s closer layout is used.',
    'Long tables end at a row, and continue on the web.',
    `“${first!.title}” ends early, and continues on the web.`,
    `“${first!.title}” is there as a summary.`,
    `“${first!.title}” is there as a link.`,
    `“${second!.title}” is on the web page alone.`,
    '“urn:gone” is on the web page alone.',
    'Later parts of the article are there as summaries.',
    'The text ends early, and continues on the web.',
  ]);
});
