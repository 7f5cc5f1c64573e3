import type { FrameLook } from './frame-document.ts';

/** What an address says of how a letter is looked at. */
export interface LetterQuery extends FrameLook {
  /** In pixels; as wide as there is room without it. */
  readonly width?: number;
  /** The key of a sample reader. */
  readonly reader: string;
  /** The slug of an edition, in place of the letter itself. */
  readonly edition?: string;
}

export const schemes = ['light', 'dark', 'inverted', 'outlook'] as const;

export const widths = { least: 280, most: 1600 } as const;

/** Reads an address; anything that it does not say, or says wrongly, is as usual. The last of several values counts. */
export function readLetterQuery(values: URLSearchParams): LetterQuery {
  const last = (name: string) => values.getAll(name).at(-1) || undefined;
  const scheme = schemes.find((one) => one === last('scheme')) ?? 'light';
  const width = Math.round(Number(last('width')));
  const edition = last('edition');
  return {
    scheme,
    pictures: last('pictures') !== 'off',
    styles: last('styles') !== 'off',
    reader: last('reader') ?? 'web',
    ...(width > 0 && { width: Math.min(widths.most, Math.max(widths.least, width)) }),
    ...(edition !== undefined && { edition }),
  };
}

/** The parameters of an address that says the same, without those that are as usual. */
export function writeLetterQuery(query: LetterQuery): Record<string, string | undefined> {
  const { scheme, pictures, styles, reader, width, edition } = query;
  return {
    width: width?.toString(),
    scheme: scheme === 'light' ? undefined : scheme,
    pictures: pictures ? undefined : 'off',
    styles: styles ? undefined : 'off',
    reader: reader === 'web' ? undefined : reader,
    edition,
  };
}
