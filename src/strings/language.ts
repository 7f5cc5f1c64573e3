/** Which way a language (BCP 47) is written, by its script: `ks-Deva` runs the other way than `ks`. */
export const directionOf = perLanguage((language): 'ltr' | 'rtl' => {
  return rightToLeft.has(new Intl.Locale(language).maximize().script ?? '') ? 'rtl' : 'ltr';
});

/**
 * The day of an RFC 3339 instant, written out as a language does: "23 November 2026". It is the day that its own
 * offset says, so that no reader's clock moves it.
 */
export function formatDate(instant: string, language: string): string {
  return longDates(language).format(new Date(`${instant.slice(0, 19)}Z`));
}

/** Names as a language lists them: "A, B, and C". */
export function joinNames(names: readonly string[], language: string): string {
  return conjunctions(language).format(names);
}

/** Makes something once for each language and keeps it: what `Intl` makes costs a hundred times what using it does. */
export function perLanguage<T>(make: (language: string) => T): (language: string) => T {
  const made = new Map<string, T>();
  return (language) => {
    const known = made.get(language);
    if (known !== undefined) return known;
    const value = make(language);
    made.set(language, value);
    return value;
  };
}

const longDates = perLanguage((language) => new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }));
const conjunctions = perLanguage((language) => new Intl.ListFormat(language, { type: 'conjunction' }));

/** ISO 15924 codes of the scripts in use that run from right to left. */
const rightToLeft = new Set(['Adlm', 'Arab', 'Aran', 'Hebr', 'Mand', 'Nkoo', 'Rohg', 'Samr', 'Syrc', 'Thaa', 'Yezi']);
