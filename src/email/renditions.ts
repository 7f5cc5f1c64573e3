/** A picture as an article names it; its natural size where it is known. */
export interface Original {
  /** Absolute. */
  readonly url: string;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

/** The size at which a letter shows a picture. */
export interface Recipe {
  /** In pixels, as shown: the most, since no picture is enlarged. */
  readonly width: number;
  /** Of width to height; crops the picture. Without it the picture is shown whole. */
  readonly ratio?: number;
}

/** The copy of a picture for one place of a letter, at the size at which it is shown. */
export interface Rendition {
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

/** The copy of a picture, if there is one. The same picture and recipe give the same answer within one letter. */
export type RenditionOf = (original: Original, recipe: Recipe) => Rendition | undefined;

/** A picture in a letter: its copy, or else the original, shown whole at the width of the recipe. */
export function pictured(original: Original, recipe: Recipe, renditions?: RenditionOf) {
  const { url } = original;
  const size = fitted(original, recipe.width);
  return renditions?.(original, recipe) ?? { url, width: size?.width ?? null, height: size?.height ?? null };
}

/** The size of a picture that is at most so wide: its own, or scaled down. */
export function fitted(
  { width, height }: Pick<Original, 'width' | 'height'>,
  most: number,
): { width: number; height: number } | undefined {
  if (!width || !height) return undefined;
  const shown = Math.min(width, most);
  return { width: shown, height: Math.max(1, Math.round((height * shown) / width)) };
}
