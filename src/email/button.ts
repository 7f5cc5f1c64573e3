import { contrast } from '../lib/contrast.ts';
import { escapeXml } from '../lib/escape.ts';
import type { ThemePalette, ThemeSettings } from '../model/publication.ts';

/** A link that stands out: a coloured cell of a table, which every mail program shows. */
export interface Button {
  /** Plain text. */
  readonly label: string;
  /** Absolute. */
  readonly url: string;
  readonly settings: ThemeSettings;
  /** The language of the label, if it is not that of the text around it. */
  readonly language?: string | undefined;
}

/**
 * Writes a button as a table of one cell, without margins. Outlook for Windows pads cells alone, so the padding is the
 * cell's. The words have a colour of their own inside the link: a style sheet for links does not reach it.
 */
export function writeButton(button: Button): string {
  return buttonTable(writeButtonCell(button));
}

/** A table around cells of buttons. */
function buttonTable(cells: string): string {
  return `<table role="presentation" border="0" cellpadding="0" cellspacing="0" style="border-collapse:separate"><tr>${cells}</tr></table>`;
}

function writeButtonCell({ label, url, settings, language }: Button): string {
  const { ground, text } = buttonColours(settings.light);
  const lang = language === undefined ? '' : ` lang="${escapeXml(language)}"`;
  const type = `font-family:${settings.fonts.small};font-size:16px;line-height:24px;font-weight:bold`;
  return (
    `<td class="button" bgcolor="${ground}" style="padding:12px 20px;border-radius:4px;background-color:${ground}">` +
    `<a href="${escapeXml(url)}"${lang} style="display:block;${type};color:${text};text-decoration:none">` +
    `<span style="color:${text}">${escapeXml(label)}</span></a></td>`
  );
}

/**
 * The colours of buttons in light or dark mode: the accent, and on it white or, where that is hard to read, the colour
 * behind the letter, with which the accent contrasts in every palette that was checked. Black stands in for one that
 * was not.
 */
export function buttonColours({ accent, background }: ThemePalette): { ground: string; text: string } {
  const text = ['#ffffff', background, '#000000'].find((color) => contrast(color, accent) >= least)!;
  return { ground: accent, text };
}

/** WCAG 2.2, 1.4.3, at level AA. */
const least = 4.5;
