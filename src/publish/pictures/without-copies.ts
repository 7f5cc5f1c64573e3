import { visible } from '../../lib/escape.ts';
import { inMegabytes } from '../../lib/megabytes.ts';
import type { Problem } from '../../model/problem.ts';

/** A picture of which letters show the original, since no copy could be made. */
export interface Uncopied {
  /** As a person would type its file. */
  readonly file: string;
  readonly bytes: number;
  /** The reason, as the end of a sentence. */
  readonly fault: string;
}

/** A picture of fewer bytes is nothing to worry about. */
const worth = 100e3;

const tooLarge = /more than \d+ megapixels|larger than \d+ MB/;

/** One warning for all pictures that sharp would have made lighter, and one for each picture that it could not read. */
export function withoutCopies(
  library: string | undefined,
  unmade: readonly Omit<Uncopied, 'fault'>[],
  unread: readonly Uncopied[],
): Problem[] {
  const faulty = unread.map(
    ({ file, bytes, fault }): Problem => ({
      severity: 'warning',
      rule: 'picture-copy',
      message: `letters show ${visible(file)} as it is (${inMegabytes(bytes)}), for no smaller copy can be made: ${fault}`,
      hint: tooLarge.test(fault)
        ? 'Make it smaller in an image editor: letters show 1,200 pixels in a line at most.'
        : 'Open it in an image editor, and save it anew as JPEG or PNG.',
      file,
    }),
  );
  const heavy = unmade.filter(({ bytes }) => bytes >= worth).toSorted((a, b) => b.bytes - a.bytes);
  if (library === undefined || heavy.length === 0) return faulty;
  const named = heavy.slice(0, 5).map(({ file, bytes }) => `${visible(file)} (${inMegabytes(bytes)})`);
  const more = heavy.length > 5 ? ` and ${heavy.length - 5} more` : '';
  const total = heavy.reduce((sum, { bytes }) => sum + bytes, 0);
  const all = heavy.length > 1 ? `, together ${inMegabytes(total)}` : '';
  const message = `letters show pictures as they are${all}: ${named.join(', ')}${more}; ${library}`;
  const hint =
    'With sharp, letters get copies of a tenth of the size: run "npm install sharp" next to Tidings (with --global, if Tidings was installed so), and build again.';
  return [{ severity: 'warning', rule: 'picture-copy', message, hint }, ...faulty];
}
