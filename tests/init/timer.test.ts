import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { calendarOf, isPlainCron } from '../../src/init/timer.ts';
import { nextTime } from '../../src/lib/cron.ts';
import { requires } from '../requires.ts';

const analyze = requires('systemd-analyze');

const lines = [
  ['0 7 * * 5', ['Fri *-*-* 7:0:00 UTC']],
  ['@weekly', ['Sun *-*-* 0:0:00 UTC']],
  ['30 6,18 * * MON-FRI', ['Mon,Tue,Wed,Thu,Fri *-*-* 6,18:30:00 UTC']],
  ['*/15 8-17 * * *', ['*-*-* 8..17:0/15:00 UTC']],
  ['0 9 1 JAN,jul *', ['*-1,7-1 9:0:00 UTC']],
  ['5 4 1-7/2 */3 *', ['*-1/3-1..7/2 4:5:00 UTC']],
  // Cron comes on the first of a month, and on each Sunday.
  ['0 8 1 * 7', ['*-*-1 8:0:00 UTC', 'Sun *-*-* 8:0:00 UTC']],
  ['0 8 * * 5-7', ['Fri,Sat,Sun *-*-* 8:0:00 UTC']],
] as const;

test.each(lines)('the line of cron %s has its words in systemd', (line, expected) => {
  expect(calendarOf(line, 'UTC')).toEqual(expected);
  expect(isPlainCron(line) || /MON-FRI|JAN/.test(line)).toBe(true);
});

test.each(['0 8 L * *', '0 8 * * 5#1', '0 8 * * 1-5/2', '0 8 * *', '0 8 * * 1W'])('%s has none', (line) => {
  expect(calendarOf(line, 'UTC')).toBeUndefined();
});

test.each(['0 8 L * *', '0 8 * * 5#1', '0 8 ? * *'])('%s is a line for this program alone', (line) => {
  expect(isPlainCron(line)).toBe(false);
});

describe.skipIf(!analyze)('systemd', () => {
  test.each(lines.filter(([, words]) => words.length === 1))('comes at the times of %s', (line, [words]) => {
    const base = new Date('2026-11-30T12:00:00Z');
    const args = ['calendar', '--base-time=2026-11-30 12:00:00 UTC', '--iterations=3', words];
    const { stdout } = spawnSync(analyze!, args, { encoding: 'utf8', env: { ...process.env, TZ: 'UTC', LC_ALL: 'C' } });
    const told = [...stdout.matchAll(/(?:Next elapse|Iter[a-z.]* #\d+): \w+ (\S+) (\S+) UTC/g)].map(
      ([, day, time]) => `${day}T${time}.000Z`,
    );
    const expected: string[] = [];
    for (let from = base; expected.length < 3; from = new Date(expected.at(-1)!))
      expected.push(nextTime([line], 'UTC', from)!.toISOString());
    expect(told).toEqual(expected);
  });
});
