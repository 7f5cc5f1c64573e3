import type { SharpLoader } from '../system/sharp.ts';
import type { AskMedia } from './media.ts';
import type { BuildLockOptions } from './output/build-lock.ts';
import type { Written } from './output/write.ts';
import type { Prepared } from './prepare.ts';

/** Its problems are warnings, and errors of the letters in `unmade`. */
export interface Built extends Rendered, Written {
  /** Whether the build before had the same problems. */
  readonly told: boolean;
}

export interface Rendered extends Prepared {
  /** The slugs of the letters that cannot be made. All else can be published. */
  readonly unmade: readonly string[];
}

export interface BuildOptions extends BuildLockOptions {
  /** Refuses to change the lock: for machines whose changes are not committed, such as CI. */
  readonly frozen?: boolean;
  /** Asks the web for missing facts about remote files; without it nothing is asked. */
  readonly askMedia?: AskMedia;
  /** The slug of a letter without which nothing is built. */
  readonly needs?: string;
  /** The way to sharp, other than the installed one. */
  readonly sharp?: SharpLoader;
  /** Called with each piece of the output that is ready. */
  readonly onProgress?: (done: number, total: number) => void;
}
