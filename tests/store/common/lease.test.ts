import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { isAbandoned, isFree, type Lease, newHolder } from '../../../src/store/common/lease.ts';

const here = JSON.parse(newHolder()) as { host: string; pid: number; id: string };
const holder = (more: Partial<typeof here>) => JSON.stringify({ ...here, ...more });
const ended = spawnSync(process.execPath, ['--version']).pid;

test.each([
  ['nobody', null, true],
  ['this process', holder({}), false],
  ['a process of this machine that has ended', holder({ pid: ended }), true],
  ["a process of this machine that is somebody else's", holder({ pid: 1 }), false],
  ['a process of another machine, of which nothing is known', holder({ host: 'elsewhere', pid: ended }), false],
])('what %s holds is free or not', (_, text, free) => {
  expect(isFree(text)).toBe(free);
});

test('two shares of one process are two holders', () => {
  expect(newHolder()).not.toBe(newHolder());
});

test.each<[string, Lease[], boolean]>([
  [
    'raises its number for the last time it is looked at',
    [...Array(13).fill({ holder: holder({}), beat: 1 }), { holder: holder({}), beat: 2 }],
    false,
  ],
  ['raises nothing', [{ holder: holder({}), beat: 1 }], true],
  ['lets go meanwhile', [{ holder: null, beat: 2 }], true],
  ['dies meanwhile', [{ holder: holder({ pid: ended }), beat: 1 }], true],
  ['is followed by another one', [{ holder: newHolder(), beat: 2 }], false],
])('a holder that %s is alive or not', async (_, looks, abandoned) => {
  let look = 0;
  const read = () => looks[Math.min(look++, looks.length - 1)]!;
  expect(await isAbandoned({ holder: holder({}), beat: 1 }, read, 0)).toBe(abandoned);
});
