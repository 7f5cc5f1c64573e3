import { expect, test } from 'vitest';
import { SharedWork } from '../../src/studio/shared-work.ts';

const stays = () => new AbortController().signal;

test('of two requests for the same work one is done, and both get its result', async () => {
  const work = new SharedWork<number>();
  const { promise, resolve } = Promise.withResolvers<number>();
  let begun = 0;
  const begin = () => {
    begun += 1;
    return promise;
  };
  const both = [work.join('a', begin, { signal: stays() }), work.join('a', begin, { signal: stays() })];
  resolve(7);
  expect(await Promise.all(both)).toEqual([7, 7]);
  expect(begun).toBe(1);
});

test('work ends when the last who waited for it has left, and not before', async () => {
  const work = new SharedWork<string>();
  const [first, second] = [new AbortController(), new AbortController()];
  const begin = (signal: AbortSignal) =>
    new Promise<string>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  const one = work.join('a', begin, { signal: first.signal });
  const two = work.join('a', () => Promise.resolve('another'), { signal: second.signal });
  first.abort(new Error('first left'));
  const pending = Symbol('pending');
  expect(await Promise.race([two, Promise.resolve(pending)])).toBe(pending);
  second.abort(new Error('all left'));
  await expect(one).rejects.toThrow('all left');
  await expect(two).rejects.toThrow('all left');
});

test('work that everybody has left is begun anew by the next', async () => {
  const work = new SharedWork<string>();
  const left = new AbortController();
  // It ends late, as a connection that has to be closed first.
  const { promise, reject } = Promise.withResolvers<string>();
  const first = work.join('a', () => promise, { signal: left.signal });
  left.abort(new Error('left'));
  expect(await work.join('a', async () => 'anew', { signal: stays() })).toBe('anew');
  reject(new Error('ended'));
  await expect(first).rejects.toThrow('ended');
});

test('who joins later hears of the progress from then on', async () => {
  const work = new SharedWork<void, number>();
  const { promise, resolve } = Promise.withResolvers<void>();
  let tell: (progress: number) => void = () => {};
  const [early, late]: number[][] = [[], []];
  const begin = (_: AbortSignal, teller: (progress: number) => void) => {
    tell = teller;
    return promise;
  };
  const one = work.join('a', begin, { signal: stays(), onProgress: (done) => void early!.push(done) });
  tell(1);
  const two = work.join('a', begin, { signal: stays(), onProgress: (done) => void late!.push(done) });
  tell(2);
  resolve();
  await Promise.all([one, two]);
  expect([early, late]).toEqual([[1, 2], [2]]);
});

test('who has left before begins nothing', async () => {
  const work = new SharedWork<string>();
  const left = AbortSignal.abort(new Error('gone'));
  let begun = false;
  const begin = async () => {
    begun = true;
    return '';
  };
  await expect(work.join('a', begin, { signal: left })).rejects.toThrow('gone');
  expect(begun).toBe(false);
});
