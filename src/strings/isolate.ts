import { isolated } from './language.ts';

/**
 * The same words, which isolate whatever text they take where it runs the other way: a Latin name in a Hebrew
 * sentence, or an address in an Arabic one.
 */
export function isolating<T extends object>(words: T, language: string): T {
  const entries = Object.entries(words).map(([name, word]) => {
    if (typeof word !== 'function') return [name, word];
    return [
      name,
      (...values: unknown[]) =>
        word(...values.map((value) => (typeof value === 'string' ? isolated(value, language) : value))),
    ];
  });
  return Object.fromEntries(entries) as T;
}
