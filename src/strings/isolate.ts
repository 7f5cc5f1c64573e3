import { isolated } from './language.ts';

/**
 * Lines of one paragraph: what is isolated (UAX 9) over a line's end is so on each, for a terminal knows only lines. Such
 * a line ends in no space, since two isolates in one line would change places.
 */
export function isolatedLines(lines: readonly string[]): readonly string[] {
  if (!lines.some((line) => /[\u2066-\u2068]/.test(line))) return lines;
  let open: string[] = [];
  return lines.map((line) => {
    const whole = open.join('') + line;
    open = [];
    for (const [sign] of whole.matchAll(/[\u2066-\u2069]/g)) {
      if (sign === '\u2069') open.pop();
      else open.push(sign);
    }
    return open.length > 0 ? whole.trimEnd() + '\u2069'.repeat(open.length) : whole;
  });
}

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
