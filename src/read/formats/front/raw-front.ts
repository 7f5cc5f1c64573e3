import { grouped } from '../../../lib/count-words.ts';
import type { Locate, Problem } from '../../../model/problem.ts';
import type { FrontSyntax } from '../split.ts';

export interface FrontSource {
  readonly text: string;
  /** The file as the person would type it. */
  readonly file: string;
  readonly syntax: FrontSyntax;
  /** Lines of the file before the text. */
  readonly linesBefore: number;
}

/** A document with any keys. */
export type RawFront =
  | { readonly value: RawRecord; readonly at: Locate }
  | { readonly value?: undefined; readonly problems: readonly Problem[] };

export type RawRecord = Readonly<Record<string, unknown>>;

/** More than a megabyte is a file that somebody meant otherwise. */
export const longestFront = 200_000;

export function tooLong(rule: string, place: ReturnType<Locate>): Problem {
  return {
    severity: 'error',
    rule,
    message: `more than ${grouped(longestFront)} characters of settings`,
    hint: 'Text belongs below the front matter, and pictures into files of their own.',
    ...place,
  };
}

/** The values as YAML front matter has them: numbers and truth values are the text that a person would write. */
export function asWritten(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(asWritten);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asWritten(inner)]));
}
