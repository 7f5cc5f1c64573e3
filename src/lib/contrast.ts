/** The contrast of two colours such as `#1a1a1a`, from 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/**
 * The colour nearest to `color`, by mixing black or white into it, whose contrast with each of `grounds` is at least
 * `least`; undefined if there is none, because the grounds themselves are too far apart.
 */
export function nearestWithContrast(color: string, grounds: readonly string[], least: number): string | undefined {
  for (let part = 0; part <= steps; part += 1) {
    for (const pole of [0, 255]) {
      const mixed = channels(color).map((value) => Math.round(value + ((pole - value) * part) / steps));
      const candidate = `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
      if (grounds.every((ground) => contrast(candidate, ground) >= least)) return candidate;
    }
  }
  return undefined;
}

const steps = 256;

/** WCAG 2.2, "relative luminance". */
function luminance(color: string): number {
  const [red, green, blue] = channels(color).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(color: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(color.slice(start, start + 2), 16));
}
