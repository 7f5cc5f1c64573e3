import type { Letter } from './letter.ts';
import type { SharedHeaders } from './message/shared-headers.ts';
import type { TagWay } from './variant.ts';

/** A compiled letter, stored until its sending ends, so that nothing is compiled twice. Plain JSON. */
export interface FrozenLetter {
  /** BCP 47. */
  readonly language: string;
  readonly letter: Pick<Letter, 'subject' | 'html' | 'text'>;
  /** The shared headers; the key has this name in the state files of every version. */
  readonly mailing: SharedHeaders;
  /** The address of the letter's web page. */
  readonly viewUrl: string;
}

/**
 * A subscriber gets the letter of the first way that matches. Of the ways of one language, exactly one matches every
 * subscriber.
 */
export interface Way extends TagWay {
  /** Only for readers of this language; the ways of the issue's own language have none, and come last. */
  readonly language?: string;
}
