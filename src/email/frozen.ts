import type { Letter } from './letter.ts';
import type { SharedHeaders } from './message/shared-headers.ts';
import type { TagWay } from './variant.ts';

/** A compiled letter as it is kept for as long as its sending lasts, so that nothing is compiled twice. Plain JSON. */
export interface FrozenLetter {
  /** BCP 47. */
  readonly language: string;
  readonly letter: Pick<Letter, 'subject' | 'html' | 'text'>;
  /** Under the name by which every version has kept it. */
  readonly mailing: SharedHeaders;
  /** The web page that this letter stands for. */
  readonly viewUrl: string;
}

/**
 * Who gets which letter: the first way that a subscriber meets. Ways of one language exclude each other and leave
 * nobody out.
 */
export interface Way extends TagWay {
  /** Only for readers of this language; the ways of the issue's own language have none, and stand last. */
  readonly language?: string;
}
