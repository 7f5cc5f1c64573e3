import type { Manuscript } from '../model/article.ts';
import type { Problem } from '../model/problem.ts';
import type { NotedAnswer } from './answers.ts';

/** Results of earlier runs, so that an unchanged file need not be read again. */
export interface Memory {
  /** Called with the number of files that there are, before the first is asked for. */
  expect?(files: number): void;
  /**
   * The articles of a file, if it is still as it was.
   * @param unchanged Compares with what was remembered of the file's state; returns the state to remember from now on.
   */
  recall(name: string, unchanged: (before: string) => string | undefined): Remembered | undefined;
  /** What was known of a file before any was read; absolute. */
  signatureOf?(path: string): string | undefined;
  remember(name: string, state: string, remembered: Remembered): void;
}

/** All that a file came to. */
export interface Remembered {
  readonly manuscripts: readonly Manuscript[];
  /** Warnings; a file with errors is not remembered. */
  readonly problems: readonly Problem[];
  /** The local files that it shows or offers, each with its state. */
  readonly media: readonly (readonly [path: string, state: string])[];
  /** The answers that the rest of the publication gave about its links and files. */
  readonly answers: readonly NotedAnswer[];
}
