import { perLanguage, settled } from './language.ts';

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
    // Only the whole word has a plural: CLDR's short one makes "3 byte" in English.
    const unitDisplay = unit === 'byte' ? 'long' : 'short';
    return new Intl.NumberFormat(settled(language), { style: 'unit', unit, unitDisplay, maximumSignificantDigits: 3 });
  }),
);
