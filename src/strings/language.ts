import { americanDay, isAmerican } from './american.ts';

/** The writing direction of a language (BCP 47), by its script: `ks-Deva` runs the other way than `ks`. */
export const directionOf = perLanguage((language): 'ltr' | 'rtl' => {
  return rightToLeft.has(new Intl.Locale(language).maximize().script ?? '') ? 'rtl' : 'ltr';
});

/**
 * A text to be put within others of a language: between isolates (UAX 9: U+2068 and U+2069) where it runs the other
 * way and would move the words around it.
 */
export function isolated(text: string, language: string): string {
  const rest = text.replace(/\u2068[^\u2068\u2069]*\u2069/g, '');
  return runsAgainst(rest, directionOf(language)) ? `\u2068${text}\u2069` : text;
}

/** Whether a text holds letters that are written from right to left. */
export function turnsLeft(text: string): boolean {
  return lettersToLeft.test(text);
}

/**
 * The day of an RFC 3339 instant, written out as a language does: "23 November 2026". It is the day that its own
 * offset says, so that no reader's clock moves it.
 */
export function formatDate(instant: string, language: string): string {
  return longDates(language)(instant).replace(yearWord, '');
}

/**
 * Writes the day of RFC 3339 instants in one form for each language, by the calendar of RFC 3339: another one would
 * contradict the years in headings of lists and in addresses. A tag that asks for one (`-u-ca-persian`) gets it.
 */
export function dateWriter(options: Intl.DateTimeFormatOptions): (language: string) => (instant: string) => string {
  return perLanguage((language) => {
    let made: Intl.DateTimeFormat | undefined;
    const format = () => (made ??= new Intl.DateTimeFormat(settled(language), { ...options, timeZone: 'UTC' }));
    const first = firstOfMonth(language);
    // A letter prints the same days again and again, and Intl takes its time.
    const written = new Map<string, string>();
    return (instant) => {
      const key = instant.slice(0, 10);
      const known = written.get(key) ?? write(instant);
      if (written.size > 1_000) written.clear();
      written.set(key, known);
      return known;
    };
    function write(instant: string): string {
      const day = new Date(`${instant.slice(0, 19)}Z`);
      const known = isAmerican(language) ? americanDay(day, options) : undefined;
      if (known !== undefined) return known;
      if (first === undefined || day.getUTCDate() > 1) return format().format(day);
      const parts = format().formatToParts(day);
      return parts.map(({ type, value }) => (type === 'day' && value === '1' ? first : value)).join('');
    }
  });
}

/** The locale of a language with what Intl would else decide by country. */
export const settled = perLanguage((tag): Intl.Locale => {
  const { language, calendar = 'gregory', numberingSystem } = new Intl.Locale(tag);
  // Arabic news sites, in Cairo as in Rabat, write 2026, not ٢٠٢٦; so do the years in our addresses and headings.
  const digits = numberingSystem ?? (language === 'ar' ? 'latn' : undefined);
  return new Intl.Locale(tag, { calendar, ...(digits && { numberingSystem: digits }) });
});

/** Names as a language lists them, "A, B, and C"; `write` says how to write each, as some make it a link. */
export function joinNames(
  names: readonly string[],
  language: string,
  write: (name: string, index: number) => string = (name) => isolated(name, language),
): string {
  if (names.length === 1) return write(names[0]!, 0);
  let index = 0;
  return conjunctions(language)
    .formatToParts(names)
    .map(({ type, value }) => (type === 'element' ? write(value, index++) : value))
    .join('');
}

/** A name at the beginning of a line, with a capital where its script has them. */
export function capitalised(text: string, language: string): string {
  const [first = ''] = text;
  return first.toLocaleUpperCase(language) + text.slice(first.length);
}

/** Creates a value once for each language and keeps it: creating an `Intl` object costs a hundred times its use. */
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

/** French, Italian and Brazilian Portuguese count only the first day of a month: CLDR has no form for it. */
function firstOfMonth(tag: string): string | undefined {
  const { language, region } = new Intl.Locale(tag).maximize();
  if (language === 'fr') return '1er';
  return language === 'it' || (language === 'pt' && region === 'BR') ? '1º' : undefined;
}

/** In Russian and Ukrainian officials write "2026 г.", news sites 2026 alone; and no line should begin with that word. */
const yearWord = /\s[гр]\.$/u;

const longDates = dateWriter({ dateStyle: 'long' });
const conjunctions = perLanguage((language) => new Intl.ListFormat(language, { type: 'conjunction' }));

/** Digits turn with the text around them, so that in a text from right to left those alone count as foreign. */
function runsAgainst(text: string, direction: 'ltr' | 'rtl'): boolean {
  if (direction === 'ltr') return lettersToLeft.test(text);
  return lettersToRight.test(text) || (/\p{N}/u.test(text) && !lettersToLeft.test(text));
}

/** ISO 15924 codes of the scripts in use that run from right to left. */
const scripts = ['Adlm', 'Arab', 'Aran', 'Hebr', 'Mand', 'Nkoo', 'Rohg', 'Samr', 'Syrc', 'Thaa', 'Yezi'];
const rightToLeft = new Set(scripts);

// Aran is a style of Arab, and no script of Unicode.
const ofScripts = scripts.map((script) => (script === 'Aran' ? '' : `\\p{Script=${script}}`)).join('');
const lettersToLeft = new RegExp(`[${ofScripts}]`, 'u');
const lettersToRight = new RegExp(`[\\p{L}--[${ofScripts}]]`, 'v');
