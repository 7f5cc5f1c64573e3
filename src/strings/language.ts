/** Which way a language (BCP 47) is written, by its script: `ks-Deva` runs the other way than `ks`. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return rightToLeft.has(new Intl.Locale(language).maximize().script ?? '') ? 'rtl' : 'ltr';
}

/**
 * The day of an RFC 3339 instant, written out as a language does: "23 November 2026". It is the day that its own
 * offset says, so that no reader's clock moves it.
 */
export function formatDate(instant: string, language: string): string {
  const wallClock = new Date(`${instant.slice(0, 19)}Z`);
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(wallClock);
}

/** Names as a language lists them: "A, B, and C". */
export function joinNames(names: readonly string[], language: string): string {
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(names);
}

/** ISO 15924 codes of the scripts in use that run from right to left. */
const rightToLeft = new Set(['Adlm', 'Arab', 'Aran', 'Hebr', 'Mand', 'Nkoo', 'Rohg', 'Samr', 'Syrc', 'Thaa', 'Yezi']);
