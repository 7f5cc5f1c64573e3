import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: (() => void) | undefined;

/**
 * Frees what nobody holds any more. Where memory is plenty, V8 lets hundreds of megabytes pile up before it sweeps by
 * itself; a task that reads a gigabyte piece by piece calls this after some dozens of megabytes.
 */
export function sweepMemory(): void {
  setFlagsFromString('--expose-gc');
  collect ??= runInNewContext('gc') as () => void;
  collect();
}
