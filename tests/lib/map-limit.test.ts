import { expect, test } from 'vitest';
import { mapLimit } from '../../src/lib/map-limit.ts';

test('results keep the order of their items, and no more than the limit run at a time', async () => {
  let running = 0;
  let most = 0;
  const results = await mapLimit([5, 1, 4, 2, 3], 2, async (item, index) => {
    running += 1;
    most = Math.max(most, running);
    for (let turn = 0; turn < item; turn += 1) await Promise.resolve();
    running -= 1;
    return `${index}:${item}`;
  });
  expect(results).toEqual(['0:5', '1:1', '2:4', '3:2', '4:3']);
  expect(most).toBe(2);
});

test('no items need no work, and a failure reaches the caller', async () => {
  expect(await mapLimit([], 4, async () => 1)).toEqual([]);
  await expect(mapLimit([1, 2], 4, async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
});
