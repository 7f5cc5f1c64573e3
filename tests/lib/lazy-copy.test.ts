import { expect, test } from 'vitest';
import { loadOnce } from '../../src/lib/lazy-copy.ts';

test('a thing is loaded when it is first asked for, and once', async () => {
  let loads = 0;
  const thing = loadOnce(async () => {
    loads += 1;
    return 'thing';
  });
  expect(loads).toBe(0);
  expect(await Promise.all([thing(), thing()])).toEqual(['thing', 'thing']);
  expect(await thing()).toBe('thing');
  expect(loads).toBe(1);
});
