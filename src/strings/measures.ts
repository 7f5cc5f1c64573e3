/** A file's size as a language writes it, in units of a thousand: "2.3 MB". */
export function formatSize(bytes: number, language: string): string {
  const step = sizes.findLast(({ from }) => bytes >= from) ?? sizes[0];
  const options = { style: 'unit', unit: step.unit, unitDisplay: 'short', maximumSignificantDigits: 2 } as const;
  // Whole bytes and kilobytes read best with all their digits.
  const exact = { ...options, maximumSignificantDigits: undefined, maximumFractionDigits: 0 };
  const value = bytes / Math.max(step.from, 1);
  return new Intl.NumberFormat(language, value < 10 && step.from > 0 ? options : exact).format(value);
}

/** A duration as players show it: "2:34", "1:02:34". */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const pad = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(rest)}` : `${minutes}:${pad(rest)}`;
}

const sizes = [
  { from: 0, unit: 'byte' },
  { from: 1_000, unit: 'kilobyte' },
  { from: 1_000_000, unit: 'megabyte' },
  { from: 1_000_000_000, unit: 'gigabyte' },
] as const;
