import { expect, test } from 'vitest';
import type { Rehearsal } from '../../src/rehearse/rehearse.ts';
import { formatRehearsal } from '../../src/rehearse/report.ts';

const rehearsal = {
  faults: [
    { fault: 'the line breaks', letters: 1200, became: '1200 sent in the end' },
    { fault: 'no', letters: 5, became: '5 failed' },
  ],
  checks: [
    { check: 'nobody got it twice', ok: true, found: [] },
    { check: 'nobody is left over', ok: false, found: ['a@example.org', 'b@example.org'] },
  ],
  audience: { prepared: 12_000 },
  seconds: 12.34,
  lettersPerSecond: 1234.5,
} as unknown as Rehearsal;

test('a report shows faults in columns, what holds and what does not, and how fast it was', () => {
  expect(formatRehearsal(rehearsal)).toBe(`letters  what went wrong on purpose  what became of them
  1,200  the line breaks             1200 sent in the end
      5  no                          5 failed

ok     nobody got it twice
wrong  nobody is left over
         a@example.org
         b@example.org

12.3 s from the first letter to the last, 1,235 letters a second on this machine. A real server takes its own time.
`);
});

test('of few readers no speed is told, and how to see faults', () => {
  const text = formatRehearsal({ ...rehearsal, faults: [], audience: { ...rehearsal.audience, prepared: 3 } });
  expect(text).toMatch(/^For so few readers nothing went wrong on purpose; --readers 1000 shows what can\.\n\nok /);
  expect(text).not.toContain('a second');
});
