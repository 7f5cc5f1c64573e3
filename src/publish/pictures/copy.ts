import type { Recipe } from '../../email/renditions.ts';
import type { Sharp } from '../../system/sharp.ts';

/** To be raised when the same picture would become another copy. */
export const recipes = 1;

/** A copy of a picture for a letter. */
export interface Copy {
  readonly content: Uint8Array;
  readonly ending: 'jpg' | 'png';
  /** The size at which the letter shows it, in pixels. */
  readonly width: number;
  readonly height: number;
}

/** The reason why a letter shows the original; with `fault`, since no copy can be made. */
export type Kept = { readonly kept: 'smaller' | 'animated' } | { readonly fault: string };

/** The most pixels in a line of a copy: more make a letter heavy and no eye sees them. */
const widest = 1200;

/** A picture of more is refused: 150 megapixels take a computer seconds, and a small file can claim any number. */
const mostPixels = 150e6;

/** Formats whose pixels are read. A drawing may load other files, so none is opened. */
const read = new Set(['jpeg', 'png', 'gif', 'webp', 'heif']);

/** Formats that every mail program shows: Outlook for Windows shows neither WebP nor AVIF. */
const shown = new Set(['jpeg', 'png', 'gif']);

/**
 * Copies a picture at twice the width at which it is shown, upright, in sRGB, without what a camera noted. A photograph
 * becomes a JPEG, a graphic or a transparent picture a PNG. Of several frames the first is copied.
 */
export async function copyPicture(sharp: Sharp, bytes: Uint8Array, recipe: Recipe): Promise<Copy | Kept> {
  // Cameras write files that are not quite right, but whole.
  const options = { failOn: 'error', limitInputPixels: mostPixels, sequentialRead: true } as const;
  try {
    const picture = sharp(bytes, options);
    const { format, autoOrient, orientation = 1, space, hasAlpha } = await picture.metadata();
    if (!read.has(format)) return { fault: `${format} pictures are not read` };
    const size = sizesOf(autoOrient, recipe);
    const { data, info } = await picture
      .autoOrient()
      .resize({ ...size.copy, fit: 'cover' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const raw = { width: info.width, height: info.height, channels: info.channels };
    const isOpaque = !hasAlpha || !hasHoles(data, info.channels);
    const isGraphic = !isOpaque || (format !== 'jpeg' && isFlat(data, info.channels));
    const made = sharp(data, { raw });
    const content = isGraphic
      ? await made.png({ palette: true, effort: 5, compressionLevel: 9 }).toBuffer()
      : await made.removeAlpha().jpeg({ quality: 80, progressive: true }).toBuffer();
    const isFine = shown.has(format) && orientation === 1 && space !== 'cmyk' && recipe.ratio === undefined;
    if (isFine && bytes.length <= content.length) return { kept: 'smaller' };
    return { content, ending: isGraphic ? 'png' : 'jpg', ...size.shown };
  } catch (error) {
    return { fault: reasonOf(error) };
  }
}

/** The size of a copy in its own pixels, and that at which it is shown. */
export function sizesOf(natural: { readonly width: number; readonly height: number }, { width: most, ratio }: Recipe) {
  const whole = ratio ?? natural.width / natural.height;
  const across = Math.min(natural.width, natural.height * whole);
  const at = (width: number) => ({
    width: Math.max(1, Math.round(width)),
    height: Math.max(1, Math.round(width / whole)),
  });
  return { copy: at(Math.min(across, 2 * most, widest)), shown: at(Math.min(across, most)) };
}

/** Whether any pixel lets the ground through. The last channel is the transparency. */
function hasHoles(data: Uint8Array, channels: number): boolean {
  for (let at = channels - 1; at < data.length; at += channels) if (data[at]! < 255) return true;
  return false;
}

/** Drawn pictures have areas of one colour, in which a pixel equals the one before; photographs hardly have any. */
function isFlat(data: Uint8Array, channels: number): boolean {
  let equal = 0;
  for (let at = channels; at < data.length; at += channels) {
    let same = true;
    for (let channel = 0; channel < channels; channel += 1)
      if (data[at + channel] !== data[at + channel - channels]) same = false;
    if (same) equal += 1;
  }
  return equal * channels > 0.3 * data.length;
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/pixel limit/i.test(message)) return `it says that it has more than ${mostPixels / 1e6} megapixels`;
  if (/unsupported image format|no known (loader|saver)/i.test(message)) return 'its format is not known';
  return `it is damaged (${message.trim().split('\n')[0]})`;
}
