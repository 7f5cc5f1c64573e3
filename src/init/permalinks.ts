/** Translates the pattern of a generator, such as `/:year/:title/`; undefined if it holds a word that has no counterpart. */
export function translated(pattern: string, words: Readonly<Record<string, string>>): string | undefined {
  let isKnown = true;
  const path = pattern.replace(/:([a-z_]+)/gi, (_, word: string) => {
    const own = words[word.toLowerCase()];
    isKnown &&= own !== undefined;
    return own ?? '';
  });
  const whole = `/${path}`.replace(/\/{2,}/g, '/');
  return isKnown && /\{(slug|title|filename)\}/.test(whole) && !/[?#\s\\]/.test(whole) ? whole : undefined;
}

/** Words that mean the same to all generators. */
export const dates = { year: '{year}', month: '{month}', day: '{day}' } as const;
