import { decideScheme } from './decide-scheme.ts';
import { rewriteTags } from './rewrite-tags.ts';
import { type OwnDarkMode, turnDark } from './turn-dark.ts';
import { withoutPictures } from './without-pictures.ts';

/** How a letter is looked at. */
export interface FrameLook {
  readonly scheme: 'light' | 'dark' | OwnDarkMode;
  readonly pictures: boolean;
  /** Whether the style sheets in its head are known; some programs take the styles of the elements alone. */
  readonly styles: boolean;
}

/** A finished letter as a mail program of this kind shows it. Nothing but the letter is asked: not the machine's own scheme. */
export function frameDocument(html: string, { scheme, pictures, styles }: FrameLook): string {
  const styled = styles ? html : rewriteTags(html, { without: new Set(['style']) });
  const shown = pictures ? styled : withoutPictures(styled);
  return scheme === 'light' || scheme === 'dark' ? decideScheme(shown, scheme) : turnDark(shown, scheme);
}
