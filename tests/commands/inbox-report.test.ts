import { expect, test } from 'vitest';
import { wordsOfReport } from '../../src/commands/inbox-report.ts';
import type { Reading } from '../../src/inbox/read.ts';

test('a blank stands between the longest kind of mail and its number, however long that is', () => {
  const reading = (kind: Reading['kind'], index: number): Reading => ({
    ...{ key: String(index), kind, result: 'none', reason: '554 5.7.1', date: '', from: '', subject: '' },
  });
  for (const count of [1, 12, 345]) {
    const readings = [
      reading('automatic', -1),
      ...Array.from({ length: count }, (_, index) => reading('refused', index)),
    ];
    const words = wordsOfReport({
      name: 'x',
      readings,
      known: 0,
      leftAlone: 0,
      moved: 0,
      apply: true,
      held: new Map(),
      at: '',
    });
    expect(words).toMatch(new RegExp(`^  refused, not for the reader +${count}$`, 'm'));
    expect(words).toMatch(/^ {2}automatic answers +1$/m);
  }
});
