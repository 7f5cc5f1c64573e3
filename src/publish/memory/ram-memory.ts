import { hash } from 'node:crypto';
import type { Memory, Remembered } from '../../read/memory.ts';
import { unchangedSince } from '../../system/file-state.ts';
import type { EarlierRuns } from '../prepare.ts';

interface Kept {
  state: string;
  readonly remembered: Remembered;
  /** The run that met it last. */
  run: number;
}

/** What one process has read of a publication, for as long as it runs: nothing is written. */
export class RamMemory implements EarlierRuns {
  readonly sources: Memory = {
    recall: (name, unchanged) => this.#recall(name, unchanged),
    remember: (name, state, remembered) => void this.#kept.set(name, { state, remembered, run: this.#run }),
  };
  readonly #kept = new Map<string, Kept>();
  #context = '';
  #run = 0;

  /** To be called before each run. @param context All that records follow from besides their files; another one empties the memory. */
  begin(context: string): void {
    const key = hash('sha256', context);
    if (key !== this.#context) this.#kept.clear();
    this.#context = key;
    this.#run += 1;
  }

  /** To be called after a run that went through: what it did not meet is gone. */
  forgetOthers(): void {
    for (const [name, { run }] of this.#kept) if (run !== this.#run) this.#kept.delete(name);
  }

  /** Whoever holds this memory changes no lock, so its text may be anybody's. */
  isOwnLock(): boolean {
    return false;
  }

  #recall(name: string, unchanged: (before: string) => string | undefined): Remembered | undefined {
    const kept = this.#kept.get(name);
    const state = kept && unchanged(kept.state);
    if (!kept || state === undefined) return undefined;
    if (!kept.remembered.media.every(([path, before]) => unchangedSince(before, path) !== undefined)) return undefined;
    kept.state = state;
    kept.run = this.#run;
    return kept.remembered;
  }
}
