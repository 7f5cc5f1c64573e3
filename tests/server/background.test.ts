import { expect, test } from 'vitest';
import { Background, type BackgroundOptions, type BackgroundStep } from '../../src/server/background.ts';

const never = () => new Promise<never>(() => {});
const unexpected = (error: Error) => {
  throw error;
};

function started(steps: readonly BackgroundStep[], options: BackgroundOptions): Background {
  const background = new Background(steps, options);
  background.start();
  return background;
}

/** A step that tells of each of its turns, and what it returns for it. */
function steps(results: readonly (number | undefined | Error)[]) {
  const turns: (() => void)[] = [];
  let count = 0;
  const step: BackgroundStep = {
    run: async () => {
      const result = results[count];
      turns[count]?.();
      count += 1;
      if (result instanceof Error) throw result;
      return result;
    },
  };
  const reached = (turn: number) =>
    count > turn ? Promise.resolve() : new Promise<void>((resolve) => (turns[turn] = resolve));
  return { step, reached, count: () => count };
}

test('work that is there at the start is done without waiting', async () => {
  const { step, reached } = steps([]);
  const background = started([step], { failed: unexpected });
  await reached(0);
  await background.stop();
});

test('a wake brings the next turn at once, and many wakes bring one', async () => {
  const { step, reached, count } = steps([]);
  const background = started([step], { failed: unexpected });
  await reached(0);
  for (let asked = 0; asked < 100; asked += 1) background.wake();
  await reached(1);
  await background.stop();
  expect(count()).toBeLessThanOrEqual(3);
});

test('a wake during a turn is not lost', async () => {
  let release = () => {};
  let turns = 0;
  const second = Promise.withResolvers<void>();
  const first = Promise.withResolvers<void>();
  const run = async () => {
    turns += 1;
    if (turns === 2) second.resolve();
    if (turns > 1) return undefined;
    first.resolve();
    await new Promise<void>((resolve) => (release = resolve));
    return undefined;
  };
  const background = started([{ run }], { failed: unexpected });
  await first.promise;
  background.wake();
  release();
  await second.promise;
  await background.stop();
});

test('a step comes back when it said that something is due', async () => {
  const { step, reached } = steps([0, 0]);
  const background = started([step], { failed: unexpected });
  await reached(2);
  await background.stop();
});

test('a step that never said when is tried again after the interval', async () => {
  const { step, reached } = steps([undefined]);
  const background = started([step], { failed: unexpected, interval: 1 });
  await reached(1);
  await background.stop();
});

test('a step that fails is told of and tried again', async () => {
  const { step, reached } = steps([new Error('locked')]);
  const told: string[] = [];
  const background = started([step], { failed: ({ message }) => told.push(message), interval: 1 });
  await reached(1);
  await background.stop();
  expect(told).toEqual(['locked']);
});

test('one step that takes long keeps no other waiting', async () => {
  const { step, reached } = steps([]);
  let isOver = false;
  const slow: BackgroundStep = {
    run: (signal) =>
      new Promise((resolve) =>
        signal.addEventListener('abort', () => {
          isOver = true;
          resolve(undefined);
        }),
      ),
  };
  const background = started([slow, step], { failed: unexpected });
  await reached(0);
  background.wake();
  await reached(1);
  await background.stop();
  expect(isOver).toBe(true);
});

test('stopping waits for the turn that has begun, which hears of it', async () => {
  const order: string[] = [];
  const begun = Promise.withResolvers<void>();
  const run = async (signal: AbortSignal) => {
    begun.resolve();
    await Promise.race([never(), new Promise((resolve) => signal.addEventListener('abort', resolve))]);
    order.push('the turn');
    return undefined;
  };
  const background = started([{ run }], { failed: unexpected });
  await begun.promise;
  await background.stop();
  order.push('stopped');
  expect(order).toEqual(['the turn', 'stopped']);
});

test('nothing is done before the start, and a stop before it ends at once', async () => {
  const { step, count } = steps([]);
  const background = new Background([step], { failed: unexpected });
  background.wake();
  await background.stop();
  expect(count()).toBe(0);
});
