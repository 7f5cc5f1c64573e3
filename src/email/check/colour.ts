import { ownValue } from '../../lib/own-value.ts';

/** Red, green and blue from 0 to 255, and how much of it covers what lies behind, from 0 to 1. */
export interface Colour {
  readonly channels: readonly [number, number, number];
  readonly alpha: number;
}

/** Reads a colour as CSS writes it: `#rgb`, `#rrggbb`, `rgb()`, `hsl()` or one of the names that letters use. */
export function readColour(text: string): Colour | undefined {
  const value = text.trim().toLowerCase();
  const hex = ownValue(names, value) ?? /^#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/.exec(value)?.[1];
  if (hex !== undefined) return ofHex(hex);
  const [, kind, list] = /^(rgb|hsl)a?\(([^()]*)\)$/.exec(value) ?? [];
  const parts = list?.split(/[\s,/]+/).filter(Boolean) ?? [];
  if (kind === undefined || parts.length < 3 || parts.length > 4) return undefined;
  const alpha = parts[3] === undefined ? 1 : amount(parts[3], 1);
  const channels =
    kind === 'rgb'
      ? parts.slice(0, 3).map((part) => amount(part, 255))
      : ofHue(Number.parseFloat(parts[0]!), amount(parts[1]!, 1), amount(parts[2]!, 1));
  const known = [...channels, alpha].every((one) => Number.isFinite(one));
  return known ? { channels: channels as [number, number, number], alpha: Math.min(1, Math.max(0, alpha)) } : undefined;
}

/** A colour laid over another one that covers everything. */
export function over(top: Colour, bottom: Colour): Colour {
  const mixed = top.channels.map((one, index) => one * top.alpha + bottom.channels[index]! * (1 - top.alpha));
  return { channels: mixed as [number, number, number], alpha: 1 };
}

/** As `#rrggbb`, without what covers. */
export function inHex({ channels }: Colour): string {
  return `#${channels.map((one) => Math.round(one).toString(16).padStart(2, '0')).join('')}`;
}

function ofHex(hex: string): Colour {
  const digits = hex.length < 6 ? [...hex].map((one) => one + one) : hex.match(/../g)!;
  const [red, green, blue, alpha = 255] = digits.map((pair) => Number.parseInt(pair, 16)) as [number, number, number];
  return { channels: [red, green, blue], alpha: alpha / 255 };
}

function ofHue(hue: number, saturation: number, lightness: number): number[] {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  return [0, 8, 4].map((offset) => {
    const place = (((offset + hue / 30) % 12) + 12) % 12;
    return 255 * (lightness - reach * Math.max(-1, Math.min(place - 3, 9 - place, 1)));
  });
}

/** A number, or a share of the whole in per cent. */
function amount(text: string, whole: number): number {
  const number = /^[+-]?[\d.]+%?$/.test(text) ? Number.parseFloat(text) : Number.NaN;
  return text.endsWith('%') ? (number / 100) * whole : number;
}

const names: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  transparent: '00000000',
  black: '000000',
  white: 'ffffff',
  gray: '808080',
  grey: '808080',
  silver: 'c0c0c0',
  lightgray: 'd3d3d3',
  lightgrey: 'd3d3d3',
  darkgray: 'a9a9a9',
  dimgray: '696969',
  whitesmoke: 'f5f5f5',
  red: 'ff0000',
  maroon: '800000',
  orange: 'ffa500',
  gold: 'ffd700',
  yellow: 'ffff00',
  olive: '808000',
  lime: '00ff00',
  green: '008000',
  teal: '008080',
  aqua: '00ffff',
  cyan: '00ffff',
  blue: '0000ff',
  navy: '000080',
  purple: '800080',
  fuchsia: 'ff00ff',
  magenta: 'ff00ff',
  brown: 'a52a2a',
  pink: 'ffc0cb',
  tomato: 'ff6347',
});
