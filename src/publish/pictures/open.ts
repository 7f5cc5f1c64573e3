import type { Config } from '../../config/config.ts';
import type { SharpLoader } from '../../system/sharp.ts';
import { type Prepared, sentBy } from '../prepare.ts';
import { Pictures, type PicturesOptions } from './pictures.ts';

/**
 * The pictures of a publication's letters. `build` makes their copies and keeps them, `single` keeps nothing for the next
 * build. `look` makes what a build would, and writes nothing. `send` makes none: letters show the copies of the last
 * build, which are published with it, and the originals of all other pictures.
 */
export function openPictures(
  { directory, output, settings, display }: Config,
  { before }: Pick<Prepared, 'before'>,
  purpose: PicturesOptions['purpose'],
  options: {
    readonly sharp?: SharpLoader | undefined;
    readonly signal?: AbortSignal | undefined;
    readonly isPart?: boolean;
  } = {},
): Promise<Pictures> {
  const { url, site } = settings;
  const { sharp: loader, signal, isPart } = options;
  return Pictures.open({
    ...{ directory, output, url, site, purpose, display, signal, isPart },
    sent: sentBy(before),
    ...(loader && { loader }),
  });
}
