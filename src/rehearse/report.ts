import { grouped } from '../lib/count-words.ts';
import { displayWidth } from '../lib/wrap.ts';
import type { Check } from './account.ts';
import type { Rehearsal } from './rehearse.ts';

/** Below this number of letters no speed is reported. */
const enough = 100;

/** How a rehearsal went, for a terminal: what went wrong on purpose, what had to hold, and how fast it was. */
export function formatRehearsal({ faults, checks, audience, seconds, lettersPerSecond }: Rehearsal): string {
  const table = faults.map(({ fault, letters, became }) => [grouped(letters), fault, became] as const);
  const heading = ['letters', 'what went wrong on purpose', 'what became of them'] as const;
  const wrong =
    table.length === 0
      ? 'For so few readers nothing went wrong on purpose; --readers 1000 shows what can.\n'
      : aligned([heading, ...table]);
  const pace = `\n${seconds.toFixed(1)} s from the first letter to the last, ${grouped(Math.round(lettersPerSecond))} letters a second on this machine. A real server takes its own time.\n`;
  return `${wrong}\n${checks.map(lineOf).join('')}${audience.prepared < enough ? '\n' : pace}`;
}

function lineOf({ check, ok, found }: Check): string {
  return `${ok ? 'ok   ' : 'wrong'}  ${check}\n${found.map((one) => `         ${one}\n`).join('')}`;
}

/** In columns; numbers in the first one are aligned right. */
function aligned(rows: readonly (readonly [number: string, what: string, end: string])[]): string {
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => displayWidth(row[column])));
  const [first, second] = [width(0), width(1)];
  return rows.map(([number, what, end]) => `${number.padStart(first)}  ${what.padEnd(second)}  ${end}\n`).join('');
}
