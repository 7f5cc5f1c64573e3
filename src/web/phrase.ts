import { escapeXml } from '../lib/escape.ts';
import { joinNames } from '../strings/language.ts';

/** A sentence of ours around HTML: the words are escaped, the HTML stands as it is. */
export function around(html: string, say: (text: string) => string): string {
  return escapeXml(say(slot(0))).replace(slots, () => html);
}

/** The same around a list of names, joined as a language joins them: in Spanish "e Isabel", but "y Ana". */
export function aroundAll(
  names: readonly { readonly text: string; readonly html: string }[],
  language: string,
  say: (text: string) => string,
): string {
  const texts = names.map(({ text }) => text);
  const list = joinNames(texts, language, (_, index) => slot(index));
  return escapeXml(say(list)).replace(slots, (_, index) => names[Number(index)]!.html);
}

/** No word of ours holds a control character, and no language translates one. */
function slot(index: number): string {
  return `\u0001${index}\u0001`;
}

const slots = /\u0001(\d+)\u0001/g;
