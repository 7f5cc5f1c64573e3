import type { Locate, Problem } from '../../../model/problem.ts';

/** A value as front matter gives it, by the path of its key. */
export interface Given {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** Whether a key is ours, and not another word for it. */
export function isOwn(key: string, path: readonly string[]): boolean {
  return path.length === 1 && path[0] === key;
}

/** A value of another program's that says nothing here: the article does without it. */
export function unusedValue(path: readonly string[], kind: string, at: Locate): Problem {
  return {
    severity: 'warning',
    rule: 'unused-value',
    message: `"${path.join('.')}" is not used: it must be ${kind}`,
    ...at(path),
  };
}

export interface FrontRules {
  readonly timezone: string;
  /** Whether unknown keys and values that cannot be understood are errors. */
  readonly isStrict: boolean;
  /** Whether tags in one text are words with blanks between them. */
  readonly tagsAtBlanks: boolean;
}

/** Whether a value is a mapping. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value says anything: an empty text, an empty list and one of empty texts do not. */
export function isFilled(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isFilled);
  return value !== null && value !== undefined && value !== '';
}

/** A key that says nothing here. */
export function unused({ path }: Given, at: Locate, hint?: string): Problem {
  return {
    severity: 'warning',
    rule: 'unused-key',
    message: `"${path.join('.')}" is not used`,
    ...(hint !== undefined && { hint }),
    ...at(path, 'key'),
  };
}

/** A second word for one of our keys. */
export function unneeded(given: Given, { path: taken }: Given, at: Locate): Problem {
  return unused(given, at, `"${taken.join('.')}" says the same and comes first.`);
}
