import { hash } from 'node:crypto';
import type { Memory, Remembered } from '../../read/memory.ts';
import { unchangedSince } from '../../system/file-state.ts';
import type { LastLock } from '../lock/lock-file.ts';
import type { EarlierRuns } from '../prepare.ts';
import { type StoredRecord, storedRecords } from './stored-records.ts';

interface Kept {
  state: string;
  readonly remembered: Remembered;
  /** The run that met it last. */
  run: number;
}

/**
 * What one process has read of a publication, for as long as it runs. It begins with what the last build wrote down, and
 * writes nothing itself.
 */
export class RamMemory implements EarlierRuns {
  readonly lastLock: LastLock = {};
  readonly sources: Memory = {
    recall: (name, unchanged) => this.#recall(name, unchanged),
    remember: (name, state, remembered) => void this.#kept.set(name, { state, remembered, run: this.#run }),
  };
  readonly #kept = new Map<string, Kept>();
  #stored: ReadonlyMap<string, StoredRecord> = new Map();
  #context = '';
  #run = 0;

  /** To be called before each run. @param context As `contextOf` makes it; another one empties the memory. */
  begin(directory: string, context: string): void {
    const key = hash('sha256', context);
    if (key !== this.#context) {
      this.#kept.clear();
      this.#stored = storedRecords(directory, context);
    }
    this.#context = key;
    this.#run += 1;
  }

  /** To be called after a run that went through: what it did not meet is gone. */
  forgetOthers(): void {
    this.#stored = new Map();
    for (const [name, { run }] of this.#kept) if (run !== this.#run) this.#kept.delete(name);
  }

  /** A lock that anybody may have changed is looked at; one that is still the last one is not read again. */
  isOwnLock(): boolean {
    return false;
  }

  #recall(name: string, unchanged: (before: string) => string | undefined): Remembered | undefined {
    const kept = this.#kept.get(name) ?? this.#fromBuild(name);
    const state = kept && unchanged(kept.state);
    if (!kept || state === undefined) return undefined;
    if (!kept.remembered.media.every(([path, before]) => unchangedSince(before, path) !== undefined)) return undefined;
    kept.state = state;
    kept.run = this.#run;
    this.#kept.set(name, kept);
    return kept.remembered;
  }

  #fromBuild(name: string): Kept | undefined {
    const stored = this.#stored.get(name);
    const remembered = stored?.remembered();
    return remembered && { state: stored!.state, remembered, run: this.#run };
  }
}
