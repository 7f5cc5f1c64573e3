import { escapeXml } from '../lib/escape.ts';
import { joinNames } from '../strings/language.ts';

/** A sentence of ours around HTML: the words are escaped, the HTML stands as it is. */
export function around(html: string, say: (text: string) => string): string {
  return escapeXml(say(slot(0))).replace(slots, () => html);
}

/** The same around a list, joined as a language joins names. */
export function aroundAll(html: readonly string[], language: string, say: (text: string) => string): string {
  const names = joinNames(
    html.map((_, index) => slot(index)),
    language,
  );
  return escapeXml(say(names)).replace(slots, (_, index) => html[Number(index)]!);
}

/** No word of ours holds a control character, and no language translates one. */
function slot(index: number): string {
  return `\u0001${index}\u0001`;
}

const slots = /\u0001(\d+)\u0001/g;
