import type { Config, SmtpSettings } from '../config/config.ts';
import type { Problem } from '../model/problem.ts';

/** A message that only waits to be handed over. */
export interface TestLetter {
  /** Of the issue: its id, a URI, and its slug. */
  readonly issue: string;
  readonly slug: string;
  readonly message: Uint8Array;
  /** Bare addresses. */
  readonly sender: string;
  readonly to: string;
  /** Absent for a message that goes to a file. */
  readonly smtp?: SmtpSettings;
  /** Warnings about the issue and its articles. */
  readonly problems: readonly Problem[];
}

export interface TestRequest {
  readonly config: Config;
  readonly now: Date;
  /** Whether no mail server is needed. */
  readonly toFile: boolean;
  /** Where the address was given, for messages; `--to` by default. */
  readonly named?: string;
}
