import { contrast } from '../../lib/contrast.ts';
import { cascade, type OwnStyle } from './cascade.ts';
import { type Colour, inHex, over, readColour } from './colour.ts';
import type { Finding } from './finding.ts';
import { isUnread, type Markup, type Tag } from './markup.ts';
import type { ParsedMessage } from './message.ts';

/**
 * Texts that are hard to tell from what lies behind them (WCAG 2.2, 1.4.3), computed from the letter's own styles: as
 * light mode shows them and as dark mode does. A pair of colours is reported once in a mode.
 */
export function findContrast({ markup }: ParsedMessage): Finding[] {
  const light = faintPairs(markup, 'light');
  const known = new Set(light.map(keyOf));
  const dark = faintPairs(markup, 'dark').filter((pair) => !known.has(keyOf(pair)));
  return [...light.map((pair) => finding(pair, 'light')), ...dark.map((pair) => finding(pair, 'dark'))];
}

interface Pair {
  readonly text: string;
  readonly color: string;
  readonly background: string;
  readonly ratio: number;
  readonly least: number;
}

function keyOf({ color, background }: Pair): string {
  return `${color} ${background}`;
}

function finding({ text, color, background, ratio, least }: Pair, mode: 'light' | 'dark'): Finding {
  const sample = text.length > 40 ? `${text.slice(0, 39).toWellFormed()}…` : text;
  return {
    rule: mode === 'light' ? 'contrast' : 'dark-contrast',
    message: `"${sample}" is ${color} on ${background} in ${mode} mode, a contrast of ${(Math.floor(ratio * 100) / 100).toFixed(2)}:1`,
    hint: `People with weak eyes, or in the sun, cannot read it: text of this size needs ${least}:1 (WCAG AA). Choose colours further apart.`,
    at: { theme: 'theme.yaml', written: [color, background] },
  };
}

/** The colours and size of an element's text, inherited ones included. */
interface Shown {
  readonly color: Colour;
  readonly background: Colour;
  /** Whether a picture lies behind, or a colour that is not understood: then nothing can be computed. */
  readonly known: boolean;
  readonly hidden: boolean;
  /** In pixels. */
  readonly size: number;
  readonly bold: boolean;
}

function faintPairs(markup: Markup, mode: 'light' | 'dark'): Pair[] {
  const styles = cascade(markup, mode);
  const shown = new Map<Tag | undefined, Shown>([[undefined, page]]);
  for (const tag of markup.tags) shown.set(tag, inside(tag, styles.get(tag)!, shown.get(tag.parent)!));
  const pairs = new Map<string, Pair>();
  for (const { text, parent } of markup.texts) {
    const words = text.replace(/(?:\s|\u200c|\u034f)+/g, ' ').trim();
    const { color, background, known, hidden, size, bold } = shown.get(parent)!;
    if (words === '' || hidden || !known || isUnread(parent)) continue;
    const [front, back] = [inHex(over(color, background)), inHex(background)];
    const ratio = contrast(front, back);
    const least = size >= 24 || (bold && size >= 18.66) ? 3 : 4.5;
    const pair = { text: words, color: front, background: back, ratio, least };
    if (ratio < least && !pairs.has(keyOf(pair))) pairs.set(keyOf(pair), pair);
  }
  return [...pairs.values()];
}

const black: Colour = { channels: [0, 0, 0], alpha: 1 };
const white: Colour = { channels: [255, 255, 255], alpha: 1 };
const page: Shown = { color: black, background: white, known: true, hidden: false, size: 16, bold: false };

function inside(tag: Tag, style: OwnStyle, around: Shown): Shown {
  const color = colourOf(style.get('color') ?? tag.attributes.color) ?? ownColour(tag);
  const behind = style.get('background-color') ?? style.get('background') ?? tag.attributes.bgcolor ?? '';
  const background = behind === '' ? undefined : firstColour(behind);
  const image = /url\(|gradient\(/i.test(`${style.get('background') ?? ''}${style.get('background-image') ?? ''}`);
  const isInherited = behind === '' || /^(none|inherit|initial|unset)$/i.test(behind.trim());
  const covered = background !== undefined && background.alpha === 1 && !image;
  const weight = style.get('font-weight') ?? '';
  return {
    color: color ?? around.color,
    background: background ? over(background, around.background) : around.background,
    known: !image && (covered || (around.known && (background !== undefined || isInherited))),
    hidden:
      around.hidden || style.get('display') === 'none' || style.get('visibility') === 'hidden' || tag.name === 'head',
    size: sizeOf(style.get('font-size'), tag, around.size),
    bold:
      weight === '' ? around.bold || /^(b|strong|th|h[1-6])$/.test(tag.name) : /^(bold|bolder|[6-9]00)$/.test(weight),
  };
}

/** Elements that browsers colour by default. */
function ownColour({ name, attributes }: Tag): Colour | undefined {
  if (name === 'a' && attributes.href !== undefined) return readColour('#0000ee');
  return name === 'mark' ? black : undefined;
}

function colourOf(text: string | undefined): Colour | undefined {
  return text === undefined ? undefined : readColour(text);
}

/** The colour in a `background`, anywhere among its other values. */
function firstColour(text: string): Colour | undefined {
  const whole = readColour(text);
  if (whole) return whole;
  const words = text.match(/(?:rgb|hsl)a?\([^()]*\)|#[0-9a-f]+|[a-z]+/gi) ?? [];
  return words.map(readColour).find((colour) => colour !== undefined);
}

const headings: Readonly<Record<string, number>> = { h1: 2, h2: 1.5, h3: 1.17 };

function sizeOf(text: string | undefined, { name }: Tag, around: number): number {
  const [, number, unit] = /^([\d.]+)(px|pt|em|rem|%)$/.exec(text?.trim() ?? '') ?? [];
  const value = Number(number);
  if (unit === undefined || !Number.isFinite(value))
    return around * (Object.hasOwn(headings, name) ? headings[name]! : 1);
  const factor = { px: 1, pt: 4 / 3, em: around, rem: 16, '%': around / 100 }[unit] ?? 1;
  return value * factor;
}
