import fc from 'fast-check';
import { expect, test } from 'vitest';
import { preheaderPadding } from '../../src/email/preheader.ts';
import { displayWidth } from '../../src/lib/wrap.ts';
import { runs } from '../runs.ts';

test.each([
  ['a short one', 'Frost came in the night.'],
  ['one in wide characters', '庭はいつものように静かだった。'],
  ['one with an emoji', 'Frost ❄️ and a family 👩‍👩‍👧'],
])('%s fills the line of an inbox, as wide as it is shown', (_, preheader) => {
  const width = displayWidth(preheader + preheaderPadding(preheader));
  expect(width).toBeGreaterThanOrEqual(250);
  expect(width).toBeLessThanOrEqual(251);
});

test('no preheader has no padding, and one that fills the line by itself gets none', () => {
  expect(preheaderPadding('')).toBe('');
  expect(preheaderPadding('Frost '.repeat(50))).toBe('');
  expect(preheaderPadding('庭'.repeat(125))).toBe('');
});

test('no two spaces of the padding stand next to each other, for inboxes join them', () => {
  expect(preheaderPadding('Frost')).not.toMatch(/\s\s/);
});

test('whatever the preheader, the padding is invisible and ends', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (preheader) => {
      expect(preheaderPadding(preheader)).toMatch(/^(\u00a0\u200c\u00a0\u034f){0,126}$/u);
    }),
    { numRuns: runs() },
  );
});
