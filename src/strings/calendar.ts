import { capitalised, dateWriter, perLanguage, settled } from './language.ts';

/** The day of an RFC 3339 instant without its year, by its own offset: "23 November". */
export function formatDayOfYear(instant: string, language: string): string {
  return daysOfYear(language)(instant);
}

/** The day of an RFC 3339 instant within its month, by its own offset: "23". */
export function formatDayOfMonth(instant: string, language: string): string {
  return daysOfMonth(language)(instant);
}

/** The month of an RFC 3339 instant, by its own offset, as a heading: "November", even where a text has "novembre". */
export function formatMonth(instant: string, language: string): string {
  return capitalised(months(language)(instant), language);
}

const daysOfYear = dateWriter({ day: 'numeric', month: 'long' });
const daysOfMonth = dateWriter({ day: 'numeric' });
const longMonths = dateWriter({ month: 'long' });
const numberedMonths = dateWriter({ month: 'short' });

/** CLDR names a month of simplified Chinese 十一月 where it stands alone, and 11月 within a date. */
const months = perLanguage((language) =>
  new Intl.Locale(language).language === 'zh' ? numberedMonths(language) : longMonths(language),
);

/** A file's size as a language writes it, in units of a thousand: "2.3 MB", "3 bytes". */
export function formatSize(bytes: number, language: string): string {
  const unit = units.findLastIndex((_, power) => bytes >= 1000 ** power);
  return sizes(language)[Math.max(unit, 0)]!.format(bytes / 1000 ** Math.max(unit, 0));
}

/** A duration as players show it: "2:34", "1:02:34". */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const pad = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(rest)}` : `${minutes}:${pad(rest)}`;
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];

const sizes = perLanguage((language) =>
  units.map((unit) => {
    const locale = unit === 'byte' ? countingBytes(settled(language)) : settled(language);
    // Only the whole word has a plural: CLDR's short one makes "3 byte" in English. In Arabic it shortens some units alone.
    const unitDisplay = unit === 'byte' || locale.language === 'ar' ? 'long' : 'short';
    return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay, maximumSignificantDigits: 3 });
  }),
);

/** CLDR has a word for bytes in the traditional Chinese of Hong Kong alone. */
function countingBytes(locale: Intl.Locale): Intl.Locale {
  const { language, script } = locale.maximize();
  return language === 'zh' && script === 'Hant' ? new Intl.Locale('zh-HK') : locale;
}
