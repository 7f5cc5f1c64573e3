import type { Manuscript } from '../model/article.ts';
import type { Problem } from '../model/problem.ts';
import type { NotedAnswer } from './answers.ts';

/** Results of earlier runs, so that an unchanged file need not be read again. */
export interface Memory {
  /** The articles of a file with this signature. */
  recall(name: string, signature: string): Remembered | undefined;
  remember(name: string, signature: string, remembered: Remembered): void;
}

/** All that a file came to. */
export interface Remembered {
  readonly manuscripts: readonly Manuscript[];
  /** Warnings; a file with errors is not remembered. */
  readonly problems: readonly Problem[];
  /** The local files that it shows or offers, each with its signature. */
  readonly media: readonly (readonly [path: string, signature: string])[];
  /** The answers that the rest of the publication gave about its links and files. */
  readonly answers: readonly NotedAnswer[];
}
