import { describe, expect, test } from 'vitest';
import { Progress } from '../../src/system/progress.ts';

/** Progress at these moments, in milliseconds, each a hundredth of the whole. */
function shown(isTTY: boolean, moments: readonly number[]): string[] {
  const lines: string[] = [];
  let now = 0;
  const progress = new Progress({ isTTY, columns: 40, write: (text: string) => lines.push(text) }, 'files', () => now);
  moments.forEach((moment, index) => {
    now = moment;
    progress.update(index + 1, 100);
  });
  progress.end();
  return lines;
}

describe('progress', () => {
  test('what is done within a second is not worth a word', () => {
    expect(shown(true, [0, 300, 999])).toEqual([]);
    expect(shown(false, [0, 300, 999])).toEqual([]);
  });

  test('a terminal has one line that is written over, cut to its width, and gone at the end', () => {
    expect(shown(true, [500, 1000, 1050, 2000])).toEqual([
      '\r\u001b[K2 of 100 files, 2 a second, 49 s left',
      '\r\u001b[K4 of 100 files, 2 a second, 48 s left',
      '\r\u001b[K',
    ]);
  });

  test('what else is to be known stands at the end of the line', () => {
    const lines: string[] = [];
    let now = 0;
    const progress = new Progress({ write: (text: string) => lines.push(text) }, 'letters', () => now);
    now = 10_000;
    progress.update(100, 300, '2 failed');
    expect(lines).toEqual(['100 of 300 letters, 10 a second, 20 s left; 2 failed\n']);
  });

  test('what waits is shown at once, without a pace that would say that the end is near', () => {
    const lines: string[] = [];
    const progress = new Progress({ write: (text: string) => lines.push(text) }, 'letters', () => 0);
    progress.update(5, 6, '5 sent');
    progress.rest(5, 6, '1 waits for busy.example until 03:45');
    expect(lines).toEqual(['5 of 6 letters; 1 waits for busy.example until 03:45\n']);
  });

  test('a pipe gets a line every ten seconds', () => {
    expect(shown(false, [1000, 9999, 10_000, 15_000, 20_000])).toEqual([
      '3 of 100 files, 0 a second, 6 min left\n',
      '5 of 100 files, 0 a second, 7 min left\n',
    ]);
  });
});
