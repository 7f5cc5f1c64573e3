import { contrast, linearChannels } from './contrast.ts';

/**
 * The colour nearest to `wanted` whose contrast with each colour of `against` is at least `needed`: of the same hue, and
 * of the same chroma as far as screens have it, lighter or darker, whichever is the smaller change (in OKLCH, where equal
 * steps of lightness look equal). A colour that passes is its own nearest.
 * @returns undefined if nothing from black to white passes, because the colours of `against` are too far apart.
 */
export function nearestColour(wanted: string, against: readonly string[], needed: number): string | undefined {
  const passes = (color: string) => against.every((other) => contrast(color, other) >= needed);
  if (passes(wanted)) return wanted.toLowerCase();
  const { lightness } = inOklch(wanted);
  for (let step = 0; step <= lightnessSteps; step += 1) {
    const change = step / lightnessSteps;
    const both = [lightness - change, lightness + change].map((one) => atLightness(wanted, one));
    const [better] = both.filter(passes).toSorted((a, b) => worst(b, against) - worst(a, against));
    if (better !== undefined) return better;
  }
  return undefined;
}

/** More than an eye, or two digits of a channel, can tell apart. */
export const lightnessSteps = 1024;

function worst(color: string, against: readonly string[]): number {
  return Math.min(...against.map((other) => contrast(color, other)));
}

/** A colour with another lightness from 0 to 1; what is below is black, and above white. */
export function atLightness(color: string, lightness: number): string {
  if (lightness <= 0) return '#000000';
  if (lightness >= 1) return '#ffffff';
  const { chroma, hue } = inOklch(color);
  const shown = (part: number) => inRgb(lightness, chroma * part, hue);
  if (isShown(shown(1))) return inHex(shown(1));
  // Screens show less chroma in dark and in light colours: the most that they show of this hue, within a hundredth.
  let [least, most] = [0, 1];
  while (most - least > 0.01) {
    const middle = (least + most) / 2;
    if (isShown(shown(middle))) least = middle;
    else most = middle;
  }
  return inHex(shown(least));
}

interface Oklch {
  readonly lightness: number;
  readonly chroma: number;
  /** In radians. */
  readonly hue: number;
}

/** CSS Color 4, section 9 and its sample code: from linear sRGB by the cone responses to OKLab. */
function inOklch(color: string): Oklch {
  const [red, green, blue] = linearChannels(color);
  const long = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const middle = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const short = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  const lightness = 0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short;
  const a = 1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short;
  const b = 0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short;
  return { lightness, chroma: Math.hypot(a, b), hue: Math.atan2(b, a) };
}

type Channels = readonly [red: number, green: number, blue: number];

/** The way back; channels may lie outside of 0 to 1. */
function inRgb(lightness: number, chroma: number, hue: number): Channels {
  const [a, b] = [chroma * Math.cos(hue), chroma * Math.sin(hue)];
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short,
  ];
}

function isShown(channels: Channels): boolean {
  return channels.every((value) => value >= -tolerance && value <= 1 + tolerance);
}

/** Less than half a step of a channel. */
const tolerance = 0.0001;

function inHex(channels: Channels): string {
  const digits = channels.map((value) => {
    const share = Math.min(1, Math.max(0, value));
    const curved = share <= 0.0031308 ? share * 12.92 : 1.055 * share ** (1 / 2.4) - 0.055;
    return Math.round(curved * 255)
      .toString(16)
      .padStart(2, '0');
  });
  return `#${digits.join('')}`;
}
