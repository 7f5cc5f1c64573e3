import { grouped } from '../lib/counted.ts';
import { displayWidth } from '../lib/wrap.ts';
import type { Check } from './account.ts';
import type { Rehearsal } from './rehearse.ts';

/** How a rehearsal went, for a terminal: what went wrong on purpose, what had to hold, and how fast it was. */
export function formatRehearsal({ faults, checks, seconds, lettersPerSecond }: Rehearsal): string {
  const table = faults.map(({ fault, letters, became }) => [grouped(letters), fault, became] as const);
  const heading = ['letters', 'what went wrong on purpose', 'what became of them'] as const;
  const wrong = table.length === 0 ? '' : `${aligned([heading, ...table])}\n`;
  const pace = `${seconds.toFixed(1)} s from the first letter to the last, ${grouped(Math.round(lettersPerSecond))} letters a second on this machine. A real server takes its own time.`;
  return `${wrong}${checks.map(lineOf).join('')}\n${pace}\n`;
}

function lineOf({ check, ok, found }: Check): string {
  return `${ok ? 'ok   ' : 'wrong'}  ${check}\n${found.map((one) => `         ${one}\n`).join('')}`;
}

/** In columns; numbers in the first one stand at its right. */
function aligned(rows: readonly (readonly [number: string, what: string, end: string])[]): string {
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => displayWidth(row[column])));
  const [first, second] = [width(0), width(1)];
  return rows.map(([number, what, end]) => `${number.padStart(first)}  ${what.padEnd(second)}  ${end}\n`).join('');
}
