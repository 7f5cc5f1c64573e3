import { hash } from 'node:crypto';
import type { Memory, Remembered } from '../../read/memory.ts';
import { unchangedSince } from '../../system/file-state.ts';
import { signatureOf } from '../../system/files.ts';
import type { LastLock } from '../lock/lock-file.ts';
import type { EarlierRuns } from '../prepare.ts';
import { type RecordPlace, type StoredRecord, storedRecords } from './stored-records.ts';

export interface ReadingProgress {
  readonly done: number;
  readonly total: number;
}

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
  /** How far the last run is with its files. */
  progress: ReadingProgress = { done: 0, total: 0 };
  readonly lastLock: LastLock = {};
  readonly sources: Memory = {
    signatureOf: (path) => this.#signatureOf(path),
    recall: (name, unchanged) => this.#recall(name, unchanged),
    remember: (name, state, remembered) => {
      this.#advance(1);
      this.#kept.set(name, { state, remembered, run: this.#run });
    },
    expect: (files) => {
      this.#steps = 0;
      this.progress = { done: 0, total: files };
    },
  };
  readonly #kept = new Map<string, Kept>();
  #stored: ReadonlyMap<string, StoredRecord> = new Map();
  /** Asked for once in a run: many articles may show one picture. */
  readonly #signatures = new Map<string, string>();
  #context = '';
  #run = 0;
  /** Two for a file: it is parsed and, once all are, resolved. */
  #steps = 0;

  /** To be called before each run: another context empties the memory. */
  begin(place: RecordPlace): void {
    const key = hash('sha256', place.context);
    if (key !== this.#context) {
      this.#kept.clear();
      this.#stored = storedRecords(place);
    }
    this.#context = key;
    this.#run += 1;
    this.#signatures.clear();
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
    this.#advance(1);
    if (!kept || state === undefined) return undefined;
    const isSame = ([path, before]: readonly [string, string]) =>
      unchangedSince(before, path, this.#signatureOf(path)) !== undefined;
    if (!kept.remembered.media.every(isSame)) return undefined;
    this.#advance(1);
    kept.state = state;
    kept.run = this.#run;
    this.#kept.set(name, kept);
    return kept.remembered;
  }

  #advance(steps: number): void {
    this.#steps += steps;
    const { total } = this.progress;
    this.progress = { done: Math.min(total, Math.floor(this.#steps / 2)), total };
  }

  #signatureOf(path: string): string {
    const signature = this.#signatures.get(path) ?? signatureOf(path);
    this.#signatures.set(path, signature);
    return signature;
  }

  #fromBuild(name: string): Kept | undefined {
    const stored = this.#stored.get(name);
    const remembered = stored?.remembered();
    return remembered && { state: stored!.state, remembered, run: this.#run };
  }
}
