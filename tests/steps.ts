import { Session } from 'node:inspector';

/**
 * Counts the steps of work, the same on every machine: how often each block of code ran, and how many elements and
 * characters the built-in functions went through that search, copy or move them. Only code that is compiled later is
 * counted: make it before modules are imported, in a process of its own.
 */
export function stepCounter(): (work: () => unknown) => number {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  // Taking the counts sets them back.
  const blocks = () => {
    let sum = 0;
    session.post('Profiler.takePreciseCoverage', (_, { result }) => {
      for (const { functions } of result)
        for (const { ranges } of functions) for (const { count } of ranges) sum += count;
    });
    return sum;
  };
  return (work) => {
    blocks();
    const counter = countBuiltIns();
    work();
    counter.stop();
    return blocks() + counter.steps();
  };
}

type Method = (this: { readonly length: number }, ...parameters: unknown[]) => unknown;

/** Counts what runs within the engine and no block of code shows. */
function countBuiltIns(): { stop(): void; steps(): number } {
  let steps = 0;
  const restores: (() => void)[] = [];
  const wrap = (
    prototype: object,
    names: readonly string[],
    cost: (self: { length: number }, result: unknown) => number,
  ) => {
    for (const name of names) {
      const original = Reflect.get(prototype, name) as Method;
      Reflect.set(prototype, name, function counting(this: { length: number }, ...parameters: unknown[]) {
        const result = original.apply(this, parameters);
        steps += cost(this, result);
        return result;
      });
      restores.push(() => Reflect.set(prototype, name, original));
    }
  };
  const whole = ({ length }: { length: number }) => length;
  const made = (_: unknown, result: unknown) => (result as { length: number }).length;
  wrap(Array.prototype, ['includes', 'indexOf', 'shift', 'splice', 'unshift', 'toSpliced'], whole);
  wrap(Array.prototype, ['concat', 'slice'], made);
  wrap(String.prototype, ['indexOf', 'lastIndexOf', 'includes'], (self, result) =>
    typeof result === 'number' && result >= 0 ? 1 : self.length,
  );
  return { stop: () => void restores.map((restore) => restore()), steps: () => steps };
}
