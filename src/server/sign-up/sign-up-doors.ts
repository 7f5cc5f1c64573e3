import type { Doors } from '../doors.ts';
import type { CeilingNotice } from './ceiling-notice.ts';

/** Everything else that the form needs. */
export interface SignUpDoors extends Doors {
  /** The sites whose pages may hold the form. */
  readonly allowed: ReadonlySet<string>;
  readonly notice: CeilingNotice;
  /** Tells the log of the first form that was made with other settings. */
  readonly outdated: () => void;
}
