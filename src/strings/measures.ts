import { perLanguage } from './language.ts';

/** A file's size as a language writes it, in units of a thousand: "2.3 MB". */
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
  units.map((unit) => new Intl.NumberFormat(language, { style: 'unit', unit, maximumSignificantDigits: 3 })),
);
