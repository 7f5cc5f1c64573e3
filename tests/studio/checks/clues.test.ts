import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Problem } from '../../../src/model/problem.ts';
import { cluesOf } from '../../../src/studio/checks/clues.ts';
import { runs } from '../../runs.ts';

const found = (more: Partial<Problem>): Problem => ({ severity: 'warning', rule: 'dead-link', message: 'no', ...more });

test('an address that is marked in its line is the first clue', () => {
  const excerpt = 'See [the map](https://example.org/map).';
  const problem = found({
    excerpt,
    line: 3,
    column: 15,
    length: 23,
    message: 'https://example.org/map does not answer',
  });
  expect(cluesOf(problem)[0]).toEqual({ kind: 'address', value: 'https://example.org/map' });
  expect(cluesOf(problem).filter(({ kind }) => kind === 'address')).toHaveLength(1);
});

test('a quoted text of the message is a clue, without the sign that it was shortened', () => {
  const message = '"The first frost of this ye…" is #777777 on #888888 in dark mode, a contrast of 1.26:1';
  expect(cluesOf(found({ rule: 'dark-contrast', message }))).toEqual([
    { kind: 'text', value: 'The first frost of this ye' },
  ]);
});

test.each([
  ['## The first frost', 'The first frost'],
  ['- A *long* walk to [the harbour](harbour.md)', 'A long walk to the harbour'],
  ['title: "The first frost"', 'The first frost'],
  ['summary: What the garden keeps.', 'What the garden keeps.'],
])('the words of the line %j are a clue as a letter shows them', (line, value) => {
  expect(cluesOf(found({}), line)).toEqual([{ kind: 'text', value }]);
});

test.each(['---', 'draft: true', '', '   '])('a line such as %j is no clue, for no letter shows it', (line) => {
  expect(cluesOf(found({}), line)).toEqual([]);
});

test('a finding about all of a letter has no place in it', () => {
  expect(cluesOf(found({ rule: 'clipped', message: 'the "frost" letter is too large' }), 'Some words')).toEqual([]);
});

test('a finding about a setting has no place in the letter, but for those that are seen there', () => {
  const message = '"newsletter.address" is "Long Street 1", as in every new publication';
  expect(cluesOf(found({ rule: 'placeholder', file: 'tidings.yaml', message }))).toEqual([]);
  const faint = found({ rule: 'contrast', file: 'tidings.yaml', message: '"The first frost" is #777 on #888' });
  expect(cluesOf(faint)).toEqual([{ kind: 'text', value: 'The first frost' }]);
});

test('clues are few and short, whatever a problem says', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 2000 }),
      fc.string({ maxLength: 2000 }),
      fc.nat(3000),
      (message, excerpt, column) => {
        const clues = cluesOf(found({ message, excerpt, column: column + 1, length: 50 }));
        expect(clues.length).toBeLessThanOrEqual(6);
        for (const { value } of clues) expect(value.length).toBeLessThanOrEqual(200);
      },
    ),
    { numRuns: runs(500) },
  );
});
