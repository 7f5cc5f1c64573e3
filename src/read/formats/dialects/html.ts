import { escapeText } from '../../../lib/escape.ts';
import type { Foreign } from '../source.ts';
import { foreignSite } from './links.ts';
import { type Revealed, revealHtml } from './reveal.ts';
import { shield } from './shield.ts';

/** HTML with what its tags of templates and shortcodes mean. */
export function readForeignHtml(text: string, { dialect, site, keeps }: Foreign): Revealed & { readonly html: string } {
  return revealHtml(shield(text, dialect), { site: foreignSite(site, escapeText), keeps, alone: false });
}
