import { z } from 'zod';
import { isWebAddress } from '../lib/uri.ts';
import { refined } from '../model/schema.ts';
import { lineSetting, staysInside } from './values.ts';

/*
 * How letters look: whole in a theme's `theme.yaml`, and in parts under `newsletter.style` of `tidings.yaml`.
 */

const color = z.string().regex(/^#[0-9a-f]{6}$/i, { error: 'is not a colour such as "#1a1a1a"' });

/** No quotes and nothing that ends a declaration: the value is written into style attributes. Names with spaces need none. */
const fonts = z
  .string()
  .regex(/^[\w -]+(, *[\w -]+)*$/, { error: 'is not a list of font names without quotes, parted by commas' });

const pictureEnding = /\.(png|jpe?g|gif)$/i;

const leadsOut = (value: string) => !isWebAddress(value) && !staysInside(value) && pictureEnding.test(value);

export const letterPicture = refined(
  refined(
    lineSetting,
    (value) => !leadsOut(value),
    'leads out of the publication',
    'Put the picture into the publication folder, and name it by its path from there, such as art/logo.png.',
  ),
  (value) =>
    leadsOut(value) || (isWebAddress(value) ? !/\s/.test(value) : staysInside(value) && pictureEnding.test(value)),
  'is not a picture that every mail program shows',
  'Name a PNG, JPEG or GIF file by its path from here, or the address of a picture. Few programs show SVG.',
);

/** In pixels. */
const measure = (least: number, most: number) =>
  z.int().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`);

const code = z.strictObject({ comment: color, keyword: color, string: color, number: color, name: color });

const palette = z.strictObject({
  background: color,
  text: color,
  /** Dates, captions, the footer. */
  muted: color,
  link: color,
  /** Accents of the letter: a kicker, a number, the name at its top. */
  accent: color,
  /** Lines between things. */
  rule: color,
  /** Behind code and panels. */
  shade: color,
  /** Words of code, on the shade. */
  code,
});

const typefaces = z.strictObject({ title: fonts, text: fonts, small: fonts, code: fonts });

const logo = z.strictObject({
  light: letterPicture,
  /** In its place where the letter is dark. */
  dark: letterPicture.optional(),
  width: measure(16, 600).optional(),
});

/** A value for a theme, before it is known which one the theme takes. */
const dataValue = z.union([z.string(), z.number(), z.boolean()], 'must be text, a number, or true or false');

/** Values for a theme by their names. A record of zod passes over the one name that is none in any object. */
export const dataValues = z
  .unknown()
  .superRefine((value, context) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, '__proto__')) return;
    context.addIssue({ code: 'custom', path: ['__proto__'], message: 'is the name of no value that a theme can take' });
  })
  .pipe(z.record(z.string(), dataValue));

const dataTypes = ['text', 'url', 'number', 'boolean'] as const;

/** `sponsor: text` is short for `sponsor: {type: text}`. */
const declaration = z.preprocess(
  (value) => (typeof value === 'string' ? { type: value } : value),
  z.strictObject({
    type: z.enum(dataTypes, `must be one of ${dataTypes.join(', ')}`),
    default: dataValue.optional(),
  }),
);

const declarations = z.record(z.string(), declaration).superRefine((declared, context) => {
  // Every object has such words as constructor.
  for (const name of Object.keys(declared).filter((one) => !/^[a-z]\w*$/i.test(one) || one in Object.prototype)) {
    const params = { hint: 'Use letters, digits and _, such as sponsorName.' };
    context.addIssue({ code: 'custom', path: [name], message: 'is not a name that templates can write', params });
  }
});

/** A whole `theme.yaml`. */
export const themeFile = z.strictObject({
  /** Of the letter, its side padding included. */
  width: measure(480, 700),
  padding: measure(0, 48),
  fonts: typefaces,
  logo: logo.optional(),
  light: palette,
  dark: palette,
  /** What publications and issues can tell the theme. */
  data: z.preprocess((section) => section ?? undefined, declarations.optional()),
});

const somePalette = palette.partial().extend({ code: code.partial().optional() }).optional();

/** The keys that `newsletter.style` may change. A section with every line commented out reads as null. */
export const style = z.preprocess(
  (section) => section ?? undefined,
  z
    .strictObject({
      width: themeFile.shape.width.optional(),
      padding: themeFile.shape.padding.optional(),
      fonts: typefaces.partial().optional(),
      logo: logo.optional(),
      light: somePalette,
      dark: somePalette,
    })
    .optional(),
);
