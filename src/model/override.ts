import type { Locate, Problem } from './problem.ts';

/**
 * A warning for each text in a value that holds an override (UAX 9: U+202D, U+202E), at its place: one line of it shows
 * its letters in another order than was written. Marks and isolates, which right-to-left writers need, are let pass.
 */
export function overridesIn(value: unknown, at: Locate, path: readonly PropertyKey[] = []): Problem[] {
  if (typeof value === 'string') return overrideIn(value, String(path.findLast(isKey) ?? 'text'), () => at(path));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    overridesIn(inner, at, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

/** The same for one text, which a message calls `name`. */
export function overrideIn(text: string | undefined, name: string, place: () => ReturnType<Locate>): Problem[] {
  const [sign] = /[\u202d\u202e]/.exec(text ?? '') ?? [];
  if (sign === undefined) return [];
  const message = `"${name}" holds U+${sign.charCodeAt(0).toString(16).toUpperCase()}, which shows the letters after it in another order`;
  const hint =
    'Take this unseen sign out. To part directions, marks (U+200E, U+200F) and isolates (U+2066 to U+2069) do.';
  return [{ severity: 'warning', rule: 'override', message, hint, ...place() }];
}

function isKey(part: PropertyKey): boolean {
  return typeof part === 'string';
}
